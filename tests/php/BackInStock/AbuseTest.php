<?php
declare(strict_types=1);

namespace Storewire\Tests\BackInStock;

use Storewire\BackInStock\FormSettings;
use Storewire\Generated\Rules;
use Storewire\Outbox\BuriedRows;
use Storewire\Outbox\Caps;
use Storewire\Outbox\Outbox;
use Storewire\Outbox\OutboxTable;
use Storewire\Outbox\OutboxWriter;
use Storewire\Support\RateCounters;
use Storewire\Support\Urls;
use Storewire\Tests\Actions\Barrage;
use Storewire\Tests\Actions\Request;
use Storewire\Tests\Support\Browser;
use Storewire\Tests\Support\Hostile;

/**
 * K2: many requests at the same time, and requests that no form makes. The limits hold to the number, nobody's request costs
 * another's, nothing fails and nothing is shown as it came. Small counts; large ones with STOREWIRE_DEEP=1.
 */
final class AbuseTest extends SignupTestCase {

	private int $product;

	/** How long the log was before the test. */
	private int $logged;

	protected function setUp(): void {
		parent::setUp();
		$this->logged  = strlen( self::log() );
		$this->product = $this->sold_out( 'Kettle' );
		update_option( FormSettings::OPTION, array( 'proxy' => 'HTTP_X_REAL_IP' ), false );
	}

	protected function tearDown(): void {
		parent::tearDown();
		$this->assertSame( '', substr( self::log(), $this->logged ), 'Nothing is in the log.' );
	}

	/** One client, ever new addresses. */
	public function test_one_client(): void {
		$count = self::deep() ? 1000 : 100;
		$this->assertSame( array( 200 => 20, 429 => $count - 20 ), $this->send( $count, static fn( int $n ): array => array( "shopper$n@example.com", '192.0.2.1' ) ) );
		$this->assertCount( 20, $this->signups() );
	}

	/** One IPv6 network, ever new clients in it. */
	public function test_one_network(): void {
		$this->assertSame( array( 200 => 20, 429 => 20 ), $this->send( 40, static fn( int $n ): array => array( "shopper$n@example.com", sprintf( '2001:db8:0:1::%x', $n ) ) ) );
	}

	/** Many clients who want the same product. */
	public function test_many_clients(): void {
		$count = self::deep() ? 1000 : 100;
		$this->assertSame( array( 200 => $count ), $this->send( $count, static fn( int $n ): array => array( "shopper$n@example.com", '198.18.' . intdiv( $n, 250 ) . '.' . ( $n % 250 ) ) ) );
		$this->assertCount( $count, $this->signups() );
	}

	/** Somebody writes another's address into forms, from everywhere: it is one request, and the mailbox is left alone. */
	public function test_one_address(): void {
		$this->assertSame( array( 200 => 20, 429 => 20 ), $this->send( 40, static fn( int $n ): array => array( 'ann@example.com', "198.18.0.$n" ) ) );
		$this->assertCount( 1, $this->signups() );
	}

	/** A client that says to be many others, where no proxy is known to say so. */
	public function test_headers_that_nobody_believes(): void {
		delete_option( FormSettings::OPTION );
		$requests = array();
		for ( $n = 1; $n <= 30; $n++ ) {
			$headers    = array_map( static fn( string $name ): string => "$name: 192.0.2.$n", array( 'X-Forwarded-For', 'X-Real-IP', 'CF-Connecting-IP', 'True-Client-IP', 'Client-IP', 'X-Forwarded' ) );
			$requests[] = $this->request( "shopper$n@example.com", array_merge( $headers, array( "Forwarded: for=192.0.2.$n" ) ) );
		}
		$this->assertSame( array( 200 => 20, 429 => 10 ), self::statuses( $requests ) );
		// Where one is known, what it got from elsewhere counts no more than before.
		update_option( FormSettings::OPTION, array( 'proxy' => 'HTTP_X_FORWARDED_FOR' ), false );
		$requests = array();
		for ( $n = 1; $n <= 30; $n++ ) {
			$requests[] = $this->request( "visitor$n@example.com", array( "X-Forwarded-For: 192.0.2.$n, <script>, 198.51.100.7" ) );
		}
		$this->assertSame( array( 200 => 20, 429 => 10 ), self::statuses( $requests ) );
	}

