<?php
declare(strict_types=1);

namespace Storewire\Tests\Sync;

/**
 * A sync whose backend has troubles (D2–D4): it says so, keeps its place, and ends with the right content.
 */
final class SyncFaultsTest extends SyncTestCase {

	const ITEMS = '/api/woocommerce/items';

	/** @return array<string,array{0:string}> */
	public function passing_troubles(): array {
		return array(
			'out of order'    => array( 'outage' ),
			'a fault inside'  => array( '500' ),
			'too many'        => array( '429' ),
			'HTML with 200'   => array( 'html' ),
			'wrong JSON'      => array( 'wrong_json' ),
			'half an answer'  => array( 'truncated' ),
			'a redirect'      => array( 'redirect' ),
		);
	}

	/**
	 * D4: while the backend is out of order the sync waits, and then goes on where it was; everything is there once.
	 *
	 * @dataProvider passing_troubles
	 */
	public function test_it_waits_and_goes_on( string $mode ): void {
		$this->backend->fault( $mode, self::ITEMS );
		$status = $this->whole();
		$this->assertSame( 'waiting', $status['state'] );
		$this->assertNotSame( '', $status['message'] );
		$sent = $this->deliveries();
		$this->assertSame( 'waiting', $this->sync()->step( 5.0 )['state'], 'It does not ask before its time.' );
		$this->assertSame( $sent, $this->deliveries() );
		$this->assertTrue( $this->begin()['joined'], 'A sync that waits is under way.' );
		$this->wait_is_over();
		$this->assertSame( 'waiting', $this->sync()->step( 5.0 )['state'] );
		$this->assertSame( $sent + 1, $this->deliveries(), 'One probe at a time.' );
		$this->assertSame( 2, $this->row()['failures'] );
		$this->backend->fault( 'none' );
		$this->wait_is_over();
		$status = $this->finish();
		$this->assertSame( array( 'done', '' ), array( $status['state'], $status['message'] ) );
		$this->assertSame( $this->small_shop(), $this->counts() );
		$this->assertSame( 0, array_sum( array_column( $status['types'], 'failed' ) ) );
	}

	/** D4: a backend that takes its time is no fault. */
	public function test_a_slow_backend(): void {
		$this->backend->fault( 'slow', self::ITEMS, 1000, 300 );
		$this->assertSame( 'done', $this->whole()['state'] );
		$this->assertSame( $this->small_shop(), $this->counts() );
	}

	/** D4: 413 makes the batches smaller. */
	public function test_413_makes_batches_smaller(): void {
		$this->shop->grow( 100 );
		$this->backend->strike( array( 'mode' => '413', 'items' => 30, 'path' => self::ITEMS ) );
		$status = $this->whole();
		$this->assertSame( 'done', $status['state'] );
		$this->assertSame( 0, array_sum( array_column( $status['types'], 'failed' ) ) );
		$this->assertSame( 80, $this->counts()['orders'] );
	}

	/** D4: a bad item is reported with its reason, and the others arrive. */
	public function test_one_bad_item_does_not_block_the_others(): void {
		$order = $this->shop->order( 9, array( 'status' => 'processing' ) );
		$this->backend->strike( array( 'mode' => 'reject', 'match' => "order:$order:", 'path' => self::ITEMS ) );
		$status = $this->whole();
		$this->assertSame( 'done', $status['state'] );
		$this->assertSame( array( 4, 1 ), array( $status['types']['orders']['done'], $status['types']['orders']['failed'] ) );
		$this->assertSame( (string) $order, $status['types']['orders']['failures'][0]['id'] );
		$this->assertNotSame( '', $status['types']['orders']['failures'][0]['message'] );
		$this->assertSame( 5, $status['types']['transactions']['done'], 'Its payment arrives.' );
		$this->assertSame( 4, $this->counts()['orders'] );
	}

	/** D3, S9: when the token is refused the sync pauses; reconnecting starts one by itself, and everything is sent. */
	public function test_a_refused_token_pauses_until_reconnected(): void {
		$this->backend->fault( '401', self::ITEMS );
		$status = $this->whole();
		$this->assertSame( 'paused', $status['state'] );
		$this->assertStringContainsString( '401', $status['message'] );
		$this->assertSame( 'reconnect', $this->site()->connection()->state() );
		$sent = $this->deliveries();
		$this->assertSame( 'paused', $this->sync()->step( 5.0 )['state'] );
		$this->assertSame( $sent, $this->deliveries() );
		$this->backend->fault( 'none' );
		$this->connect();
		$this->assertSame( 'running', $this->sync()->status()['state'] );
		$this->assertSame( 'done', $this->finish()['state'] );
		$mine = array_filter( $this->backend->export()['orders'], static fn( $order ) => '2001' === substr( $order['placedAt'], 0, 4 ) );
		$this->assertCount( 4, $mine );
	}

	/** D4: 410 ends the connection. */
	public function test_410_ends_the_connection(): void {
		$this->backend->fault( '410', self::ITEMS );
		$this->assertSame( 'paused', $this->whole()['state'] );
		$this->assertSame( 'none', $this->site()->connection()->state() );
	}

	/** Whatever stops a tick, the sync says so and keeps its place, and the next tick goes on from there. */
	public function test_a_tick_that_is_stopped_pauses_and_the_next_goes_on(): void {
		$stop = static function ( string $query ): string {
			if ( false !== strpos( $query, 'woocommerce_order_items' ) ) {
				throw new \RuntimeException( 'stopped from outside' );
			}
			return $query;
		};
		add_filter( 'query', $stop );
		$status = $this->whole();
		remove_filter( 'query', $stop );
		$this->assertSame( array( 'paused', 'stopped from outside' ), array( $status['state'], $status['message'] ) );
		$this->assertSame( array( 2, 0 ), array( $status['types']['contacts']['done'], $status['types']['orders']['done'] ), 'What was settled stays counted.' );
		$status = $this->finish();
		$this->assertSame( array( 'done', '' ), array( $status['state'], $status['message'] ) );
		$this->assertSame( 2, $status['types']['contacts']['done'] );
		$this->assertSame( $this->small_shop(), $this->counts() );
	}

	private function deliveries(): int {
		return count( array_filter( $this->backend->requests(), static fn( $request ) => self::ITEMS === $request['path'] ) );
	}
}
