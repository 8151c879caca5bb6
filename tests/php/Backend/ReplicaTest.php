<?php
declare(strict_types=1);

namespace Storewire\Tests\Backend;

use Storewire\Delivery\ClaimReader;
use Storewire\Outbox\BuriedRows;
use Storewire\Outbox\Outbox;
use Storewire\Recording\Recorder;
use Storewire\Tests\Outbox\OutboxTestCase;
use Storewire\Tests\Support\EventId;
use Storewire\Tests\Support\ReplicatedDatabase;

/**
 * R5, D11: a database with a replica that lags. Reads are led to a copy of the order tables that is some seconds old, unless
 * they say that they are for the primary.
 */
final class ReplicaTest extends OutboxTestCase {

	const TABLES = array( 'wc_orders', 'wc_order_addresses', 'wc_order_operational_data', 'wc_orders_meta', 'woocommerce_order_items', 'woocommerce_order_itemmeta', 'posts', 'postmeta' );

	/** @var \WC_Order[] */
	private array $orders = array();

	private \wpdb $database;

	protected function setUp(): void {
		parent::setUp();
		$this->connect();
		$this->site()->sync()->forget();
		( new Recorder( $this->outbox() ) )->follow();
		$this->database = $GLOBALS['wpdb'];
	}

	protected function tearDown(): void {
		$GLOBALS['wpdb'] = $this->database;
		remove_filter( 'query', array( $this, 'lead' ) );
		foreach ( $this->orders as $order ) {
			$order->delete( true );
		}
		foreach ( self::TABLES as $table ) {
			$this->sql( "DROP TABLE IF EXISTS {$this->database->prefix}{$table}_replica" );
		}
		parent::tearDown();
	}

	/** Nothing is acknowledged for want of its order; when the lag is over, all arrives. */
	public function test_r5_an_order_that_the_replica_does_not_have_yet(): void {
		$this->replicate();
		$id = $this->order();
		$this->placed( $id );
		$this->lags();
		$this->relay()->step( 5.0 );
		$this->assertSame( array( array( '0', '0', '0' ), array() ), array( array_column( $this->rows(), 'attempts' ), BuriedRows::page( 5 ) ), 'A lag costs no attempts.' );
		$this->replicate();
		$this->settle();
		$this->assertSame( 3, $this->relay()->step( 5.0 ) );
		$this->assertSame( array( (int) $id ), array_keys( $this->backend->export()['orders'] ) );
		$this->assertEqualsCanonicalizing( array( EventId::of_order( 'order_placed', $id ), EventId::of_order( 'payment_received', $id ) ), array_column( $this->backend->events(), 'id' ) );
		$this->assertSame( array( array(), array() ), array( $this->rows(), BuriedRows::page( 5 ) ) );
	}

	/** What is not found after an hour is set aside, with the reason. */
	public function test_r5_what_is_never_found_is_said(): void {
		$this->replicate();
		$id = $this->order();
		$this->placed( $id );
		$this->lags();
		$this->clock( ClaimReader::LAG_ENDS + 10 );
		$this->relay()->step( 5.0 );
		$this->assertCount( 3, BuriedRows::page( 5 ) );
		$this->assertStringContainsString( 'does not find', BuriedRows::page( 5 )[0]['reason'] );
	}

	/** With Deletion Sync on nothing is deleted that the primary has, by a relay or by the sweep. */
	public function test_r5_nothing_is_deleted(): void {
		$this->site()->settings()->change( array( 'sync' => array( 'deletions' => true ) ) );
		$this->replicate();
		$id = $this->order();
		$this->placed( $id );
		$this->relay()->step( 5.0 );
		$this->lags();
		$this->outbox()->changed( 'order', $id );
		$this->settle();
		$this->relay()->step( 5.0 );
		$this->site()->sweep()->start();
		while ( $this->site()->sweep()->step( 5.0 ) ) {
			$this->settle();
			$this->relay()->step( 5.0 );
		}
		$this->settle();
		$this->relay()->step( 5.0 );
		$this->assertArrayHasKey( $id, $this->backend->export()['orders'] );
		$this->assertArrayHasKey( "payment:$id", $this->backend->export()['transactions'] );
	}

	/** The replica has the order, but not its last state: that is not sent as the last, and not acknowledged. */
	public function test_r5_an_order_that_is_newer_than_the_replica_knows(): void {
		$id    = $this->order();
		$order = end( $this->orders );
		$this->age( $id );
		$this->replicate();
		$order->set_status( 'completed' );
		$order->save();
		$this->outbox()->changed( 'order', $id );
		$this->settle();
		$this->lags();
		$this->relay()->step( 5.0 );
		$this->assertSame( array( array( '0' ), array() ), array( array_column( $this->rows(), 'attempts' ), $this->backend->export()['orders'] ) );
		$this->replicate();
		$this->settle();
		$this->assertSame( 1, $this->relay()->step( 5.0 ) );
		$this->assertSame( 'completed', $this->backend->export()['orders'][ $id ]['originalStatus'] );
	}

