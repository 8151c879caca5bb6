<?php
/**
 * The comparison of ranges with the backend.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sweep;

use Storewire\Backend\Client;
use Storewire\Connection\Connection;
use Storewire\Connection\Outcome;
use Storewire\Connection\Settings;
use Storewire\Core\Core;
use Storewire\Generated\Rules;
use Storewire\Recording\Recorder;
use Storewire\Shop\CopySpans;
use Storewire\Shop\InventoryRows;
use Storewire\Shop\ObjectPages;

/**
 * Tells the backend a digest of each range of contacts, products and orders; where the backend's is another, it compares the
 * texts of both sides, and records what differs, as a hook would have.
 */
final class RangeComparison {

	const PATH = '/api/woocommerce/inventory';

	/** Objects of one request, five ranges of the core's. */
	const ROWS = 2500;

	private Core $core;
	private Client $client;
	private Connection $connection;
	private Settings $settings;
	private Recorder $recorder;

	/**
	 * What the shop has.
	 *
	 * @var InventoryRows
	 */
	private InventoryRows $rows;

	/**
	 * @param Core       $core       Writes and compares texts.
	 * @param Client     $client     Asks the backend.
	 * @param Connection $connection Has the token.
	 * @param Settings   $settings   The owner's choices.
	 * @param Recorder   $recorder   Takes what is to be repaired.
	 */
	public function __construct( Core $core, Client $client, Connection $connection, Settings $settings, Recorder $recorder ) {
		$this->core       = $core;
		$this->client     = $client;
		$this->connection = $connection;
		$this->settings   = $settings;
		$this->recorder   = $recorder;
		$this->rows       = new InventoryRows();
	}

	/**
	 * Compares the next objects.
	 *
	 * @param SweepState $state Where the sweep stands; one of Rules::RECORDS is being done.
	 */
	public function compare( SweepState $state ): void {
		$kind  = $state->kind();
		$after = $this->start( $state );
		if ( null === $after ) {
			$state->done_to( SweepState::LAST );
			return;
		}
		$rows      = $this->rows->page( $kind, $after, self::ROWS );
		$to        = count( $rows ) < self::ROWS ? SweepState::LAST : end( $rows )['id'];
		$ranges    = $this->ranges( $kind, $after + 1, $to, InventoryRows::with_fingerprints( $kind, $rows ) );
		$differing = $this->differing( $kind, $ranges );
		if ( null === $differing ) {
			$state->put_off();
			return;
		}
		foreach ( $differing as $theirs ) {
			$range = $ranges[ $theirs['from'] ?? '' ] ?? null;
			if ( null !== $range && is_string( $theirs['text'] ?? null ) ) {
				$this->repair( $state, $range, $theirs['text'] );
			}
		}
		$state->retry_at = 0;
		$state->done_to( $to );
	}

	/**
	 * The id after which objects are compared; null where none are. Where the owner does not want what was there before
	 * connecting, that is left out (C6).
	 *
	 * @param SweepState $state Where the sweep stands.
	 */
	private function start( SweepState $state ): ?int {
		$kind    = $state->kind();
		$choices = $this->settings->all();
		// Whom "subscribers only" leaves out (E7), SQL cannot tell.
		$can = $choices['sync'][ $kind ] && ( Rules::CONTACTS !== $kind || Rules::CONSENT_SUBSCRIBERS !== $this->settings->consent() );
		if ( ! $can ) {
			return null;
		}
		if ( 0 !== $state->after || $choices['imports'][ $kind ] ) {
			return $state->after;
		}
		$ids = array_column( $this->rows->page( $kind, 0, 1, $state->connected_at ), 'id' );
		return array() === $ids ? null : reset( $ids ) - 1;
	}

