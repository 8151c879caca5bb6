<?php
declare(strict_types=1);

namespace Storewire\Tests\BackInStock;

use Storewire\BackInStock\FormSettings;
use Storewire\Outbox\Caps;
use Storewire\Recording\Recorder;
use Storewire\Support\RateCounters;
use Storewire\Tests\Support\Browser;

/**
 * K2: from the form to the backend's waitlist, over HTTP as shoppers come, in the real shop.
 */
final class SignupTest extends SignupTestCase {

	/** @var array<int,array<string,mixed>> Bodies of K1 that were sent, with their `origin`. */
	private array $sent = array();

	protected function setUp(): void {
		parent::setUp();
		add_filter( 'http_request_args', array( $this, 'watch' ), 10, 2 );
	}

	protected function tearDown(): void {
		remove_filter( 'http_request_args', array( $this, 'watch' ) );
		parent::tearDown();
	}

	/** K1, K2: through the REST route and the relay to the waitlist, exactly once. */
	public function test_a_request_arrives_at_the_waitlist(): void {
		$id     = $this->sold_out( 'Kettle & <b>Co</b> 🫖' );
		$before = microtime( true );
		$answer = $this->ask( array( 'product' => $id, 'email' => ' Ann@Example.com', 'agreed' => true ) );
		$this->assertSame( array( 200, 'done' ), array( $answer['status'], $answer['state'] ) );
		$again = $this->ask( array( 'product' => $id, 'email' => 'ann@example.com', 'agreed' => true ) );
		$this->assertSame( $answer, $again, 'A second request looks like the first.' );
		$this->assertCount( 1, $this->signups() );

		$this->deliver();
		$this->assertSame( array(), $this->signups() );
		$list = $this->waitlist();
		$this->assertCount( 1, $list );
		$sent = $this->sent;
		$this->assertCount( 1, $sent );
		$this->assertSame( array( home_url(), home_url() ), array( $sent[0]['origin'], $sent[0]['storeUrl'] ) );
		$this->assertSame( 'ann@example.com', $sent[0]['email'] );
		$this->assertSame( 'acme-coffee', $sent[0]['companyId'], 'R6' );
		$this->assertSame( (string) $id, $sent[0]['providerProductId'] );
		$this->assertArrayNotHasKey( 'providerVariantId', $sent[0] );
		$this->assertSame( wc_get_product( $id )->get_name(), $sent[0]['productTitle'] );
		$this->assertSame( FormSettings::texts()['consent'], $sent[0]['consent'] );
		$this->assertEqualsWithDelta( $before, strtotime( $sent[0]['requestedAt'] ), 5 );

		// Sent already: still the same answer, and nothing more is sent.
		$this->assertSame( $answer, $this->ask( array( 'product' => $id, 'email' => 'ann@example.com', 'agreed' => true ) ) );
		$this->assertSame( array(), $this->signups() );
		// It came back and sold out again: whoever asks now, asks anew.
		$this->sql( "UPDATE {$GLOBALS['wpdb']->posts} SET post_modified_gmt = post_modified_gmt + INTERVAL 1 MINUTE, post_modified = post_modified + INTERVAL 1 MINUTE WHERE ID = $id" );
		wp_cache_flush();
		$this->assertSame( $answer, $this->ask( array( 'product' => $id, 'email' => 'ann@example.com', 'agreed' => true ) ) );
		$this->assertCount( 1, $this->signups() );
	}

	/** K1, K2: one variation. */
	public function test_a_variation(): void {
		list( $product, $red, $blue ) = $this->shirt();
		$this->assertSame( 'done', $this->ask( array( 'product' => $product, 'variation' => $red, 'email' => 'ann@example.com', 'agreed' => '1' ) )['state'] );
		$this->assertSame( 'This product is in stock.', $this->ask( array( 'product' => $product, 'variation' => $blue, 'email' => 'ann@example.com', 'agreed' => '1' ) )['message'] );
		$this->deliver();
		$sent = $this->sent;
		$this->assertCount( 1, $sent );
		$this->assertSame( array( (string) $product, (string) $red, 'Red' ), array( $sent[0]['providerProductId'], $sent[0]['providerVariantId'], $sent[0]['variantTitle'] ) );
	}

