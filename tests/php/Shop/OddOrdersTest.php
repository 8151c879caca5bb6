<?php
declare(strict_types=1);

namespace Storewire\Tests\Shop;

use Storewire\Connection\Connection;
use Storewire\Outbox\Outbox;
use Storewire\Outbox\OutboxTable;
use Storewire\Recording\Recorder;
use Storewire\Sweep\Sweep;
use Storewire\Tests\Outbox\OutboxTestCase;
use Storewire\Tests\Support\Browser;
use Storewire\Tests\Support\EventId;
use Storewire\Tests\Support\OddShop;

/**
 * S13: the data of real shops is odd, and an order always arrives. Each is made in the shop, bent by SQL where this shop
 * keeps it, told by its events, and compared with what the backend holds.
 */
final class OddOrdersTest extends OutboxTestCase {

	private OddShop $shop;

	protected function setUp(): void {
		parent::setUp();
		$this->connect();
		$this->site()->sync()->forget();
		update_option( Connection::OPTION, array( 'connectedAt' => time() - 30 * DAY_IN_SECONDS ) + get_option( Connection::OPTION ), false );
		$this->shop = new OddShop();
	}

	protected function tearDown(): void {
		$this->shop->close();
		parent::tearDown();
	}

	/** F9: what a line lacks is 0, as WooCommerce reads it. */
	public function test_f9_lines_with_blanks(): void {
		$order = $this->shop->order( array( array( 1, '25' ), array( 2, '10' ), array( 1, '5' ), array( 1, '7' ) ) );
		list( , $blank, $without, $named ) = $this->shop->lines( $order );
		$this->shop->line( $blank, '_line_total', '' );
		$this->shop->line( $blank, '_line_subtotal', '' );
		$this->shop->line( $without, '_line_total', null );
		$this->shop->line( $without, '_qty', null );
		foreach ( array( '_product_id', '_variation_id', '_qty', '_line_total', '_line_subtotal', '_line_tax' ) as $key ) {
			$this->shop->line( $named, $key, null );
		}
		$record = $this->arrives( $order );
		$this->assertSame( array( 1, 2, 0, 0 ), array_column( $record['lineItems'], 'quantity' ) );
		$this->assertSame( array( 2500, 0, 0, 0 ), array_column( $record['lineItems'], 'totalCents' ) );
		$this->assertSame( 4700, $record['totalCents'] );
		if ( 'woocommerce' !== getenv( 'SHOP' ) ) {
			return;
		}
		// WooCommerce reads the same.
		$read = array_values( wc_get_order( $order )->get_items() );
		$this->assertSame( array( 1.0, 2.0, 0.0, 0.0 ), array_map( static fn( $item ): float => (float) $item->get_quantity(), $read ) );
		$this->assertSame( array( 25.0, 0.0, 0.0, 0.0 ), array_map( static fn( $item ): float => (float) $item->get_total(), $read ) );
	}

	/** F10: goods that came back are a line below zero. */
	public function test_f10_a_negative_quantity(): void {
		$order = $this->shop->order( array( array( 3, '30' ), array( -1, '-10' ) ) );
		$record = $this->arrives( $order );
		$this->assertSame( 2000, $record['totalCents'] );
		$this->assertSame( array( 3, -1 ), array_column( $record['lineItems'], 'quantity' ) );
		$this->assertSame( array( 1000, 1000 ), array_column( $record['lineItems'], 'priceCents' ) );
		$this->assertSame( array( 3000, -1000 ), array_column( $record['lineItems'], 'totalCents' ) );
	}

	/** What is no number is what WooCommerce makes of it. */
	public function test_numbers_as_importers_write_them(): void {
		$written = array( '1e1', '-0', ' 12.50 ', 'NaN', '1,5', '$ 3.00', '' );
		$order   = $this->shop->order( array_fill( 0, count( $written ), array( 1, '2' ) ) );
		foreach ( $this->shop->lines( $order ) as $at => $line ) {
			$this->shop->line( $line, '_line_total', $written[ $at ] );
		}
		$totals = array_column( $this->arrives( $order )['lineItems'], 'totalCents' );
		$this->assertSame( array( 1000, 0, 1250, 0, 1500, 300, 0 ), $totals );
		$read = array_map( static fn( $item ): int => (int) round( 100 * (float) $item->get_total() ), array_values( wc_get_order( $order )->get_items() ) );
		// Of a power of ten WooCommerce drops the e.
		$this->assertSame( array_slice( $totals, 1 ), array_slice( $read, 1 ) );
	}

