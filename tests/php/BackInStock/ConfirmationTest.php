<?php
declare(strict_types=1);

namespace Storewire\Tests\BackInStock;

use Storewire\BackInStock\ConfirmationLink;
use Storewire\BackInStock\FormSettings;
use Storewire\Cart\CartRecovery;
use Storewire\Recording\Recorder;
use Storewire\Support\RateCounters;
use Storewire\Support\SealedLink;
use Storewire\Support\Urls;
use Storewire\Tests\Actions\Barrage;
use Storewire\Tests\Actions\Request;
use Storewire\Tests\Support\Browser;
use Storewire\Tests\Support\Mailbox;

/**
 * K2 where the owner wants shoppers to confirm (double opt-in): from the form by way of a mail to the waitlist, over HTTP
 * as shoppers come, with mail as WordPress sends it.
 */
final class ConfirmationTest extends SignupTestCase {

	const INBOX = 'Please look into your inbox: open the link in our e-mail to confirm. Then we will write to you when this product is back in stock.';

	private Mailbox $mailbox;

	protected function setUp(): void {
		parent::setUp();
		$this->mailbox = new Mailbox();
		update_option( FormSettings::OPTION, array( 'confirm' => true, 'consent' => 'Write to me, please.' ), false );
	}

	protected function tearDown(): void {
		$this->mailbox->close();
		parent::tearDown();
	}

	/** The whole way: nothing is kept before the button is pressed, and one request after, with all three: words and both moments. */
	public function test_from_the_form_to_the_waitlist(): void {
		$id    = $this->sold_out( 'Copper Kettle' );
		$asked = microtime( true );
		$this->assertSame( array( 'status' => 200, 'state' => 'done', 'message' => self::INBOX, 'issues' => array() ), $this->ask( $id, 'Ann@Example.com' ) );
		$this->assertSame( array(), $this->signups() );
		$mails = $this->mailbox->mails();
		$this->assertCount( 1, $mails );
		$this->assertSame( 'ann@example.com', $mails[0]['to'] );
		$this->assertStringContainsString( 'Copper Kettle', $mails[0]['subject'] );
		$this->assertStringContainsString( 'Copper Kettle', $mails[0]['body'] );
		$this->assertStringContainsString( 'good until ' . wp_date( get_option( 'date_format' ), time() + WEEK_IN_SECONDS ), $mails[0]['body'] );

		$page = $this->open( $this->mailbox->link() );
		$this->assertSame( 200, $page->status );
		$this->assertStringContainsString( 'when “Copper Kettle” is back in stock', $page->text() );
		$this->assertStringContainsString( 'Write to me, please.', $page->text() );
		$this->assertStringNotContainsString( 'ann@example.com', $page->body, 'Whoever gets to see the link learns nobody\'s address.' );
		// The owner changes the words meanwhile; what counts is what the shopper agreed to.
		update_option( FormSettings::OPTION, array( 'confirm' => true, 'consent' => 'Other words.' ), false );
		$page->press( 'Confirm' );
		$this->assertSame( 303, $page->status );
		$this->assertStringNotContainsString( 'You agreed', $page->follow()->text() );
		$this->assertStringContainsString( 'You are on the list', $page->text() );
		$this->assertStringNotContainsString( 'Confirm</button>', $page->body );

		$rows = $this->signups();
		$this->assertCount( 1, $rows );
		$kept = json_decode( (string) $rows[0]['payload'], true )['snapshot'];
		$this->assertSame( array( 'ann@example.com', 'Write to me, please.' ), array( $kept['email'], $kept['consent'] ) );
		$this->assertEqualsWithDelta( $asked, strtotime( $kept['requestedAt'] ), 5 );
		$this->assertGreaterThan( $kept['requestedAt'], $kept['confirmedAt'] );
		$this->settle();
		$this->relay()->step( 20 );
		$this->assertSame( array(), $this->signups(), 'The backend takes it.' );
		$list = ( new Browser() )->json( 'GET', STOREWIRE_BACKEND_URL . '/test/export?storeUrl=' . rawurlencode( home_url() ) )['waitlist'];
		$this->assertCount( 1, $list );
		foreach ( array( 'email', 'consent', 'requestedAt', 'confirmedAt' ) as $name ) {
			$this->assertSame( $kept[ $name ], $list[0][ $name ], $name );
		}
	}

