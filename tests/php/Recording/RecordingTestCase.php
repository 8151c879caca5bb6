<?php
declare(strict_types=1);

namespace Storewire\Tests\Recording;

use PHPUnit\Framework\TestCase;
use Storewire\Connection\Connection;
use Storewire\Connection\Settings;
use Storewire\Outbox\OutboxTable;
use Storewire\Tests\Support\Rows;

/**
 * What hooks record, in the real shop. Each test begins connected, with an empty outbox; nothing is delivered.
 */
abstract class RecordingTestCase extends TestCase {

	/** @var callable[] What to take away afterwards. */
	private array $made = array();

	protected function setUp(): void {
		parent::setUp();
		wp_set_current_user( 0 );
		OutboxTable::install();
		$this->connected( '' );
		$this->forget();
	}

	protected function tearDown(): void {
		foreach ( array_reverse( $this->made ) as $remove ) {
			$remove();
		}
		delete_option( Connection::OPTION );
		delete_option( Settings::OPTION );
		$this->forget();
		parent::tearDown();
	}

	/** Connected; with a problem, in reconnect mode. */
	protected function connected( string $problem ): void {
		update_option(
			Connection::OPTION,
			array(
				'token'   => 'sealed',
				'problem' => $problem,
			),
			false
		);
	}

	/** Switches something off. */
	protected function switch_off( string ...$switches ): void {
		update_option( Settings::OPTION, array( 'sync' => array_fill_keys( $switches, false ) ), false );
	}

	/** Empties the outbox, and lets the process forget what it has recorded. */
	protected function forget(): void {
		Rows::clear();
	}

	/**
	 * Rows of the outbox as `topic object transition`.
	 *
	 * @return string[] In order of topic.
	 */
	protected function rows( string $topics = '%' ): array {
		return Rows::all( $topics );
	}

	/**
	 * The only row of a topic.
	 *
	 * @return array<string,mixed> Its columns; the payload decoded.
	 */
	protected function row( string $topic ): array {
		global $wpdb;
		$rows = $wpdb->get_results( $wpdb->prepare( 'SELECT * FROM ' . OutboxTable::name() . ' WHERE topic = %s', $topic ), ARRAY_A );
		$this->assertCount( 1, $rows, "rows of $topic" );
		$rows[0]['payload'] = json_decode( (string) $rows[0]['payload'], true );
		return $rows[0];
	}

	/** A published product. */
	protected function product( array $props = array() ): \WC_Product_Simple {
		$product = new \WC_Product_Simple();
		$product->set_props(
			$props + array(
				'name'          => 'Beans',
				'regular_price' => '25.00',
				'virtual'       => true,
			)
		);
		$product->save();
		$this->later( static fn() => $product->delete( true ) );
		$this->forget();
		return $product;
	}

	/** An order of one product, saved at once. */
	protected function order( array $props = array(), ?\WC_Product $product = null ): \WC_Order {
		$order = new \WC_Order();
		if ( $product ) {
			$order->add_product( $product );
		}
		$order->set_props( $props + array( 'billing_email' => 'ann@example.com' ) );
		$order->calculate_totals();
		$this->remove_later( $order );
		return $order;
	}

	/** @param \WC_Order $order To be deleted after the test. */
	protected function remove_later( \WC_Order $order ): void {
		$this->later(
			static function () use ( $order ): void {
				$fresh = wc_get_order( $order->get_id() );
				if ( $fresh ) {
					$fresh->delete( true );
				}
			}
		);
	}

	/** A customer. */
	protected function customer( string $role = 'customer' ): \WP_User {
		$name = 'shopper' . wp_rand();
		$id   = wp_insert_user(
			array(
				'user_login' => $name,
				'user_pass'  => 'storewire',
				'user_email' => "$name@example.com",
				'role'       => $role,
			)
		);
		require_once ABSPATH . 'wp-admin/includes/user.php';
		$this->later( static fn() => wp_delete_user( $id ) );
		$this->forget();
		return get_userdata( $id );
	}

	/** Does something after the test. */
	protected function later( callable $what ): void {
		$this->made[] = $what;
	}
}
