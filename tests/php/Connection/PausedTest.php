<?php
declare(strict_types=1);

namespace Storewire\Tests\Connection;

use Storewire\Tests\Support\MuPlugin;
use Storewire\Tests\Support\StoreTestCase;

/**
 * D3 and C10: when nothing is sent until the owner does something, and how the owner hears of it.
 */
final class PausedTest extends StoreTestCase {

	use CopiedSite;

	/** @var array<int,array<string,mixed>> */
	private array $mails = array();

	protected function setUp(): void {
		require_once ABSPATH . 'wp-admin/includes/user.php';
		parent::setUp();
		\Storewire\Outbox\OutboxTable::clear();
		add_filter(
			'pre_wp_mail',
			function ( $sent, array $mail ): bool {
				$this->mails[] = $mail;
				return true;
			},
			10,
			2
		);
	}

	protected function tearDown(): void {
		remove_all_filters( 'pre_wp_mail' );
		\Storewire\Outbox\OutboxTable::clear();
		parent::tearDown();
	}

	public function test_d3_one_email_for_each_time_with_the_steps(): void {
		$this->connect();
		$this->site()->ticks()->relay_tick();
		$this->assertSame( array(), $this->mails );
		for ( $time = 1; $time <= 2; $time++ ) {
			$this->backend->fault( '401' );
			$this->site()->ticks()->heartbeat_tick();
			$this->site()->ticks()->heartbeat_tick();
			$this->site()->ticks()->relay_tick();
			$this->site()->ticks()->sync_tick();
			$this->assertCount( $time, $this->mails );
			$this->backend->fault( 'none' );
			$this->connect();
		}
		$this->assertSame( get_option( 'admin_email' ), $this->mails[0]['to'] );
		$this->assertStringContainsString( 'Acme Coffee', $this->mails[0]['subject'] );
		$this->assertStringContainsString( 'admin.php?page=storewire', $this->mails[0]['message'] );
		$this->assertStringContainsString( 'Click Reconnect', $this->mails[0]['message'] );
	}

	public function test_d3_one_email_whoever_finds_out_first(): void {
		$this->connect();
		$this->site()->sync()->forget();
		$this->backend->fault( '403', '/items' );
		( new \Storewire\Outbox\Outbox() )->changed( 'category', '999999' );
		$user = self::user( 'customer' );
		( new \Storewire\Outbox\Outbox() )->changed( 'contact', (string) $user );
		global $wpdb;
		$wpdb->query( 'UPDATE ' . \Storewire\Outbox\OutboxTable::name() . ' SET due_at = 1' );
		$this->site()->ticks()->relay_tick();
		$this->assertSame( 'reconnect', $this->site()->connection()->state() );
		$this->assertCount( 1, $this->mails );
		$this->site()->ticks()->relay_tick();
		$this->site()->ticks()->heartbeat_tick();
		$this->assertCount( 1, $this->mails );
		$this->assertGreaterThan( 0, \Storewire\Outbox\Outbox::size(), 'what was recorded waits' );
	}

	public function test_d3_a_notice_on_the_list_of_plugins_until_it_is_dismissed(): void {
		$this->connect();
		$browser = self::sign_in( 'administrator' );
		$this->assertStringNotContainsString( 'data-storewire=', $browser->open( admin_url( 'plugins.php' ) )->body );
		$this->backend->fault( '401' );
		$this->site()->ticks()->heartbeat_tick();
		$this->assertStringContainsString( 'data-storewire="reconnect"', $browser->open( admin_url( 'plugins.php' ) )->body );
		$browser->press( 'Do not show this again' );
		$this->assertStringNotContainsString( 'data-storewire=', $browser->open( admin_url( 'plugins.php' ) )->body );
	}