	/** Exactly once, however often the button is pressed and whatever becomes of the product; programs that open links do nothing. */
	public function test_a_link_counts_once(): void {
		$id = $this->sold_out( 'Kettle' );
		$this->ask( $id, 'ann@example.com' );
		$link = $this->mailbox->link();
		for ( $n = 0; $n < 3; $n++ ) {
			$this->assertStringContainsString( 'Confirm</button>', $this->open( $link )->body );
		}
		$this->assertSame( array(), $this->signups() );
		$page = $this->open( $link );
		$body = $page->body;
		$page->press( 'Confirm' );
		$this->open( $link, $body )->press( 'Confirm' );
		$this->assertCount( 1, $this->signups() );
		$this->sql( 'TRUNCATE TABLE ' . \Storewire\Outbox\OutboxTable::name() );
		$this->sql( "UPDATE {$GLOBALS['wpdb']->posts} SET post_modified_gmt = post_modified_gmt + INTERVAL 1 MINUTE, post_modified = post_modified + INTERVAL 1 MINUTE WHERE ID = $id" );
		$this->assertSame( 303, $this->open( $link, $body )->press( 'Confirm' )->status );
		$this->assertSame( array(), $this->signups(), 'Sent already.' );
		$this->assertStringContainsString( 'You are on the list', $this->open( $link )->text() );
	}

	/** Two presses at the same moment. */
	public function test_a_link_counts_once_for_impatient_shoppers(): void {
		$this->ask( $this->sold_out( 'Kettle' ), 'ann@example.com' );
		$link     = $this->mailbox->link();
		$requests = array();
		for ( $n = 0; $n < 6; $n++ ) {
			$requests[] = new Request( 'POST', $link, array( 'Content-Type: application/x-www-form-urlencoded' ), ConfirmationLink::PARAMETER . '=1', false );
		}
		$statuses = array();
		Barrage::send(
			$requests,
			static function ( Request $request, int $status ) use ( &$statuses ): void {
				$statuses[] = $status;
			}
		);
		$this->assertSame( array_fill( 0, 6, 303 ), $statuses );
		$this->assertCount( 1, $this->signups() );
	}

	/** Nobody learns who is on the list, and nobody fills another's inbox: the second time within the hour no mail goes out. */
	public function test_asked_again(): void {
		$id    = $this->sold_out( 'Kettle' );
		$first = $this->ask( $id, 'ann@example.com' );
		$this->assertSame( $first, $this->ask( $id, 'ANN@example.com' ) );
		$this->assertSame( $first, $this->ask( $id, 'bob@example.com', array( 'website' => 'https://spam.example' ) ), 'A program learns nothing either.' );
		$this->assertCount( 1, $this->mailbox->mails() );
		$this->open( $this->mailbox->link() )->press( 'Confirm' );
		$this->sql( 'UPDATE ' . RateCounters::table() . ' SET ends_at = ends_at - 3600' );
		$this->assertSame( $first, $this->ask( $id, 'ann@example.com' ), 'On the list already.' );
		$this->assertCount( 2, $this->mailbox->mails(), 'An hour later it is a new request like any other.' );
		$this->open( $this->mailbox->link() )->press( 'Confirm' );
		$this->assertCount( 1, $this->signups(), 'The same shopper and product are sent once.' );
		$this->ask( $this->sold_out( 'Pot' ), 'ann@example.com' );
		$this->assertCount( 3, $this->mailbox->mails(), 'Another product has its own mail.' );
	}

