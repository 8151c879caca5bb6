<?php
declare(strict_types=1);

namespace Storewire\Tests\Admin;

use Storewire\Tests\Support\Browser;
use Storewire\Tests\Support\StoreTestCase;

/**
 * The page WooCommerce → Storewire without JavaScript: plain forms, over HTTP.
 */
final class AdminPageTest extends StoreTestCase {

	private Browser $owner;

	protected function setUp(): void {
		parent::setUp();
		$this->owner = self::sign_in( 'administrator' );
	}

	public function test_c1_one_primary_button_and_what_will_be_sent_where(): void {
		$this->show();
		$this->assertSame( 1, substr_count( $this->owner->body, 'button-primary' ) );
		$text = $this->owner->text();
		$this->assertStringContainsString( 'Before you connect, nothing leaves this site.', $text );
		$this->assertStringContainsString( (string) wp_parse_url( STOREWIRE_BACKEND_URL, PHP_URL_HOST ), $text );
		foreach ( array( 'Contacts', 'Orders', 'Transactions', 'Products', 'Contact Sync', 'Order Sync', 'Transaction Sync', 'Order Received Trigger', 'Payment Received Trigger', 'Product Sync' ) as $choice ) {
			$this->assertStringContainsString( $choice, $text );
		}
		$this->assertSame( 10, preg_match_all( "/type=\"checkbox\"[^>]* checked='checked'/", $this->owner->body ), 'all choices are on' );
		$this->assertMatchesRegularExpression( "/value=\"all\" checked='checked'/", $this->owner->body, 'E7: before anything is sent' );
	}

	public function test_connect_sync_and_disconnect_work_as_plain_forms(): void {
		$this->show();
		$this->owner->press( 'Connect' );
		$this->assertStringStartsWith( STOREWIRE_BACKEND_URL . '/authorize/', $this->owner->location );
		$back = $this->backend->decide( $this->owner->location );

		$this->show();
		$this->assertStringContainsString( 'Waiting for your approval', $this->owner->text() );
		$this->owner->open( $back )->follow();
		$this->assertStringContainsString( 'Connect this store to Acme Coffee?', $this->owner->text() );
		$this->owner->press( 'Confirm' )->follow();
		$this->assertStringContainsString( 'Connected to Acme Coffee', $this->owner->text() );
		while ( 'running' === $this->site()->sync()->step( 10 )['state'] );
		$this->show();
		$this->assertStringContainsString( 'The last sync finished', $this->owner->text() );
		$this->owner->press( 'Sync Store', array( 'types[]' => 'contacts' ) )->follow();
		$this->assertSame( array( 'contacts' ), array_keys( $this->site()->sync()->status()['types'] ) );
		$this->owner->press( 'Disconnect now' )->follow();
		$this->assertStringContainsString( 'Connect your store', $this->owner->text() );
		$this->assertSame( 'none', $this->site()->connection()->state() );
	}

	public function test_c6_c7_choices_that_are_not_ticked_are_switched_off(): void {
		$this->show();
		$this->owner->body = str_replace( 'name="imports[orders]" value="1" checked=\'checked\'', 'name="imports[orders]" value="1"', $this->owner->body );
		$this->owner->press( 'Connect' );
		$all = $this->site()->settings()->all();
		$this->assertFalse( $all['imports']['orders'] );
		$this->assertTrue( $all['imports']['contacts'] );
		$this->assertTrue( $all['sync']['orders'] );
	}

	public function test_e7_s8_consent_and_deletions_are_settings(): void {
		$this->connect();
		$this->show();
		$this->owner->press( 'Save' )->follow();
		$this->assertArrayNotHasKey( 'consent', get_option( 'storewire_settings' ), 'who saves something else makes no choice' );
		$this->assertFalse( $this->site()->settings()->all()['sync']['deletions'] );
		$this->owner->press( 'Save', array( 'consent' => 'subscribers', 'sync[deletions]' => '1' ) )->follow();
		$this->assertStringContainsString( 'Your choices are saved.', $this->owner->text() );
		$this->assertMatchesRegularExpression( "/value=\"subscribers\" checked='checked'/", $this->owner->body );
		$this->assertSame( 'subscribers', $this->site()->settings()->consent() );
		$this->assertTrue( $this->site()->settings()->all()['sync']['deletions'] );
		$this->assertStringContainsString( 'sync.deletions" checked', $this->backend->settings_page(), 'C7: told at once' );
		$this->owner->press( 'Save', array( 'consent' => 'everybody' ) )->follow();
		$this->assertSame( 'subscribers', $this->site()->settings()->consent(), 'no such choice' );
	}

