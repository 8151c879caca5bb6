<?php
declare(strict_types=1);

namespace Storewire\Tests\Arrival;

use Storewire\Tests\Support\Payloads;
use Storewire\Tests\Support\Rows;

/**
 * Users and customers: what arrives at the backend of each hook (S1); and the owner's switches, which say whether anything
 * does (C7, D8).
 */
final class UsersArriveTest extends ArrivalTestCase {

	const PROVES = array(
		'test_registered'              => array( 'user_register users.changed' ),
		'test_edited'                  => array( 'profile_update users.changed' ),
		'test_another_role'            => array( 'set_user_role users.changed' ),
		'test_one_role_more'           => array( 'add_user_role users.changed' ),
		'test_one_role_less'           => array( 'remove_user_role users.changed' ),
		'test_deleted'                 => array( 'deleted_user users.deleted' ),
		'test_a_customer_of_the_shop'  => array( 'woocommerce_new_customer users.changed', 'woocommerce_update_customer users.changed' ),
		'test_of_a_network'            => array( 'add_user_to_blog users.changed', 'remove_user_from_blog users.changed' ),
		'test_switches'                => array( 'add_option_storewire_settings recorder.follow', 'update_option_storewire_settings recorder.follow', 'delete_option_storewire_settings recorder.follow' ),
		'test_connecting'              => array( 'add_option_storewire_connection recorder.follow', 'update_option_storewire_connection recorder.follow', 'delete_option_storewire_connection recorder.follow' ),
	);

	public function test_registered(): void {
		$this->arrives( array( 'contacts' => array( Payloads::user( $this->somebody() ) ) ) );
	}

	public function test_edited(): void {
		$user = $this->somebody();
		$this->deliver();
		wp_update_user( array( 'ID' => $user->ID, 'first_name' => 'Bea', 'user_email' => "new-$user->user_email" ) );
		$this->arrives( array( 'contacts' => array( Payloads::user( get_userdata( $user->ID ), array( 'firstName' => 'Bea' ) ) ) ) );
	}

	/** S1: an editor is no contact; as a subscriber, one. */
	public function test_another_role(): void {
		$user = $this->somebody( 'editor' );
		$this->deliver();
		$this->assertSame( array(), $this->backend->export()['contacts'] );
		$user->set_role( 'subscriber' );
		$this->arrives( array( 'contacts' => array( Payloads::user( $user ) ) ) );
	}

	public function test_one_role_more(): void {
		$user = $this->somebody( 'editor' );
		Rows::clear();
		$user->add_role( 'customer' );
		$this->arrives( array( 'contacts' => array( Payloads::user( $user ) ) ) );
	}

	/** S1: whoever is no customer any more is updated no more. */
	public function test_one_role_less(): void {
		$user = $this->somebody();
		$this->deliver();
		$user->remove_role( 'customer' );
		$before = Payloads::user( $user );
		wp_update_user( array( 'ID' => $user->ID, 'first_name' => 'Bea' ) );
		$this->arrives( array( 'contacts' => array( $before ) ) );
	}

	/** S8 speaks of products; a deleted user's contact stays, too. */
	public function test_deleted(): void {
		$user = $this->somebody();
		$this->deliver();
		$before = Payloads::user( $user );
		wp_delete_user( $user->ID );
		$this->arrives( array( 'contacts' => array( $before ) ) );
	}

	public function test_a_customer_of_the_shop(): void {
		$customer = new \WC_Customer();
		$customer->set_username( 'hook' . wp_rand() );
		$customer->set_email( $customer->get_username() . '@example.com' );
		$customer->set_password( 'storewire' );
		$customer->save();
		$id = $customer->get_id();
		$this->later( static fn() => wp_delete_user( $id ) );
		$this->deliver();
		$customer = new \WC_Customer( $id );
		$customer->set_billing_city( 'Paris' );
		$customer->save();
		$billing = array( 'city' => 'Paris' ) + array_fill_keys( array_keys( Payloads::ANN ), null );
		$this->arrives( array( 'contacts' => array( Payloads::user( get_userdata( $id ), array( 'billing' => $billing ) ) ) ) );
	}

	/** In a network users are taken into a site and out of it again. */
	public function test_of_a_network(): void {
		$user = $this->somebody( '' );
		Rows::clear();
		$this->network( 'add', $user->ID );
		wp_cache_flush();
		$this->assertSame( array( 'customer' ), get_userdata( $user->ID )->roles );
		$this->deliver();
		$this->network( 'remove', $user->ID );
		$this->assertSame( array( "contact $user->ID" ), Rows::all() );
		$this->arrives( array( 'contacts' => array( Payloads::user( $user ) ) ) );
	}

	private function network( string $what, int $user ): void {
		$command = array( PHP_BINARY, '-c', (string) php_ini_loaded_file(), dirname( __DIR__, 2 ) . '/lab/php/run.php', untrailingslashit( ABSPATH ), dirname( __DIR__ ) . '/scripts/network.php', $what, (string) $user );
		exec( implode( ' ', array_map( 'escapeshellarg', $command ) ) . ' 2>&1', $lines, $status );
		$this->assertSame( 0, $status, implode( "\n", $lines ) );
	}

	/** C7: what is switched off is not recorded; switched on again, it is. */
	public function test_switches(): void {
		foreach ( array( false, true ) as $on ) {
			$this->site()->settings()->change( array( 'sync' => array( 'contacts' => $on ) ) );
			$user = $this->somebody();
		}
		delete_option( \Storewire\Connection\Settings::OPTION );
		$this->site()->settings()->change( array( 'sync' => array( 'contacts' => false ) ) );
		$this->somebody();
		delete_option( \Storewire\Connection\Settings::OPTION );
		$last = $this->somebody();
		$this->arrives( array( 'contacts' => array( Payloads::user( $user ), Payloads::user( $last ) ) ) );
	}

	/** D8: nothing is recorded of what happens before connecting, and nothing after disconnecting. */
	public function test_connecting(): void {
		wp_set_current_user( 1 );
		$before = $this->somebody();
		$this->assertNotWPError( $this->site()->actions()->disconnect( false ) );
		$this->somebody();
		$this->assertSame( array(), Rows::all( 'contact' ) );
		$this->connect();
		$this->site()->sync()->forget();
		$user = $this->somebody();
		// Rewrites what is stored of the connection.
		$this->assertTrue( $this->site()->lifecycle()->move( false ) );
		$this->arrives( array( 'contacts' => array( Payloads::user( $user ) ) ) );
		$this->assertNotSame( $before->ID, $user->ID );
	}
}