	/** K2: what nobody can wait for. */
	public function test_products_that_cannot_be_waited_for(): void {
		list( $shirt, $red ) = $this->shirt();
		$kettle = $this->sold_out( 'Kettle' );
		$hidden = $this->sold_out( 'Hidden', array( 'status' => 'private' ) );
		$locked = $this->sold_out( 'Locked' );
		wp_update_post( array( 'ID' => $locked, 'post_password' => 'tea' ) );
		$gone = array( $hidden => 0, $locked => 0, 99999999 => 0, -1 => 0, $kettle => $red, $shirt => 99999999 );
		foreach ( $gone as $product => $variation ) {
			$answer = $this->ask( array( 'product' => $product, 'variation' => $variation, 'email' => 'ann@example.com', 'agreed' => true ) );
			$this->assertSame( array( 422, 'invalid', 'This product is no longer offered.' ), array( $answer['status'], $answer['state'], $answer['message'] ), "$product $variation" );
		}
		$this->assertSame( array(), $this->signups() );
	}

	/** K2: what is wrong is said at its field, and nothing is kept. */
	public function test_faults(): void {
		$id     = $this->sold_out( 'Kettle' );
		$answer = $this->ask( array( 'product' => $id, 'email' => "ann@example.com\r\nBcc: bob@example.com" ) );
		$this->assertSame( array( 422, 'invalid' ), array( $answer['status'], $answer['state'] ) );
		$this->assertSame(
			array(
				'email'  => 'Please enter an e-mail address such as name@example.com.',
				'agreed' => 'Please tick this box to agree.',
			),
			$answer['issues']
		);
		foreach ( array( array(), array( 'product' => array( 1 ), 'email' => array( 'x' => 'y' ) ), array( 'product' => $id, 'email' => str_repeat( 'a', 200000 ) . '@example.com', 'agreed' => true ) ) as $form ) {
			$this->assertSame( 'invalid', $this->ask( $form )['state'] );
		}
		$this->assertSame( array(), $this->signups() );
	}

	/** K2: a program that fills in everything is thanked, and forgotten. */
	public function test_the_trap(): void {
		$id     = $this->sold_out( 'Kettle' );
		$person = $this->ask( array( 'product' => $id, 'email' => 'ann@example.com', 'agreed' => true ) );
		$robot  = $this->ask( array( 'product' => $id, 'email' => 'bob@example.com', 'agreed' => true, 'website' => 'https://spam.example' ) );
		$this->assertSame( $person, $robot );
		$this->assertCount( 1, $this->signups() );
	}

	/** K2: the limits hold, for one client and for one address of many clients; visitors' addresses are nowhere stored. */
	public function test_limits(): void {
		$id     = $this->sold_out( 'Kettle' );
		$states = array();
		for ( $n = 1; $n <= 22; $n++ ) {
			$states[] = $this->ask( array( 'product' => $id, 'email' => "shopper$n@example.com", 'agreed' => true ) )['state'];
		}
		$this->assertSame( array_merge( array_fill( 0, 20, 'done' ), array( 'later', 'later' ) ), $states );
		$this->assertCount( 20, $this->signups() );
		// Nobody believes a header, unless the owner says so.
		$this->assertSame( 'later', $this->ask( array( 'product' => $id, 'email' => 'ann@example.com', 'agreed' => true ), array( 'X-Forwarded-For: 192.0.2.1' ) )['state'] );
		update_option( FormSettings::OPTION, array( 'proxy' => 'HTTP_X_FORWARDED_FOR' ), false );
		$states = array();
		for ( $n = 1; $n <= 22; $n++ ) {
			$states[] = $this->ask( array( 'product' => $id, 'email' => 'Ann@example.com', 'agreed' => true ), array( "X-Forwarded-For: 192.0.2.250, 192.0.2.$n" ) )['state'];
		}
		$this->assertSame( array_merge( array_fill( 0, 20, 'done' ), array( 'later', 'later' ) ), $states );
		$this->assertCount( 21, $this->signups() );
		global $wpdb;
		$counted = implode( ' ', $wpdb->get_col( 'SELECT counted FROM ' . RateCounters::table() ) );
		$this->assertMatchesRegularExpression( '/^[0-9a-f ]+$/', $counted );
		// An hour later the client may ask again; a day later so may the address.
		$this->sql( 'UPDATE ' . RateCounters::table() . ' SET ends_at = ends_at - 3600' );
		$this->assertSame( 'done', $this->ask( array( 'product' => $id, 'email' => 'eve@example.com', 'agreed' => true ) )['state'] );
	}

