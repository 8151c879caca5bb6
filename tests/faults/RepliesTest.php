<?php
declare(strict_types=1);

namespace Storewire\Tests\Faults;

use Storewire\Backend\Client;
use Storewire\Backend\OutageGate;
use Storewire\Delivery\Relay;
use Storewire\Generated\Rules;
use Storewire\Delivery\Sender;
use Storewire\Outbox\BuriedRows;
use Storewire\Outbox\Caps;
use Storewire\Outbox\Lane;
use Storewire\Outbox\Outbox;
use Storewire\Tests\Support\Browser;
use Storewire\Tests\Support\EventId;
use Storewire\Tests\Support\MuPlugin;

/**
 * R2, R6, R10, F30: what a reply means. Only the backend's own words about the token touch the connection, trouble at one
 * address does not hold up another, and nothing holds up the rest of a cron run.
 */
final class RepliesTest extends FaultsTestCase {

	const WAITLIST = '/api/woocommerce/back-in-stock/subscribe';

	private string $product;
	private string $order;

	/** How far the database's clock is ahead, seconds. */
	private int $ahead = 0;

	/** @var callable Lets WP-Cron work again. */
	private $loud;

	protected function setUp(): void {
		$this->loud = MuPlugin::add( 'quiet', MuPlugin::QUIET );
		parent::setUp();
		$this->product = $this->product();
		$this->order   = $this->order();
	}

	protected function tearDown(): void {
		$this->backend->fault( 'none' );
		parent::tearDown();
		( $this->loud )();
	}

	/** @return array<string,array{array<string,mixed>}> Pages and somebody else's JSON, with every status that means trouble. */
	public function words_of_others(): array {
		$statuses = self::deep() ? range( 400, 599 ) : array( 400, 401, 402, 403, 404, 405, 407, 408, 409, 410, 411, 413, 415, 422, 429, 451, 500, 502, 503, 504, 599 );
		$faults   = array();
		foreach ( $statuses as $status ) {
			foreach ( array( 'html', 'wrong_json' ) as $mode ) {
				$faults[ "$mode $status" ] = array( array( 'mode' => $mode, 'status' => $status ) );
			}
		}
		return $faults;
	}

	/**
	 * R2: at every address, for hours: the store stays connected, nothing is dropped, and all arrives when it is over.
	 *
	 * @dataProvider words_of_others
	 * @param array<string,mixed> $fault What answers.
	 */
	public function test_r2_what_others_answer_ends_nothing( array $fault ): void {
		$this->record();
		$this->asks( 'ann' );
		$this->backend->strike( $fault + array( 'path' => '/api/', 'times' => 1000 ) );
		foreach ( array( 0, 10, 3600, 7200 ) as $ahead ) {
			$this->turn( $ahead );
			$this->site()->ticks()->heartbeat_tick();
			$this->site()->sweep()->start();
			$this->site()->sweep()->step( 5.0 );
		}
		$this->assertInstanceOf( \WP_Error::class, $this->site()->actions()->disconnect( false ), 'Nobody has told the backend.' );
		$this->assertSame( 'connected', $this->site()->connection()->state() );
		$this->assertSame( array( 'back_in_stock', 'order', 'order_placed', 'product' ), $this->topics() );
		$this->assertSame( array( 0, 0 ), array( BuriedRows::count(), Caps::counts()['left'] ) );
		$this->backend->fault( 'none' );
		$this->turn( 12000 );
		$this->turn( 14000 );
		$this->assert_nothing_left();
		$this->assert_all_arrived();
	}