	/** K2: the limits bound the mails, for one client and for one address. */
	public function test_limits(): void {
		update_option( FormSettings::OPTION, array( 'confirm' => true, 'proxy' => 'HTTP_X_REAL_IP' ), false );
		$id     = $this->sold_out( 'Kettle' );
		$states = array();
		for ( $n = 1; $n <= 22; $n++ ) {
			$states[] = $this->ask( $id, "shopper$n@example.com" )['state'];
		}
		$this->assertSame( array_merge( array_fill( 0, 20, 'done' ), array( 'later', 'later' ) ), $states );
		$this->assertCount( 20, $this->mailbox->mails() );
		$states = array();
		for ( $n = 1; $n <= 22; $n++ ) {
			$states[] = $this->ask( $this->sold_out( "Pot $n" ), 'ann@example.com', array(), array( "X-Real-IP: 192.0.2.$n" ) )['state'];
		}
		$this->assertSame( array_merge( array_fill( 0, 20, 'done' ), array( 'later', 'later' ) ), $states );
		$this->assertCount( 40, $this->mailbox->mails() );
	}

	/** Mail that cannot be sent: try later; and later it works. */
	public function test_no_mail_no_thanks(): void {
		$id = $this->sold_out( 'Kettle' );
		$this->mailbox->full( true );
		$answer = $this->ask( $id, 'ann@example.com' );
		$this->assertSame( array( 429, 'later' ), array( $answer['status'], $answer['state'] ) );
		$this->mailbox->full( false );
		$this->assertSame( 'done', $this->ask( $id, 'ann@example.com' )['state'] );
		$this->assertCount( 1, $this->mailbox->mails() );
	}

	/** What a title holds stays a title: no header of its own, no markup, no shortcode; the mail comes from the shop. */
	public function test_odd_titles(): void {
		$from = array( 'woocommerce_email_from_name' => 'Ann & Bob\'s <shop>', 'woocommerce_email_from_address' => 'shop@example.com' );
		$were = array_map( 'get_option', array_combine( array_keys( $from ), array_keys( $from ) ) );
		array_map( 'update_option', array_keys( $from ), $from );
		list( $shirt, $red ) = $this->shirt();
		$post = array( 'ID' => $shirt, 'post_title' => "Shirt\r\nBcc: eve@example.com\r\n\r\n<script>alert(1)</script> & [gallery] 👕 " . str_repeat( 'long ', 100 ) );
		wp_update_post( wp_slash( $post ) );
		$this->sql( $GLOBALS['wpdb']->prepare( "UPDATE {$GLOBALS['wpdb']->posts} SET post_title = %s WHERE ID = %d", $post['post_title'], $shirt ) );
		wp_cache_flush();
		$this->assertSame( 'done', $this->ask( $shirt, 'ann@example.com', array( 'variation' => $red ) )['state'] );
		$mail = $this->mailbox->mails()[0];
		array_map( 'update_option', array_keys( $were ), $were );
		$this->assertDoesNotMatchRegularExpression( '/^Bcc/mi', $mail['headers'] );
		$this->assertStringContainsString( 'Shirt Bcc: eve@example.com', $mail['subject'] );
		$this->assertStringContainsString( '[gallery] 👕', $mail['subject'] );
		$this->assertStringNotContainsString( '<script', $mail['body'] );
		$this->assertLessThan( 200, mb_strlen( $mail['subject'] ) );
		$this->assertStringContainsString( 'shop@example.com', $mail['from'] );
		$this->assertStringContainsString( 'Ann & Bob\'s', $mail['from'] );
		$page = $this->open( $this->mailbox->link() );
		$this->assertStringContainsString( '[gallery] 👕', $page->text() );
		$this->assertStringNotContainsString( '<script>alert', $page->body );
		$page->press( 'Confirm' );
		$this->assertSame( array( (string) $red ), array_column( $this->signups(), 'object' ) );
	}