	/** D6: the counts have a cap, and what is over goes. */
	public function test_counts_are_bounded(): void {
		$rows = array();
		for ( $n = 0; $n < RateCounters::ROWS + 300; $n++ ) {
			$rows[] = sprintf( "('%032d', 1, UNIX_TIMESTAMP() + %d)", $n, $n < 200 ? -1 : $n );
		}
		foreach ( array_chunk( $rows, 5000 ) as $chunk ) {
			$this->sql( 'INSERT INTO ' . RateCounters::table() . ' VALUES ' . implode( ', ', $chunk ) );
		}
		RateCounters::trim();
		global $wpdb;
		$this->assertSame( (string) RateCounters::ROWS, $wpdb->get_var( 'SELECT COUNT(*) FROM ' . RateCounters::table() ) );
		$this->assertSame( sprintf( '%032d', 300 ), $wpdb->get_var( 'SELECT MIN(counted) FROM ' . RateCounters::table() ) );
	}

	/** D6: visitors' requests have the visitors' cap; a table that is missing is made. */
	public function test_rows_of_visitors_are_marked(): void {
		RateCounters::drop();
		$this->ask( array( 'product' => $this->sold_out( 'Kettle' ), 'email' => 'ann@example.com', 'agreed' => true ) );
		$rows = $this->signups();
		$this->assertSame( array( '1', '1' ), array( (string) count( $rows ), $rows[0]['anonymous'] ) );
		Caps::trim_waitlist( 0 );
		$this->assertSame( array(), $this->signups() );
	}

	/** D2, K2: the backend is down for the whole story; nothing is lost, and each request goes once, with its own moment. */
	public function test_the_backend_is_down(): void {
		$id = $this->sold_out( 'Kettle' );
		$this->backend->fault( 'outage' );
		foreach ( array( 'ann', 'bob', 'eve' ) as $name ) {
			$this->assertSame( 'done', $this->ask( array( 'product' => $id, 'email' => "$name@example.com", 'agreed' => true ) )['state'] );
			$this->deliver();
		}
		$this->assertCount( 3, $this->signups() );
		$this->backend->fault( 'none' );
		\Storewire\Backend\OutageGate::forget();
		wp_cache_flush();
		$this->deliver();
		$this->deliver();
		$this->assertSame( array(), $this->signups() );
		$this->assertSame( array( 'ann@example.com', 'bob@example.com', 'eve@example.com' ), array_column( $this->waitlist(), 'email' ) );
	}

	/** R2: the backend does not know this storefront: the request waits, and the backend hears where the store is. */
	public function test_r2_an_unknown_origin_says_nothing_about_the_connection(): void {
		$id = $this->sold_out( 'Kettle' );
		$this->ask( array( 'product' => $id, 'email' => 'ann@example.com', 'agreed' => true ) );
		$this->backend->strike( array( 'mode' => '403', 'path' => 'back-in-stock', 'times' => 1000 ) );
		$this->settle();
		$beats = static fn( array $requests ): int => count( array_filter( $requests, static fn( array $request ): bool => '/api/woocommerce/heartbeat' === $request['path'] ) );
		$before = $beats( $this->backend->requests() );
		$this->site()->ticks()->relay_tick();
		$this->assertSame( 'connected', $this->site()->connection()->state() );
		$this->assertCount( 1, $this->signups() );
		$this->assertSame( $before + 1, $beats( $this->backend->requests() ) );
		$this->backend->fault( 'none' );
		\Storewire\Backend\OutageGate::forget();
		$this->deliver();
		$this->assertSame( array(), $this->signups() );
		$this->assertCount( 1, $this->waitlist() );
	}