	/** R2: the waitlist's 403 in the backend's own words: only the request waits. Its 410: only the request is buried. */
	public function test_r2_the_waitlists_words_say_nothing_of_the_connection(): void {
		foreach ( array( '401', '403', '404', '410' ) as $mode ) {
			$this->backend->fault( $mode, 'back-in-stock' );
			$this->asks( "ann$mode" );
			$order = $this->order();
			$this->placed( $order );
			$this->turn( $this->ahead + 1000 );
			$this->assertSame( 'connected', $this->site()->connection()->state(), $mode );
			$this->assertArrayHasKey( $order, $this->backend->export()['orders'], $mode );
			$this->assertSame( array(), OutageGate::outage(), $mode );
			$this->assertSame( '410' === $mode ? array() : array( 'back_in_stock' ), $this->topics(), $mode );
			$this->assertSame( '410' === $mode ? 1 : 0, BuriedRows::count(), $mode );
			if ( '410' !== $mode ) {
				$this->backend->fault( 'none' );
				$this->turn( $this->ahead + 1000 );
				$this->assertSame( array(), $this->topics(), $mode );
			}
		}
		$this->assertSame( array( 'ann401@example.com', 'ann403@example.com', 'ann404@example.com' ), array_column( $this->waitlist(), 'email' ) );
	}

	/** R10: however long the waitlist's door is shut, an order arrives with the next tick. */
	public function test_r10_trouble_at_the_waitlist_delays_no_order(): void {
		$this->asks( 'ann' );
		$this->backend->fault( '500', 'back-in-stock' );
		for ( $probe = 0; $probe < 8; $probe++ ) {
			$this->turn( $this->ahead + 1000 );
		}
		$this->assertGreaterThanOrEqual( 6, OutageGate::outage( Lane::WAITLIST )['failures'] );
		$this->placed( $this->order );
		$this->settle();
		$this->relay()->step( 20.0 );
		$this->assertArrayHasKey( $this->order, $this->backend->export()['orders'] );
		$this->assertSame( array( 'back_in_stock' ), $this->topics() );
		// And the other way round.
		$this->backend->fault( 'none' );
		$this->turn( $this->ahead + 1000 );
		$this->assert_nothing_left();
		$this->backend->fault( '500', self::ITEMS );
		$this->placed( $this->order() );
		$this->turn( $this->ahead + 60 );
		$this->asks( 'bob' );
		$this->settle();
		$this->relay()->step( 20.0 );
		$this->assertSame( array( 'ann@example.com', 'bob@example.com' ), array_column( $this->waitlist(), 'email' ) );
		$this->assertNotSame( array(), OutageGate::outage() );
	}

