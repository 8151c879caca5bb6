<?php
declare(strict_types=1);

namespace Storewire\Tests\Recording;

use Storewire\Connection\Connection;
use Storewire\Generated\Rules;
use Storewire\Hooks;

/**
 * When hooks record at all (C7, D3, D8), users (S1), and what recording costs (D1).
 */
final class HooksTest extends RecordingTestCase {

	/** D8: before connecting, nothing is recorded. */
	public function test_nothing_is_recorded_before_connecting(): void {
		delete_option( Connection::OPTION );
		$this->everything();
		$this->assertSame( array(), $this->rows() );
	}

	/** After the backend ended the connection, nothing is recorded either. */
	public function test_nothing_is_recorded_after_disconnecting(): void {
		update_option( Connection::OPTION, array( 'problem' => 'The backend ended it.' ), false );
		$this->everything();
		$this->assertSame( array(), $this->rows() );
	}

	/** D3: in reconnect mode recording goes on. */
	public function test_reconnect_mode_records(): void {
		$this->connected( 'The token was refused.' );
		$this->everything();
		$this->assertNotSame( array(), $this->rows() );
	}

	/** C7: each switch stops its topics and no others. */
	public function test_switches(): void {
		$all = $this->topics();
		foreach ( array( 'contact', 'order', 'order_placed', 'payment_received', 'order_fulfilled', 'product', 'stock_changed' ) as $topic ) {
			$this->assertContains( $topic, $all );
		}
		foreach ( array( 'contacts', 'products', 'orderReceivedTrigger', 'paymentReceivedTrigger', 'orders' ) as $switch ) {
			$this->switch_off( $switch );
			$expected = array_values( array_filter( $all, static fn( string $topic ): bool => array( $switch ) !== Rules::TOPICS[ $topic ]['switches'] ) );
			$this->assertNotSame( $all, $expected );
			$this->assertSame( $expected, $this->topics(), "without $switch" );
		}
		$this->switch_off( 'orders', 'transactions' );
		$this->assertNotContains( 'order', $this->topics(), 'Orders are read for transactions, too.' );
	}

	/** S1: users made, changed, given a role, changed as customers, deleted. */
	public function test_users(): void {
		$user  = $this->customer();
		$id    = $user->ID;
		$steps = array(
			'changed'            => static fn() => wp_update_user( array( 'ID' => $id, 'first_name' => 'Ann' ) ),
			'given a role'       => static fn() => $user->add_role( 'subscriber' ),
			'deprived of a role' => static fn() => $user->remove_role( 'subscriber' ),
			'saved by the shop'  => static function () use ( $id ): void {
				$customer = new \WC_Customer( $id );
				$customer->set_billing_city( 'Paris' );
				$customer->save();
			},
			'deleted'            => static fn() => wp_delete_user( $id ),
		);
		require_once ABSPATH . 'wp-admin/includes/user.php';
		foreach ( $steps as $what => $step ) {
			$this->forget();
			$step();
			$this->assertSame( array( "contact $id" ), $this->rows(), $what );
		}
	}

	/**
	 * D1: one row for each changed object and each fact, and no query to know whether to write at all. On the command line, where
	 * everything is written at once, an object that is saved again is written again (X7); what a visitor's request writes is
	 * OutboxTest's.
	 */
	public function test_one_row_for_each_object(): void {
		$product = $this->product( array( 'manage_stock' => true, 'stock_quantity' => 9 ) );
		$user    = $this->customer();
		$this->forget();
		$queries = array();
		$watch   = static function ( $sql ) use ( &$queries ) {
			if ( false !== strpos( $sql, 'storewire' ) ) {
				$queries[] = $sql;
			}
			return $sql;
		};
		add_filter( 'query', $watch );
		$order = $this->order( array( 'customer_id' => $user->ID, 'payment_method' => 'cod' ), $product );
		$order->payment_complete();
		$order->update_status( 'completed' );
		remove_filter( 'query', $watch );
		$inserts = preg_grep( '/INSERT INTO \S*storewire_outbox/', $queries );
		$this->assertLessThanOrEqual( 3 * count( $this->rows() ), count( $inserts ), implode( "\n", $this->rows() ) );
		$this->assertSame( $queries, $inserts );
		$this->assertSame( array( 'contact', 'order', 'order_fulfilled', 'order_placed', 'payment_received', 'product', 'stock_changed' ), array_map( static fn( string $row ): string => strtok( $row, ' ' ), $this->rows() ) );
	}