	/** A17: whoever manages the shop sees it where they work, on WooCommerce's own screens; nobody sees it elsewhere. */
	public function test_a17_the_notice_is_on_woocommerces_own_screens(): void {
		if ( 'woocommerce' !== getenv( 'SHOP' ) ) {
			$this->markTestSkipped( 'The stand-in shop has no screens.' );
		}
		$this->connect();
		$screens = array( 'edit.php?post_type=shop_coupon', 'admin.php?page=wc-settings', 'edit-tags.php?taxonomy=product_cat&post_type=product' );
		$manager = self::sign_in( 'shop_manager' );
		foreach ( $screens as $screen ) {
			$this->assertStringNotContainsString( 'data-storewire=', $manager->open( admin_url( $screen ) )->body, $screen );
		}
		$this->backend->fault( '401' );
		$this->site()->ticks()->heartbeat_tick();
		foreach ( $screens as $screen ) {
			$this->assertStringContainsString( 'data-storewire="reconnect"', $manager->open( admin_url( $screen ) )->body, $screen );
			$this->assertSame( 200, $manager->status );
		}
		foreach ( array( 'index.php', 'edit.php', 'admin.php?page=storewire' ) as $screen ) {
			$this->assertStringNotContainsString( 'data-storewire=', $manager->open( admin_url( $screen ) )->body, $screen );
		}
		$manager->open( admin_url( 'edit.php?post_type=shop_coupon' ) )->press( 'Do not show this again' );
		$this->assertStringNotContainsString( 'data-storewire=', $manager->open( admin_url( 'edit.php?post_type=shop_coupon' ) )->body );
	}

	/** A17: what is remembered of a healthy connection does not hide that the site is at another address now. */
	public function test_a17_a_store_that_moved_is_told_of_though_all_was_well(): void {
		if ( 'woocommerce' !== getenv( 'SHOP' ) ) {
			$this->markTestSkipped( 'The stand-in shop has no screens.' );
		}
		$this->connect();
		$browser = self::sign_in( 'administrator' );
		$coupons = admin_url( 'edit.php?post_type=shop_coupon' );
		$this->assertStringNotContainsString( 'data-storewire=', $browser->open( $coupons )->body );
		$this->assertNotFalse( get_option( \Storewire\Admin\Notices::CLEAR ) );
		$take_away = MuPlugin::add( 'moved', "add_filter( 'option_home', static fn() => 'https://elsewhere.example.com', 99 );" );
		try {
			$this->assertStringContainsString( 'data-storewire="locked"', $browser->open( $coupons )->body );
		} finally {
			$take_away();
		}
	}

	/** A17: the shop's address hears of it, where it is another than the site's. */
	public function test_a17_the_mail_goes_to_the_shops_address_too(): void {
		$before = get_option( 'woocommerce_email_from_address' );
		update_option( 'woocommerce_email_from_address', 'shop@example.com' );
		try {
			$this->connect();
			$this->backend->fault( '401' );
			$this->site()->ticks()->heartbeat_tick();
			$this->assertSame( array( get_option( 'admin_email' ) . ',shop@example.com' ), array_column( $this->mails, 'to' ) );
		} finally {
			update_option( 'woocommerce_email_from_address', $before );
		}
	}

	public function test_c10_http_https_and_www_are_the_same_store(): void {
		$this->connect();
		self::move_to( 'https://shop.example.com' );
		$this->assertNotWPError( $this->site()->actions()->moved() );
		foreach ( array( 'http://shop.example.com', 'https://www.shop.example.com', 'http://WWW.shop.example.com/' ) as $same ) {
			self::move_to( $same );
			$this->assertSame( 'connected', $this->site()->connection()->state(), $same );
		}
		foreach ( array( 'https://shop.example.com/copy', 'https://shop.example.com:8443', 'nonsense' ) as $other ) {
			self::move_to( $other );
			$this->assertSame( 'locked', $this->site()->connection()->state(), $other );
		}
		$this->assertError( 'Site Address', $this->site()->actions()->moved() );
	}

