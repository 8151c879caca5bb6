<?php
declare(strict_types=1);

namespace Storewire\Tests\Sweep;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Storewire\Connection\Connection;
use Storewire\Connection\Schedule;
use Storewire\Recording\OrderHooks;
use Storewire\Recording\Recorder;
use Storewire\Sweep\RangeComparison;
use Storewire\Sweep\Sweep;
use Storewire\Sweep\SweepState;
use Storewire\Tests\Outbox\OutboxTestCase;
use Storewire\Tests\Support\EventId;

/**
 * The nightly sweep finds what the hooks missed, and the relay repairs it. Nobody listens to the shop here: every change
 * is one that the hooks missed.
 */
final class SweepTest extends OutboxTestCase {

	/** In so many nights in a row the same difference is repaired. */
	const NIGHTS = 3;

	/** @var int[] Orders made, to be deleted. */
	private array $orders = array();

	protected function setUp(): void {
		parent::setUp();
		$this->connect();
		$this->site()->sync()->forget();
		$this->follow();
		$this->night();
		$this->assertSame( array(), $this->rows() );
	}

	protected function tearDown(): void {
		foreach ( array_filter( array_map( 'wc_get_order', $this->orders ) ) as $order ) {
			$order->delete( true );
		}
		parent::tearDown();
	}

	/** Objects that no hook told of arrive, and a second sweep finds nothing to repair. */
	public function test_what_hooks_missed(): void {
		$product = $this->product();
		$user    = self::user( 'customer' );
		$order   = $this->order();
		$this->assertGreaterThanOrEqual( 2, $this->night() );
		$export = $this->backend->export();
		$this->assertArrayHasKey( $product, $export['products'] );
		$this->assertArrayHasKey( $order->get_id(), $export['orders'] );
		$this->assertArrayHasKey( "user:$user", $export['contacts'] );
		$this->assertSame( 0, $this->night() );
		$this->assertSame( array(), $this->rows() );
	}

	/** Changes by direct SQL leave the date of the last change as it was. */
	public function test_direct_sql(): void {
		global $wpdb;
		$product = $this->product();
		$user    = self::user( 'customer' );
		$this->night();
		$wpdb->update( $wpdb->postmeta, array( 'meta_value' => '99.50' ), array( 'post_id' => $product, 'meta_key' => '_price' ) );
		$wpdb->update( $wpdb->postmeta, array( 'meta_value' => '99.50' ), array( 'post_id' => $product, 'meta_key' => '_regular_price' ) );
		$wpdb->update( $wpdb->users, array( 'user_email' => 'moved@example.com' ), array( 'ID' => $user ) );
		$this->assertSame( 2, $this->night() );
		$export = $this->backend->export();
		$wpdb->update( $wpdb->users, array( 'user_email' => 'customer@example.com' ), array( 'ID' => $user ) );
		$this->assertSame( 9950, $export['products'][ $product ]['priceCents'] );
		$this->assertSame( 'moved@example.com', $export['contacts'][ "user:$user" ]['email'] );
	}

	/** An order's status and total, changed where this shop keeps them. */
	public function test_direct_sql_on_orders(): void {
		$paid   = $this->order();
		$dear   = $this->order();
		$binned = $this->order();
		$this->night();
		$this->write( $paid, array( 'status' => 'wc-completed' ) );
		$this->write( $dear, array( 'total' => '31.50' ) );
		$this->write( $binned, array( 'status' => 'trash' ) );
		$this->assertSame( 3, $this->night() );
		$orders = $this->backend->export()['orders'];
		$this->assertSame( array( 'Completed', 'completed' ), array( $orders[ $paid->get_id() ]['status'], $orders[ $paid->get_id() ]['originalStatus'] ) );
		$this->assertSame( 3150, $orders[ $dear->get_id() ]['totalCents'] );
		$this->assertSame( 'Cancelled', $orders[ $binned->get_id() ]['status'] );
		$this->assertSame( 0, $this->night() );
	}