	/** Programs that fill in everything: each is thanked like a person, nothing is kept. */
	public function test_programs(): void {
		$count    = self::deep() ? 1000 : 50;
		$requests = array();
		for ( $n = 1; $n <= $count; $n++ ) {
			$requests[] = $this->request( "shopper$n@example.com", array( 'X-Real-IP: 198.18.' . intdiv( $n, 250 ) . '.' . ( $n % 250 ) ), array( 'website' => "https://spam.example/$n" ) );
		}
		$this->assertSame( array( 200 => $count ), self::statuses( $requests ) );
		$this->assertSame( array(), $this->signups() );
	}

	/** Products that are not everybody's: each is answered like one that does not exist, and nothing is learned of it. */
	public function test_products_that_are_not_for_everybody(): void {
		$answers = array();
		$others  = array( $this->product + 100000, 0, -1, PHP_INT_MAX );
		foreach ( array( 'private', 'draft', 'pending', 'future', 'trash' ) as $status ) {
			$others[] = $this->sold_out( "Secret $status", array( 'status' => $status, 'date_created' => 'future' === $status ? time() + DAY_IN_SECONDS : null ) );
		}
		$others[] = $this->sold_out( 'Secret password' );
		wp_update_post( array( 'ID' => end( $others ), 'post_password' => 'tea' ) );
		$others[] = (int) get_option( 'page_on_front' );
		foreach ( $others as $n => $id ) {
			$browser = new Browser();
			$browser->json( 'POST', rest_url( 'storewire/v1/signup' ), array( 'product' => $id, 'email' => 'ann@example.com', 'agreed' => true ), array( "X-Real-IP: 192.0.2.$n" ) );
			$answers[ "$browser->status $browser->body" ][] = $id;
			$this->assertStringNotContainsString( 'storewire-signup"', ( new Browser() )->open( home_url( "/?p=$id&post_type=product" ) )->body );
		}
		$this->assertCount( 1, $answers, implode( "\n", array_keys( $answers ) ) );
		$this->assertStringStartsWith( '422 ', key( $answers ) );
		$this->assertSame( array(), $this->signups() );
	}

	/** Whatever stands in whatever field, nothing fails, nothing comes back as it came, and only addresses are kept. */
	public function test_what_does_not_belong_into_fields(): void {
		$passes   = self::deep() ? 4 : 1;
		$statuses = $this->barrage( Hostile::requests( $this->product, $passes ) );
		$this->assertSame( array(), array_diff( array_keys( $statuses ), array( 200, 303, 400, 422, 429 ) ), json_encode( $statuses ) );
		$kept = array_unique( array_map( static fn( array $row ): string => json_decode( $row['payload'], true )['snapshot']['email'], $this->signups() ) );
		$this->assertSame( array(), array_diff( $kept, array_map( static fn( int $pass ): string => "shopper$pass@example.com", range( 0, $passes ) ) ) );
		self::say( array_sum( $statuses ) . ' forms with hostile fields: ' . json_encode( $statuses ) );
	}

	/** Bodies that are no forms, and bodies without end. */
	public function test_bodies(): void {
		$statuses = $this->barrage( Hostile::bodies( $this->product ) );
		$this->assertSame( array(), array_diff( array_keys( $statuses ), array( 200, 400, 404, 405, 413, 422 ) ), json_encode( $statuses ) );
		$this->assertSame( array(), $this->signups() );
	}

