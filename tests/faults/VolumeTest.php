<?php
declare(strict_types=1);

namespace Storewire\Tests\Faults;

use Storewire\Outbox\Outbox;
use Storewire\Outbox\OutboxTable;
use Storewire\Tests\Support\RelayProcess;

/**
 * Much at once, and much in the long run (D2, D6).
 */
final class VolumeTest extends FaultsTestCase {

	/** Eight relays at the same time: each row is delivered once, and each of its items is at the backend. */
	public function test_eight_relays_drain_the_outbox(): void {
		$count    = self::deep() ? 10000 : 800;
		$products = array();
		for ( $n = 0; $n < $count / 20; $n++ ) {
			$products[] = $this->product( "Kettle $n" );
			$this->outbox()->changed( 'product', end( $products ) );
		}
		$facts  = $this->facts( $count - count( $products ) );
		$this->sql( 'UPDATE ' . OutboxTable::name() . ' SET due_at = UNIX_TIMESTAMP() + 600' );
		$relays = array();
		for ( $n = 0; $n < 8; $n++ ) {
			$relays[] = new RelayProcess( 'run-when-told.php' );
		}
		$begun = microtime( true );
		$this->settle();
		$shares  = array_map( static fn( RelayProcess $relay ) => $relay->result(), $relays );
		$seconds = microtime( true ) - $begun;
		$this->assertSame( $count, array_sum( $shares ), 'No row was dealt with twice.' );
		$this->assertGreaterThan( 1, count( array_filter( $shares ) ), 'More than one took part.' );
		$this->assert_nothing_left();
		$this->assertEqualsCanonicalizing( $facts, array_column( $this->backend->events(), 'id' ) );
		$this->assertEqualsCanonicalizing( $products, array_map( 'strval', array_keys( $this->backend->export()['products'] ) ) );
		self::say( sprintf( '8 relays, %d rows, shares %s: each delivered once, in %.1f s', $count, implode( '+', $shares ), $seconds ) );
	}

	/** Whatever was delivered leaves nothing behind: not a row in any table of the site. */
	public function test_what_is_delivered_leaves_nothing_behind(): void {
		$count    = self::deep() ? 50000 : 500;
		$products = array( $this->product( 'Kettle' ), $this->product( 'Teapot' ) );
		$this->deliver_all();
		$before = $this->sizes();
		for ( $round = 0, $done = 0; $done < $count; $round++ ) {
			$this->facts( min( 1000, $count - count( $products ) ), "r$round" );
			foreach ( $products as $product ) {
				$this->outbox()->changed( 'product', $product );
			}
			$done += $this->deliver_all();
		}
		$this->assert_nothing_left();
		$this->assertSame( $before, $this->sizes() );
		self::say( "$done rows delivered; no table of the site has a row more, and the outbox has none" );
	}

	/** Nothing per object in Action Scheduler: what real saving leaves there is the shop's own. */
	public function test_nothing_in_action_scheduler(): void {
		global $wpdb;
		$actions = "{$wpdb->prefix}actionscheduler_actions";
		if ( null === $wpdb->get_var( "SHOW TABLES LIKE '$actions'" ) ) {
			$this->markTestSkipped( 'The stand-in shop has no Action Scheduler.' );
		}
		( new \Storewire\Recording\Recorder( $this->outbox() ) )->follow();
		$made = ( new RelayProcess( 'run-shop.php', array( 'SEED' => '7', 'ACTIONS' => self::deep() ? '200' : '20' ) ) )->result();
		$this->assertGreaterThan( 0, Outbox::size() );
		$this->deliver_all();
		$this->assertSame( array(), $wpdb->get_col( "SELECT hook FROM $actions WHERE hook LIKE '%storewire%'" ) );
		$this->assertSame( array(), $wpdb->get_col( "SELECT slug FROM {$wpdb->prefix}actionscheduler_groups WHERE slug LIKE '%storewire%'" ) );
		require_once ABSPATH . 'wp-admin/includes/user.php';
		array_map( 'wp_delete_user', $made['users'] );
		array_map( 'wp_delete_post', $made['products'], array_fill( 0, count( $made['products'] ), true ) );
		foreach ( wc_get_orders( array( 'limit' => -1, 'return' => 'objects' ) ) as $order ) {
			$order->delete( true );
		}
	}

	/**
	 * Facts that wait: the stock of a product, which changes all the time.
	 *
	 * @return string[] Ids of their events.
	 */
	private function facts( int $count, string $prefix = 'k' ): array {
		$stock  = wp_json_encode( array( 'snapshot' => array( 'id' => '101', 'parentId' => '0', 'type' => 'simple', 'status' => 'publish', 'manageStock' => true, 'stockQuantity' => '7', 'stockStatus' => 'instock' ) ) );
		$now    = (int) ( microtime( true ) * 1000 );
		$ids    = array();
		$values = array();
		for ( $n = 0; $n < $count; $n++ ) {
			$ids[]    = "event:stock_changed:101:$prefix$n";
			$values[] = "('stock_changed', '101', '$prefix$n', 'x', $now, UNIX_TIMESTAMP() + 600, '$stock')";
		}
		foreach ( array_chunk( $values, 1000 ) as $chunk ) {
			$this->sql( 'INSERT INTO ' . OutboxTable::name() . ' (topic, object, transition, revision, recorded_at, due_at, payload) VALUES ' . implode( ',', $chunk ) );
		}
		return $ids;
	}

	/** Delivers all that waits; gives how many rows there were. */
	private function deliver_all(): int {
		$this->settle();
		$relay = $this->relay();
		$total = 0;
		do {
			$rows   = $relay->step( 20.0 );
			$total += $rows;
		} while ( $rows > 0 );
		return $total;
	}

	/** @return array<string,int> Rows of each table of the site. */
	private function sizes(): array {
		global $wpdb;
		$sizes = array();
		foreach ( $wpdb->get_col( "SHOW TABLES LIKE '$wpdb->prefix%'" ) as $table ) {
			$sizes[ $table ] = (int) $wpdb->get_var( "SELECT COUNT(*) FROM $table" );
		}
		return $sizes;
	}
}
