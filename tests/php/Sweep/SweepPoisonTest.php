<?php
declare(strict_types=1);

namespace Storewire\Tests\Sweep;

use Storewire\Delivery\Attempts;
use Storewire\Recording\Recorder;
use Storewire\Support\LeasedOption;
use Storewire\Sweep\Sweep;
use Storewire\Tests\Outbox\OutboxTestCase;
use Storewire\Tests\Support\RelayProcess;

/**
 * One order never stops the nightly sweep: it ends the same night, what happened to all other orders is told, and the order
 * is named with its reason.
 */
final class SweepPoisonTest extends OutboxTestCase {

	/** @var \WC_Order[] */
	private array $orders = array();

	protected function setUp(): void {
		parent::setUp();
		if ( ! defined( 'WC_ABSPATH' ) ) {
			$this->markTestSkipped( 'The stand-in shop has no filter that runs while it loads an order.' );
		}
		$this->connect();
		$this->site()->sync()->forget();
		( new Recorder( $this->outbox() ) )->follow();
		while ( $this->site()->sweep()->step( 5.0 ) );
		for ( $n = 0; $n < 5; $n++ ) {
			$order = wc_create_order( array( 'status' => 'on-hold' ) );
			$order->set_billing_email( "guest$n@example.com" );
			$order->save();
			$this->orders[] = $order;
		}
		$this->sql( 'TRUNCATE TABLE ' . \Storewire\Outbox\OutboxTable::name() );
	}

	protected function tearDown(): void {
		foreach ( $this->orders as $order ) {
			$order->delete( true );
		}
		parent::tearDown();
	}

	/** R4: an order whose loading throws. */
	public function test_an_order_whose_loading_throws(): void {
		$bad = $this->orders[1]->get_id();
		add_filter( 'woocommerce_order_class', $throw = static function ( $class, $type, $id ) use ( $bad ) {
			if ( $id === $bad ) {
				throw new \Error( 'broken by a plugin' );
			}
			return $class;
		}, 10, 3 );
		$this->site()->sweep()->start();
		for ( $tick = 0; $tick < 5 && $this->site()->sweep()->step( 5.0 ); $tick++ );
		remove_filter( 'woocommerce_order_class', $throw );
		$this->assert_ended( $bad, 'broken by a plugin' );
		$this->assertLessThan( 2, $tick );
	}

	/** R4: an order whose reading ends the process. */
	public function test_an_order_that_ends_the_process(): void {
		$bad = $this->orders[2]->get_id();
		$this->site()->sweep()->start();
		for ( $deaths = 0; $deaths < 20; $deaths++ ) {
			if ( null !== ( new RelayProcess( 'run-sweep.php', array( 'STOREWIRE_POISON' => (string) $bad ) ) )->result() ) {
				break;
			}
			$row = new LeasedOption( Sweep::OPTION );
			$row->write( $row->read(), false );
		}
		$this->assertSame( Attempts::MOST, $deaths );
		$this->assert_ended( $bad, "the order $bad ended the process" );
	}

	/** R4: a sweep that does not come to its end is seen. */
	public function test_a_sweep_that_does_not_end_is_seen(): void {
		$this->site()->sweep()->start();
		$this->assertNotContains( 'sweep', $this->codes() );
		$this->clock( 2 * DAY_IN_SECONDS + 60 );
		$this->assertContains( 'sweep', $this->codes() );
		while ( $this->site()->sweep()->step( 5.0 ) );
		$this->assertNotContains( 'sweep', $this->codes() );
	}

	/** The sweep is through; all orders but one were looked at, and that one is named. */
	private function assert_ended( int $bad, string $reason ): void {
		$status = Sweep::status();
		$this->assertTrue( $status->is_ended() );
		$this->assertSame( array( (string) $bad ), array_column( $status->unread, 'id' ) );
		$this->assertStringContainsString( $reason, $status->unread[0]['message'] );
		$this->assertContains( "order $bad", array_column( $this->site()->health()->report()->errors, 'about' ) );
		$facts = array_filter( $this->rows(), static fn( array $row ): bool => 'order_placed' === $row['topic'] );
		$mine  = array_map( static fn( \WC_Order $order ): string => (string) $order->get_id(), $this->orders );
		$this->assertEqualsCanonicalizing( array_diff( $mine, array( (string) $bad ) ), array_intersect( array_column( $facts, 'object' ), $mine ) );
	}

	/** @return string[] Codes. */
	private function codes(): array {
		return array_column( $this->findings(), 'code' );
	}
}