	/** The mail speaks the site's language, whatever the shopper's browser does. */
	public function test_the_sites_language(): void {
		$this->mailbox->close();
		$this->mailbox = new Mailbox( "add_filter( 'locale', static fn() => 'de_DE' ); add_filter( 'gettext_storewire', static fn( \$text, \$own ) => 'de_DE' === determine_locale() && 0 === strpos( \$own, 'To confirm' ) ? 'Zum Bestätigen:' : \$text, 10, 2 );" );
		$this->ask( $this->sold_out( 'Kettle' ), 'ann@example.com' );
		$this->assertStringContainsString( 'Zum Bestätigen:', $this->mailbox->mails()[0]['body'] );
	}

	/** Links that are too old, cut off, forged, or made for something else. */
	public function test_links_that_do_not_work(): void {
		$id   = $this->sold_out( 'Kettle' );
		$said = static fn( int $age, int $product ): array => array( $product, 0, 'ann@example.com', 1000 * ( time() - $age ), 'Yes.' );
		$old  = $this->open( SealedLink::to( home_url( '/' ), ConfirmationLink::PARAMETER, $said( WEEK_IN_SECONDS + 60, $id ) ) );
		$this->assertSame( 410, $old->status );
		$this->assertStringContainsString( 'This link has expired', $old->text() );
		$this->assertStringContainsString( get_permalink( $id ), html_entity_decode( $old->body ) );
		$this->assertStringContainsString( 'Confirm</button>', $this->open( SealedLink::to( home_url( '/' ), ConfirmationLink::PARAMETER, $said( WEEK_IN_SECONDS - 60, $id ) ) )->body );

		$good  = SealedLink::to( home_url( '/' ), ConfirmationLink::PARAMETER, $said( 0, $id ) );
		$other = SealedLink::to( home_url( '/' ), CartRecovery::PARAMETER, $said( 0, $id ) );
		$bad   = array( substr( $good, 0, -3 ), $good . 'A', home_url( '/?storewire_confirm=' ), home_url( '/?storewire_confirm[]=1' ), home_url( '/?storewire_confirm=' . str_repeat( 'A', 3000 ) ), str_replace( CartRecovery::PARAMETER, ConfirmationLink::PARAMETER, $other ) );
		foreach ( $bad as $link ) {
			$page = $this->open( $link );
			$this->assertSame( 404, $page->status, $link );
			$this->assertStringContainsString( 'This link does not work', $page->text() );
			$this->assertStringNotContainsString( 'Confirm</button>', $page->body );
			wp_remote_post( $link, array( 'body' => array( ConfirmationLink::PARAMETER => '1' ) ) );
		}
		$this->assertSame( array(), $this->signups() );
	}

	/** The product came back meanwhile, or went for good; the connection ended. */
	public function test_what_changed_meanwhile(): void {
		$id = $this->sold_out( 'Kettle' );
		$this->ask( $id, 'ann@example.com' );
		$page    = $this->open( $this->mailbox->link() );
		$body    = $page->body;
		$product = wc_get_product( $id );
		$product->set_stock_status( 'instock' );
		$product->save();
		foreach ( array( $this->open( $this->mailbox->link() ), $this->open( $this->mailbox->link(), $body )->press( 'Confirm' ) ) as $page ) {
			$this->assertSame( 200, $page->status );
			$this->assertStringContainsString( '“Kettle” is in stock again already', $page->text() );
		}
		wp_update_post( array( 'ID' => $id, 'post_status' => 'draft' ) );
		$page = $this->open( $this->mailbox->link() );
		$this->assertSame( 410, $page->status );
		$this->assertStringContainsString( 'no longer offered', $page->text() );
		delete_option( Recorder::OPTION );
		$this->assertSame( 503, $this->open( $this->mailbox->link() )->status );
		$this->assertSame( array(), $this->signups() );
	}

