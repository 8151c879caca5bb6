<?php
declare(strict_types=1);

namespace Storewire\Tests\BackInStock;

use Storewire\BackInStock\FormSettings;
use Storewire\Connection\Settings;
use Storewire\Recording\Recorder;
use Storewire\Support\RateCounters;
use Storewire\Support\Urls;
use Storewire\Tests\Support\Browser;
use Storewire\Tests\Support\MuPlugin;

/**
 * K2: the form on the shop's pages, as a browser without scripts gets it.
 */
final class FormTest extends SignupTestCase {

	/** Something of the plugin's on a page. WooCommerce 8.9 itself names the plugins that are there. */
	const OURS = '~storewire[-_/]~';

	/** Where something is out of stock there is one form; elsewhere not a byte of the plugin. */
	public function test_it_stands_where_something_is_out_of_stock(): void {
		list( $shirt, $red ) = $this->shirt();
		$page = $this->visit( $this->sold_out( 'Kettle' ) )->body;
		$this->assertSame( 1, substr_count( $page, 'class="storewire-signup"' ) );
		$page = $this->visit( $shirt )->body;
		$this->assertSame( 2, substr_count( $page, 'class="storewire-signup"' ), 'One follows the picker, one is for browsers without scripts.' );
		$this->assertStringContainsString( "<option value=\"$red\">Red</option></select>", $page );
		$this->assertDoesNotMatchRegularExpression( self::OURS, $this->visit( $this->sold_out( 'Tea', array( 'stock_status' => 'instock' ) ) )->body );
		$this->assertDoesNotMatchRegularExpression( self::OURS, $this->visit( $this->sold_out( 'Pot', array( 'stock_status' => 'onbackorder' ) ) )->body );
	}

	/** Any page cache may keep it: everybody gets the same, and nothing in it expires. */
	public function test_it_can_be_cached(): void {
		$id  = $this->sold_out( 'Kettle' );
		$one = $this->form( $this->visit( $id )->body );
		$this->assertSame( $one, $this->form( $this->visit( $id )->body ) );
		$this->assertStringNotContainsString( 'nonce', $one );
		$this->assertStringNotContainsString( '@example.com"', $one );
	}

	/** Only who is logged in finds the own address in it, on a page that nobody may cache. */
	public function test_it_knows_who_is_logged_in(): void {
		$browser = self::sign_in( 'customer' );
		$browser->open( get_permalink( $this->sold_out( 'Kettle' ) ) );
		$this->assertStringContainsString( 'value="customer@example.com"', $this->form( $browser->body ) );
	}