	/** F14: stock by SQL, of a product and of a variation (E4). */
	public function test_f14_stock_by_sql(): void {
		global $wpdb;
		$product = $this->product();
		$parent  = new \WC_Product_Variable();
		$parent->save();
		$variation = new \WC_Product_Variation();
		$variation->set_props( array( 'parent_id' => $parent->get_id(), 'regular_price' => '5' ) );
		$variation->save();
		$sizes = array( (int) $product => $product, $variation->get_id() => (string) $parent->get_id() );
		foreach ( array_keys( $sizes ) as $id ) {
			update_post_meta( $id, '_manage_stock', 'yes' );
			update_post_meta( $id, '_stock', '0' );
			update_post_meta( $id, '_stock_status', 'outofstock' );
		}
		$this->night();
		foreach ( array_keys( $sizes ) as $id ) {
			$wpdb->update( $wpdb->postmeta, array( 'meta_value' => '5' ), array( 'post_id' => $id, 'meta_key' => '_stock' ) );
			$wpdb->update( $wpdb->postmeta, array( 'meta_value' => 'instock' ), array( 'post_id' => $id, 'meta_key' => '_stock_status' ) );
		}
		wp_cache_flush();
		$cleaned = array();
		$listen  = static function ( int $id ) use ( &$cleaned ): void {
			$cleaned[] = $id;
		};
		add_action( 'clean_post_cache', $listen );
		$repaired = array( $this->night(), $this->night() );
		remove_action( 'clean_post_cache', $listen );
		$export = $this->backend->export()['products'];
		$this->assertSame( array(), array_diff( array( (int) $product, $parent->get_id(), $variation->get_id() ), $cleaned ), 'A shared cache would have them as they were.' );
		$variation->delete( true );
		$parent->delete( true );
		$this->assertSame( array( 2, 0 ), $repaired );
		foreach ( $sizes as $id ) {
			$this->assertSame( array( 'in_stock', 5 ), array( $export[ $id ]['variants'][0]['stockStatus'], $export[ $id ]['variants'][0]['stockQuantity'] ) );
		}
	}

	/** F15, S12: taken out of a category; a category renamed by SQL. */
	public function test_f15_categories(): void {
		global $wpdb;
		$product = $this->product();
		$gone    = wp_insert_term( 'Gone ' . wp_rand(), 'product_cat' )['term_id'];
		$kept    = wp_insert_term( 'Kept ' . wp_rand(), 'product_cat' )['term_id'];
		wp_set_object_terms( (int) $product, array( $gone, $kept ), 'product_cat' );
		$this->night();
		wp_remove_object_terms( (int) $product, $gone, 'product_cat' );
		$this->assertSame( 1, $this->night() );
		$wpdb->update( $wpdb->terms, array( 'name' => 'Renamed' ), array( 'term_id' => $kept ) );
		wp_cache_flush();
		$this->assertSame( array( 1, 0 ), array( $this->night(), $this->night() ) );
		$export = $this->backend->export();
		wp_delete_term( $gone, 'product_cat' );
		wp_delete_term( $kept, 'product_cat' );
		$this->assertSame( array( (string) $kept ), $export['products'][ $product ]['categoryIds'] );
		$this->assertSame( 'Renamed', $export['categories'][ $kept ]['name'] );
	}

	/** F16, S12: the shop's currency. */
	public function test_f16_the_shops_currency(): void {
		$product = $this->product();
		$before  = get_option( 'woocommerce_currency' );
		$this->night();
		update_option( 'woocommerce_currency', 'EUR' === $before ? 'USD' : 'EUR' );
		$this->night();
		$now = $this->backend->export()['products'][ $product ]['currency'];
		update_option( 'woocommerce_currency', $before );
		$this->assertSame( 'EUR' === $before ? 'USD' : 'EUR', $now );
		$this->night();
		$this->assertSame( $before, $this->backend->export()['products'][ $product ]['currency'] );
	}