	/** A thousand requests that wait at a shut door do not keep the nightly sweep from its work. */
	public function test_r10_requests_that_wait_do_not_stop_the_sweep(): void {
		$this->sql( 'INSERT INTO ' . \Storewire\Outbox\OutboxTable::name() . " (topic, object, transition, revision, anonymous, recorded_at, due_at, payload)
			SELECT 'back_in_stock', seq, 'x', 'x', 1, 0, UNIX_TIMESTAMP() + 900, '{}' FROM (SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n AS seq FROM " . implode( ', ', array_map( static fn( string $name ): string => "(SELECT 0 n UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9) $name", array( 'a', 'b', 'c', 'd' ) ) ) . ') numbers WHERE seq < 1100' );
		$this->assertGreaterThan( 1000, Outbox::size() );
		$this->site()->sweep()->start();
		$this->site()->sweep()->step( 20.0 );
		$asked = array_filter( $this->backend->requests(), static fn( array $request ): bool => '/api/woocommerce/inventory' === $request['path'] );
		$this->assertNotSame( array(), $asked );
	}

	/** D4: a firewall does not like one product's text. All others arrive, now and later; the one is buried after some tries. */
	public function test_d4_one_item_that_a_firewall_refuses_holds_up_no_other(): void {
		$products = array();
		for ( $number = 0; $number < 4; $number++ ) {
			$products[] = $this->product( "Kettle $number" );
			$this->outbox()->changed( 'product', end( $products ) );
		}
		$this->rename( $this->product, 'DROP TABLE kettles' );
		$this->placed( $this->order );
		foreach ( array( 403, 406, 413, 422 ) as $status ) {
			$this->backend->strike( array( 'mode' => 'html', 'status' => $status, 'path' => self::ITEMS, 'match' => 'DROP TABLE', 'times' => 100000 ) );
			$this->turn( $this->ahead + 2000 );
			$this->assertSame( array( 'product' ), $this->topics(), "HTTP $status" );
			$this->assertSame( array(), OutageGate::outage(), "HTTP $status" );
			$this->assertSame( array(), array_diff( $products, array_map( 'strval', array_keys( $this->backend->export()['products'] ) ) ) );
			$this->assertArrayHasKey( $this->order, $this->backend->export()['orders'] );
			// What comes now goes with the next tick.
			$products[] = $this->product( "Kettle $status" );
			$this->outbox()->changed( 'product', end( $products ) );
			$this->turn( $this->ahead + 10 );
			$this->assertArrayHasKey( end( $products ), $this->backend->export()['products'], "HTTP $status" );
			$this->outbox()->changed( 'product', $products[0] );
		}
		for ( $try = 0; $try < Rules::ATTEMPTS && 0 === BuriedRows::count(); $try++ ) {
			$this->outbox()->changed( 'product', $products[ $try % 4 ] );
			$this->turn( $this->ahead + Rules::LONGEST_WAIT_SECONDS + 10 );
		}
		$this->assertSame( array( $this->product ), array_column( BuriedRows::page( 5 ), 'object' ) );
		$this->assertStringContainsString( 'firewall', BuriedRows::page( 5 )[0]['reason'] );
		$this->assertGreaterThanOrEqual( 3, $try, 'It was tried for a while.' );
		$this->backend->fault( 'none' );
		$this->assertTrue( BuriedRows::replay( BuriedRows::page( 5 )[0]['id'] ) );
		$this->turn( $this->ahead + 10 );
		$this->assertSame( 'DROP TABLE kettles', $this->backend->export()['products'][ $this->product ]['title'] );
	}

	/** D4: alone in a quiet store it is never buried, and what comes goes by it. */
	public function test_d4_an_item_that_is_refused_while_nothing_else_happens_is_never_buried(): void {
		$this->rename( $this->product, 'DROP TABLE kettles' );
		$this->backend->strike( array( 'mode' => 'html', 'status' => 403, 'path' => self::ITEMS, 'match' => 'DROP TABLE', 'times' => 100000 ) );
		for ( $try = 0; $try < Rules::ATTEMPTS + 4; $try++ ) {
			$this->turn( $this->ahead + Rules::LONGEST_WAIT_SECONDS + 10 );
		}
		$this->assertSame( array( 'product' ), $this->topics() );
		$this->assertSame( array(), OutageGate::outage() );
		$this->placed( $this->order );
		$this->settle();
		$this->sql( 'UPDATE ' . \Storewire\Outbox\OutboxTable::name() . " SET due_at = UNIX_TIMESTAMP() + 600 WHERE topic = 'product'" );
		$this->relay()->step( 20.0 );
		$this->assertArrayHasKey( $this->order, $this->backend->export()['orders'] );
	}

	/** D4, S9: a sync sets the item aside with its reason, and comes to its end. */
	public function test_d4_a_sync_goes_by_an_item_that_a_firewall_refuses(): void {
		$others = array( $this->product( 'Pot' ), $this->product( 'Pan' ) );
		$this->rename( $this->product, 'DROP TABLE kettles' );
		$this->sql( 'TRUNCATE TABLE ' . \Storewire\Outbox\OutboxTable::name() );
		$this->backend->strike( array( 'mode' => 'html', 'status' => 403, 'path' => self::ITEMS, 'match' => 'DROP TABLE', 'times' => 100000 ) );
		$sync = $this->site()->sync();
		$sync->start( array( 'products' ) );
		for ( $turn = 0; $turn < 20 && 'done' !== $sync->status()['state']; $turn++ ) {
			$sync->step( 5.0 );
		}
		$status = $sync->status();
		$this->assertSame( 'done', $status['state'], $status['message'] );
		$this->assertStringContainsString( 'firewall', $status['types']['products']['lastError'] );
		$this->assertSame( array(), array_diff( $others, array_map( 'strval', array_keys( $this->backend->export()['products'] ) ) ) );
	}

	/** R2, D4: disconnected by the backend, then connected to another company, or dismissed: thrown away, counted and said. */
	public function test_r2_what_is_set_aside_goes_to_nobody_else(): void {
		foreach ( array( 'another company', 'dismissed' ) as $how ) {
			$this->order = $this->order();
			$this->record();
			$this->backend->fault( '410', self::ITEMS );
			$this->turn( $this->ahead );
			$this->backend->fault( 'none' );
			$status = $this->site()->actions()->status();
			$this->assertSame( array( 'none', 3 ), array( $status['screen'], $status['waiting'] ) );
			$page = self::sign_in( 'administrator' )->open( admin_url( 'admin.php?page=storewire' ) );
			$this->assertStringContainsString( '3 changes wait for Acme Coffee', $page->body );
			if ( 'dismissed' === $how ) {
				$page->press( 'Throw it away now' )->follow();
				$this->assertStringContainsString( '3 changes still waited', $page->body );
				$this->assertStringNotContainsString( 'changes wait for', $page->body );
			} else {
				$this->assertSame( 3, $this->connect_beta()['left'] );
				$this->turn( $this->ahead );
				$this->assertSame( 0, $this->backend->counts( 'beta-tea' )['events'] );
				$this->site()->actions()->disconnect( true );
				$this->connect();
				$this->site()->sync()->forget();
			}
			$this->assertSame( array(), $this->topics() );
		}
		$this->assertSame( 6, Caps::counts()['left'] );
	}

	/** R6: the old token cannot be read, so nobody could end it; the request is on the list of the company that is shown. */
	public function test_r6_after_rotated_keys_and_another_company(): void {
		$stored = get_option( 'storewire_connection' );
		update_option( 'storewire_connection', array( 'token' => 'cannot be read' ) + $stored );
		$this->assertSame( 'reconnect', $this->site()->connection()->state() );
		$done = $this->connect_beta();
		$this->assertFalse( $done['told'], 'It is said that the former connection still stands.' );
		$this->asks( 'ann' );
		$this->arrives( array( 'beta-tea' => 1, 'acme-coffee' => 0 ) );
	}

	/** R6: the same after "Disconnect even if the backend cannot be told". */
	public function test_r6_after_a_disconnect_that_the_backend_did_not_hear(): void {
		$this->backend->fault( 'outage' );
		$this->assertFalse( $this->site()->actions()->disconnect( true )['told'] );
		$this->backend->fault( 'none' );
		$this->assertTrue( $this->connect_beta()['told'] );
		$this->asks( 'ann' );
		$this->arrives( array( 'beta-tea' => 1, 'acme-coffee' => 0 ) );
	}

	/** R6, C8: connecting to another company ends the former connection; a disconnect in reconnect mode ends it, too. */
	public function test_r6_the_former_token_is_ended(): void {
		$former = $this->site()->connection()->token();
		$this->assertTrue( $this->connect_beta()['told'] );
		$this->assertSame( 410, $this->beat_with( $former ) );
		$former = $this->site()->connection()->token();
		$this->site()->connection()->token();
		$site = $this->site();
		$site->connection()->token();
		$site->connection()->apply( 'reconnect', 'refused for a while' );
		$this->assertSame( 'reconnect', $this->site()->connection()->state() );
		$this->assertTrue( $this->site()->actions()->disconnect( false )['told'] );
		$this->assertSame( 410, $this->beat_with( $former ) );
	}

	/** C10: a copy says nothing to the backend about the original's connection. */
	public function test_r6_a_copy_ends_nobodys_connection(): void {
		$token  = $this->site()->connection()->token();
		$stored = get_option( 'storewire_connection' );
		update_option( 'storewire_connection', array( 'siteHash' => 'of another address' ) + $stored );
		$this->assertSame( 'locked', $this->site()->connection()->state() );
		$this->site()->actions()->disconnect( true );
		$this->assertSame( 200, $this->beat_with( $token ) );
	}

	/** R6: somebody else connects this store's address to a company of their own. */
	public function test_r6_another_tenant_names_this_address(): void {
		$url      = STOREWIRE_BACKEND_URL . '/api/woocommerce/connections';
		$verifier = str_repeat( 'v', 43 );
		$choices  = array_fill_keys( array( 'contacts', 'orders', 'transactions', 'products' ), false );
		$begun    = ( new Browser() )->json(
			'POST',
			$url,
			array(
				'storeUrl'    => home_url(),
				'storeName'   => 'Theirs',
				'currency'    => 'EUR',
				'timezone'    => 'UTC',
				'versions'    => array( 'plugin' => '1', 'php' => '1', 'wordpress' => '1', 'woocommerce' => '1' ),
				'imports'     => $choices,
				'sync'        => $choices + array( 'orderReceivedTrigger' => false, 'paymentReceivedTrigger' => false ),
				'returnUrl'   => home_url( '/' ),
				'commandsUrl' => rest_url( 'storewire/v1/commands' ),
				'challenge'   => rtrim( strtr( base64_encode( hash( 'sha256', $verifier, true ) ), '+/', '-_' ), '=' ),
			)
		);
		$back     = $this->backend->decide( $begun['authorizeUrl'], 'Approve', 'owner@acme.test', 'beta-tea' );
		parse_str( (string) wp_parse_url( $back, PHP_URL_QUERY ), $query );
		$given = ( new Browser() )->json( 'POST', "$url/$begun[connectionId]/token", array( 'verifier' => $verifier, 'code' => $query['code'] ) );
		$this->assertSame( 200, $this->beat_with( $given['installationToken'] ) );
		$this->asks( 'ann' );
		$this->arrives( array( 'acme-coffee' => 1, 'beta-tea' => 0 ) );
	}

	/** F30: the backend hangs. All that is due in one run of WP-Cron waits for it once, and not for long. */
	public function test_f30_a_hanging_backend_holds_up_a_cron_run_once(): void {
		$this->record();
		$this->asks( 'ann' );
		$this->site()->sync()->start( array( 'products' ) );
		$this->site()->sweep()->start();
		$gate = new OutageGate();
		$this->assertTrue( $gate->may_send() );
		$gate->failed( 0, 'It has not answered for a while.', true );
		$before = count( $this->backend->requests() );
		$this->backend->fault( 'hang', '', 1000 );
		$site  = $this->site();
		$begun = microtime( true );
		$this->clock( 10 );
		$site->ticks()->relay_tick();
		$site->ticks()->sync_tick();
		$site->ticks()->sweep_tick();
		$site->ticks()->heartbeat_tick();
		$this->assertLessThan( 2 * 5 + 4, microtime( true ) - $begun, 'Twice five seconds at most: four probes would take 20, four requests 80.' );
		$this->assertSame( 1, count( $this->backend->requests() ) - $before );
		$this->assertSame( 'connected', $this->site()->connection()->state() );
		$this->backend->fault( 'none' );
		$this->site()->sync()->forget();
		$this->turn( 12000 );
		$this->turn( 14000 );
		$this->assert_all_arrived();
	}

	/** R10, F30: only the waitlist's door hangs: an order arrives with the same tick, whatever the tick before has found. */
	public function test_r10_a_waitlist_that_hangs_delays_no_order(): void {
		$this->backend->fault( 'hang', 'back-in-stock', 1000 );
		$orders = array( $this->order, $this->order(), $this->order() );
		foreach ( $orders as $order ) {
			$this->asks( "ann$order" );
			$this->placed( $order );
			$this->clock( $this->ahead += 1000 );
			$site   = $this->site();
			$sender = new Sender( $site->core(), new Client( $site->core(), 2 ), $site->connection() );
			( new Relay( $site->core(), $site->reader(), $site->settings(), $sender, $site->connection() ) )->step( 20.0 );
			$this->assertArrayHasKey( $order, $this->backend->export()['orders'] );
			$this->assertSame( array(), OutageGate::outage() );
		}
		$this->assertSame( array( 'back_in_stock', 'back_in_stock', 'back_in_stock' ), $this->topics() );
	}

	/** Records a change of the product, the order and its placing. */
	private function record(): void {
		$this->outbox()->changed( 'product', $this->product );
		$this->placed( $this->order );
		$this->settle();
	}

	/** A shopper's request, as the form keeps it. */
	private function asks( string $name ): void {
		$request = array( 'email' => "$name@example.com", 'providerProductId' => '501', 'productTitle' => 'Kettle', 'requestedAt' => gmdate( 'Y-m-d\TH:i:s.000\Z' ), 'storeUrl' => home_url() );
		$this->outbox()->happened( Rules::BACK_IN_STOCK, '501', md5( $name ), array( 'snapshot' => $request ), true );
		$this->settle();
	}

	/** It is so late; whatever may be sent is sent. */
	private function turn( int $ahead ): void {
		$this->ahead = $ahead;
		$this->clock( $ahead );
		$this->relay()->step( 20.0 );
	}

	/** @return string[] Topics of the rows that wait, sorted. */
	private function topics(): array {
		$waiting = array_filter( $this->rows(), static fn( array $row ): bool => null !== $row['due_at'] );
		$topics  = array_column( $waiting, 'topic' );
		sort( $topics );
		return $topics;
	}

	private function assert_all_arrived(): void {
		$export = $this->backend->export();
		$this->assertArrayHasKey( $this->product, $export['products'] );
		$this->assertArrayHasKey( $this->order, $export['orders'] );
		$this->assertSame( array( EventId::of_order( 'order_placed', $this->order ) ), array_column( $this->backend->events(), 'id' ) );
		$this->assertSame( array( 'ann@example.com' ), array_column( $this->waitlist(), 'email' ) );
	}

	/**
	 * The request that waits arrives, at this company and no other. The backend may first have to ask the store who it is.
	 *
	 * @param array<string,int> $expected How many wait, by company.
	 */
	private function arrives( array $expected ): void {
		for ( $try = 0; $try < 20 && array() !== $this->topics(); $try++ ) {
			usleep( 250000 );
			OutageGate::forget();
			$this->turn( $this->ahead + 1000 );
		}
		$this->assertSame( array( array(), 0 ), array( $this->topics(), BuriedRows::count() ) );
		foreach ( $expected as $company => $count ) {
			$this->assertCount( $count, ( new Browser() )->json( 'GET', STOREWIRE_BACKEND_URL . "/test/export?company=$company" )['waitlist'], $company );
		}
	}

	/** What the backend says to a heartbeat with a token. */
	private function beat_with( string $token ): int {
		$browser = new Browser();
		$browser->json( 'POST', STOREWIRE_BACKEND_URL . '/api/woocommerce/heartbeat', array( 'health' => new \stdClass() ), array( "Authorization: Bearer $token" ) );
		return $browser->status;
	}

	/** @return array<int,array<string,mixed>> */
	private function waitlist(): array {
		$list = ( new Browser() )->json( 'GET', STOREWIRE_BACKEND_URL . '/test/export?storeUrl=' . rawurlencode( home_url() ) )['waitlist'];
		usort( $list, static fn( array $one, array $other ): int => strcmp( $one['email'], $other['email'] ) );
		return $list;
	}
}
