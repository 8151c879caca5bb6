<?php
/**
 * From rows of the outbox to items.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Delivery;

use Storewire\Cart\CartLimits;
use Storewire\Cart\CartRecovery;
use Storewire\Core\Mapped;
use Storewire\Generated\Rules;
use Storewire\Outbox\ClaimedRow;
use Storewire\Outbox\Outbox;
use Storewire\Recording\OrderFacts;
use Storewire\Shop\ObjectPages;
use Storewire\Shop\ShopperConsent;
use Storewire\Shop\SnapshotBatch;
use Storewire\Shop\Snapshots;
use Storewire\Support\Clock;
use Storewire\Support\ReadFailure;
use Storewire\Support\WithdrawalLink;

/**
 * Reads what claimed rows are about, all objects of a topic at once, and has the core make items of it. The row's
 * revision is part of the items' ids: the same on every retry, another one when the object changed again.
 */
final class ClaimReader {

	/** Seconds after which every replica of the database has what was written. Whatever is not found by then, is not there. */
	const LAG_ENDS = HOUR_IN_SECONDS;

	/** Seconds until something that was not found, or not as new as it is, is looked for again. */
	const LAG_SECONDS = 15;

	private ItemMapper $mapper;
	private Snapshots $snapshots;

	/**
	 * @param ItemMapper $mapper    Makes items of snapshots.
	 * @param Snapshots  $snapshots Reads the shop.
	 */
	public function __construct( ItemMapper $mapper, Snapshots $snapshots ) {
		$this->mapper    = $mapper;
		$this->snapshots = $snapshots;
	}

	/**
	 * Reads rows, in the order of their topics. The moment of all this is taken before anything is read: what another relay
	 * reads later is newer, however long this one takes.
	 *
	 * @param ClaimedRow[]  $rows  Rows of a claim.
	 * @param DeliveryRules $rules What deliveries go by.
	 * @param ClaimedItems  $batch Gets what there is to deliver.
	 * @return array<int,string> Why rows could not be read, by row id; it may work another time.
	 * @throws ReadFailure Where the database does not even say what time it is.
	 */
	public function read( array $rows, DeliveryRules $rules, ClaimedItems $batch ): array {
		$rules    = $rules->read_at( Clock::milliseconds() );
		$failures = array();
		foreach ( array_keys( Rules::TOPICS ) as $topic ) {
			$of   = array_filter( $rows, static fn( ClaimedRow $row ): bool => $row->topic === $topic );
			$rows = array_diff_key( $rows, $of );
			if ( array() !== $of ) {
				$failures += $this->read_topic( $topic, $of, $rules, $batch );
			}
		}
		Snapshots::forget();
		foreach ( $rows as $row ) {
			$failures[ $row->id ] = 'This version of Storewire does not know "' . $row->topic . '".';
		}
		return $failures;
	}

	/**
	 * Reads the rows of a topic.
	 *
	 * @param string        $topic Topic.
	 * @param ClaimedRow[]  $rows  Its rows.
	 * @param DeliveryRules $rules As for read().
	 * @param ClaimedItems  $batch Gets what there is to deliver.
	 * @return array<int,string> As read() gives it.
	 */
	private function read_topic( string $topic, array $rows, DeliveryRules $rules, ClaimedItems $batch ): array {
		$failures = array();
		$method   = Rules::TOPICS[ $topic ]['reader'];
		try {
			$read = '' === $method ? new SnapshotBatch() : $this->snapshots->$method( array_values( array_unique( array_map( 'intval', array_column( $rows, 'object' ) ) ) ) );
			$lag  = new ReplicaLag( $topic, $read->snapshots );
		} catch ( ReadFailure $failure ) {
			// Nobody's fault, so it counts against none of them.
			$batch->unripe += array_fill_keys( array_column( $rows, 'id' ), Rules::AGAIN_SECONDS );
			return array();
		}
		foreach ( $rows as $row ) {
			try {
				if ( isset( $read->failures[ $row->object ] ) ) {
					$failures[ $row->id ] = $read->failures[ $row->object ];
				} elseif ( $lag->is_old( $row->object ) && self::is_young( $row, $rules->read_at ) ) {
					$batch->unripe[ $row->id ] = self::LAG_SECONDS;
				} else {
					$this->read_row( $row, $read, $rules, $batch );
				}
			} catch ( ReadFailure $failure ) {
				$batch->unripe[ $row->id ] = Rules::AGAIN_SECONDS;
			} catch ( \Throwable $failure ) {
				$failures[ $row->id ] = $failure->getMessage();
			}
		}
		return $failures;
	}