	/** R20: another plugin ends the process while it shuts down, or does something then: what happened is written. */
	public function test_r20_whoever_ends_the_process_at_its_end(): void {
		$first  = $this->product()->get_id();
		$second = $this->product()->get_id();
		foreach ( array( 'exit;', 'throw new Error( "other plugin" );', "wc_get_product( $second )->set_name( 'Late' ); storewire_test_save( $second );" ) as $n => $code ) {
			$this->forget();
			$remove = \Storewire\Tests\Support\MuPlugin::add( 'shutdown', "function storewire_test_save( \$id ) { \$product = wc_get_product( \$id ); \$product->set_name( uniqid() ); \$product->save(); } add_action( 'wp_loaded', static function () { if ( isset( \$_GET['r20'] ) ) { storewire_test_save( $first ); } } ); add_action( 'shutdown', static function () { if ( isset( \$_GET['r20'] ) ) { $code } }, 7 );" );
			wp_remote_get( home_url( '/?r20=1' ), array( 'timeout' => 30 ) );
			$remove();
			global $wpdb;
			$objects = $wpdb->get_col( 'SELECT object FROM ' . \Storewire\Outbox\OutboxTable::name() . " WHERE topic = 'product' ORDER BY id" );
			$this->assertSame( array_map( 'strval', 2 === $n ? array( $first, $second ) : array( $first ) ), $objects, $code );
		}
	}

	/** A hook that goes wrong does not reach the shop. */
	public function test_a_fault_stays_inside(): void {
		do_action( 'woocommerce_add_to_cart' );
		do_action( 'woocommerce_product_set_stock', 'no product' );
		$this->assertSame( array(), $this->rows() );
		$this->assertGreaterThan( 0, \Storewire\Outbox\Caps::counts()['unrecorded'] );
		delete_option( \Storewire\Outbox\Caps::UNRECORDED );
	}

	/** Every row of the table names a method that is there, and takes as many arguments as it is given. */
	public function test_the_table_of_hooks(): void {
		foreach ( Hooks::RECORDED as $row ) {
			$method = new \ReflectionMethod( \Storewire\plugin()->listener( $row[1] ), $row[2] );
			$this->assertGreaterThanOrEqual( $method->getNumberOfRequiredParameters(), $row[3], $row[0] );
			$this->assertLessThanOrEqual( $method->getNumberOfParameters(), $row[3], $row[0] );
		}
	}

	/** One of each. */
	private function everything(): void {
		$product = new \WC_Product_Simple();
		$product->set_props( array( 'name' => 'Beans', 'regular_price' => '25.00', 'manage_stock' => true, 'stock_quantity' => 4 ) );
		$product->save();
		$this->later( static fn() => $product->delete( true ) );
		$user = wp_insert_user( array( 'user_login' => 'every' . wp_rand(), 'user_pass' => 'x', 'user_email' => wp_rand() . '@example.com' ) );
		$this->later( static fn() => wp_delete_user( $user ) );
		require_once ABSPATH . 'wp-admin/includes/user.php';
		$this->order( array( 'status' => 'completed' ), $product );
	}

	/** @return string[] Topics of what one of each records. */
	private function topics(): array {
		$this->forget();
		$this->everything();
		return array_values( array_unique( array_map( static fn( string $row ): string => strtok( $row, ' ' ), $this->rows() ) ) );
	}
}