	/** Nothing that is typed becomes a header: neither of the answer, nor of what is sent to the backend. */
	public function test_no_header_can_be_typed(): void {
		foreach ( array_keys( Hostile::values() ) as $kind ) {
			$value  = Hostile::values()[ $kind ];
			$answer = wp_remote_post( (string) get_permalink( $this->product ), array( 'redirection' => 0, 'timeout' => 30, 'headers' => array( 'X-Real-IP' => '192.0.2.9' ), 'body' => array( 'storewire_signup' => array( 'product' => $value, 'variation' => $value, 'email' => $value, 'agreed' => $value, 'website' => $value ) ) ) );
			$this->assertSame( array( '', '' ), array( wp_remote_retrieve_header( $answer, 'x-injected' ), wp_remote_retrieve_header( $answer, 'bcc' ) ), $kind );
			$this->sql( 'TRUNCATE TABLE ' . RateCounters::table() );
		}
	}

	/** Titles, the owner's words and the backend's refusal hold HTML: it is text wherever it is shown. */
	public function test_html_is_text_everywhere(): void {
		update_option( FormSettings::OPTION, array_fill_keys( array( 'heading', 'consent', 'button' ), Hostile::HTML ), false );
		$product = $this->sold_out( 'Kettle ' . Hostile::HTML );
		$page    = ( new Browser() )->open( (string) get_permalink( $product ) )->body;
		$this->assertSame( 1, preg_match( '#<section class="storewire-signup".*?</section>#s', $page, $form ) );
		$this->assertDoesNotMatchRegularExpression( Hostile::UNESCAPED, $form[0] );
		$this->assertStringContainsString( esc_html( Hostile::HTML ), $form[0] );
		$this->assertSame( array( 200 => 2 ), self::statuses( array( $this->request( 'ann@example.com', array(), array( 'product' => $product ) ), $this->request( 'bob@example.com', array(), array( 'product' => $product ) ) ) ) );
		$this->settle();
		$refuse = static fn() => array( 'headers' => array(), 'response' => array( 'code' => 422, 'message' => '' ), 'cookies' => array(), 'body' => (string) json_encode( array( 'error' => 'invalid', 'message' => Hostile::HTML, 'issues' => array( Hostile::HTML ) ) ) );
		add_filter( 'pre_http_request', $refuse );
		$this->relay()->step( 20 );
		remove_filter( 'pre_http_request', $refuse );
		$this->assertSame( 2, BuriedRows::count() );
		$owner = self::sign_in( 'administrator' );
		$this->assertDoesNotMatchRegularExpression( Hostile::UNESCAPED, $owner->open( Urls::admin_page() )->body );
		$this->assertStringContainsString( 'Undeliverable: 2', $owner->body );
		BuriedRows::replay_all();
		$this->settle();
		$this->relay()->step( 20 );
		$this->assertSame( array(), $this->signups() );
		$backend = $this->backend->settings();
		foreach ( array( '/waitlist', '/contacts/ann@example.com', '/products', '/workflows', '/events' ) as $path ) {
			$shown = $backend->open( STOREWIRE_BACKEND_URL . $path );
			$this->assertSame( 200, $shown->status, $path );
			$this->assertDoesNotMatchRegularExpression( Hostile::UNESCAPED, $shown->body, $path );
		}
		$this->assertStringContainsString( 'ann@example.com', $backend->open( STOREWIRE_BACKEND_URL . '/waitlist' )->body );
	}