	/** F20: an account without an e-mail address goes by that of the billing address; without any it is left out. */
	public function test_f20_an_account_without_an_address(): void {
		$with    = $this->shop->user( '', 'Bill@Example.com' );
		$without = $this->shop->user( '', '' );
		$this->outbox()->changed( 'contact', (string) $with );
		$this->outbox()->changed( 'contact', (string) $without );
		$this->deliver();
		$contacts = $this->backend->export()['contacts'];
		$this->assertSame( 'bill@example.com', $contacts[ "user:$with" ]['email'] );
		$this->assertArrayNotHasKey( "user:$without", $contacts );
		$this->sweeps_nothing();
	}

	/** F21: without a currency it is in the shop's, without a date it has the next best one. */
	public function test_f21_without_currency_or_date(): void {
		$currency = $this->shop->order( array( array( 1, '25' ) ) );
		$this->shop->write( $currency, 'currency', null );
		$date = $this->shop->order( array( array( 1, '25' ) ) );
		$this->shop->write( $date, 'created', null );
		$this->assertSame( array( get_woocommerce_currency(), 2500 ), array( $this->arrives( $currency )['currency'], $this->backend->export()['orders'][ $currency ]['totalCents'] ) );
		$record = $this->arrives( $date );
		$this->assertSame( $record['modifiedAt'], $record['placedAt'] );
		$this->sweeps_nothing();
	}

	/** F24: a currency of four letters is one. */
	public function test_f24_a_currency_of_four_letters(): void {
		$order = $this->shop->order( array( array( 1, '1250.5' ) ) );
		$this->shop->write( $order, 'currency', 'IRHT' );
		$record = $this->arrives( $order );
		$this->assertSame( array( 'IRHT', 2, 125050 ), array( $record['currency'], $record['currencyExponent'], $record['totalCents'] ) );
		$this->sweeps_nothing();
	}

	/** F24: so is the shop's own, from connecting to its products. */
	public function test_f24_the_shops_own_currency(): void {
		$this->site()->actions()->disconnect( true );
		$irht = static fn(): string => 'IRHT';
		add_filter( 'woocommerce_currency', $irht );
		$this->connect();
		$product = $this->product();
		$this->outbox()->changed( 'product', $product );
		$this->deliver();
		remove_filter( 'woocommerce_currency', $irht );
		$this->assertSame( 'IRHT', $this->backend->export()['products'][ $product ]['currency'] );
	}

	/** Status, total and all dates: what WooCommerce reads as nothing keeps no order back. */
	public function test_columns_without_anything(): void {
		$order = $this->shop->order( array( array( 1, '25' ) ) );
		foreach ( array( 'currency', 'total', 'tax', 'created', 'modified', 'email' ) as $column ) {
			$this->shop->write( $order, $column, null );
		}
		$this->shop->write( $order, 'status', '' );
		$record = $this->arrives( $order );
		$this->assertSame( array( 'Pending', 0, null ), array( $record['status'], $record['totalCents'], $record['contact'] ) );
		$this->sweeps_nothing();
	}

	/** A fee below zero may be larger than the order; one without a total is 0. */
	public function test_fees(): void {
		$order = $this->shop->order( array( array( 1, '25' ) ), array( '-30', '4' ) );
		$fees  = $this->shop->lines( $order, 'fee' );
		$this->shop->line( $fees[1], '_line_total', null );
		$record = $this->arrives( $order );
		$this->assertSame( array( -3000, -100 ), array( $record['feeCents'], $record['totalCents'] ) );
	}

	/** Refunds of importers: no amount, or the sign of the total. */
	public function test_refunds(): void {
		$order  = $this->shop->order( array( array( 1, '25' ) ) );
		$blank  = $this->shop->refund( $order, '3' );
		$signed = $this->shop->refund( $order, '4' );
		$this->shop->refund_meta( $blank, '' );
		$this->shop->refund_meta( $signed, '-4' );
		$record = $this->arrives( $order );
		$this->assertSame( 700, $record['refundedCents'] );
		$transactions = $this->backend->export()['transactions'];
		$this->assertSame( array( 300, 400 ), array( $transactions[ "refund:$blank" ]['amountCents'], $transactions[ "refund:$signed" ]['amountCents'] ) );
	}

