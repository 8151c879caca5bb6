<?php
declare(strict_types=1);

namespace Storewire\Tests\Actions;

use Storewire\BackInStock\ConfirmationLink;
use Storewire\BackInStock\FormPlacement;
use Storewire\BackInStock\FormSettings;
use Storewire\BackInStock\SignupService;
use Storewire\Support\RateCounters;
use Storewire\Tests\Support\Dice;
use Storewire\Tests\Support\MuPlugin;
use Storewire\Tests\Support\Person;
use Storewire\Tests\Support\StoreTestCase;

/**
 * Malformed requests to a connected store, over HTTP, by visitors, customers, those who manage the shop, and whoever
 * signs like the backend; and odd forms and links from shoppers: each is refused or taken for what is sound in it, and leaves nothing behind. No fatal error,
 * nothing in the log, nothing stored.
 *
 * 300 requests, the same ones each time; 10,000 with STOREWIRE_DEEP=1.
 */
final class FuzzTest extends StoreTestCase {

	const SEED = 20260402;

	/** What harmless requests may change: where the sync stands, that the backend was seen, and how often forms were sent. */
	const MAY_CHANGE = array( 'option storewire_sync', 'option storewire_connection', 'option storewire_core_trust', 'table wp_storewire_signups' );

	/** @var string[] What was not as it should be. */
	private array $faults = array();

	/** @var callable */
	private $unhush;

	protected function setUp(): void {
		parent::setUp();
		// WP-Cron, the relay and the sync would do their work meanwhile.
		$this->unhush = MuPlugin::add( 'quiet', MuPlugin::QUIET );
	}

	protected function tearDown(): void {
		( $this->unhush )();
		foreach ( array( 'customer', 'shop_manager', 'administrator' ) as $role ) {
			Person::gone( self::user( $role ) );
		}
		parent::tearDown();
	}

	public function test_every_route_and_argument_is_tried(): void {
		$tried = array( 'POST /commands' => array(), 'POST /signup' => SignupService::FIELDS );
		foreach ( Malformed::ROUTES as list( $method, $route, $arguments ) ) {
			$tried[ "$method $route" ] = $arguments;
		}
		ksort( $tried );
		$this->assertSame( $tried, Routes::all() );
	}

	public function test_malformed_requests_leave_nothing_behind(): void {
		$this->connect();
		$this->site()->sync()->forget();
		$people = array( 'visitor' => new Person( 0 ) );
		foreach ( array( 'customer', 'shop_manager', 'administrator' ) as $role ) {
			$people[ $role ] = new Person( self::user( $role ) );
		}
		// What the shop stores at somebody's first visit; it takes the plain form of a route's address for a page.
		foreach ( $people as $person ) {
			$first[] = new Request( 'GET', home_url( '/?rest_route=/storewire/v1/sync' ), array( "Cookie: $person->cookies", "X-WP-Nonce: $person->nonce" ), null, false );
		}
		$this->send( $first );
		// Each form comes from another client, or the limit would answer.
		update_option( FormSettings::OPTION, array( 'confirm' => true, 'proxy' => 'HTTP_X_REAL_IP' ), false );
		RateCounters::install();
		$settings = $this->site()->settings()->all();
		$before   = Stored::now();
		$log      = self::log_size();

		$count = '1' === getenv( 'STOREWIRE_DEEP' ) ? 10000 : 300;
		$this->send( $this->requests( $count, $people ) );

		$this->assertSame( array(), $this->faults );
		$this->assertSame( array(), self::logged_since( $log ) );
		$this->assertSame( array(), Stored::places_of( Malformed::MARK ) );
		$after = Stored::now();
		foreach ( self::MAY_CHANGE as $name ) {
			unset( $before[ $name ], $after[ $name ] );
		}
		$this->assertSame( array(), array_merge( array_keys( array_diff_assoc( $after, $before ) ), array_keys( array_diff_key( $before, $after ) ) ) );
		$this->assertSame( $settings, $this->site()->settings()->all() );
		$this->assertSame( 'connected', $this->site()->connection()->state() );
		$sent = $this->backend->command( array( 'command' => array( 'type' => 'sync', 'types' => array( 'products' ) ) ) );
		$this->assertSame( 200, $sent['answers'][0]['status'], 'Who signs well is still believed.' );
	}

