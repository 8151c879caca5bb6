<?php
declare(strict_types=1);

namespace Storewire\Tests\Shop;

use Storewire\Recording\Recorder;
use Storewire\Tests\Outbox\OutboxTestCase;

/**
 * S12, S3: an order's record names its buyer by the account, and follows it, after the night at the latest (a shop's life found
 * it). Nobody listens to the shop here.
 */
final class OrderBuyersTest extends OutboxTestCase {

	private \WC_Order $order;
	private int $user;

	protected function setUp(): void {
		parent::setUp();
		$this->connect();
		$this->site()->sync()->forget();
		( new Recorder( $this->outbox() ) )->follow();
		$this->user  = wp_insert_user( array( 'user_login' => 'buyer' . wp_rand(), 'user_pass' => 'storewire', 'user_email' => 'buyer@example.com', 'role' => 'customer' ) );
		$this->order = wc_create_order( array( 'customer_id' => $this->user ) );
		$this->order->set_billing_email( 'office@example.com' );
		$this->order->set_status( 'on-hold' );
		$this->order->save();
		$this->night();
		$this->assertSame( array( "user:$this->user", 'buyer@example.com' ), $this->contact() );
	}

	protected function tearDown(): void {
		require_once ABSPATH . 'wp-admin/includes/user.php';
		wp_delete_user( $this->user );
		$this->order->delete( true );
		parent::tearDown();
	}

	/** The account has another role, and is no contact any more: the order is a guest's. */
	public function test_another_role(): void {
		get_userdata( $this->user )->set_role( 'editor' );
		$this->night();
		$this->assertSame( array( 'guest:office@example.com', 'office@example.com' ), $this->contact() );
	}

	/** The account has another address. */
	public function test_another_address(): void {
		global $wpdb;
		$wpdb->update( $wpdb->users, array( 'user_email' => 'moved@example.com' ), array( 'ID' => $this->user ) );
		$this->night();
		$this->assertSame( array( "user:$this->user", 'moved@example.com' ), $this->contact() );
	}

	/** P2: what goes along for the comparison cannot be held against an address by anybody who has not the store's keys. */
	public function test_the_fingerprint_is_keyed(): void {
		$salt = static fn(): string => 'another store';
		$was  = $this->fingerprint();
		add_filter( 'salt', $salt );
		$now = $this->fingerprint();
		remove_filter( 'salt', $salt );
		$this->assertNotSame( $was, $now );
		$this->assertSame( $was, $this->fingerprint() );
	}

	private function fingerprint(): string {
		return \Storewire\Shop\Fingerprints::orders( array( $this->order->get_id() ) )->value( $this->order->get_id() );
	}

	/** @return string[] Id and address of the order's contact at the backend. */
	private function contact(): array {
		$contact = $this->backend->export()['orders'][ $this->order->get_id() ]['contact'];
		return array( $contact['id'], $contact['email'] );
	}

	protected function night(): int {
		wp_cache_flush();
		return parent::night();
	}
}