	/** A refund that WooCommerce cannot load keeps no order back. */
	public function test_a_broken_refund(): void {
		$order  = $this->shop->order( array( array( 1, '25' ) ) );
		$refund = $this->shop->refund( $order, '3' );
		$turn   = static fn( $class, $type, $id ) => (int) $id === $refund ? 'No_Such_Class' : $class;
		add_filter( 'woocommerce_order_class', $turn, 10, 3 );
		$record = $this->arrives( $order );
		remove_filter( 'woocommerce_order_class', $turn );
		$this->assertSame( 300, $record['refundedCents'] );
		$transaction = $this->backend->export()['transactions'][ "refund:$refund" ];
		$this->assertSame( array( 300, 'Chipped' ), array( $transaction['amountCents'], $transaction['reason'] ) );
	}

	/** F5: an order that was loaded earlier, in a shop that shows no decimals. */
	public function test_f5_a_shop_without_decimals(): void {
		$order = $this->shop->order( array( array( 1, '10.55' ) ) );
		$none  = static fn(): int => 0;
		add_filter( 'wc_get_price_decimals', $none );
		wp_cache_flush();
		$this->assertEquals( 11, wc_get_order( $order )->get_total( 'edit' ), 'WooCommerce rounds to what it shows' );
		$batch = ( new \Storewire\Shop\Snapshots() )->orders( array( $order ) );
		remove_filter( 'wc_get_price_decimals', $none );
		$this->assertSame( '10.55', rtrim( $batch->snapshots[ $order ]['total'], '0' ) );
		$this->assertSame( 1055, $this->arrives( $order )['totalCents'] );
	}

	/** F6: stored with more decimals than the currency has, a total is rounded once. */
	public function test_f6_more_decimals_than_the_currency_has(): void {
		$order = $this->shop->order( array( array( 1, '10' ) ) );
		$line  = $this->shop->lines( $order )[0];
		$this->shop->line( $line, '_line_total', '10.004996' );
		$this->shop->write( $order, 'total', '10.004996' );
		$record = $this->arrives( $order );
		$this->assertSame( array( 1000, 1000 ), array( $record['totalCents'], $record['lineItems'][0]['totalCents'] ) );
		$this->sweeps_nothing();
	}

	/** The customer's account is gone, the address is none, and there are thousands of meta values. */
	public function test_a_customer_who_is_gone(): void {
		$order = $this->shop->order( array( array( 1, '25' ) ) );
		$this->shop->write( $order, 'customer', '987654' );
		$this->shop->write( $order, 'email', 'not an address' );
		$this->shop->meta( $order, 3000 );
		$record = $this->arrives( $order );
		$this->assertSame( array( null, 2500 ), array( $record['contact'], $record['totalCents'] ) );
	}

	/** F13, R11: an order that WooCommerce has taken the person out of makes none up, and is told of no more. */
	public function test_f13_an_anonymized_order(): void {
		if ( 'woocommerce' !== getenv( 'SHOP' ) ) {
			$this->markTestSkipped( 'The stand-in shop has no eraser.' );
		}
		$order = $this->shop->order( array( array( 1, '25' ) ) );
		// WooCommerce 8.9's own report of customers asks the database for an order object, which WordPress remarks upon.
		add_filter( 'doing_it_wrong_trigger_error', '__return_false' );
		\WC_Privacy_Erasers::remove_order_personal_data( wc_get_order( $order ) );
		remove_filter( 'doing_it_wrong_trigger_error', '__return_false' );
		$this->assertStringContainsString( '@site.invalid', wc_get_order( $order )->get_billing_email() );
		$this->outbox()->changed( 'order', (string) $order );
		$this->outbox()->happened( 'order_placed', (string) $order, Outbox::ONCE );
		$this->deliver();
		$this->assertSame( array(), $this->rows() );
		$export = $this->backend->export();
		$record = $export['orders'][ $order ];
		$this->assertSame( array( null, null, null, 2500 ), array( $record['contact'], $record['billing'], $record['shipping'], $record['totalCents'] ) );
		$this->assertStringNotContainsString( 'site.invalid', (string) wp_json_encode( $export ) );
		$this->assertNotContains( EventId::of_order( 'order_placed', $order ), array_column( $this->backend->events(), 'id' ) );
	}