	/** The whole way without a script: what is wrong is said and what was typed stays; then thanks, that can be reloaded. */
	public function test_it_works_without_a_script(): void {
		$id      = $this->sold_out( 'Kettle' );
		$browser = $this->visit( $id );
		$browser->press( 'Notify me', array( 'storewire_signup[email]' => '"><script>alert(1)</script>', 'storewire_signup[agreed]' => '1' ) );
		$this->assertSame( 422, $browser->status );
		$this->assertStringContainsString( 'Please enter an e-mail address', $browser->text() );
		$this->assertStringContainsString( 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"', $browser->body );
		$this->assertSame( array(), $this->signups() );

		$browser->press( 'Notify me', array( 'storewire_signup[email]' => 'ann@example.com', 'storewire_signup[agreed]' => '1' ) );
		$this->assertSame( 303, $browser->status );
		$this->assertStringContainsString( 'Thank you.', $browser->follow()->text() );
		$this->assertCount( 1, $this->signups() );
		$this->assertStringNotContainsString( 'ann@example.com', $browser->body );
	}

	/** A variation, without a script: chosen from a list. */
	public function test_a_variation_without_a_script(): void {
		list( $shirt, $red ) = $this->shirt();
		$this->visit( $shirt )->press( 'Notify me', array( 'storewire_signup[variation]' => (string) $red, 'storewire_signup[email]' => 'ann@example.com', 'storewire_signup[agreed]' => '1' ) );
		$this->assertSame( array( (string) $red ), array_column( $this->signups(), 'object' ) );
	}

	/** F17: where the shop hides what is sold out, no picker leads to it: the form is there by itself, with the list. */
	public function test_f17_where_what_is_sold_out_is_hidden(): void {
		list( $shirt, $red, $blue ) = $this->shirt();
		update_option( 'woocommerce_hide_out_of_stock_items', 'yes' );
		try {
			$some = $this->visit( $shirt );
			$some->press( 'Notify me', array( 'storewire_signup[variation]' => (string) $red, 'storewire_signup[email]' => 'ann@example.com', 'storewire_signup[agreed]' => '1' ) );
			$variation = wc_get_product( $blue );
			$variation->set_stock_status( 'outofstock' );
			$variation->save();
			\WC_Product_Variable::sync( $shirt );
			$all = $this->form( $this->visit( $shirt )->body );
		} finally {
			update_option( 'woocommerce_hide_out_of_stock_items', 'no' );
		}
		$this->assertSame( array( (string) $red ), array_column( $this->signups(), 'object' ) );
		$this->assertStringNotContainsString( ' hidden', strstr( $all, '>', true ) );
		$this->assertStringContainsString( ">Red</option><option value=\"$blue\">Blue</option>", $all );
	}

	/** F18: "0" is a value like any other; the sibling: a variation for any value has the product's name. */
	public function test_f18_a_variation_of_the_value_0(): void {
		if ( 'woocommerce' !== getenv( 'SHOP' ) ) {
			$this->markTestSkipped( 'The stand-in shop keeps the attributes that a variation was made with.' );
		}
		list( $shirt, $red, $blue ) = $this->shirt();
		foreach ( array( $red => '0', $blue => '' ) as $id => $value ) {
			$variation = wc_get_product( $id );
			$variation->set_attributes( array( 'color' => $value ) );
			$variation->set_stock_status( 'outofstock' );
			$variation->save();
		}
		$page = $this->visit( $shirt )->body;
		$this->assertStringContainsString( "<option value=\"$red\">0</option><option value=\"$blue\">Shirt</option>", $page );
	}

	/** A1: where nobody could be told there is no form, and whoever asks all the same is not thanked. */
	public function test_a1_where_it_leads_nowhere(): void {
		list( $shirt, $red, $blue ) = $this->shirt();
		$kettle = $this->sold_out( 'Kettle' );
		$free   = $this->sold_out( 'No price', array( 'regular_price' => '' ) );
		$this->assertDoesNotMatchRegularExpression( self::OURS, $this->visit( $free )->body, 'Without a price.' );
		$this->assertSame( 422, $this->asked( $free, 0 ) );
		$variation = wc_get_product( $red );
		$variation->set_regular_price( '' );
		$variation->save();
		$this->assertDoesNotMatchRegularExpression( self::OURS, $this->visit( $shirt )->body, 'The sibling: a variation without a price.' );
		$this->assertSame( 422, $this->asked( $shirt, $red ) );

		$choices = get_option( Settings::OPTION );
		update_option( Settings::OPTION, array( 'sync' => array( 'products' => false ) ), false );
		update_option( Recorder::OPTION, array( 'orders' ) );
		$this->assertDoesNotMatchRegularExpression( self::OURS, $this->visit( $kettle )->body, 'Product Sync is off.' );
		$this->assertSame( 429, $this->asked( $kettle, 0 ) );
		$this->assertSame( array(), $this->signups() );
		$owner = self::sign_in( 'administrator' );
		$owner->open( Urls::admin_page() );
		$this->assertStringContainsString( 'data-signup-closed', $owner->body );
		$codes = fn(): array => array_column( $this->findings(), 'code' );
		$this->assertContains( 'form', $codes() );
		update_option( FormSettings::OPTION, array( 'on' => false ), false );
		$this->assertNotContains( 'form', $codes(), 'The owner wants no form.' );
		update_option( FormSettings::OPTION, array( 'on' => true ), false );
		update_option( Settings::OPTION, $choices, false );
		$this->assertNotContains( 'form', $codes() );
	}

	/** F25: shoppers behind a proxy that nobody named are turned away as one: the owner is told what to set. */
	public function test_f25_a_proxy_without_a_name(): void {
		$id    = $this->sold_out( 'Kettle' );
		$found = fn(): array => array_column( $this->findings(), 'text', 'code' );
		for ( $n = 1; $n <= 21; $n++ ) {
			$status = $this->asked( $id, 0, array( 'X-Forwarded-For' => "203.0.113.$n" ), "ann$n@example.com" );
			wp_cache_flush();
			$this->assertSame( $n > 20, isset( $found()['proxy'] ), "request $n" );
		}
		$this->assertSame( 429, $status );
		$this->assertStringContainsString( 'X-Forwarded-For', $found()['proxy'] );
		update_option( FormSettings::OPTION, array( 'proxy' => 'HTTP_X_FORWARDED_FOR' ), false );
		$this->assertArrayNotHasKey( 'proxy', $found() );
		delete_transient( RateCounters::PROXY );
	}

	/** F25: without a proxy's header there is nothing to set. */
	public function test_f25_one_visitor_without_a_proxy(): void {
		$id = $this->sold_out( 'Kettle' );
		for ( $n = 1; $n <= 21; $n++ ) {
			$status = $this->asked( $id, 0 );
		}
		$this->assertSame( 429, $status );
		wp_cache_flush();
		$this->assertSame( '', RateCounters::unnamed_proxy() );
	}

	/** @param array<string,string> $headers Of the request. */
	private function asked( int $product, int $variation, array $headers = array(), string $email = 'ann@example.com' ): int {
		$form = array( 'product' => $product, 'variation' => $variation, 'email' => $email, 'agreed' => '1' );
		return (int) wp_remote_retrieve_response_code( wp_remote_post( rest_url( 'storewire/v1/signup' ), array( 'timeout' => 30, 'headers' => $headers, 'body' => $form ) ) );
	}

	/** R26: no cache keeps the thanks, even one that looks at no query string. */
	public function test_r26_thanks_are_not_cached(): void {
		$id      = $this->sold_out( 'Kettle' );
		$remove  = MuPlugin::add( 'cache', "add_action( 'wp_footer', static function () { echo defined( 'DONOTCACHEPAGE' ) && DONOTCACHEPAGE ? '<!-- not kept -->' : '<!-- kept -->'; } );" );
		$plain  = $this->visit( $id )->body;
		$answer = wp_remote_get( add_query_arg( 'storewire_signup', $id, get_permalink( $id ) ), array( 'timeout' => 30 ) );
		$wrong = wp_remote_post( get_permalink( $id ), array( 'timeout' => 30, 'body' => array( 'storewire_signup' => array( 'product' => $id ) ) ) );
		$remove();
		$this->assertStringContainsString( '<!-- kept -->', $plain );
		$this->assertStringContainsString( 'Thank you.', wp_remote_retrieve_body( $answer ) );
		$this->assertStringContainsString( '<!-- not kept -->', wp_remote_retrieve_body( $answer ) );
		$this->assertStringContainsString( 'no-cache', (string) wp_remote_retrieve_header( $answer, 'cache-control' ) );
		$this->assertStringContainsString( '<!-- not kept -->', wp_remote_retrieve_body( $wrong ), 'The sibling: a form that comes back.' );
	}

	/** R25: pages elsewhere cannot spend their visitors' addresses; browsers that say nothing, or nothing useful, can. */
	public function test_r25_posts_from_elsewhere(): void {
		$id    = $this->sold_out( 'Kettle' );
		$own   = preg_replace( '~^(https?://[^/]+).*~', '$1', home_url() );
		$cases = array(
			array( array( 'Origin' => 'https://evil.example' ), false ),
			array( array( 'Origin' => $own . '.evil.example' ), false ),
			array( array( 'Origin' => 'null', 'Sec-Fetch-Site' => 'cross-site' ), false ),
			array( array( 'Origin' => $own, 'Sec-Fetch-Site' => 'same-origin' ), true ),
			array( array( 'Origin' => 'null', 'Sec-Fetch-Site' => 'same-origin' ), true ),
			array( array(), true ),
		);
		foreach ( $cases as $n => list( $headers, $taken ) ) {
			$form = array( 'product' => $id, 'email' => "rest$n@example.com", 'agreed' => '1' );
			$rest = wp_remote_post( rest_url( 'storewire/v1/signup' ), array( 'timeout' => 30, 'headers' => $headers, 'body' => $form ) );
			$this->assertSame( $taken ? 200 : 403, wp_remote_retrieve_response_code( $rest ), wp_json_encode( $headers ) );
			$post = wp_remote_post( get_permalink( $id ), array( 'timeout' => 30, 'redirection' => 0, 'headers' => $headers, 'body' => array( 'storewire_signup' => array( 'email' => "post$n@example.com" ) + $form ) ) );
			$this->assertSame( $taken ? 303 : 403, wp_remote_retrieve_response_code( $post ), wp_json_encode( $headers ) );
		}
		$this->assertCount( 6, $this->signups() );
	}

	/** Too many requests: try later, on the same page. */
	public function test_later(): void {
		$browser = $this->visit( $this->sold_out( 'Kettle' ) );
		$page    = $browser->body;
		for ( $n = 0; $n < 21; $n++ ) {
			$browser->body = $page;
			$browser->press( 'Notify me', array( 'storewire_signup[email]' => "shopper$n@example.com", 'storewire_signup[agreed]' => '1' ) );
		}
		$this->assertSame( 429, $browser->status );
		$this->assertStringContainsString( 'try again later', $browser->text() );
	}

	/** Forms that nobody made by hand do no harm. */
	public function test_odd_posts(): void {
		$id = $this->sold_out( 'Kettle' );
		foreach ( array( 'storewire_signup=1', 'storewire_signup[product][]=1', "storewire_signup[product]=$id&storewire_signup[email][a]=1&storewire_signup[agreed][]=1", 'storewire_signup[email]=' . str_repeat( '%FF', 1000 ) ) as $body ) {
			$answer = wp_remote_post( get_permalink( $id ), array( 'body' => $body, 'timeout' => 30 ) );
			$this->assertContains( wp_remote_retrieve_response_code( $answer ), array( 200, 422 ), $body );
			$this->assertStringNotContainsString( 'Warning', wp_strip_all_tags( wp_remote_retrieve_body( $answer ) ) );
		}
		$this->assertSame( array(), $this->signups() );
	}

	/** Block and shortcode, on any page, with words of their own; the owner's words are shown as text. */
	public function test_block_and_shortcode(): void {
		list( $shirt ) = $this->shirt();
		update_option( FormSettings::OPTION, array( 'on' => false, 'consent' => 'I agree & <b>more</b>' ), false );
		$kettle = $this->sold_out( 'Kettle' );
		$this->assertDoesNotMatchRegularExpression( self::OURS, $this->visit( $kettle )->body, 'switched off' );
		$hidden = $this->sold_out( 'Hidden', array( 'status' => 'private' ) );
		$page   = $this->page( "[storewire_back_in_stock product=\"$kettle\" heading='\"Wait\"']\n[storewire_back_in_stock product=\"$kettle\"]\n[storewire_back_in_stock product=\"$hidden\"]\n[storewire_back_in_stock]\n<!-- wp:storewire/back-in-stock {\"product\":$shirt,\"button\":\"Tell me\"} /-->" );
		$this->assertSame( 3, substr_count( $page, 'class="storewire-signup"' ), 'As often as asked for; none for a product that is hidden, or none at all.' );
		preg_match_all( '/ id="(storewire-signup-[^"]+)"/', $page, $ids );
		$this->assertSame( array_unique( $ids[1] ), $ids[1] );
		$this->assertStringContainsString( '>&quot;Wait&quot;</h2>', $page );
		$this->assertStringContainsString( '>Tell me</button>', $page );
		$this->assertStringContainsString( 'I agree &amp; &lt;b&gt;more&lt;/b&gt;', $page );
	}

	/** Whoever puts it into a product's descriptions sees one form, though some are rendered for search engines only. */
	public function test_in_the_description(): void {
		foreach ( array( 'description', 'short_description' ) as $where ) {
			$id   = $this->sold_out( 'Kettle', array( $where => "Of copper.\n\n[storewire_back_in_stock]" ) );
			$page = preg_replace( '~<script.*?</script>~s', '', $this->visit( $id )->body );
			$this->assertSame( 1, substr_count( $page, 'class="storewire-signup"' ), $where );
			$this->assertStringContainsString( 'signup.css', $page );
		}
	}

	/** D8: before connecting there is nobody to tell. */
	public function test_before_connecting(): void {
		$id = $this->sold_out( 'Kettle' );
		delete_option( Recorder::OPTION );
		$this->assertDoesNotMatchRegularExpression( self::OURS, $this->visit( $id )->body );
	}

	/** The owner's settings. */
	public function test_the_owner_chooses_the_words(): void {
		$owner = self::sign_in( 'administrator' );
		$owner->open( Urls::admin_page() );
		$form = strpos( $owner->body, 'data-signup' );
		$this->assertNotFalse( $form );
		// Of several forms with the same button, the last one before the end of the card.
		$owner->body = substr( $owner->body, $form, strpos( $owner->body, '</section>', $form ) - $form );
		$owner->press( 'Save', array( 'signup[on]' => '1', 'signup[heading]' => '<i>Soon</i> again', 'signup[proxy]' => 'HTTP_COOKIE' ) );
		wp_cache_flush();
		$this->assertSame( 'Soon again', FormSettings::texts()['heading'] );
		$this->assertSame( 'Notify me', FormSettings::texts()['button'] );
		$this->assertSame( '', get_option( FormSettings::OPTION )['proxy'], 'Only headers that proxies write are believed.' );
		$this->assertStringContainsString( 'Soon again', $this->visit( $this->sold_out( 'Kettle' ) )->text() );
	}

	private function visit( int $product ): Browser {
		$browser = ( new Browser() )->open( get_permalink( $product ) );
		$this->assertSame( 200, $browser->status );
		return $browser;
	}

	/** What a page with this content shows. */
	private function page( string $content ): string {
		$id           = wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'Wait', 'post_content' => $content ) );
		$this->made[] = $id;
		return ( new Browser() )->open( get_permalink( $id ) )->body;
	}

	/** The form of a page. */
	private function form( string $page ): string {
		$this->assertSame( 1, preg_match( '#<section class="storewire-signup".*?</section>#s', $page, $found ) );
		return $found[0];
	}
}