	/**
	 * Makes items of a row.
	 *
	 * @param ClaimedRow    $row   The row.
	 * @param SnapshotBatch $read  What was read for its topic.
	 * @param DeliveryRules $rules As for read().
	 * @param ClaimedItems  $batch Gets what there is to deliver.
	 */
	private function read_row( ClaimedRow $row, SnapshotBatch $read, DeliveryRules $rules, ClaimedItems $batch ): void {
		$topic   = $row->topic;
		$payload = (array) json_decode( (string) $row->payload, true );
		$object  = $payload['snapshot'] ?? $read->snapshots[ $row->object ] ?? null;
		if ( isset( $payload['recovery'] ) ) {
			$object['recoveryUrl'] = CartRecovery::link( ...$payload['recovery'] );
		}
		$is_record = '' === $row->transition;
		if ( Rules::BACK_IN_STOCK === $topic ) {
			$batch->add_signup( $row->id, self::signup( $row, (array) $object ) );
		} elseif ( $is_record && ( null === $object || isset( $payload['gone'] ) ) && ObjectPages::is_gone( $topic, (int) $row->object ) ) {
			$this->map( $row, 'gone', array( 'type' => $topic, 'id' => $row->object ), array(), $rules, $batch );
		} elseif ( null !== $object ) {
			$this->map( $row, Rules::TOPICS[ $topic ]['call'], $object, $read->consents[ $row->object ] ?? ShopperConsent::of_cart( $payload ), $rules, $batch, $payload );
		} elseif ( self::is_young( $row, $rules->read_at ) ) {
			$batch->unripe[ $row->id ] = self::LAG_SECONDS;
		} else {
			$batch->add( $row->id, Mapped::failed( array( $is_record ? 'WooCommerce does not find it, but it is there.' : Outbox::NOT_FOUND ) ) );
		}
	}

	/**
	 * Whether a row is so young that a replica of the database may not have what it is about.
	 *
	 * @param ClaimedRow $row The row.
	 * @param int        $now Now, milliseconds since 1970 UTC.
	 */
	private static function is_young( ClaimedRow $row, int $now ): bool {
		return $now - $row->recorded_at < self::LAG_ENDS * 1000;
	}

	/**
	 * A shopper's request.
	 *
	 * @param ClaimedRow          $row     The row.
	 * @param array<string,mixed> $request What the core made of it.
	 */
	private static function signup( ClaimedRow $row, array $request ): SignupRequest {
		return new SignupRequest( "$row->topic:$row->object:$row->transition", $request + array( 'withdrawUrl' => WithdrawalLink::to( $request ) ) );
	}

	/**
	 * Maps one object.
	 *
	 * @param ClaimedRow          $row      The row.
	 * @param string              $call     The core's call.
	 * @param array<string,mixed> $snapshot What was read.
	 * @param array<string,mixed> $consent  What is known of the shopper's consent.
	 * @param DeliveryRules       $rules    As for read().
	 * @param ClaimedItems        $batch    Gets the items.
	 * @param array<string,mixed> $payload  The row's: whether it is a fact that nobody saw happen, and from where a visitor's
	 *                                      cart came (see `CartLimits`).
	 */
	private function map( ClaimedRow $row, string $call, array $snapshot, array $consent, DeliveryRules $rules, ClaimedItems $batch, array $payload = array() ): void {
		$run    = $rules->run( $row );
		$fact   = '' === $row->transition ? array() : $rules->fact( $row, isset( $payload[ OrderFacts::DERIVED ] ) );
		$map    = fn( array $limits ): Mapped => $this->mapper->map( $call, $snapshot, $run, $consent, $limits + $fact );
		$mapped = isset( $payload['visitor'] ) ? CartLimits::ask( $row->object, $payload['visitor'], $map ) : $map( array() );
		if ( null !== $mapped->retry_at ) {
			$batch->unripe[ $row->id ] = (int) ceil( ( $mapped->retry_at - $rules->read_at ) / 1000 );
		} else {
			$batch->add( $row->id, $mapped );
		}
	}
}
