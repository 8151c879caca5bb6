<?php
declare(strict_types=1);

namespace Storewire\Tests;

require_once __DIR__ . '/StoreTestCase.php';

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
		$this->assertStringStartsWith( \Storewire\AdminPage::url() . '&storewire_draft=', $there->location );

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
		$this->owner->open( \Storewire\AdminPage::url() . '&storewire_draft=nobody-knows' );
		$this->owner->press( 'Connect' )->follow();
		$this->assertStringContainsString( 'draftId', $this->owner->text(), 'the backend says that it does not know the draft' );
	}

	public function test_a_message_is_shown_once(): void {
		$this->owner->open( \Storewire\AdminPage::url() . '&storewire_state=guess&code=guess' )->follow();
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
		$customer->open( \Storewire\AdminPage::url() );
		$this->assertStringNotContainsString( 'Connect your store', $customer->body );
		$this->assertSame( array(), $this->backend->requests() );
	}

	private function show(): void {
		$this->owner->open( \Storewire\AdminPage::url() );
		$this->assertSame( 200, $this->owner->status );
	}
}
