<?php
declare(strict_types=1);

namespace Storewire\Tests\Support;

use PHPUnit\Framework\TestCase;
use Storewire\Health\Finding;
use Storewire\Health\HealthReport;
use Storewire\Plugin;
use Storewire\Support\RateCounters;

/**
 * Tests inside a real WordPress, against the running reference backend. Each begins with nothing of the plugin stored,
 * a fresh backend, and the administrator at work.
 */
abstract class StoreTestCase extends TestCase {

	protected ReferenceBackend $backend;

	protected function setUp(): void {
		parent::setUp();
		$this->backend = new ReferenceBackend();
		$this->backend->reset();
		$this->forget_all();
		RateCounters::install();
		$GLOBALS['wpdb']->query( 'DELETE FROM ' . RateCounters::table() );
		wp_set_current_user( 1 );
		// There is no mail server; tests of e-mails put a filter of their own behind this one.
		add_filter( 'pre_wp_mail', '__return_true', 5 );
	}

	protected function tearDown(): void {
		$this->backend->reset();
		$this->forget_all();
		remove_all_filters( 'pre_wp_mail' );
		remove_all_filters( 'salt' );
		remove_all_filters( 'option_home' );
		parent::tearDown();
		// Each Plugin was a request of its own and would have ended with it. Few objects, but each core has its memory:
		// PHP, which counts objects, would let them pile up until ticks find no memory left.
		gc_collect_cycles();
	}

	/** The plugin as the next request sees it. */
	protected function site(): Plugin {
		wp_cache_flush();
		return new Plugin();
	}

	/** @return Finding[] What a report says needs a look; without one, that of now. */
	protected function findings( ?HealthReport $report = null ): array {
		$health = $this->site()->health();
		return $health->findings( $report ?? $health->report() );
	}

	/** The one-time answer that the browser brings back. */
	protected function approved( string $decision = 'Approve' ): array {
		$back = $this->backend->decide( $this->site()->pending()->authorize_url(), $decision );
		parse_str( (string) wp_parse_url( $back, PHP_URL_QUERY ), $query );
		return $query;
	}

	/** Connects, through all steps. */
	protected function connect(): void {
		$this->assertNotWPError( $this->site()->actions()->connect( array(), '' ) );
		$query = $this->approved();
		$this->assertNotWPError( $this->site()->actions()->returned( $query['storewire_state'], $query['code'] ) );
		$this->assertNotWPError( $this->site()->actions()->confirm() );
	}

	/** Connects another company than connect() does; gives what the owner is told. */
	protected function connect_beta(): array {
		$this->assertNotWPError( $this->site()->actions()->connect( array( 'imports' => array_fill_keys( array( 'contacts', 'orders', 'transactions', 'products' ), false ) ), '' ) );
		$back = $this->backend->decide( $this->site()->pending()->authorize_url(), 'Approve', 'owner@acme.test', 'beta-tea' );
		parse_str( (string) wp_parse_url( $back, PHP_URL_QUERY ), $query );
		$this->assertNotWPError( $this->site()->actions()->returned( $query['storewire_state'], $query['code'] ) );
		$done = $this->site()->actions()->confirm();
		$this->assertNotWPError( $done );
		$this->assertSame( 'Beta Tea', $done['connection']['company'] );
		return $done;
	}

	/** @param array<string,mixed> $changes To the stored state of the connection that is being made. */
	protected function change_pending( array $changes ): void {
		$row = new \Storewire\Support\LeasedOption( 'storewire_pending' );
		$row->write( $changes + $row->read(), false );
	}

	/** @param mixed $value What came. */
	protected function assertNotWPError( $value ): void {
		$this->assertFalse( is_wp_error( $value ), is_wp_error( $value ) ? $value->get_error_message() : '' );
	}

	/**
	 * Asserts an error whose message says something.
	 *
	 * @param string $needle Part of the message.
	 * @param mixed  $error  What came.
	 */
	protected function assertError( string $needle, $error ): void {
		$this->assertInstanceOf( \WP_Error::class, $error );
		$this->assertStringContainsString( $needle, $error->get_error_message() );
	}

	/** A user with a role; the administrator is the site's own. */
	protected static function user( string $role ): int {
		if ( 'administrator' === $role ) {
			return 1;
		}
		$found = get_user_by( 'login', 'storewire_' . $role );
		return $found ? $found->ID : wp_insert_user(
			array(
				'user_login' => 'storewire_' . $role,
				'user_pass'  => 'storewire',
				'user_email' => $role . '@example.com',
				'role'       => $role,
			)
		);
	}

	/** Signs a user with a role in to wp-admin. */
	protected static function sign_in( string $role ): Browser {
		$expires = time() + HOUR_IN_SECONDS;
		$browser = new Browser();
		$user    = self::user( $role );
		$token   = \WP_Session_Tokens::get_instance( $user )->create( $expires );
		$browser->give( AUTH_COOKIE, wp_generate_auth_cookie( $user, $expires, 'auth', $token ) );
		$browser->give( LOGGED_IN_COOKIE, wp_generate_auth_cookie( $user, $expires, 'logged_in', $token ) );
		return $browser;
	}

	/** Lets somebody else do something right before this process replaces an option for the first time. */
	protected function before_writing( string $option, callable $what ): void {
		$meet = static function ( string $query ) use ( &$meet, $option, $what ): string {
			if ( 1 === preg_match( "/^UPDATE.*\boption_name`? = '$option'/s", $query ) ) {
				remove_filter( 'query', $meet );
				$what();
			}
			return $query;
		};
		add_filter( 'query', $meet );
	}

	/** All options of the site as one text. */
	protected function dump(): string {
		global $wpdb;
		return implode( "\n", $wpdb->get_col( "SELECT CONCAT(option_name, '=', option_value) FROM {$wpdb->options}" ) );
	}

	private function forget_all(): void {
		global $wpdb;
		$wpdb->query( "DELETE FROM {$wpdb->options} WHERE option_name LIKE '%storewire\\_%' AND option_name NOT LIKE 'storewire\\_lab\\_%'" );
		\Storewire\Connection\Schedule::stop();
		wp_cache_flush();
	}
}