	/**
	 * The ranges of some objects.
	 *
	 * @param string                         $kind Kind.
	 * @param int                            $from The first id that they speak for.
	 * @param int                            $to   The last.
	 * @param array<int,array<string,mixed>> $rows The objects.
	 * @return array<int,InventoryRange> By the first id.
	 */
	private function ranges( string $kind, int $from, int $to, array $rows ): array {
		$answer = $this->core->call(
			array(
				'inventory' => array(
					'type' => $kind,
					'from' => $from,
					'to'   => $to,
					'rows' => $rows,
				),
			)
		);
		return array_map( static fn( array $said ): InventoryRange => new InventoryRange( $said ), array_column( $answer['inventory']['ranges'], null, 'from' ) );
	}

	/**
	 * Asks the backend which ranges it has otherwise.
	 *
	 * @param string                    $kind   Kind.
	 * @param array<int,InventoryRange> $ranges The ranges.
	 * @return array<int,array<string,mixed>>|null Their first ids, `from`, and the backend's texts, `text`; null where it did
	 *                                             not answer.
	 */
	private function differing( string $kind, array $ranges ): ?array {
		$response = $this->client->report(
			self::PATH,
			array(
				'type'   => $kind,
				'ranges' => array_map( static fn( InventoryRange $range ): array => $range->digest(), array_values( $ranges ) ),
			),
			$this->connection->token()
		);
		$outcome  = Outcome::judge( $this->core, 'inventory', $response );
		$this->connection->apply( $outcome->state, $outcome->message );
		return $outcome->is_ok() ? $response->body['differing'] : null;
	}

	/**
	 * Records what differs, as far as the core has it repaired.
	 *
	 * @param SweepState     $state  Where the sweep stands.
	 * @param InventoryRange $range  The store's side.
	 * @param string         $theirs The backend's text.
	 */
	private function repair( SweepState $state, InventoryRange $range, string $theirs ): void {
		$kind       = $state->kind();
		$place      = "$kind:{$range->from}";
		$difference = $this->core->call(
			array(
				'compare' => array(
					'store'   => $range->text,
					'backend' => $theirs,
				),
			)
		)['difference'];
		$repair     = $this->core->call(
			array(
				'repair' => array(
					'type'           => $kind,
					'store'          => $range->text,
					'send'           => $difference['send'],
					'surplus'        => self::surplus( $kind, $difference['surplus'] ),
					Rules::DELETIONS => $this->settings->all()['sync'][ Rules::DELETIONS ],
				) + $state->before( $place ),
			)
		)['repair'];
		if ( null !== $repair['found'] ) {
			$state->differs( $place, $repair['found'] );
		}
		foreach ( $repair['send'] as $id ) {
			self::drop_cached( $kind, (int) $id );
			$this->recorder->changed( Rules::RECORDS[ $kind ], $id );
		}
		$state->repaired += count( $repair['send'] );
		$state->left     += $repair['left'];
	}

	/**
	 * What is known here of objects that only the backend has.
	 *
	 * @param string   $kind Kind.
	 * @param string[] $ids  Their ids.
	 * @return array<int,array{id:string,gone:bool,onCopy:bool}>
	 */
	private static function surplus( string $kind, array $ids ): array {
		$on_copy = CopySpans::left_out();
		return array_map(
			static fn( string $id ): array => array(
				'id'     => $id,
				'gone'   => ObjectPages::is_gone( Rules::RECORDS[ $kind ], (int) $id ),
				'onCopy' => Rules::ORDERS === $kind && $on_copy->has( (int) $id ),
			),
			$ids
		);
	}

	/**
	 * Has a shared cache (Redis, Memcached) forget an object: what changed by SQL it has as it was, and the record would be
	 * made of that.
	 *
	 * @param string $kind Kind.
	 * @param int    $id   The object's id.
	 */
	private static function drop_cached( string $kind, int $id ): void {
		if ( Rules::CONTACTS === $kind ) {
			clean_user_cache( $id );
			return;
		}
		$variations = Rules::PRODUCTS === $kind ? ( new ObjectPages() )->variations( array( $id ) )[ $id ] ?? array() : array();
		foreach ( array_merge( array( $id ), $variations ) as $post ) {
			clean_post_cache( $post );
		}
	}
}