	public function test_e7_consent_can_be_chosen_before_anything_is_sent(): void {
		$this->show();
		$this->owner->press( 'Connect', array( 'consent' => 'subscribers' ) );
		$this->assertSame( 'subscribers', $this->site()->settings()->consent() );
	}

	public function test_c7_switching_a_sync_on_again_offers_what_was_missed(): void {
		$this->connect();
		$this->site()->settings()->change( array( 'sync' => array( 'orders' => false ) ) );
		$this->show();
		$this->owner->press( 'Save', array( 'sync[orders]' => '1' ) )->follow();
		$this->assertStringContainsString( 'Your choices are saved.', $this->owner->text() );
		$this->site()->sync()->forget();
		$this->owner->press( 'Sync now: Orders' )->follow();
		$this->assertSame( array( 'orders' ), array_keys( $this->site()->sync()->status()['types'] ) );
	}

	public function test_c4_a_connection_begun_at_the_backend(): void {
		$there = $this->backend->settings()->open( STOREWIRE_BACKEND_URL . '/settings/integrations/connect' );
		$there->press( 'Next', array( 'url' => strtoupper( home_url( '/' ) ) ) );
		$this->assertStringContainsString( 'The slash at the end was removed.', $there->text(), 'C5' );
		$there->body = str_replace( 'name="imports.orders" checked', 'name="imports.orders"', $there->body );
		$there->press( 'Approve and go to the store' );
		$this->assertStringStartsWith( \Storewire\Support\Urls::admin_page() . '&storewire_draft=', $there->location );

		$this->owner->open( $there->location );
		$this->assertStringContainsString( 'What to import you have already chosen.', $this->owner->text() );
		$this->owner->press( 'Connect' );
		$this->owner->open( $this->backend->decide( $this->owner->location ) )->follow();
		$this->owner->press( 'Confirm' )->follow();
		$this->assertStringContainsString( 'Connected to Acme Coffee', $this->owner->text() );
		$this->assertFalse( $this->site()->settings()->all()['imports']['orders'], 'C6: as chosen there' );
		$this->assertArrayNotHasKey( 'orders', $this->site()->sync()->status()['types'] );
	}

	public function test_c4_a_draft_that_the_backend_does_not_know_is_explained(): void {
		$this->owner->open( \Storewire\Support\Urls::admin_page() . '&storewire_draft=nobody-knows' );
		$this->owner->press( 'Connect' )->follow();
		$this->assertStringContainsString( 'draftId', $this->owner->text(), 'the backend says that it does not know the draft' );
	}

	/** A16, C5: before Connect the owner sees the address by which the backend will know the store. */
	public function test_a16_the_address_of_the_store_is_shown_before_connect(): void {
		$this->show();
		$this->assertStringContainsString( 'The address of your store: ' . home_url(), $this->owner->text() );
	}

	/** A16, C5: and what was changed about it. */
	public function test_a16_what_was_changed_about_the_address_is_said(): void {
		$shown = function ( string $home ): string {
			foreach ( array( 'option_home', 'option_siteurl' ) as $option ) {
				add_filter( $option, static fn(): string => $home );
			}
			ob_start();
			( new \Storewire\Admin\ConnectionScreens( $this->site()->actions()->status(), '', $this->site()->actions(), $this->site()->health() ) )->print( array() );
			remove_all_filters( 'option_home' );
			remove_all_filters( 'option_siteurl' );
			return preg_replace( '/\s+/', ' ', wp_strip_all_tags( str_replace( '<', ' <', ob_get_clean() ) ) );
		};
		$this->assertStringContainsString( 'The address of your store: https://yourstore.com The default port was removed. Upper-case letters in the name were made lower-case.', $shown( 'https://YourStore.com:443' ) );
		$this->assertStringContainsString( 'The address of your store: https://yourstore.com What exactly is sent?', $shown( 'https://yourstore.com' ) );
		$_SERVER['HTTPS'] = 'on';
		$secured          = $shown( 'http://yourstore.com' );
		unset( $_SERVER['HTTPS'] );
		$this->assertStringContainsString( 'The address of your store: https://yourstore.com It begins with https://, as the page does', $secured );
		$this->assertStringContainsString( 'The address of this site, http://yourstore.com, cannot be connected. The address must start with https://', $shown( 'http://yourstore.com' ) );
	}

