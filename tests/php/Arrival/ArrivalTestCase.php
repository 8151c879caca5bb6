<?php
declare(strict_types=1);

namespace Storewire\Tests\Arrival;

use Storewire\Hooks;
use Storewire\Outbox\OutboxTable;
use Storewire\Tests\Support\MuPlugin;
use Storewire\Tests\Support\RelayProcess;
use Storewire\Tests\Support\Rows;
use Storewire\Tests\Support\Shopper;
use Storewire\Tests\Support\StoreTestCase;

/**
 * From the hook to the backend: the real shop does something, and all that stands at the backend afterwards is compared,
 * field by field. Each test begins in a connected store with one product, of which the backend has nothing yet.
 *
 * The plugin hears each hook twice here, in this process and in requests, and where it matters two relays deliver at the
 * same time: all the same, each thing arrives once (D2).
 */
abstract class ArrivalTestCase extends StoreTestCase {

	/** For each test the rows of `Hooks::RECORDED` that it proves, as `hook listener.method`. */
	const PROVES = array();

	protected \WC_Product $product;

	/** @var string[] Hooks that fired in this process. */
	private array $fired = array();

	/** @var array<string,array{string,string}> What carts are called here, and when they were begun, by id. */
	private array $carts = array();

	/** When the test began, seconds since 1970 UTC. */
	private int $since;

	/** @var callable|null */
	private $ear = null;

	/** @var callable[] What to take away afterwards. */
	private array $made = array();

	/** What the shop must have for these tests: ''; or `woocommerce`, for what the stand-in shop does not have. */
	protected static function needs(): string {
		return '';
	}

	/** Whether two relays deliver at the same time what `arrives()` looks at; always with STOREWIRE_DEEP=1. */
	protected static function with_two_relays(): bool {
		return '1' === getenv( 'STOREWIRE_DEEP' );
	}

	protected function setUp(): void {
		if ( '' !== static::needs() && static::needs() !== getenv( 'SHOP' ) ) {
			$this->markTestSkipped( 'The stand-in shop has no carts, no wp-admin screens and no REST API.' );
		}
		parent::setUp();
		require_once ABSPATH . 'wp-admin/includes/user.php';
		$this->later( MuPlugin::add( 'quiet', MuPlugin::QUIET ) );
		$this->later( MuPlugin::add( 'twice', MuPlugin::TWICE ) );
		$this->later( Shopper::witness() );
		OutboxTable::install();
		$this->product = $this->simple();
		$this->connect();
		$this->site()->sync()->forget();
		Rows::clear();
		wp_set_current_user( 0 );
		$this->since = time();
		$this->listen();
	}

	protected function tearDown(): void {
		$this->deaf();
		wp_set_current_user( 1 );
		foreach ( array_reverse( $this->made ) as $remove ) {
			$remove();
		}
		$this->made = array();
		if ( isset( $this->product ) ) {
			Rows::clear();
			parent::tearDown();
		}
	}

	/** Whatever a test proves, its hooks fired in it. */
	protected function assertPostConditions(): void {
		$fired = $this->fired;
		foreach ( Shopper::noted() as $request ) {
			$fired = array_merge( $fired, array_keys( $request['hooks'] ) );
		}
		foreach ( static::PROVES[ $this->getName( false ) ] ?? array() as $row ) {
			if ( static::is_here( $row ) ) {
				$this->assertContains( strtok( $row, ' ' ), $fired, "The test says that it proves $row" );
			}
		}
	}

	/** Whether a row's hook fires where orders are kept as they are here: those that end in `@hpos` or `@posts` do only there. */
	public static function is_here( string $row ): bool {
		$where = strstr( $row, '@' );
		return false === $where || ( '@posts' === $where ) === ( 'off' === getenv( 'HPOS' ) );
	}

	/**
	 * All that the backend has, and nothing else.
	 *
	 * @param array<string,array<int,mixed>> $expected Lists of records by kind; `events` as `[what the id ends in, data]`.
	 */
	protected function arrives( array $expected ): void {
		if ( static::with_two_relays() ) {
			$this->deliver_by_two();
		} else {
			$this->deliver();
		}
		$all = self::sorted( $expected + array_fill_keys( array( 'events', 'contacts', 'products', 'categories', 'orders', 'transactions', 'unavailableProducts' ), array() ) );
		$this->assertSame( $all, $this->at_the_backend() );
		$this->assertSame( 0, \Storewire\Outbox\Caps::counts()['unrecorded'] );
		// Where the backend holds all traffic against openapi.yaml.
		$checked = ( new \Storewire\Tests\Support\Browser() )->json( 'GET', STOREWIRE_BACKEND_URL . '/test/violations' );
		$this->assertSame( array(), $checked['violations'] ?? array() );
	}