	/** F27, and a title changed by SQL: functions that fire no hook of the shop's. */
	public function test_f27_what_fires_no_hook(): void {
		global $wpdb;
		$product = $this->product();
		$user    = self::user( 'customer' );
		$order   = $this->order();
		$this->night();
		$item = array_values( $order->get_items() )[0];
		$item->set_quantity( 4 );
		$item->save();
		$city = 'Lyon ' . wp_rand();
		update_user_meta( $user, 'billing_city', $city );
		$image = wp_insert_attachment( array( 'post_title' => 'Picture', 'post_mime_type' => 'image/png' ), 'picture.png' );
		set_post_thumbnail( (int) $product, $image );
		wp_cache_flush();
		$repaired = array( $this->night(), $this->night() );
		$export   = $this->backend->export();
		$this->assertSame( array( 3, 0 ), $repaired );
		$this->assertSame( 4, $export['orders'][ $order->get_id() ]['lineItems'][0]['quantity'] );
		$this->assertSame( $city, $export['contacts'][ "user:$user" ]['billing']['city'] );
		$this->assertStringEndsWith( 'picture.png', $export['products'][ $product ]['imageUrl'] );
		$wpdb->update( $wpdb->posts, array( 'post_title' => 'Renamed' ), array( 'ID' => $product ) );
		wp_cache_flush();
		wp_delete_attachment( $image, true );
		$this->assertSame( 1, $this->night() );
		delete_user_meta( $user, 'billing_city' );
		$this->assertSame( array( 'Renamed', null ), array( $this->backend->export()['products'][ $product ]['title'], $this->backend->export()['products'][ $product ]['imageUrl'] ) );
	}

	/** F27: what an order holds of the shopper, changed by SQL, which in shops that keep orders as posts moves no date either way. */
	public function test_f27_an_orders_addresses_by_sql(): void {
		global $wpdb;
		$order = $this->order();
		$order->set_billing_email( 'before@example.com' );
		$order->set_billing_city( 'Lyon' );
		$order->save();
		$id = $order->get_id();
		$this->night();
		if ( \Automattic\WooCommerce\Utilities\OrderUtil::custom_orders_table_usage_is_enabled() ) {
			$wpdb->update( "{$wpdb->prefix}wc_order_addresses", array( 'city' => 'Nantes', 'email' => 'after@example.com' ), array( 'order_id' => $id, 'address_type' => 'billing' ) );
			$wpdb->update( "{$wpdb->prefix}wc_orders", array( 'billing_email' => 'after@example.com', 'payment_method_title' => 'By Hand' ), array( 'id' => $id ) );
		} else {
			foreach ( array( '_billing_city' => 'Nantes', '_billing_email' => 'after@example.com', '_payment_method_title' => 'By Hand' ) as $key => $value ) {
				update_post_meta( $id, $key, $value );
			}
		}
		wp_cache_flush();
		$this->assertSame( array( 1, 0 ), array( $this->night(), $this->night() ) );
		$order = $this->backend->export()['orders'][ $id ];
		$this->assertSame( array( 'Nantes', 'after@example.com', 'By Hand' ), array( $order['billing']['city'], $order['billingEmail'], $order['paymentMethodTitle'] ) );
	}

	/** E7, F27: whether an order names its shopper derives from the owner's choice. */
	public function test_f27_orders_follow_the_consent_that_is_asked_for(): void {
		$order = $this->order();
		$order->set_billing_email( 'shopper@example.com' );
		$order->save();
		$contact = fn(): ?string => $this->backend->export()['orders'][ $order->get_id() ]['contact']['email'] ?? null;
		$this->night();
		$before = $contact();
		$this->site()->settings()->change( array( 'consent' => 'subscribers' ) );
		$this->night();
		$without = $contact();
		$this->site()->settings()->change( array( 'consent' => 'all' ) );
		$this->night();
		$this->assertSame( array( 'shopper@example.com', null, 'shopper@example.com' ), array( $before, $without, $contact() ) );
	}