	public function test_c10_another_address_pauses_everything_and_the_address_back_goes_on(): void {
		$this->connect();
		$before = count( $this->backend->requests() );
		self::move_to( 'https://staging.example.com' );
		$site = $this->site();
		$this->assertSame( 'locked', $site->actions()->status()['screen'] );
		$site->ticks()->heartbeat_tick();
		$site->ticks()->sync_tick();
		$site->ticks()->relay_tick();
		$this->assertInstanceOf( \WP_Error::class, $site->actions()->start_sync( array(), '', '' ) );
		$this->assertCount( $before, $this->backend->requests(), 'nothing is sent' );
		$this->assertSame( array(), $this->mails );
		$this->assertIsArray( get_option( 'storewire_recording' ), 'recording goes on' );
		remove_all_filters( 'option_home' );
		$this->assertSame( 'connected', $this->site()->connection()->state() );
		$this->assertIsInt( wp_next_scheduled( 'storewire_relay_tick' ) );
		$this->assertError( 'already', $this->site()->actions()->moved() );
		$this->assertError( 'already', $this->site()->actions()->copied() );
		$this->assertSame( 'connected', $this->site()->connection()->state() );
	}

	public function test_c10_this_store_moved(): void {
		$this->connect();
		self::move_to( 'https://moved.example.com' );
		$id = wp_insert_user( array( 'user_login' => 'moved_' . wp_rand(), 'user_pass' => 'x', 'user_email' => 'moved' . wp_rand() . '@example.com', 'role' => 'customer' ) );
		$this->assertGreaterThan( 0, \Storewire\Outbox\Outbox::size() );
		$this->assertSame( 'connected', $this->site()->actions()->moved()['screen'] );
		$this->assertSame( 'connected', $this->site()->connection()->state() );
		$this->assertGreaterThan( 0, \Storewire\Outbox\Outbox::size(), 'what happened in the meantime is not lost' );
		remove_all_filters( 'option_home' );
		$this->assertSame( 'locked', $this->site()->connection()->state(), 'now the old address is the copy' );
		wp_delete_user( $id );
	}

	public function test_c10_the_backend_finds_a_store_that_moved(): void {
		$this->connect();
		$before = get_option( 'home' );
		$after  = str_replace( '127.0.0.1', 'localhost', $before );
		self::move_to( $after );
		$take_away = MuPlugin::add( 'moved', "add_filter( 'option_home', static fn() => '$after', 99 );" );
		try {
			$this->assertSame( 'locked', $this->site()->connection()->state() );
			$this->assertSame( 'connected', $this->site()->actions()->moved()['screen'] );
			$page = $this->backend->settings_page();
			$this->assertStringContainsString( $after, $page );
			$this->assertStringNotContainsString( $before, $page );
			$sent = $this->backend->command( array( 'command' => array( 'type' => 'settings', 'sync' => array( 'products' => false ) ) ) );
			$this->assertSame( 200, $sent['answers'][0]['status'] ?? $sent );
			$this->assertFalse( $this->site()->settings()->all()['sync']['products'], 'commands arrive at the new address' );
		} finally {
			$take_away();
		}
	}

	public function test_c10_a_store_whose_address_cannot_be_told_still_reports(): void {
		$this->connect();
		// As in the background of a site behind a proxy: the core refuses http, the clone lock does not look at it.
		self::move_to( 'https://shop.example.com' );
		$this->assertNotWPError( $this->site()->actions()->moved() );
		self::move_to( 'http://shop.example.com' );
		$this->site()->ticks()->heartbeat_tick();
		$requests = $this->backend->requests();
		$this->assertSame( array( '/api/woocommerce/heartbeat', 200 ), array( end( $requests )['path'], end( $requests )['status'] ) );
		$this->assertStringContainsString( 'https://shop.example.com', $this->backend->settings_page(), 'where it was last' );
	}

	/** @return array<string,array{string,string}> */
	public static function addresses_of_background(): array {
		return array(
			'none'        => array( 'http://', 'does not know' ),
			'its default' => array( 'http://localhost', 'http://localhost' ),
		);
	}