	/** Lets all that was recorded go out. */
	protected function deliver(): void {
		global $wpdb;
		$wpdb->query( 'UPDATE ' . OutboxTable::name() . ' SET due_at = 1' );
		$this->site()->relay()->step( 10.0 );
		$this->nothing_is_left();
		wp_cache_flush();
	}

	/** The same by two relays at the same time, in processes of their own. */
	private function deliver_by_two(): void {
		global $wpdb;
		$rows = count( Rows::all() );
		$wpdb->query( 'UPDATE ' . OutboxTable::name() . ' SET due_at = 1' );
		$wpdb->get_var( "SELECT GET_LOCK('storewire_test_start', 60)" );
		$relays = array( new RelayProcess( 'relay-when-told.php' ), new RelayProcess( 'relay-when-told.php' ) );
		$wpdb->get_var( "SELECT RELEASE_LOCK('storewire_test_start')" );
		$this->assertSame( $rows, array_sum( array_map( static fn( RelayProcess $relay ) => $relay->result(), $relays ) ), 'Each row was had by one of them.' );
		$this->nothing_is_left();
	}

	/** Nothing waits, and nothing is undeliverable. */
	private function nothing_is_left(): void {
		global $wpdb;
		$this->assertSame( array(), $wpdb->get_results( 'SELECT topic, object, transition, reason FROM ' . OutboxTable::name(), ARRAY_A ) );
	}

	/** @return array<string,array<mixed>> As `arrives()` expects it. */
	private function at_the_backend(): array {
		$export = ( new \Storewire\Tests\Support\Browser() )->json( 'GET', STOREWIRE_BACKEND_URL . '/test/export?storeUrl=' . rawurlencode( home_url() ) );
		$events = array();
		// Carts first: orders name them.
		usort( $export['events'], static fn( array $left, array $right ): int => isset( $right['data']['startedAt'] ) <=> isset( $left['data']['startedAt'] ) );
		foreach ( $export['events'] as $event ) {
			// What tells one change from another is random.
			$id       = preg_replace( '/^(event:(?:stock_changed:[^:]+|order_cancelled:[^:]+:[^:]+)).*/', '$1', $event['id'] );
			$events[] = isset( $event['data']['startedAt'] ) ? $this->cart_event( $event ) : array( $id, $this->of_cart( $event['data'] ) );
		}
		foreach ( array( 'products', 'orders', 'contacts' ) as $list ) {
			foreach ( array_keys( $export[ $list ] ) as $at ) {
				unset( $export[ $list ][ $at ]['fingerprint'] );
			}
		}
		$export['orders'] = array_map( array( $this, 'of_cart' ), $export['orders'] );
		// What the backend makes of what arrived is not what arrived.
		unset( $export['counts'], $export['variants'], $export['waitlist'], $export['reminders'], $export['triggers'] );
		return self::sorted( array( 'events' => $events ) + $export );
	}

	/**
	 * A cart's event, with its random parts looked at and named.
	 *
	 * @param array<string,mixed> $event As the backend has it.
	 * @return array{string,array<string,mixed>}
	 */
	private function cart_event( array $event ): array {
		$id                   = $event['data']['cartId'];
		$this->carts[ $id ] ??= array( 'cart ' . ( count( $this->carts ) + 1 ), $event['data']['startedAt'] );
		list( $cart, $start ) = $this->carts[ $id ];
		$this->assertSame( $start, $event['data']['startedAt'], 'Of one cart, all events say when it was begun.' );
		$begun = strtotime( $start );
		if ( $begun >= $this->since && $begun <= time() ) {
			$event['data']['startedAt'] = 'in the test';
		}
		if ( 'ecommerce.cart_started' === $event['data']['name'] ) {
			$this->assertSame( $start, $event['occurredAt'] );
		}
		if ( null !== $event['data']['recoveryUrl'] && 0 === strpos( $event['data']['recoveryUrl'], add_query_arg( 'storewire_cart', '', wc_get_cart_url() ) ) ) {
			$event['data']['recoveryUrl'] = 'a link';
		}
		return array( str_replace( $id, $cart, $event['id'] ), array( 'cartId' => $cart ) + $event['data'] );
	}