	/** A21, C7, S11: what the switches cover and how revenue is computed stands on the page, before Connect and after, and in readme.txt. */
	public function test_a21_switches_and_revenue_are_explained(): void {
		$readme   = (string) file_get_contents( WP_PLUGIN_DIR . '/storewire/readme.txt' );
		$switches = array( 'Contact Sync', 'Product Sync', 'Order Sync', 'Transaction Sync', 'Order Received Trigger', 'Payment Received Trigger', 'Deletion Sync' );
		foreach ( array( 'connect', 'settings' ) as $screen ) {
			if ( 'settings' === $screen ) {
				$this->connect();
			}
			$this->show();
			$page = new \DOMDocument();
			$page->loadHTML( '<?xml encoding="UTF-8">' . $this->owner->body, LIBXML_NOERROR | LIBXML_NOWARNING );
			$path = new \DOMXPath( $page );
			$all  = static fn( string $query ): array => array_map( static fn( \DOMNode $node ): string => $node->textContent, iterator_to_array( $path->query( "//details[@class='storewire-coverage']$query" ) ) );
			$this->assertSame( $switches, $all( '//tbody//th' ), $screen );
			$this->assertSame( array( 'ordersCount', 'totalSpent', 'ltv', 'aov' ), $all( '//code' ), $screen );
			foreach ( $all( '//tbody//td[1]' ) as $covers ) {
				$this->assertStringContainsString( lcfirst( rtrim( $covers, '.' ) ), $readme, 'readme.txt says the same' );
			}
			foreach ( $all( '//li' ) as $formula ) {
				$this->assertStringContainsString( '* ' . $formula . "\n", str_replace( '`', '', $readme ), 'readme.txt says the same' );
			}
		}
	}

	public function test_a_message_is_shown_once(): void {
		$this->owner->open( \Storewire\Support\Urls::admin_page() . '&storewire_state=guess&code=guess' )->follow();
		$this->assertStringContainsString( 'does not belong to a connection', $this->owner->text() );
		$this->show();
		$this->assertStringNotContainsString( 'does not belong to a connection', $this->owner->text() );
	}

	public function test_what_others_write_is_escaped(): void {
		$this->connect();
		$stored                    = get_option( 'storewire_connection' );
		$stored['company']['name'] = '<script>alert(1)</script>';
		update_option( 'storewire_connection', $stored );
		$this->show();
		$this->assertStringNotContainsString( '<script>alert(1)', $this->owner->body );
		$this->assertStringContainsString( '&lt;script&gt;alert(1)', $this->owner->body );
	}

	public function test_c2_a_form_needs_capability_and_nonce(): void {
		foreach ( array( 'customer', 'administrator' ) as $role ) {
			$browser       = self::sign_in( $role );
			$browser->body = sprintf( '<form action="%s"><input name="action" value="storewire"><input name="do" value="connect"><button>Connect</button></form>', admin_url( 'admin-post.php' ) );
			$browser->press( 'Connect' );
			$this->assertSame( 403, $browser->status, $role );
		}
		$customer = self::sign_in( 'customer' );
		$customer->open( \Storewire\Support\Urls::admin_page() );
		$this->assertStringNotContainsString( 'Connect your store', $customer->body );
		$this->assertSame( array(), $this->backend->requests() );
	}

	private function show(): void {
		$this->owner->open( \Storewire\Support\Urls::admin_page() );
		$this->assertSame( 200, $this->owner->status );
	}
}