	/** F22, F23: a product with a password, or priced below zero, is not for sale, and nothing keeps its row back. */
	public function test_f22_f23_products_that_are_not_for_everybody(): void {
		global $wpdb;
		$secret = $this->product();
		$below  = $this->product();
		foreach ( array( 'before', 'after' ) as $when ) {
			$this->outbox()->changed( 'product', $secret );
			$this->outbox()->changed( 'product', $below );
			$this->deliver();
			$this->assertSame( array(), $this->rows(), $when );
			$wpdb->update( $wpdb->posts, array( 'post_password' => 'secret' ), array( 'ID' => $secret ) );
			$wpdb->update( $wpdb->postmeta, array( 'meta_value' => '-5' ), array( 'post_id' => $below, 'meta_key' => '_price' ) );
			$wpdb->update( $wpdb->postmeta, array( 'meta_value' => '-5' ), array( 'post_id' => $below, 'meta_key' => '_regular_price' ) );
			wp_cache_flush();
		}
		$gone = ( new Browser() )->json( 'GET', STOREWIRE_BACKEND_URL . '/test/export?storeUrl=' . rawurlencode( home_url() ) )['unavailableProducts'];
		$gone = array_column( $gone, 'reason', 'id' );
		$this->assertSame( array( 'not published', 'price is negative' ), array( $gone[ $secret ], $gone[ $below ] ) );
		$this->sweeps_nothing();
	}

	/** S11: an odd order spoils nobody's sums. */
	public function test_revenue_of_odd_orders(): void {
		$user  = $this->shop->user( 'odd@example.com', '' );
		$paid  = array( 'paid' => true, 'customer' => $user );
		$first = $this->shop->order( array( array( 1, '25' ) ), array(), $paid );
		$other = $this->shop->order( array( array( 1, '10' ) ), array(), $paid );
		$this->shop->write( $other, 'currency', null );
		$empty = $this->shop->order( array( array( 1, '5' ) ), array(), $paid );
		$this->shop->write( $empty, 'total', null );
		$this->shop->write( $empty, 'status', '' );
		$this->outbox()->changed( 'contact', (string) $user );
		$this->deliver();
		$this->assertSame(
			array( array( get_woocommerce_currency(), 3, 3500 ) ),
			array_map( static fn( array $row ): array => array( $row['currency'], $row['ordersCount'], $row['totalSpentCents'] ), $this->backend->export()['contacts'][ "user:$user" ]['revenue'] )
		);
	}

	/**
	 * Records a change and the fact that the order was placed, delivers both, and gives the order's record.
	 *
	 * @return array<string,mixed>
	 */
	private function arrives( int $order ): array {
		$this->outbox()->changed( 'order', (string) $order );
		$this->outbox()->happened( 'order_placed', (string) $order, Outbox::ONCE );
		// An order whose total is 0 though its lines cost something is looked at again for a minute.
		$this->sql( 'UPDATE ' . OutboxTable::name() . ' SET recorded_at = recorded_at - 120000' );
		$this->deliver();
		$this->assertSame( array(), $this->rows(), 'what is left waiting or buried' );
		$this->assertContains( EventId::of_order( 'order_placed', $order ), array_column( $this->backend->events(), 'id' ) );
		$orders = $this->backend->export()['orders'];
		$this->assertArrayHasKey( $order, $orders );
		return $orders[ $order ];
	}

	/** What the backend holds is what the night compares it with. */
	private function sweeps_nothing(): void {
		( new Recorder( $this->outbox() ) )->follow();
		for ( $night = 0; $night < 2; $night++ ) {
			$this->site()->sweep()->start();
			for ( $tick = 0; $tick < 20 && $this->site()->sweep()->step( 10.0 ); $tick++ ) {
				$this->deliver();
			}
			$this->deliver();
		}
		$this->assertSame( 0, ( new \Storewire\Support\LeasedOption( Sweep::OPTION ) )->read()['repaired'] );
	}
}