	/**
	 * An order or its event, with the cart that it came from named.
	 *
	 * @param array<string,mixed> $data As the backend has it.
	 * @return array<string,mixed>
	 */
	private function of_cart( array $data ): array {
		return isset( $data['cartId'] ) ? array( 'cartId' => $this->carts[ $data['cartId'] ][0] ?? 'a cart of which nothing was told' ) + $data : $data;
	}

	/** The order of lists at the backend, and of keys, means nothing. */
	private static function sorted( array $lists ): array {
		$sort = static function ( array $map ) use ( &$sort ): array {
			if ( array_values( $map ) !== $map ) {
				ksort( $map );
			}
			return array_map( static fn( $value ) => is_array( $value ) ? $sort( $value ) : $value, $map );
		};
		foreach ( $lists as $name => $list ) {
			$list = array_map( $sort, $list );
			usort( $list, static fn( array $left, array $right ): int => strcmp( (string) json_encode( $left ), (string) json_encode( $right ) ) );
			$lists[ $name ] = $list;
		}
		ksort( $lists );
		return $lists;
	}

	/** From now on the plugin hears the hooks of this process twice. */
	private function listen(): void {
		$this->ear = function ( ...$passed ): void {
			$this->fired[] = current_filter();
			foreach ( $GLOBALS['wp_filter'][ current_filter() ]->callbacks as $callbacks ) {
				foreach ( $callbacks as $callback ) {
					if ( $callback['function'] instanceof \Closure && isset( ( new \ReflectionFunction( $callback['function'] ) )->getStaticVariables()['method'] ) ) {
						$callback['function']( ...array_slice( $passed, 0, $callback['accepted_args'] ) );
					}
				}
			}
		};
		foreach ( self::hooks() as $hook ) {
			add_action( $hook, $this->ear, PHP_INT_MAX, 10 );
		}
	}

	private function deaf(): void {
		foreach ( null === $this->ear ? array() : self::hooks() as $hook ) {
			remove_action( $hook, $this->ear, PHP_INT_MAX );
		}
	}

	/** @return string[] All that the plugin listens to. */
	private static function hooks(): array {
		return array_values( array_unique( array_column( Hooks::RECORDED, 0 ) ) );
	}

	/** Coffee Beans, published, at 25.00. */
	protected function simple( array $props = array() ): \WC_Product_Simple {
		$product = new \WC_Product_Simple();
		$product->set_props( $props + array( 'name' => 'Coffee Beans', 'regular_price' => '25.00', 'virtual' => true ) );
		$product->save();
		$this->later(
			static function () use ( $product ): void {
				$fresh = wc_get_product( $product->get_id() );
				if ( $fresh ) {
					$fresh->delete( true );
				}
			}
		);
		return $product;
	}

	/** An order of Ann's, with one bag unless told otherwise; saved when it is complete. */
	protected function ordered( array $props = array(), bool $with_product = true ): \WC_Order {
		$order = new \WC_Order();
		if ( $with_product ) {
			$order->add_product( $this->product );
		}
		$order->set_address( Shopper::ADDRESS, 'billing' );
		$order->set_props( $props );
		$order->calculate_totals();
		$this->removed_later( $order->get_id() );
		return $order;
	}

	/** The path of a page with the classic cart or checkout, which is the shop's for this test. */
	protected function page( string $which ): string {
		$page   = wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'Classic', 'post_content' => "[woocommerce_$which]" ) );
		$before = wc_get_page_id( $which );
		update_option( "woocommerce_{$which}_page_id", $page );
		$this->later(
			static function () use ( $page, $before, $which ): void {
				update_option( "woocommerce_{$which}_page_id", $before );
				wp_delete_post( $page, true );
			}
		);
		return "/?page_id=$page";
	}

	/** A user. */
	protected function somebody( string $role = 'customer' ): \WP_User {
		$name = 'hook' . wp_rand();
		$id   = wp_insert_user( array( 'user_login' => $name, 'user_pass' => 'storewire', 'user_email' => "$name@example.com", 'role' => $role ) );
		$this->later( static fn() => wp_delete_user( $id ) );
		return get_userdata( $id );
	}

	protected function removed_later( int $order ): void {
		$this->later(
			static function () use ( $order ): void {
				$fresh = wc_get_order( $order );
				if ( $fresh ) {
					$fresh->delete( true );
				}
			}
		);
	}

	/** Does something after the test. */
	protected function later( callable $what ): void {
		$this->made[] = $what;
	}
}
