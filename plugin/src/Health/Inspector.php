<?php
/**
 * What would be sent of one object, or why not, and what became of it.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Health;

use Storewire\Backend\Client;
use Storewire\Delivery\ClaimedItems;
use Storewire\Delivery\ClaimReader;
use Storewire\Delivery\Relay;
use Storewire\Generated\Rules;
use Storewire\Delivery\Sender;
use Storewire\Outbox\BuriedRows;
use Storewire\Outbox\ClaimedRow;
use Storewire\Outbox\Ledger;
use Storewire\Outbox\OutboxTable;
use Storewire\Support\Database;

/**
 * For the owner who asks about one order, product, category or customer (D8, S10): the very bytes of the request that live
 * delivery would send now, made by the same reader and the same packing, at any time, connected or not; and what is known
 * of its past (D6). It sends nothing and changes nothing.
 */
final class Inspector {

	/** What is told of objects of each type, by topic of the outbox; the first is the object's own record. */
	const TOPICS = array(
		Rules::CONTACT  => array( Rules::CONTACT ),
		Rules::PRODUCT  => array( Rules::PRODUCT, Rules::STOCK_CHANGED, Rules::BACK_IN_STOCK ),
		Rules::CATEGORY => array( Rules::CATEGORY ),
		Rules::ORDER    => array( Rules::ORDER, Rules::ORDER_PLACED, Rules::PAYMENT_RECEIVED, Rules::ORDER_FULFILLED, Rules::ORDER_CANCELLED, Rules::ORDER_REFUNDED ),
	);

	/** The row of the outbox that stands for the question. */
	const ROW = 1;

	/** Part of an item's id, until a change gives it its own. */
	const REVISION = 'preview';

	private ClaimReader $reader;
	private Relay $relay;

	/**
	 * @param ClaimReader $reader Reads and maps.
	 * @param Relay       $relay  Knows what deliveries go by.
	 */
	public function __construct( ClaimReader $reader, Relay $relay ) {
		$this->reader = $reader;
		$this->relay  = $relay;
	}

	/**
	 * All that is known of an object.
	 *
	 * @param string $type One of TOPICS.
	 * @param int    $id   Its id in the store.
	 * @return array<string,mixed> `{type, id, url, body, leftOut: [{type, reason, text}], faults, waiting, buried, history}`:
	 *         `body` is the text that would be sent to `url`, or null; `waiting` are topics; `buried` as BuriedRows::page()
	 *         has them; `history` as Ledger::entries() has it.
	 */
	public function inspect( string $type, int $id ): array {
		$rows = self::rows( $type, $id );
		$is_buried = static fn( array $row ): bool => null !== $row['buried_at'];
		return array(
			'type' => $type,
			'id'   => (string) $id,
		) + $this->preview( $type, $id ) + array(
			'waiting' => array_column( array_filter( $rows, static fn( array $row ): bool => ! $is_buried( $row ) ), 'topic' ),
			'buried'  => array_map( array( BuriedRows::class, 'read' ), array_values( array_filter( $rows, $is_buried ) ) ),
			'history' => Ledger::entries( (string) $id, self::TOPICS[ $type ] ),
		);
	}

	/**
	 * What would be sent now.
	 *
	 * @param string $type One of TOPICS.
	 * @param int    $id   Its id.
	 * @return array<string,mixed>
	 */
	private function preview( string $type, int $id ): array {
		$batch    = new ClaimedItems();
		$failures = $this->reader->read( array( self::ROW => self::row( $type, $id ) ), $this->relay->rules(), $batch );
		$items    = array_merge( ...$batch->requests( Rules::BATCH_ITEMS )->take( PHP_INT_MAX ) );
		$faults   = array_merge( $batch->faults( self::ROW ), array_values( $failures ) );
		if ( array() !== $batch->unripe ) {
			$faults[] = __( 'The database does not give it now. Try again.', 'storewire' );
		}
		$row = array( 'unused' => array() ) + ( $batch->delivered_rows( array( self::ROW ) )[ self::ROW ] ?? array( 'skipped' => array() ) );
		return array(
			'url'     => Client::backend() . Client::ITEMS_PATH,
			'body'    => array() === $items ? null : Sender::body( $items ),
			'leftOut' => array_map( static fn( array $skip ): array => array_diff_key( $skip, array( 'id' => true ) ), $row['skipped'] ),
			'faults'  => $faults,
		);
	}

	/**
	 * A row as it would be recorded by a change. It is as old as a row can be, for what is not found now is not there.
	 *
	 * @param string $type One of TOPICS.
	 * @param int    $id   The object's id.
	 */
	private static function row( string $type, int $id ): ClaimedRow {
		return new ClaimedRow(
			array(
				'id'          => (string) self::ROW,
				'topic'       => $type,
				'object'      => (string) $id,
				'transition'  => '',
				'revision'    => self::REVISION,
				'recorded_at' => '0',
				'attempts'    => '0',
				'payload'     => null,
			)
		);
	}

	/**
	 * Rows of the outbox about an object.
	 *
	 * @param string $type One of TOPICS.
	 * @param int    $id   Its id.
	 * @return array<int,array<string,string|null>>
	 */
	private static function rows( string $type, int $id ): array {
		global $wpdb;
		$topics = "'" . implode( "', '", self::TOPICS[ $type ] ) . "'";
		return Database::own_rows( $wpdb->prepare( 'SELECT id, topic, object, transition, recorded_at, buried_at, reason FROM ' . OutboxTable::name() . " WHERE topic IN ($topics) AND object = %s ORDER BY id DESC", (string) $id ) ); // phpcs:ignore WordPress.DB.PreparedSQL -- names of tables and topics.
	}
}