	/** No cache, no index, no address given away; in the theme, block theme or not. */
	public function test_the_page(): void {
		$this->ask( $this->sold_out( 'Kettle' ), 'ann@example.com' );
		$theme = get_stylesheet();
		$seen  = array();
		foreach ( array_intersect( array( 'twentytwentyfive', 'twentytwentyone', 'twentytwentyfour', 'storewire-lab' ), array_keys( wp_get_themes() ) ) as $name ) {
			switch_theme( $name );
			$answer = wp_remote_get( $this->mailbox->link() );
			$body   = (string) wp_remote_retrieve_body( $answer );
			$this->assertSame( 200, wp_remote_retrieve_response_code( $answer ) );
			$this->assertStringContainsString( 'no-cache', (string) wp_remote_retrieve_header( $answer, 'cache-control' ) );
			$this->assertSame( 'noindex', wp_remote_retrieve_header( $answer, 'x-robots-tag' ) );
			$this->assertSame( 'no-referrer', wp_remote_retrieve_header( $answer, 'referrer-policy' ) );
			$this->assertMatchesRegularExpression( "/<meta name='robots' content='[^']*noindex/", $body );
			$this->assertSame( 1, substr_count( $body, '<h1' ), $name );
			$this->assertStringContainsString( 'Please confirm</title>', $body );
			$this->assertStringContainsString( '</html>', $body );
			$this->assertStringNotContainsString( 'Warning', wp_strip_all_tags( $body ) );
			$seen[] = $name;
		}
		switch_theme( $theme );
		$this->assertNotSame( array(), $seen );
	}

	/** A browser without scripts is told the same; switched off, all is as it was. */
	public function test_without_a_script_and_switched_off(): void {
		$id   = $this->sold_out( 'Kettle' );
		$page = $this->open( get_permalink( $id ) );
		$page->press( 'Notify me', array( 'storewire_signup[email]' => 'ann@example.com', 'storewire_signup[agreed]' => '1' ) );
		$this->assertSame( 303, $page->status );
		$this->assertStringContainsString( self::INBOX, $page->follow()->text() );
		$link = $this->mailbox->link();
		update_option( FormSettings::OPTION, array(), false );
		$this->assertStringContainsString( 'Thank you', $this->ask( $id, 'bob@example.com' )['message'] );
		$this->assertSame( array( 1, 1 ), array( count( $this->signups() ), count( $this->mailbox->mails() ) ) );
		$this->open( $link )->press( 'Confirm' );
		$this->assertCount( 2, $this->signups(), 'Links that are out there still work.' );
	}

	/** The owner's choice. */
	public function test_the_owner_chooses(): void {
		update_option( FormSettings::OPTION, array(), false );
		$owner = self::sign_in( 'administrator' );
		$owner->open( Urls::admin_page() );
		$form        = strpos( $owner->body, 'data-signup' );
		$owner->body = substr( $owner->body, (int) $form, strpos( $owner->body, '</section>', (int) $form ) - (int) $form );
		$owner->press( 'Save', array( 'signup[confirm]' => 'on' ) );
		wp_cache_flush();
		$this->assertTrue( FormSettings::confirms() );
	}

	private function open( string $url, ?string $body = null ): Browser {
		$page = ( new Browser() )->open( $url );
		if ( null !== $body ) {
			// As it was when it was opened before.
			$page->body = $body;
		}
		return $page;
	}

	/** @return array<string,mixed> What the route answers, and its `status`. */
	private function ask( int $product, string $email, array $more = array(), array $headers = array() ): array {
		$browser = new Browser();
		$answer  = $browser->json( 'POST', rest_url( 'storewire/v1/signup' ), $more + array( 'product' => $product, 'email' => $email, 'agreed' => true ), $headers );
		$this->assertIsArray( $answer, $browser->body );
		return array( 'status' => $browser->status ) + $answer;
	}
}