	/** The replica still has what a hook says is deleted; so does not the primary. */
	public function test_r5_a_deletion_that_the_replica_does_not_have_yet(): void {
		$this->site()->settings()->change( array( 'sync' => array( 'deletions' => true ) ) );
		$id = $this->order();
		$this->placed( $id );
		$this->relay()->step( 5.0 );
		$this->replicate();
		array_pop( $this->orders )->delete( true );
		$this->outbox()->gone( 'order', $id );
		$this->settle();
		$this->lags();
		$this->relay()->step( 5.0 );
		$this->assertSame( array( array(), array() ), array( $this->rows(), $this->backend->export()['orders'] ) );
	}

	/** A hook said that it is deleted, and then it was not: it is sent as it is. */
	public function test_r5_a_deletion_that_was_rolled_back(): void {
		$this->site()->settings()->change( array( 'sync' => array( 'deletions' => true ) ) );
		$id = $this->order();
		$this->outbox()->gone( 'order', $id );
		$this->settle();
		$this->relay()->step( 5.0 );
		$this->assertArrayHasKey( $id, $this->backend->export()['orders'] );
	}

	/** Where WordPress itself spreads its reads, it is told not to. */
	public function test_r5_wordpress_knows_of_the_replica(): void {
		$this->replicate();
		$id = $this->order();
		$this->placed( $id );
		$GLOBALS['wpdb'] = ReplicatedDatabase::of( $this->database );
		$this->lags();
		$this->assertSame( 3, $this->relay()->step( 5.0 ) );
		$this->assertCount( 2, $this->backend->events() );
	}

	/** Somebody has an order in hand and is slow to let go: what it is now is sent, and what it becomes is recorded then. */
	public function test_an_order_that_somebody_has_locked(): void {
		$id = $this->order();
		$this->placed( $id );
		list( $host, $port, $socket ) = $this->database->parse_db_host( DB_HOST );
		$other = new \mysqli( $host, DB_USER, DB_PASSWORD, DB_NAME, (int) $port, $socket );
		$other->query( 'START TRANSACTION' );
		foreach ( array( 'wc_orders', 'posts' ) as $table ) {
			$other->query( "SELECT * FROM {$this->database->prefix}$table WHERE id = $id FOR UPDATE" );
		}
		$this->sql( 'SET SESSION innodb_lock_wait_timeout = 1' );
		$sent = $this->relay()->step( 5.0 );
		$other->query( 'ROLLBACK' );
		$other->close();
		$this->sql( 'SET SESSION innodb_lock_wait_timeout = DEFAULT' );
		$this->assertSame( array( 3, array() ), array( $sent, $this->rows() ) );
	}

	/** Copies the order tables to the replica. */
	private function replicate(): void {
		remove_filter( 'query', array( $this, 'lead' ) );
		foreach ( self::TABLES as $table ) {
			$table = $this->database->prefix . $table;
			if ( array() === $this->database->get_col( "SHOW TABLES LIKE '$table'" ) ) {
				continue;
			}
			$this->sql( "CREATE TABLE IF NOT EXISTS {$table}_replica LIKE $table" );
			$this->sql( "TRUNCATE TABLE {$table}_replica" );
			$this->sql( "INSERT INTO {$table}_replica SELECT * FROM $table" );
		}
	}

	/** From now on reads come from the replica. */
	private function lags(): void {
		wp_cache_flush();
		add_filter( 'query', array( $this, 'lead' ) );
	}

	/** Leads a read to the replica. */
	public function lead( string $query ): string {
		$is_read = 1 === preg_match( '/^\W*SELECT/i', $query ) && ! preg_match( '/FOR UPDATE\s*$/i', $query );
		return ! $is_read || ( $GLOBALS['wpdb']->primary ?? false ) ? $query : (string) preg_replace( "/\b({$this->database->prefix}(?:" . implode( '|', self::TABLES ) . '))\b/', '$1_replica', $query );
	}

	/** An order that is paid. */
	private function order(): string {
		$item = new \WC_Order_Item_Product();
		$item->set_props( array( 'name' => 'Kettle', 'quantity' => 1, 'subtotal' => '25.00', 'total' => '25.00' ) );
		$order = wc_create_order();
		$order->add_item( $item );
		$order->set_billing_email( 'guest@example.com' );
		$order->set_total( '25.00' );
		$order->set_date_paid( time() );
		$order->save();
		$this->orders[] = $order;
		return (string) $order->get_id();
	}

	/** Records that it was placed and paid, as hooks do. */
	private function placed( string $id ): void {
		$this->outbox()->changed( 'order', $id );
		$this->outbox()->happened( 'order_placed', $id, Outbox::ONCE );
		$this->outbox()->happened( 'payment_received', $id, Outbox::ONCE );
		$this->settle();
	}

	/** The order was last changed a minute ago. */
	private function age( string $id ): void {
		$at = gmdate( 'Y-m-d H:i:s', time() - 60 );
		if ( \Automattic\WooCommerce\Utilities\OrderUtil::custom_orders_table_usage_is_enabled() ) {
			$this->sql( "UPDATE {$this->database->prefix}wc_orders SET date_updated_gmt = '$at' WHERE id = $id" );
		} else {
			$this->sql( "UPDATE {$this->database->posts} SET post_modified_gmt = '$at', post_modified = '$at' WHERE ID = $id" );
		}
	}
}