	/**
	 * @param array<string,Person> $people By role.
	 * @return \Generator<int,Request>
	 */
	private function requests( int $count, array $people ): \Generator {
		$dice      = new Dice( self::SEED );
		$malformed = new Malformed( $dice, $people );
		$commands  = new BadCommands( $dice, (string) \Storewire\Support\Vault::open( get_option( 'storewire_connection' )['secret'] ) );
		for ( $i = 0; $i < $count; $i++ ) {
			switch ( $dice->below( 10 ) ) {
				case 0:
					yield $this->link( $dice );
					break;
				case 9:
					yield $this->form( $dice, new Junk( $dice ), $i );
					break;
				case 1:
				case 2:
				case 3:
					yield $commands->next();
					break;
				default:
					yield $malformed->next();
			}
		}
	}

	/** A link that is none: one that brings a cart back (E6), one that confirms (K2). */
	private function link( Dice $dice ): Request {
		$name  = $dice->pick( array( \Storewire\Cart\CartRecovery::PARAMETER, ConfirmationLink::PARAMETER ) );
		$value = $dice->pick( array( '', '=', '[]=' . Malformed::MARK, '[a][b]=1', '=' . Malformed::MARK, '=' . str_repeat( 'A', 3000 ), '=' . rawurlencode( $dice->bytes( 80 ) ), '=' . rawurlencode( base64_encode( $dice->bytes( 80 ) ) ) ) );
		return new Request( 'GET', home_url( "/?$name$value" ), array(), null, false );
	}

	/** A form for a product that there is not (K2), to the route or as a plain post. */
	private function form( Dice $dice, Junk $junk, int $number ): Request {
		$form = array( 'product' => $dice->pick( array( null, true, -1, 0, 1.5, PHP_INT_MAX, '', Malformed::MARK, '1e9', "9\0", array( 9 ), $junk->nest( 20 ) ) ) );
		foreach ( array_diff( SignupService::FIELDS, array( 'product' ) ) as $name ) {
			$form[ $name ] = $dice->pick( array( null, true, -1, 1.5, PHP_INT_MAX, '', '0', '1', 'on', '<script>', "a\0b", $dice->bytes( 80 ), Malformed::MARK, Malformed::MARK . '@example.com', "a@example.com\r\nBcc: " . Malformed::MARK, str_repeat( Malformed::MARK, 9000 ), array( Malformed::MARK ), $junk->nest( 20 ) ) );
		}
		$client = "X-Real-IP: 198.18." . ( $number >> 8 ) . '.' . ( $number & 255 );
		if ( $dice->once_in( 3 ) ) {
			return new Request( 'POST', home_url( '/' ), array( $client, 'Content-Type: application/x-www-form-urlencoded' ), http_build_query( array( FormPlacement::FIELD => $form ) ), false );
		}
		$body = $dice->once_in( 4 ) ? $junk->body() : $junk->json_object( $form );
		return new Request( $dice->once_in( 8 ) ? $junk->method() : 'POST', rest_url( 'storewire/v1/signup' ), array( $client, 'Content-Type: application/json' ), $body, false );
	}

	/** @param iterable<Request> $requests To send, and to look at the answers. */
	private function send( iterable $requests ): void {
		Barrage::send(
			$requests,
			function ( Request $request, int $status, string $body ): void {
				if ( $status < 200 || $status >= 500 || $request->refused !== ( $status >= 400 ) && $request->refused ) {
					$this->faults[] = "$status $request => " . substr( $body, 0, 200 );
				} elseif ( 400 <= $status && 'HEAD' !== $request->method && false === strpos( $body, '<center>nginx' ) && false === strpos( $body, '</html>' ) && ! isset( json_decode( $body, true )['message'] ) ) {
					$this->faults[] = "$status without a message: $request => " . substr( $body, 0, 200 );
				} elseif ( false !== strpos( $body, ABSPATH ) ) {
					$this->faults[] = "$status says where the site is kept: $request => " . substr( $body, 0, 200 );
				}
			}
		);
	}

	/**
	 * What the site wrote into its log; what PHP itself says of a request before it runs any code is nobody's fault here.
	 *
	 * @return string[] Lines.
	 */
	private static function logged_since( int $size ): array {
		$lines = self::log_size() > $size ? explode( "\n", trim( (string) file_get_contents( (string) ini_get( 'error_log' ), false, null, $size ) ) ) : array();
		return array_values( array_filter( $lines, static fn( string $line ): bool => '' !== $line && ' in Unknown on line 0' !== substr( $line, -21 ) ) );
	}

	/** The lab's PHP logs into one file, in requests and here. */
	private static function log_size(): int {
		clearstatcache();
		return is_file( (string) ini_get( 'error_log' ) ) ? (int) filesize( (string) ini_get( 'error_log' ) ) : 0;
	}
}