	/** R14, F7, F8, S5: a refund that was deleted and a payment that was taken back, neither of them heard. */
	public function test_r14_f7_f8_transactions_that_were_undone(): void {
		$order = $this->order();
		$order->set_date_paid( time() );
		$order->save();
		$refund = wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '5.00' ) );
		$id     = $order->get_id();
		$this->night();
		$this->assertSame( array( "payment:$id", 'refund:' . $refund->get_id() ), $this->transactions( $id ) );
		$modified = wc_get_order( $id )->get_date_modified();
		$refund->delete( true );
		wp_cache_flush();
		$this->write( $order, array( 'modified' => gmdate( 'Y-m-d H:i:s', $modified->getTimestamp() ) ) );
		$this->night();
		$this->assertSame( array( "payment:$id" ), $this->transactions( $id ) );
		$order = wc_get_order( $id );
		$order->set_date_paid( null );
		$order->set_status( 'pending' );
		$order->save();
		$this->night();
		$this->assertSame( array(), $this->transactions( $id ) );
	}

	/** A6, S11: what a buyer spent, after an order of theirs was paid, changed and trashed beside the hooks. */
	public function test_a6_what_a_buyer_spent(): void {
		$user  = self::user( 'customer' );
		$order = $this->order();
		$order->set_customer_id( $user );
		$order->save();
		$spent = function () use ( $user ): array {
			$this->night();
			return array_column( $this->backend->export()['contacts'][ "user:$user" ]['revenue'], 'totalSpentCents' );
		};
		$this->assertSame( array(), $spent() );
		$order->set_date_paid( time() );
		$order->save();
		$this->assertSame( array( 2500 ), $spent() );
		$this->write( $order, array( 'total' => '31.50' ) );
		$this->assertSame( array( 3150 ), $spent() );
		$this->write( $order, array( 'status' => 'trash' ) );
		$this->assertSame( array(), $spent() );
	}

	/** However many objects there are, fingerprints cost the same few queries. */
	public function test_what_fingerprints_cost(): void {
		global $wpdb;
		foreach ( array( 'products', 'orders', 'contacts' ) as $kind ) {
			foreach ( array( 1, 500 ) as $count ) {
				$rows   = array_map( static fn( int $id ): array => array( 'id' => $id ), range( 1, $count ) );
				$before = $wpdb->num_queries;
				\Storewire\Shop\InventoryRows::with_fingerprints( $kind, $rows );
				$this->assertLessThanOrEqual( 6, $wpdb->num_queries - $before, "$count $kind" );
			}
		}
	}

	/** The shop came back from a backup of last week: an order is what it was then. */
	public function test_an_order_restored_from_a_backup(): void {
		$order = $this->order();
		$order->update_status( 'completed' );
		$this->night();
		$this->write( $order, array( 'status' => 'wc-on-hold', 'modified' => gmdate( 'Y-m-d H:i:s', time() - WEEK_IN_SECONDS ) ) );
		$this->assertSame( 1, $this->night() );
		$this->assertSame( 'on-hold', $this->backend->export()['orders'][ $order->get_id() ]['originalStatus'] );
		$this->assertSame( 0, $this->night() );
	}

	/** D2, D6: what the backend refuses is tried on some nights, stays to be seen, and is left alone until it changes. */
	public function test_what_the_backend_refuses(): void {
		global $wpdb;
		$good = $this->product();
		$this->night();
		$bad = $this->product( 'Refused' );
		$this->backend->strike( array( 'mode' => 'reject', 'match' => "product:$bad:", 'times' => 1000 ) );
		for ( $night = 1; $night <= self::NIGHTS + 2; $night++ ) {
			$this->assertSame( (int) ( $night <= self::NIGHTS ), $this->night(), "night $night" );
			$this->assertSame( array( $bad ), array_column( $this->rows(), 'object' ) );
			$this->assertNotNull( $this->rows()[0]['buried_at'] );
		}
		$this->assertSame( 1, Sweep::status()->left );
		$this->assertContains( 'difference', array_column( $this->findings(), 'code' ) );
		$this->backend->fault( 'none' );
		$wpdb->update( $wpdb->postmeta, array( 'meta_value' => '13.50' ), array( 'post_id' => $bad, 'meta_key' => '_price' ) );
		$wpdb->update( $wpdb->postmeta, array( 'meta_value' => '13.50' ), array( 'post_id' => $bad, 'meta_key' => '_regular_price' ) );
		$this->assertSame( 1, $this->night() );
		$this->assertSame( array( 1350, true ), array( $this->backend->export()['products'][ $bad ]['priceCents'], isset( $this->backend->export()['products'][ $good ] ) ) );
		$this->assertSame( array( 0, array() ), array( $this->night(), $this->rows() ) );
	}

	/** What was changed or deleted while nobody looked: an older state comes back, a product is gone (S6, S8). */
	public function test_restored_from_a_backup(): void {
		$changed = $this->product( 'Before' );
		$deleted = $this->product( 'Deleted' );
		$order   = $this->order();
		$trashed = $this->order();
		$this->night();
		wp_update_post( array( 'ID' => (int) $changed, 'post_title' => 'After' ) );
		$this->age_product( $changed );
		wp_delete_post( (int) $deleted, true );
		$gone = (string) $order->get_id();
		$order->delete( true );
		$binned = (string) $trashed->get_id();
		$trashed->delete( false );
		$this->assertSame( 3, $this->night(), 'An order that is gone altogether stays as it is.' );
		$export = $this->backend->export();
		$this->assertSame( 'After', $export['products'][ $changed ]['title'] );
		$this->assertFalse( $export['products'][ $deleted ]['includeInOnlineStore'] );
		$this->assertArrayHasKey( $gone, $export['orders'] );
		$this->assertSame( 'Cancelled', $export['orders'][ $binned ]['status'] );
		$this->assertSame( 0, $this->night() );
	}

	/** The backend was restored: what it lost is sent again. */
	public function test_the_backend_lost_everything(): void {
		$product = $this->product();
		$order   = $this->order();
		$this->night();
		$this->backend->reset();
		$this->site()->lifecycle()->forget();
		$this->connect();
		$this->site()->sync()->forget();
		$this->follow();
		$this->assertArrayNotHasKey( $product, $this->backend->export()['products'] );
		$this->night();
		$this->assertArrayHasKey( $product, $this->backend->export()['products'] );
		$this->assertArrayHasKey( $order->get_id(), $this->backend->export()['orders'] );
	}

	/** E2, E3: facts of an order that no hook told arrive once; E8: none of an order placed before connecting. */
	public function test_missing_facts_arrive_once(): void {
		$order = $this->order( time() + 1 );
		$order->set_date_paid( time() + 1 );
		$order->save();
		$old    = $this->order( time() - 86400 );
		$refund = wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '5.00' ) );
		for ( $night = 1; $night <= 2; $night++ ) {
			$this->night();
			$events = array_column( $this->backend->events(), 'id' );
			sort( $events );
			$id = $order->get_id();
			$this->assertSame( array( EventId::of_order( 'order_placed', $id ), EventId::refunded( $refund ), EventId::of_order( 'payment_received', $id ) ), $events, "night $night, not of " . $old->get_id() );
		}
	}

	/** E3: an order that was cancelled, told by a hook or not, is cancelled once for each time, whatever changed since. */
	public function test_missing_cancellings_arrive_once(): void {
		$hooks  = new OrderHooks( new Recorder( $this->outbox() ) );
		$told   = $this->order( time() + 1 );
		$missed = $this->order( time() + 1 );
		foreach ( array( $told, $missed ) as $order ) {
			$order->update_status( 'cancelled' );
		}
		$hooks->was_cancelled( $told->get_id(), $told );
		$this->deliver();
		sleep( 1 );
		$told->set_customer_note( 'Changed her mind' );
		$told->save();
		$this->night();
		$expected = array( EventId::of_order( 'order_cancelled', $told->get_id() ), EventId::of_order( 'order_cancelled', $missed->get_id() ) );
		$this->assertSame( $expected, $this->events( 'order_cancelled' ) );

		$missed->update_status( 'processing' );
		$hooks->status_changed( $missed->get_id(), 'cancelled', 'processing', $missed );
		$this->night();
		$this->assertSame( $expected, $this->events( 'order_cancelled' ) );
		$missed = wc_get_order( $missed->get_id() );
		$missed->update_status( 'cancelled' );
		$this->night();
		$hooks->was_cancelled( $missed->get_id(), wc_get_order( $missed->get_id() ) );
		$this->deliver();
		$this->assertCount( 3, $this->events( 'order_cancelled' ) );
	}

	/** E3: an order may be placed long before it is fulfilled. */
	public function test_facts_of_an_older_order(): void {
		update_option( Connection::OPTION, array( 'connectedAt' => time() - 30 * DAY_IN_SECONDS ) + get_option( Connection::OPTION ), false );
		$order = $this->order( time() - 20 * DAY_IN_SECONDS );
		$this->night();
		sleep( 1 );
		$order->update_status( 'completed' );
		$this->night();
		$this->assertSame( array( EventId::of_order( 'order_fulfilled', $order->get_id(), (string) $order->get_date_completed()->getTimestamp() ) ), $this->events( 'order_fulfilled' ) );
	}

	/** S5, S6: what is left out of records is left out of the comparison, or it would be sent again every night. */
	public function test_products_that_are_left_out(): void {
		$parent = new \WC_Product_Variable();
		$parent->set_name( 'Kettles' );
		$id_of_parent = $parent->save();
		$made         = array( $parent );
		foreach ( array( '0', '', '16.50', '18.50' ) as $price ) {
			$variation = new \WC_Product_Variation();
			$variation->set_parent_id( $parent->get_id() );
			$variation->set_regular_price( $price );
			$variation->save();
			$made[] = $variation;
		}
		foreach ( array( 'grouped', 'external' ) as $type ) {
			$id = (int) $this->product( $type );
			wp_set_object_terms( $id, $type, 'product_type' );
		}
		$free = wc_get_product( (int) $this->product( 'Free' ) );
		$free->set_regular_price( '0' );
		$free->save();
		\WC_Product_Variable::sync( $parent->get_id() );
		$repaired = array( $this->night(), $this->night() );
		$export   = $this->backend->export();
		foreach ( array_reverse( $made ) as $product ) {
			$product->delete( true );
		}
		$this->assertSame( array( 1, 0 ), $repaired );
		$this->assertSame( 1650, $export['products'][ $id_of_parent ]['priceCents'] );
	}

	/** S2: a contact's name is not in what is compared; that it changed since the last sweep is enough. */
	public function test_a_contact_that_changed(): void {
		$user = self::user( 'customer' );
		$this->night();
		update_user_meta( $user, 'first_name', 'Grace' );
		$this->night();
		$contact = $this->backend->export()['contacts'][ "user:$user" ];
		update_user_meta( $user, 'first_name', '' );
		$this->assertSame( 'Grace', $contact['firstName'] );
		$this->night();
		update_user_meta( $user, 'last_update', (string) ( time() - 2 * SweepState::OVERLAP ) );
		$this->site()->sweep()->start();
		while ( $this->site()->sweep()->step( 5.0 ) );
		$this->assertSame( array(), preg_grep( '/contact/', array_column( $this->rows(), 'topic' ) ) );
	}

	/** However much differs, every object is found once, page by page, and the outbox stays small. */
	public function test_many_objects(): void {
		global $wpdb;
		$first = (int) $wpdb->get_var( "SELECT MAX(ID) FROM {$wpdb->posts}" ) + 1000;
		$ids   = range( $first, $first + RangeComparison::ROWS + 300 );
		foreach ( array_chunk( $ids, 500 ) as $some ) {
			$dates = "'2024-01-01 00:00:00', '2024-01-01 00:00:00', '2024-01-01 00:00:00', '2024-01-01 00:00:00'";
			$this->sql( "INSERT INTO {$wpdb->posts} (ID, post_type, post_status, post_date, post_date_gmt, post_modified, post_modified_gmt, post_content, post_title, post_excerpt, to_ping, pinged, post_content_filtered) VALUES "
				. implode( ',', array_map( static fn( int $id ): string => "($id, 'product', 'publish', $dates, '', 'Copy', '', '', '', '')", $some ) ) );
			$this->sql( "INSERT INTO {$wpdb->postmeta} (post_id, meta_key, meta_value) VALUES " . implode( ',', array_map( static fn( int $id ): string => "($id, '_price', '5')", $some ) ) );
		}
		$this->site()->sweep()->start();
		$found = array();
		$tick  = 0;
		do {
			$more  = $this->site()->sweep()->step( 5.0 );
			$rows  = array_column( array_filter( $this->rows(), static fn( $row ) => 'product' === $row['topic'] ), 'object' );
			$found = array_merge( $found, $rows );
			$this->assertLessThanOrEqual( Sweep::WAITING + RangeComparison::ROWS, count( $rows ) );
			$this->sql( 'TRUNCATE TABLE ' . \Storewire\Outbox\OutboxTable::name() );
		} while ( $more && ++$tick < 10 );
		$this->sql( "DELETE FROM {$wpdb->posts} WHERE ID >= $first" );
		$this->sql( "DELETE FROM {$wpdb->postmeta} WHERE post_id >= $first" );
		$this->assertGreaterThan( 0, $tick );
		$this->assertSame( $ids, array_values( array_map( 'intval', array_filter( $found, static fn( $id ) => $id >= $first ) ) ) );
	}

	/** C6, C7: what is switched off is not compared; without the import, nor is what was there before connecting. */
	public function test_switches(): void {
		$order = $this->order( time() - 86400 );
		$this->site()->settings()->change( array( 'sync' => array( 'products' => false ), 'imports' => array( 'orders' => false ) ) );
		$this->follow();
		$product = $this->product();
		$new     = $this->order( time() + 1 );
		$this->night();
		$export = $this->backend->export();
		$this->assertSame( array( true, false, false ), array( isset( $export['orders'][ $new->get_id() ] ), isset( $export['orders'][ $order->get_id() ] ), isset( $export['products'][ $product ] ) ) );
	}

	/** An outage of the backend only puts it off; nothing is asked again at once. */
	public function test_an_outage(): void {
		$product = $this->product();
		$this->backend->fault( 'outage', RangeComparison::PATH );
		$asked = count( $this->backend->requests() );
		$this->site()->sweep()->start();
		$this->assertTrue( $this->site()->sweep()->step( 5.0 ) );
		$this->assertTrue( $this->site()->sweep()->step( 5.0 ) );
		$this->assertCount( $asked + 1, $this->backend->requests() );
		$this->backend->fault( 'none' );
		$this->clock( SweepState::AGAIN + 5 );
		$this->night();
		$this->assertArrayHasKey( $product, $this->backend->export()['products'] );
	}

	/** It gives way to a sync, and to another process that sweeps. */
	public function test_it_gives_way(): void {
		$this->site()->sweep()->start();
		$this->site()->sync()->start( array( 'orders' ) );
		$asked = count( $this->backend->requests() );
		$this->assertTrue( $this->site()->sweep()->step( 5.0 ) );
		$this->site()->sync()->forget();
		$other = new \Storewire\Support\LeasedOption( Sweep::OPTION );
		$other->read();
		$this->assertTrue( $other->take() );
		$this->assertTrue( $this->site()->sweep()->step( 5.0 ) );
		$this->assertCount( $asked, $this->backend->requests() );
		$this->clock( \Storewire\Support\LeasedOption::LEASE_SECONDS + 1 );
		$this->assertFalse( $this->site()->sweep()->step( 5.0 ) );
	}

	/** WP-Cron starts it every night and after connecting, and lets it end. */
	public function test_wp_cron_is_the_ticker(): void {
		$this->assertSame( 'daily', wp_get_schedule( Schedule::NIGHT_HOOK ) );
		$this->assertSame( Schedule::EVERY_MINUTE, wp_get_schedule( Schedule::SWEEP_HOOK ) );
		$this->site();
		do_action( Schedule::SWEEP_HOOK );
		$this->assertFalse( wp_next_scheduled( Schedule::SWEEP_HOOK ) );
		$product = $this->product();
		do_action( Schedule::NIGHT_HOOK );
		$this->assertNotFalse( wp_next_scheduled( Schedule::SWEEP_HOOK ) );
		do_action( Schedule::SWEEP_HOOK );
		$this->assertContains( $product, array_column( $this->rows(), 'object' ) );
		$this->site()->actions()->disconnect( true );
		$this->assertFalse( wp_next_scheduled( Schedule::NIGHT_HOOK ) );
		$this->assertFalse( wp_next_scheduled( Schedule::SWEEP_HOOK ) );
	}

	/** X8, X3: where the night could not start it, or its event was lost, the next tick does. */
	public function test_a_night_that_was_missed(): void {
		$product = $this->product();
		$this->clock( Sweep::OVERDUE - 60 );
		$this->assertFalse( $this->site()->sweep()->step( 5.0 ) );
		$this->assertSame( array(), $this->rows() );
		$this->clock( Sweep::OVERDUE + 60 );
		$this->assertFalse( $this->site()->sweep()->step( 20.0 ) );
		$this->assertContains( $product, array_column( $this->rows(), 'object' ) );
	}

	/** The date of a product's last change as the backup has it. */
	private function age_product( string $id ): void {
		global $wpdb;
		$wpdb->update( $wpdb->posts, array( 'post_modified' => '2024-01-01 00:00:00', 'post_modified_gmt' => '2024-01-01 00:00:00' ), array( 'ID' => $id ) );
		clean_post_cache( (int) $id );
	}

	/** @return string[] Ids of an order's transactions at the backend, in rising order. */
	private function transactions( int $order ): array {
		$ids = array();
		foreach ( $this->backend->export()['transactions'] as $transaction ) {
			if ( (string) $order === $transaction['orderId'] ) {
				$ids[] = $transaction['id'];
			}
		}
		sort( $ids );
		return $ids;
	}

	/** @return string[] Ids of the events about something, in rising order. */
	private function events( string $about ): array {
		$ids = preg_grep( "/^event:$about:/", array_column( $this->backend->events(), 'id' ) );
		sort( $ids, SORT_NATURAL );
		return $ids;
	}

	/**
	 * Changes an order by SQL, where this shop keeps it.
	 *
	 * @param array<string,string> $values Of `status`, `total` and `modified`.
	 */
	private function write( \WC_Order $order, array $values ): void {
		global $wpdb;
		$hpos    = OrderUtil::custom_orders_table_usage_is_enabled();
		$columns = $hpos ? array( 'status' => 'status', 'total' => 'total_amount', 'modified' => 'date_updated_gmt' ) : array( 'status' => 'post_status', 'modified' => 'post_modified_gmt' );
		foreach ( $values as $what => $value ) {
			if ( isset( $columns[ $what ] ) ) {
				$wpdb->update( $hpos ? "{$wpdb->prefix}wc_orders" : $wpdb->posts, array( $columns[ $what ] => $value ), array( $hpos ? 'id' : 'ID' => $order->get_id() ) );
			} else {
				$wpdb->update( $wpdb->postmeta, array( 'meta_value' => $value ), array( 'post_id' => $order->get_id(), 'meta_key' => '_order_total' ) );
			}
		}
	}

	/** A complete order of a guest. */
	private function order( ?int $at = null ): \WC_Order {
		$order = wc_create_order();
		$item  = new \WC_Order_Item_Product();
		$item->set_name( 'Kettle' );
		$item->set_quantity( 1 );
		$item->set_subtotal( '25.00' );
		$item->set_total( '25.00' );
		$order->add_item( $item );
		$order->set_billing_email( 'guest@example.com' );
		$order->set_total( '25.00' );
		$order->set_date_created( $at ?? time() - 86400 );
		$order->set_status( 'on-hold' );
		$order->save();
		$this->orders[] = $order->get_id();
		return $order;
	}
}
