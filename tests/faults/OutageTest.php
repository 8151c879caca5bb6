<?php
declare(strict_types=1);

namespace Storewire\Tests\Faults;

use Storewire\Outbox\BuriedRows;
use Storewire\Outbox\Outbox;
use Storewire\Tests\Support\RelayProcess;

/**
 * D2, D4: the backend is out of order for three days, and the shop goes on. The clock that moves is the database's: outbox, leases,
 * gate and sweep go by no other.
 */
final class OutageTest extends ShopTestCase {

	const HOURS = 72;

	/** Requests to the dead backend: a probe every quarter of an hour, which jitter shortens by up to a fifth,
	 * after a few in the first minutes; and the hourly heartbeat. */
	const PROBES = self::HOURS * 5 + 5;

	/** @var array<string,array<int,int>> What the shop's processes made, to be deleted. */
	private array $made = array( 'users' => array(), 'products' => array() );

	protected function tearDown(): void {
		require_once ABSPATH . 'wp-admin/includes/user.php';
		array_map( 'wp_delete_user', $this->made['users'] );
		array_map( 'wp_delete_post', $this->made['products'], array_fill( 0, count( $this->made['products'] ), true ) );
		parent::tearDown();
	}

	public function test_three_days(): void {
		list( $actions, $every ) = self::deep() ? array( 5000, 1 ) : array( 200, 18 );
		$most = 0;
		$done = 0;
		$this->backend->fault( 'outage', '', 1000000 );
		$before = count( $this->backend->requests() );
		for ( $hour = 0; $hour < self::HOURS; $hour++ ) {
			if ( 0 === $hour % $every ) {
				$share = (int) ceil( $actions * ( $hour + $every ) / self::HOURS ) - $done;
				$this->live( $hour, $share );
				$done += $share;
			}
			$this->tick_for_an_hour( $hour );
			$most = max( $most, Outbox::size() );
		}
		$requests = $this->backend->requests();
		$probes   = $this->deliveries();
		$vain     = count( $requests ) - $before;
		$this->assertSame( array( array(), 0 ), array( array_filter( array_column( $this->rows(), 'attempts' ) ), BuriedRows::count() ), 'An outage costs no attempts.' );
		$this->assertSame( array( 0, array() ), array( count( $this->backend->export()['orders'] ), $this->backend->events() ) );
		$this->assertGreaterThan( self::HOURS * 3, $probes, 'Recovery is noticed within a quarter of an hour or so.' );
		$this->assertLessThanOrEqual( self::PROBES, $probes );
		$this->assertLessThanOrEqual( self::PROBES + self::HOURS, $vain );
		$this->assertLessThanOrEqual( 3 * $actions, $most, 'Objects that change again and again have one row.' );

		$this->backend->fault( 'none' );
		$this->clock( self::HOURS * HOUR_IN_SECONDS + 16 * MINUTE_IN_SECONDS );
		$ticker = $this->site()->ticks();
		for ( $tick = 1; Outbox::size() > 0 && $tick < 100; $tick++ ) {
			$ticker->relay_tick();
		}
		$this->assert_nothing_left();
		$orders = $this->assert_all_orders_arrived();
		$this->assert_what_became_of_orders();
		$products = $this->backend->export()['products'];
		foreach ( $this->made['products'] as $product ) {
			$this->assertSame( get_the_title( $product ), $products[ $product ]['title'] ?? 'AUTO-DRAFT' );
		}
		self::say( "72 hours, $done shop actions: $vain requests to the dead backend ($probes probes, the rest heartbeats), $most rows at most; then $orders orders and all else arrived, 0 lost, 0 doubled" );
	}

	/** The shop lives for a while. */
	private function live( int $seed, int $actions ): void {
		$made = ( new RelayProcess( 'run-shop.php', array( 'SEED' => (string) $seed, 'ACTIONS' => (string) $actions ) ) )->result();
		foreach ( array_keys( $this->made ) as $kind ) {
			$this->made[ $kind ] = array_merge( $this->made[ $kind ], $made[ $kind ] );
		}
	}

	/** All that WP-Cron does for Storewire in an hour, tick by tick. */
	private function tick_for_an_hour( int $hour ): void {
		$ticker = $this->site()->ticks();
		for ( $minute = 0; $minute < 60; $minute++ ) {
			$this->clock( $hour * HOUR_IN_SECONDS + $minute * MINUTE_IN_SECONDS );
			$ticker->relay_tick();
			$ticker->sync_tick();
			$ticker->sweep_tick();
		}
		$ticker->heartbeat_tick();
		if ( 2 === $hour % 24 ) {
			$ticker->start_sweep();
		}
	}

	/** Payments, completions and refunds are told as often as they happened. */
	private function assert_what_became_of_orders(): void {
		$told = array_count_values( array_map( static fn( array $event ): string => $event['data']['name'] . ' ' . ( $event['data']['orderId'] ?? '' ), $this->backend->events() ) );
		foreach ( $this->new_orders() as $order ) {
			$id = $order->get_id();
			$this->assertSame( $order->get_date_paid() ? 1 : 0, $told[ "ecommerce.payment_received $id" ] ?? 0 );
			$this->assertSame( count( $order->get_refunds() ), $told[ "ecommerce.order_refunded $id" ] ?? 0 );
			$this->assertGreaterThanOrEqual( $order->get_date_completed() ? 1 : 0, $told[ "ecommerce.order_fulfilled $id" ] ?? 0 );
		}
	}
}
