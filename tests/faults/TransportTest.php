<?php
declare(strict_types=1);

namespace Storewire\Tests\Faults;

use Storewire\OutboxBuried;
use Storewire\Publisher;
use Storewire\RelayGate;
use Storewire\Tests\Outbox\OutboxTestCase;

require_once dirname( __DIR__ ) . '/php/outbox/OutboxTestCase.php';

/**
 * What can happen between the store and the backend, with the end state of the queue (D2, D4). They take their time: the
 * faults are real.
 */
final class TransportTest extends OutboxTestCase {

	const ITEMS = '/api/woocommerce/items';

	protected function setUp(): void {
		parent::setUp();
		$this->connect();
		$this->site()->sync()->forget();
	}

	/** A backend that hangs keeps a relay no longer than the time-out; the row waits, and arrives once. */
	public function test_a_hang(): void {
		$this->recorded();
		$this->backend->fault( 'hang', self::ITEMS, 1 );
		$start = microtime( true );
		$this->assertSame( 0, $this->relay()->step( 60.0 ) );
		$this->assertLessThan( Publisher::TIMEOUT + 10, microtime( true ) - $start );
		$this->assert_waits();
		$this->assert_arrives();
	}

	/** The work is done at once, but the answer comes too late: the same ids go out again, and nothing is applied twice. */
	public function test_an_answer_that_comes_too_late(): void {
		$this->recorded();
		$this->backend->fault( 'late', self::ITEMS, 1, ( Publisher::TIMEOUT + 4 ) * 1000 );
		$this->assertSame( 0, $this->relay()->step( 60.0 ) );
		$this->assertCount( 1, $this->backend->export()['products'] );
		$this->assert_waits();
		$this->assert_arrives();
	}

	/** A backend that is killed refuses connections; after its start all arrives. */
	public function test_a_backend_that_is_killed(): void {
		$this->recorded();
		$instance = dirname( untrailingslashit( ABSPATH ) );
		$this->assertTrue( posix_kill( (int) file_get_contents( $instance . '/run/backend.pid' ), 9 ) );
		try {
			usleep( 200000 );
			$this->assertSame( 0, $this->relay()->step( 60.0 ) );
			$this->assert_waits();
		} finally {
			for ( $try = 0, $status = 1; $try < 20 && 0 !== $status; $try++ ) {
				sleep( 1 );
				exec( escapeshellarg( dirname( __DIR__ ) . '/lab/lab' ) . ' backend ' . escapeshellarg( basename( $instance ) ) . ' 2>&1', $lines, $status );
			}
		}
		$this->assertSame( 0, $status, 'The backend is back.' );
		$this->assert_arrives();
	}

	/** A product that changed. */
	private function recorded(): void {
		$this->outbox()->changed( 'product', $this->product() );
		$this->settle();
	}

	/** It waits for the next probe, and has lost no attempt. */
	private function assert_waits(): void {
		$this->assertSame( array( '0' ), array_column( $this->rows(), 'attempts' ) );
		$this->assertSame( array( '' ), array_column( $this->rows(), 'claim' ) );
		$this->assertSame( 0, OutboxBuried::count() );
		$this->assertSame( 1, RelayGate::outage()['failures'] );
		$this->assertNotSame( '', RelayGate::outage()['message'] );
	}

	/** The next probe brings it, once. */
	private function assert_arrives(): void {
		$this->clock( 60 );
		$this->assertSame( 1, $this->relay()->step( 10.0 ) );
		$this->assertSame( array( array(), array() ), array( $this->rows(), RelayGate::outage() ) );
		$this->assertCount( 1, $this->backend->export()['products'] );
	}
}
