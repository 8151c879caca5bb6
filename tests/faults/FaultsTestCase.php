<?php
declare(strict_types=1);

namespace Storewire\Tests\Faults;

use Storewire\Backend\OutageGate;
use Storewire\Outbox\BuriedRows;
use Storewire\Outbox\Outbox;
use Storewire\Tests\Outbox\OutboxTestCase;

/**
 * A connected store in which nothing else is under way, and what can be asked of it while things go wrong.
 */
abstract class FaultsTestCase extends OutboxTestCase {

	const ITEMS = '/api/woocommerce/items';

	/** @var \WC_Order[] Orders made, to be deleted. */
	private array $orders = array();

	protected function setUp(): void {
		parent::setUp();
		$this->connect();
		$this->site()->sync()->forget();
	}

	protected function tearDown(): void {
		foreach ( $this->orders as $order ) {
			$order->delete( true );
		}
		parent::tearDown();
	}

	/** A guest's order of one kettle. */
	protected function order(): string {
		$item = new \WC_Order_Item_Product();
		$item->set_name( 'Kettle' );
		$item->set_quantity( 1 );
		$item->set_subtotal( '25.00' );
		$item->set_total( '25.00' );
		$order = wc_create_order();
		$order->add_item( $item );
		$order->set_billing_email( 'customer@example.com' );
		$order->set_total( '25.00' );
		$order->save();
		$this->orders[] = $order;
		return (string) $order->get_id();
	}

	/** Records that an order was placed, as hooks do. */
	protected function placed( string $order ): void {
		$this->outbox()->changed( 'order', $order );
		$this->outbox()->happened( 'order_placed', $order, Outbox::ONCE );
	}

	/** How many deliveries the backend has seen since the test began. */
	protected function deliveries(): int {
		return count( array_filter( $this->backend->requests(), static fn( array $request ): bool => self::ITEMS === $request['path'] ) );
	}

	/** Nothing waits, nothing is undeliverable, and no outage is remembered. */
	protected function assert_nothing_left(): void {
		$this->assertSame( array(), BuriedRows::page( 5 ) );
		$this->assertSame( array(), array_map( static fn( array $row ): string => "$row[topic] $row[object] $row[transition]", $this->rows() ) );
		$this->assertSame( array(), OutageGate::outage() );
		$this->assertSame( 'connected', $this->site()->connection()->state() );
	}

	/** What a deep run prints: figures, for whoever reads the log. */
	protected static function say( string $figures ): void {
		fwrite( STDERR, "\n  $figures\n" );
	}
}