	/**
	 * F12: the site's address is made of the visitor's request, which `php wp-cron.php` does not have.
	 *
	 * @dataProvider addresses_of_background
	 */
	public function test_f12_background_work_without_the_sites_address_is_named( string $home, string $says ): void {
		$this->connect();
		$this->site()->sync()->forget();
		self::move_to( $home );
		$this->site()->ticks()->relay_tick();
		$facts = $this->site()->connection()->facts();
		$this->assertSame( array( 'locked', 'http://' === $home ), array( $facts['state'], '' !== $facts['problem'] ) );
		remove_all_filters( 'option_home' );
		$report = $this->site()->health()->report();
		$found  = $this->findings( $report );
		$this->assertSame( array( 'connected', 'elsewhere', 'critical' ), array( $report->connection['state'], $found[0]->code, $found[0]->level ) );
		$this->assertStringContainsString( $says, $found[0]->text );
		$this->assertStringContainsString( 'WP_HOME', $found[0]->text );
		$this->site()->ticks()->relay_tick();
		$this->assertSame( array( 'well' ), array_column( $this->findings(), 'code' ), 'That is over.' );
	}

	public function test_c10_this_is_a_copy(): void {
		$this->connect();
		$sealed = get_option( 'storewire_connection' );
		$this->site()->settings()->change( array( 'sync' => array( 'orders' => false ) ) );
		self::move_to( 'https://staging.example.com' );
		$id     = wp_insert_user( array( 'user_login' => 'copy_' . wp_rand(), 'user_pass' => 'x', 'user_email' => 'copy' . wp_rand() . '@example.com', 'role' => 'customer' ) );
		$before = count( $this->backend->requests() );
		$this->assertSame( 'none', $this->site()->actions()->copied()['screen'] );
		$this->assertSame( 0, \Storewire\Outbox\Outbox::size(), 'nothing of the copy is ever sent' );
		$this->assertFalse( get_option( 'storewire_recording' ) );
		$this->assertFalse( wp_next_scheduled( 'storewire_relay_tick' ) );
		$this->assertFalse( $this->site()->settings()->all()['sync']['orders'] );
		$this->assertCount( $before, $this->backend->requests(), 'the backend hears nothing' );
		remove_all_filters( 'option_home' );
		update_option( 'storewire_connection', $sealed );
		$this->site()->ticks()->heartbeat_tick();
		$this->assertSame( 'connected', $this->site()->connection()->state(), 'the original stays connected' );
		wp_delete_user( $id );
	}

	public function test_c10_the_page_asks(): void {
		$this->connect();
		$stored             = get_option( 'storewire_connection' );
		$stored['siteHash'] = hash( 'sha256', 'elsewhere' );
		update_option( 'storewire_connection', $stored );
		$browser = self::sign_in( 'administrator' )->open( admin_url( 'admin.php?page=storewire' ) );
		$this->assertStringContainsString( 'data-screen="locked"', $browser->body );
		$browser->press( 'This store moved' );
		$this->assertStringContainsString( 'data-screen="connected"', $browser->open( admin_url( 'admin.php?page=storewire' ) )->body );
	}

	/**
	 * U1: a copy of the database, at the same address, works elsewhere with the same token. The backend tells it from the
	 * original, whose database does not know the copy's place.
	 */
	public function test_u1_of_two_sites_with_one_connection_the_later_one_asks(): void {
		$this->connect();
		$original = $this->database();
		$copy     = $original;
		$this->work_at( 'copy_', $copy, fn() => $this->assertSame( 'connected', $this->beats(), 'It may have moved.' ) );
		$this->work_at( '', $original, fn() => $this->assertSame( 'connected', $this->beats() ) );
		$this->work_at( 'copy_', $copy, function (): void {
			$this->assertStringNotContainsString( 'data-storewire=', self::sign_in( 'administrator' )->open( admin_url( 'plugins.php' ) )->body );
			$this->assertSame( 'locked', $this->beats() );
			$this->assertNull( $this->site()->connection()->token(), 'nothing is sent' );
			$this->assertNull( $this->site()->connection()->parting_token(), 'nor is the connection ended from here' );
			$this->assertStringContainsString( 'Another site uses the same connection', $this->findings()[0]->text );
			$page = self::sign_in( 'administrator' )->open( admin_url( 'admin.php?page=storewire' ) )->body;
			$this->assertStringContainsString( 'data-screen="locked"', $page );
			$this->assertStringContainsString( 'Another site is at work with the same connection to Acme Coffee', $page );
			$this->assertStringContainsString( 'data-storewire="locked"', self::sign_in( 'administrator' )->open( admin_url( 'plugins.php' ) )->body );
			$this->backend->fault( 'outage', 'heartbeat', 1 );
			$this->assertSame( 'connected', $this->site()->actions()->moved()['screen'] );
			$this->assertSame( 'connected', $this->beats(), 'The backend heard of it in the end.' );
		} );
		$this->work_at( '', $original, function (): void {
			$this->assertSame( 'locked', $this->beats(), 'now this is the copy' );
			$this->assertSame( 'none', $this->site()->actions()->copied()['screen'] );
		} );
		$this->work_at( 'copy_', $copy, fn() => $this->assertSame( 'connected', $this->beats() ) );
		$this->assertStringContainsString( '>Connected<', $this->backend->settings_page() );
	}

