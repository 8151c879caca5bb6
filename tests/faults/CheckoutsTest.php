<?php
declare(strict_types=1);

namespace Storewire\Tests\Faults;

use Storewire\Backend\OutageGate;
use Storewire\Outbox\Outbox;
use Storewire\Outbox\OutboxTable;
use Storewire\Support\LeasedOption;

/**
 * The test that other connectors fail: the backend answers 500 while guests check out, half of them on the classic checkout and half
 * on the block checkout; then it recovers (D2, D4, E2). Nobody touches anything: there are page views, and WP-Cron.
 */
final class CheckoutsTest extends ShopTestCase {

	use RealCron;

	public function test_checkouts_while_the_backend_fails(): void {
		$this->need_checkouts();
		$guests = self::deep() ? 50 : 10;
		$this->backend->fault( '500', '', 1000000 );
		for ( $guest = 0; $guest < $guests; $guest++ ) {
			$this->buys( $guest );
		}
		$this->time_passes( static fn(): bool => array() !== OutageGate::outage() );
		$this->assertSame( array(), $this->backend->events() );
		$vain = $this->deliveries();
		$this->backend->fault( 'none' );
		$begun = time();
		$this->time_passes( static fn(): bool => 0 === Outbox::size() );
		$this->assert_nothing_left();
		$this->assertSame( $guests, $this->assert_all_orders_arrived() );
		self::say( "$guests checkouts while the backend answered 500 ($vain deliveries in vain): $guests of $guests arrived, none twice" . ( self::deep() ? ', ' . ( time() - $begun ) . ' s after it recovered' : '' ) );
	}

	/**
	 * Somebody looks at the shop every ten seconds, for half an hour at most; in a test that is not deep it takes no time.
	 *
	 * @param callable $until What is waited for.
	 */
	private function time_passes( callable $until ): void {
		for ( $view = 0; $view < 180 && ! $until(); $view++ ) {
			if ( ! self::deep() ) {
				$this->age( 10 );
			}
			file_get_contents( home_url( '/' ) );
			sleep( self::deep() ? 10 : 0 );
			usleep( 200000 );
		}
		$this->assertTrue( $until() );
	}

	/** Lets all that is remembered, of WP-Cron too, be older. */
	private function age( int $seconds ): void {
		$this->sql( 'UPDATE ' . OutboxTable::name() . " SET due_at = due_at - $seconds" );
		$row   = new LeasedOption( OutageGate::OPTION );
		$state = $row->read();
		if ( array() !== $state ) {
			$row->write( array( 'retryAt' => $state['retryAt'] - $seconds, 'failedAt' => $state['failedAt'] - $seconds ) + $state, false );
		}
		wp_cache_flush();
		$aged = array();
		foreach ( _get_cron_array() as $moment => $hooks ) {
			foreach ( $hooks as $hook => $events ) {
				$aged[ 0 === strpos( $hook, 'storewire' ) ? $moment - $seconds : $moment ][ $hook ] = $events;
			}
		}
		ksort( $aged );
		_set_cron_array( $aged );
	}
}
