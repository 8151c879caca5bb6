<?php
declare(strict_types=1);

namespace Storewire\Tests\Delivery;

use Storewire\Outbox\OutboxTable;
use Storewire\Tests\Support\MuPlugin;
use Storewire\Tests\Support\StoreTestCase;

/**
 * S8: what is deleted in WooCommerce stays at the backend, unless the owner has switched deletion sync on.
 */
final class DeletionsTest extends StoreTestCase {

	private int $product;
	private int $category;
	private int $user;
	private int $order;

	/** @var callable Lets WP-Cron, which would deliver as well, work again. */
	private $loud;

	protected function setUp(): void {
		require_once ABSPATH . 'wp-admin/includes/user.php';
		parent::setUp();
		$this->loud = MuPlugin::add( 'quiet', MuPlugin::QUIET );
		OutboxTable::install();
		$this->connect();
		$this->site()->sync()->forget();
		$name           = uniqid( 'shopper' );
		$this->user     = wp_insert_user( array( 'user_login' => $name, 'user_pass' => 'x', 'user_email' => "$name@example.com", 'role' => 'customer' ) );
		$this->category = wp_insert_term( uniqid( 'Tea ' ), 'product_cat' )['term_id'];
		$product        = new \WC_Product_Simple();
		$product->set_props( array( 'name' => 'Kettle', 'regular_price' => '12.50', 'category_ids' => array( $this->category ) ) );
		$this->product = $product->save();
		$order         = wc_create_order( array( 'customer_id' => $this->user ) );
		$order->set_props( array( 'billing_email' => "$name@example.com", 'total' => '5.00', 'date_paid' => time() ) );
		$order->set_status( 'processing' );
		$this->order = $order->save();
		$this->deliver();
		$this->assertSame( array( true, true, true, true, true ), $this->there() );
	}

	protected function tearDown(): void {
		wp_delete_user( $this->user );
		wp_delete_post( $this->product, true );
		wp_delete_term( $this->category, 'product_cat' );
		$order = wc_get_order( $this->order );
		if ( $order ) {
			$order->delete( true );
		}
		( $this->loud )();
		OutboxTable::clear();
		parent::tearDown();
	}

	public function test_s8_by_default_everything_stays(): void {
		$this->delete_all();
		$this->deliver();
		$this->assertSame( array( true, true, true, true, true ), $this->there() );
		$this->assertFalse( $this->backend->export()['products'][ $this->product ]['includeInOnlineStore'], 'S6' );
	}

	public function test_s8_switched_on_everything_goes(): void {
		$this->site()->actions()->change_settings( array( 'sync' => array( 'deletions' => true ) ) );
		wp_trash_post( $this->product );
		wc_get_order( $this->order )->delete( false );
		$this->deliver();
		$this->assertSame( array( true, true, true, true, true ), $this->there(), 'what is in the trash can come back' );
		$this->assertSame( 'Cancelled', $this->backend->export()['orders'][ $this->order ]['status'] );
		$this->delete_all();
		$this->deliver();
		$this->assertSame( array( false, false, false, false, false ), $this->there() );
		$this->assertSame( array(), \Storewire\Outbox\BuriedRows::page( 5 ) );
	}

	public function test_s8_the_sweep_finds_what_was_deleted_by_sql(): void {
		global $wpdb;
		$this->site()->settings()->change( array( 'sync' => array( 'deletions' => true ) ) );
		$wpdb->delete( $wpdb->users, array( 'ID' => $this->user ) );
		$this->sweep();
		$this->assertSame( array( false, true, true, true, true ), $this->there() );
	}

	public function test_s8_c7_the_backend_can_switch_it_on_and_its_other_choices_stay(): void {
		$sent = $this->backend->command( array( 'command' => array( 'type' => 'settings', 'sync' => array( 'deletions' => true ) ) ) );
		$this->assertSame( 200, $sent['answers'][0]['status'], $sent['answers'][0]['body'] );
		$sync = $this->site()->settings()->all()['sync'];
		$this->assertTrue( $sync['deletions'] );
		$this->assertTrue( $sync['orders'] );
	}

	private function delete_all(): void {
		wp_delete_user( $this->user );
		wp_delete_post( $this->product, true );
		wp_delete_term( $this->category, 'product_cat' );
		wc_get_order( $this->order )->delete( true );
	}

	private function deliver(): void {
		global $wpdb;
		$wpdb->query( 'UPDATE ' . OutboxTable::name() . ' SET due_at = LEAST(due_at, UNIX_TIMESTAMP())' );
		$this->site()->relay()->step( 10.0 );
	}

	private function sweep(): void {
		delete_option( 'storewire_sweep' );
		$sweep = $this->site()->sweep();
		$sweep->start();
		while ( $sweep->step( 10.0 ) ) {
			continue;
		}
		$this->deliver();
	}

	/** @return bool[] Whether the backend has the contact, the product, the category, the order and its payment. */
	private function there(): array {
		$export = $this->backend->export();
		return array(
			isset( $export['contacts'][ "user:$this->user" ] ),
			isset( $export['products'][ $this->product ] ),
			isset( $export['categories'][ $this->category ] ),
			isset( $export['orders'][ $this->order ] ),
			isset( $export['transactions'][ 'payment:' . $this->order ] ),
		);
	}
}