	/** U1: what the backend learns of a place is a hash, and web nodes of one database are no copies. */
	public function test_u1_web_nodes_are_no_copies(): void {
		$this->connect();
		$database = $this->database();
		foreach ( array( 'node_', '', 'other_', 'node_', '' ) as $node ) {
			$this->work_at( $node, $database, fn() => $this->assertSame( 'connected', $this->beats() ) );
		}
		$site = \Storewire\Connection\Places::listed();
		$this->assertCount( 3, $site['known'] );
		$this->assertContains( $site['here'], $site['known'] );
		foreach ( $site['known'] as $place ) {
			$this->assertMatchesRegularExpression( '/^[0-9a-f]{16}$/', $place );
		}
	}

	/** U2: a copy that takes the original's place has its address, but its database was at work elsewhere: it asks, too. */
	public function test_u2_a_promoted_copy_asks(): void {
		$this->connect();
		$this->site()->sync()->forget();
		$database = $this->database();
		$this->work_at( 'staging_', $database, function (): void {
			self::live_at( 'https://staging.example.com' );
			$this->site()->ticks()->relay_tick();
			$this->assertSame( array( 'locked', 'address' ), $this->lock() );
			self::live_at( null );
		} );
		$this->work_at( '', $database, function (): void {
			$before = count( $this->backend->requests() );
			$this->assertSame( array( 'locked', 'promoted' ), $this->lock() );
			$this->site()->ticks()->relay_tick();
			$this->site()->ticks()->heartbeat_tick();
			$this->assertSame( array( 'locked', 'promoted' ), $this->lock(), 'until it is answered' );
			$this->assertCount( $before, $this->backend->requests(), 'nothing is sent' );
			$this->assertStringContainsString( 'comes from a copy', $this->findings()[0]->text );
			$this->assertSame( 'connected', $this->site()->actions()->moved()['screen'] );
			$this->site()->ticks()->relay_tick();
			$this->assertSame( array( 'connected', '' ), $this->lock() );
		} );
	}

	/** U2: where the address was changed for a while, or by whatever a visitor's request says, nobody is asked. */
	public function test_u2_an_address_that_comes_back_at_its_place_asks_nothing(): void {
		$this->connect();
		$database = $this->database();
		self::live_at( 'https://for-a-while.example.com' );
		$this->site()->ticks()->relay_tick();
		self::live_at( null );
		$this->assertSame( array( 'connected', '' ), $this->lock() );
		$this->site()->ticks()->relay_tick();
		$this->assertArrayNotHasKey( 'apart', get_option( 'storewire_connection' ) );
		$this->work_at( 'node_', $database, function (): void {
			self::move_to( 'https://attacker.example.com' );
			$this->site()->ticks()->relay_tick();
			remove_all_filters( 'option_home' );
		} );
		$this->work_at( '', $database, fn() => $this->assertSame( array( 'connected', '' ), $this->lock() ) );
	}

	/** A heartbeat, and the state after it. */
	private function beats(): string {
		$this->site()->ticks()->heartbeat_tick();
		return $this->site()->connection()->state();
	}
}