	/** D6: however many ask while nothing is delivered, their rows stay below the visitors' cap; what the shop did stays. */
	public function test_the_outbox_stays_bounded(): void {
		$table = OutboxTable::name();
		$rows  = array();
		for ( $n = 1; $n <= Rules::WAITLIST_ROWS + 400; $n++ ) {
			$rows[] = sprintf( "('back_in_stock', '1', '%08d', '%08d', 1, 0, UNIX_TIMESTAMP() + 600, '{}')", $n, $n );
		}
		$this->outbox()->happened( 'order_placed', '1', 'once' );
		foreach ( array_chunk( $rows, 1000 ) as $chunk ) {
			$this->sql( "INSERT INTO $table (topic, object, transition, revision, anonymous, recorded_at, due_at, payload) VALUES " . implode( ', ', $chunk ) );
		}
		// One row in so many looks at the cap: it is one of these.
		$next = OutboxWriter::EVERY * 1000 - 5;
		$this->sql( "ALTER TABLE $table AUTO_INCREMENT = $next" );
		$count = self::deep() ? 1000 : 10;
		$this->assertSame( array( 200 => $count ), $this->send( $count, static fn( int $n ): array => array( "shopper$n@example.com", '198.18.' . intdiv( $n, 250 ) . '.' . ( $n % 250 ) ) ) );
		$left = Outbox::size();
		$this->assertLessThanOrEqual( Rules::WAITLIST_ROWS + OutboxWriter::EVERY + 1, $left );
		$this->assertSame( Rules::WAITLIST_ROWS + 400 + 1 + $count, $left + Caps::counts()['waitlist'], 'What went is counted.' );
		$this->assertCount( 1, array_filter( $this->rows(), static fn( array $row ): bool => 'order_placed' === $row['topic'] ) );
		self::say( "$count requests on top of a full outbox: $left rows" );
	}

	/**
	 * Sends requests for the product, several at a time.
	 *
	 * @param callable $of Gives address and client of the nth.
	 * @return array<int,int> How many answers there are, by status.
	 */
	private function send( int $count, callable $of ): array {
		$requests = array();
		for ( $n = 1; $n <= $count; $n++ ) {
			list( $email, $client ) = $of( $n );
			$requests[]             = $this->request( $email, array( "X-Real-IP: $client" ) );
		}
		return self::statuses( $requests );
	}

	/** A request such as the form's script sends. */
	private function request( string $email, array $headers, array $more = array() ): Request {
		return new Request( 'POST', rest_url( 'storewire/v1/signup' ), array_merge( array( 'Content-Type: application/json' ), $headers ), (string) json_encode( $more + array( 'product' => $this->product, 'email' => $email, 'agreed' => true ) ), false );
	}

	/**
	 * Sends requests; what is ours in no answer comes back as it came.
	 *
	 * @param iterable<Request> $requests What to send.
	 * @return array<int,int> How many answers there are, by status.
	 */
	private function barrage( iterable $requests ): array {
		$faults   = array();
		$statuses = self::statuses(
			$requests,
			static function ( Request $request, int $status, string $body ) use ( &$faults ): void {
				// JSON is no page.
				$is_page = 0 !== strpos( ltrim( $body ), '{' );
				if ( $status >= 500 || 0 === $status || ( $is_page && preg_match( Hostile::UNESCAPED, $body ) ) ) {
					$faults[] = "$status $request";
				}
			}
		);
		$this->assertSame( array(), $faults );
		return $statuses;
	}

	/**
	 * Sends requests, several at a time.
	 *
	 * @param iterable<Request> $requests What to send.
	 * @param callable|null     $look     Looks at each answer.
	 * @return array<int,int> How many answers there are, by status.
	 */
	private static function statuses( iterable $requests, ?callable $look = null ): array {
		$statuses = array();
		Barrage::send(
			$requests,
			static function ( Request $request, int $status, string $body ) use ( &$statuses, $look ): void {
				$statuses[ $status ] = ( $statuses[ $status ] ?? 0 ) + 1;
				if ( null !== $look ) {
					$look( $request, $status, $body );
				}
			}
		);
		ksort( $statuses );
		return $statuses;
	}

	/** The site's log. */
	private static function log(): string {
		return is_file( WP_DEBUG_LOG ) ? (string) file_get_contents( WP_DEBUG_LOG ) : '';
	}

	/** What a deep run prints. */
	private static function say( string $figures ): void {
		if ( self::deep() ) {
			fwrite( STDERR, "\n  $figures\n" );
		}
	}
}
