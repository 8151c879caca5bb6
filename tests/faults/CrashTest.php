<?php
declare(strict_types=1);

namespace Storewire\Tests\Faults;

use Storewire\Outbox\BuriedRows;
use Storewire\Outbox\OutboxTable;
use Storewire\Tests\Support\EventId;
use Storewire\Tests\Support\RelayProcess;

/**
 * Kill -9 at random moments (D2): nothing is lost, and nothing is applied twice. What dies: processes
 * of relays, processes that make orders, the web server's workers in the midst of checkouts.
 */
final class CrashTest extends ShopTestCase {

	/** Relays are killed while the shop goes on changing: the newest state is there in the end. */
	public function test_killed_relays(): void {
		list( $count, $kills ) = self::deep() ? array( 100, 100 ) : array( 20, 4 );
		mt_srand( 20260402 );
		$names  = array();
		$orders = array();
		for ( $n = 0; $n < $count; $n++ ) {
			$product           = $this->product( "Kettle $n" );
			$names[ $product ] = "Kettle $n";
			$this->outbox()->changed( 'product', $product );
		}
		$change = function () use ( &$names ): void {
			$product           = array_rand( $names );
			$names[ $product ] = 'Kettle ' . mt_rand();
			$this->rename( (string) $product, $names[ $product ] );
		};
		for ( $killed = 0; $killed < $kills; ) {
			array_map( $change, range( 1, 5 ) );
			$orders[] = $this->order();
			$this->placed( end( $orders ) );
			$this->leases_end();
			$relay = new RelayProcess();
			if ( 0 === mt_rand( 0, 1 ) ) {
				$change();
			}
			$killed += $relay->kill_after( mt_rand( 0, 150000 ) ) ? 1 : 0;
		}
		$this->leases_end();
		$this->deliver();
		$this->assert_nothing_left();
		$export = $this->backend->export();
		foreach ( $names as $product => $name ) {
			$this->assertSame( $name, $export['products'][ $product ]['title'] ?? '' );
		}
		$this->assertEqualsCanonicalizing( $orders, array_map( 'strval', array_keys( $export['orders'] ) ) );
		$this->assertEqualsCanonicalizing( array_map( static fn( string $order ): string => EventId::of_order( 'order_placed', $order ), $orders ), preg_grep( '/order_placed/', array_column( $this->backend->events(), 'id' ) ) );
		self::say( "kill -9 of relays: $killed kills, $count products and " . count( $orders ) . ' orders: 0 lost, 0 doubled' );
	}

	/** Processes that make orders are killed, from before an order is there until after its last hook. */
	public function test_killed_shops(): void {
		$kills = self::deep() ? 50 : 3;
		mt_srand( 20260403 );
		for ( $killed = 0; $killed < $kills; ) {
			$killed += ( new RelayProcess( 'run-orders.php' ) )->kill_after( mt_rand( 0, 300000 ) ) ? 1 : 0;
		}
		$missed = count( $this->new_orders() ) - count( array_keys( array_column( $this->rows(), 'topic' ), 'order_placed', true ) );
		$this->a_night_passes();
		$wrecks = $this->complete_wrecks();
		$this->assert_nothing_left();
		$orders = $this->assert_all_orders_arrived();
		self::say( "kill -9 of processes that make orders: $killed kills, $orders orders, $wrecks of them incomplete, $missed missed by hooks and found by the sweep: 0 lost, 0 doubled" );
	}

	/** The web server's workers are killed, while guests check out and WP-Cron delivers. */
	public function test_killed_checkouts(): void {
		$this->need_checkouts();
		$kills  = self::deep() ? 100 : 3;
		$killed = 0;
		$killer = $this->killer( 20260404 );
		for ( $guest = 0; $killed < $kills; $guest++ ) {
			try {
				$this->buys( $guest );
			} catch ( \RuntimeException $no_answer ) {
				++$killed;
			}
		}
		proc_terminate( $killer, 9 );
		proc_close( $killer );
		$drafts = count( $this->new_orders() );
		$this->a_night_passes();
		$wrecks = $this->complete_wrecks();
		$this->assert_nothing_left();
		$orders = $this->assert_all_orders_arrived();
		$this->assertGreaterThan( 0, $orders );
		self::say( "kill -9 in checkouts: $killed kills, $guest guests, $orders orders and " . ( $drafts - $orders ) . ' drafts: 0 lost, 0 doubled' );
	}

	/**
	 * Somebody who kills all workers of this instance's web server, again and again.
	 *
	 * @return resource
	 */
	private function killer( int $seed ) {
		$master = (int) file_get_contents( dirname( untrailingslashit( ABSPATH ) ) . '/run/php-fpm.pid' );
		return proc_open( array( PHP_BINARY, __DIR__ . '/killer.php', (string) $master, (string) $seed ), array(), $pipes );
	}

	/**
	 * Orders whose process ended halfway: without lines, with a line of which half was written, or without a total. They are not told
	 * while they may still become whole (E2), or are undeliverable, with the reason. Somebody completes them, and lets
	 * send again what was undeliverable (D6).
	 *
	 * @return int How many there were.
	 */
	private function complete_wrecks(): int {
		$wrecks = array_filter( $this->new_orders(), array( self::class, 'is_wreck' ) );
		$ids    = array_map( static fn( \WC_Order $order ): string => (string) $order->get_id(), $wrecks );
		$other  = array_filter( BuriedRows::page( 1000 ), static fn( array $row ): bool => ! in_array( $row['object'], $ids, true ) );
		$this->assertSame( array(), $other, 'Nothing else is undeliverable.' );
		foreach ( $wrecks as $order ) {
			$items = array() === $order->get_items() ? array( new \WC_Order_Item_Product() ) : $order->get_items();
			foreach ( $items as $item ) {
				$item->set_props( array( 'name' => 'Kettle', 'quantity' => 1, 'subtotal' => '25.00', 'total' => '25.00' ) );
				$order->add_item( $item );
				$item->save();
			}
			$order->set_billing_email( 'guest@example.com' );
			$order->set_total( '25.00' );
			$order->save();
			$this->outbox()->changed( 'order', (string) $order->get_id() );
		}
		BuriedRows::replay_all();
		$this->deliver();
		return count( $wrecks );
	}

	/** Whether an order was left half done; a draft is not. */
	private static function is_wreck( \WC_Order $order ): bool {
		$whole = array_filter( $order->get_items(), static fn( \WC_Order_Item_Product $item ): bool => $item->get_quantity() > 0 && (float) $item->get_total() > 0 );
		return ! self::is_draft( $order ) && ( 0.0 === (float) $order->get_total() || array() === $whole || count( $whole ) < count( $order->get_items() ) );
	}

	/** What killed relays held runs out, and everything has settled. */
	private function leases_end(): void {
		$this->settle();
		$this->sql( 'UPDATE ' . OutboxTable::name() . ' SET attempts = 0' );
	}
}