	/** R10: Settings → General says http, and only the shopper's own request knew better. */
	public function test_r10_home_on_http_behind_a_proxy(): void {
		$id = $this->sold_out( 'Kettle' );
		$this->ask( array( 'product' => $id, 'email' => 'ann@example.com', 'agreed' => true ) );
		$stored = get_option( \Storewire\Connection\Connection::OPTION );
		add_filter( 'option_home', $http = static fn(): string => 'http://yourstore.com' );
		$site = $this->site();
		update_option( \Storewire\Connection\Connection::OPTION, array( 'siteHash' => \Storewire\Shop\StoreAddress::hash_of_this_site( $site->core() ) ) + $stored );
		$this->assertInstanceOf( \WP_Error::class, \Storewire\Shop\StoreAddress::of_this_site( $site->core() ) );
		$this->settle();
		$this->site()->relay()->step( 20 );
		remove_filter( 'option_home', $http );
		$this->assertSame( array(), \Storewire\Backend\OutageGate::outage( \Storewire\Outbox\Lane::WAITLIST ) );
		$this->assertSame( array(), \Storewire\Backend\OutageGate::outage() );
		$this->assertSame( array(), $this->signups() );
		$this->assertCount( 1, $this->waitlist() );
	}

	/** R10: a request that cannot be sent for a reason of this site's own waits by itself, and is no outage. */
	public function test_r10_what_this_site_cannot_send_is_no_outage(): void {
		( new \Storewire\Outbox\Outbox() )->happened( 'back_in_stock', '501', 'x', array( 'snapshot' => array( 'email' => 'ann@example.com', 'providerProductId' => '501', 'productTitle' => 'Kettle' ) ) );
		$stored = get_option( \Storewire\Connection\Connection::OPTION );
		add_filter( 'option_home', $http = static fn(): string => 'http://yourstore.com' );
		update_option( \Storewire\Connection\Connection::OPTION, array( 'siteHash' => \Storewire\Shop\StoreAddress::hash_of_this_site( $this->site()->core() ) ) + $stored );
		$this->settle();
		$this->assertSame( 1, $this->site()->relay()->step( 20 ) );
		remove_filter( 'option_home', $http );
		$this->assertSame( array(), \Storewire\Backend\OutageGate::outage( \Storewire\Outbox\Lane::WAITLIST ) );
		$this->assertCount( 1, $this->signups() );
		$this->assertSame( array(), $this->sent );
	}

	/** D8: before connecting nobody is put on a list that nobody reads. */
	public function test_before_connecting(): void {
		$id = $this->sold_out( 'Kettle' );
		delete_option( Recorder::OPTION );
		$answer = $this->ask( array( 'product' => $id, 'email' => 'ann@example.com', 'agreed' => true ) );
		$this->assertSame( array( 429, 'later' ), array( $answer['status'], $answer['state'] ) );
		$this->assertSame( array(), $this->signups() );
	}

	/** @return array<string,mixed> What the route answers, and its `status`. */
	private function ask( array $form, array $headers = array() ): array {
		$browser = new Browser();
		$answer  = $browser->json( 'POST', rest_url( 'storewire/v1/signup' ), $form, $headers );
		$this->assertIsArray( $answer, $browser->body );
		return array( 'status' => $browser->status ) + $answer;
	}

	/**
	 * Sees what is sent.
	 *
	 * @param array<string,mixed> $args Of wp_remote_request().
	 * @return array<string,mixed>
	 */
	public function watch( array $args, string $url ): array {
		if ( STOREWIRE_BACKEND_URL . '/api/woocommerce/back-in-stock/subscribe' === $url ) {
			$this->assertArrayNotHasKey( 'Authorization', $args['headers'] );
			$this->sent[] = array( 'origin' => $args['headers']['Origin'] ) + json_decode( $args['body'], true );
		}
		return $args;
	}

	/** @return array<int,array<string,mixed>> */
	private function waitlist(): array {
		return ( new Browser() )->json( 'GET', STOREWIRE_BACKEND_URL . '/test/export?storeUrl=' . rawurlencode( home_url() ) )['waitlist'];
	}
}
