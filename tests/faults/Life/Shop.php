<?php
declare(strict_types=1);

namespace Storewire\Tests\Faults\Life;

use Storewire\Lab\MovedClock;
use Storewire\Lab\Predict\Tables;
use Storewire\Plugin;
use Storewire\Tests\Support\Admin;
use Storewire\Tests\Support\ReferenceBackend;
use Storewire\Tests\Support\Shopper;

/**
 * The shop that lives: its clock, its chance and its diary, and what actions ask of it. What there is of an order or a
 * product, it reads by SQL.
 */
final class Shop {

	public Chance $chance;
	public Diary $diary;
	public ReferenceBackend $backend;

	/** Path of the page with the classic checkout. */
	public string $checkout = '';

	/** @var callable Connects the store. */
	public $connect;

	/** @var int[] Simple products that are for sale. */
	public array $products = array();

	/** A variation of a product whose attribute the whole shop shares; 0 where the shop has none. */
	public int $variation = 0;

	/** A product whose stock is counted. */
	public int $counted = 0;

	/** @var int[] Categories. */
	public array $categories = array();

	/** Days, and minutes of the day, since the life began. */
	private int $day    = 0;
	private int $minute = 0;
	private int $begun;
	private int $people = 0;

	public function __construct( int $seed, int $days, ReferenceBackend $backend ) {
		$this->chance  = new Chance( $seed );
		$this->diary   = new Diary();
		$this->backend = $backend;
		$this->begun   = -( $days + 2 ) * DAY_IN_SECONDS - time() % DAY_IN_SECONDS;
		$this->at( 0, 0 );
	}

	/** It is so many days after the beginning, at so many minutes after midnight. */
	public function at( int $day, int $minute ): void {
		$this->day    = $day;
		$this->minute = $minute;
		$ahead        = $this->begun + $day * DAY_IN_SECONDS + $minute * MINUTE_IN_SECONDS;
		file_put_contents( MovedClock::file(), (string) $ahead );
		MovedClock::move( $ahead );
		wp_cache_flush();
	}

	/** Some minutes go by. */
	public function later( int $minutes = 7 ): void {
		$this->at( $this->day, $this->minute + $minutes );
	}

	/** What time it is there, seconds since 1970 UTC. */
	public function now(): int {
		return time() + MovedClock::$by;
	}

	/** The plugin as the next request sees it. */
	public function site(): Plugin {
		wp_cache_flush();
		return new Plugin();
	}

	/** Sync Store, to its end. */
	public function sync(): void {
		$this->site()->sync()->start( array( 'contacts', 'products', 'orders', 'transactions' ) );
		for ( $tick = 0; 'done' !== $this->site()->sync()->step( 5.0 )['state']; $tick++ ) {
			if ( $tick > 100 ) {
				throw new \RuntimeException( 'The sync does not end: ' . json_encode( $this->site()->sync()->status() ) );
			}
			$this->later( 1 );
		}
	}

	/** Whether this is WooCommerce. */
	public static function is_real(): bool {
		return 'woocommerce' === getenv( 'SHOP' );
	}

	/** The owner at work in wp-admin and over REST. */
	public function admin(): Admin {
		return new Admin( 1 );
	}

	/**
	 * An order by chance, of those the life has made.
	 *
	 * @param string $where SQL over the columns of Lab\Tables::$orders.
	 * @return int Its id; 0 where there is none.
	 */
	public function order( string $where ): int {
		$begun = gmdate( 'Y-m-d H:i:s', time() + $this->begun );
		$rows  = $this->rows( 'SELECT o.id FROM ' . ( new Tables() )->orders . " o WHERE type = 'shop_order' AND created >= '$begun' AND status NOT IN ('trash', 'draft', 'auto-draft', 'checkout-draft', 'new') AND COALESCE(anonymized, '') <> 'yes' AND ($where) ORDER BY o.id" );
		return array() === $rows ? 0 : (int) $this->chance->one( $rows )['id'];
	}

	/**
	 * What an order says of itself.
	 *
	 * @return array<string,?string>
	 */
	public function facts( int $order ): array {
		return $this->rows( 'SELECT * FROM ' . ( new Tables() )->orders . " o WHERE o.id = $order" )[0];
	}

	/** The key that makes an order itself, whatever number it has. */
	public function key( int $order ): string {
		wp_cache_flush();
		return wc_get_order( $order )->get_order_key();
	}

	/** @return array<int,array<string,?string>> */
	public function rows( string $sql ): array {
		return ( new Tables() )->rows( $sql );
	}

	public function sql( string $sql ): void {
		global $wpdb;
		$wpdb->query( $sql );
		if ( '' !== $wpdb->last_error ) {
			throw new \RuntimeException( $wpdb->last_error );
		}
		wp_cache_flush();
	}

	/** A product that is for sale. */
	public function product(): \WC_Product {
		return wc_get_product( $this->chance->one( $this->products ) );
	}

	/** Makes a product. */
	public function new_product(): \WC_Product_Simple {
		$product = new \WC_Product_Simple();
		$product->set_props( array( 'name' => 'Beans ' . ++$this->people, 'regular_price' => (string) ( 5 + $this->chance->below( 40 ) ) . '.' . $this->chance->one( array( '00', '50', '95' ) ), 'virtual' => true, 'category_ids' => array( $this->chance->one( $this->categories ) ) ) );
		$this->products[] = $product->save();
		$this->diary->happened( 'stock_changed', (string) $product->get_id() );
		return $product;
	}

	/** An address nobody has had yet. */
	public function new_email(): string {
		return 'guest' . ++$this->people . '@example.com';
	}

	/** Somebody's billing address. */
	public static function address( string $email ): array {
		return array( 'email' => $email ) + Shopper::ADDRESS;
	}

	/**
	 * Makes an order in code, complete and on hold: placed, not paid.
	 *
	 * @param array<string,mixed> $props   More.
	 * @param \WC_Order_Item      ...$more Further lines.
	 */
	public function new_order( array $props = array(), \WC_Order_Item ...$more ): int {
		$order   = wc_create_order();
		$product = 0 < $this->variation && 0 === $this->chance->below( 4 ) ? wc_get_product( $this->variation ) : $this->product();
		$order->add_product( $product, 1 + $this->chance->below( 3 ) );
		array_map( array( $order, 'add_item' ), $more );
		$order->set_address( self::address( $props['billing_email'] ?? $this->new_email() ), 'billing' );
		$order->set_props( $props );
		$order->calculate_totals();
		$order->set_status( 'on-hold' );
		$order->save();
		$this->placed( $order->get_id() );
		return $order->get_id();
	}

	/** An order was placed. */
	public function placed( int $order ): void {
		$this->diary->happened( 'order_placed', (string) $order, $this->key( $order ) );
	}

	/** It was paid. */
	public function paid( int $order ): void {
		$this->diary->happened( 'payment_received', (string) $order, $this->key( $order ) );
	}

	/**
	 * Sets the status of an order, and writes down what follows from it.
	 *
	 * @param string $to New status.
	 */
	public function status( int $order, string $to ): void {
		$before = $this->facts( $order );
		if ( $before['status'] === $to ) {
			return;
		}
		wc_get_order( $order )->update_status( $to );
		// What is paid on delivery is paid when it is completed.
		if ( null === $before['paid'] && null !== $this->facts( $order )['paid'] && (float) $before['total'] > 0 ) {
			$this->paid( $order );
		}
		if ( 'completed' === $to ) {
			$this->diary->happened( 'order_fulfilled', (string) $order );
		} elseif ( 'cancelled' === $to ) {
			$this->diary->happened( 'order_cancelled', (string) $order, $this->key( $order ) . ':' . ( $this->diary->state['taken_up'][ $order ] ?? '' ) );
		}
		if ( 'cancelled' === $before['status'] ) {
			$this->diary->state['taken_up'][ $order ] = $this->now();
		}
	}

	/** An order that can be had, else a new one. */
	public function an_order( string $where ): int {
		return $this->order( $where ) ?: $this->new_order();
	}

	/** A paid order of which not all was given back, else a new one. */
	public function a_paid_order(): int {
		$order = $this->order( "paid IS NOT NULL AND total > 2 AND status IN ('processing', 'completed') AND NOT EXISTS (SELECT 1 FROM " . ( new Tables() )->orders . " r WHERE r.type = 'shop_order_refund' AND r.parent = o.id)" );
		if ( 0 === $order ) {
			$order = $this->new_order();
			$this->status( $order, 'processing' );
		}
		return $order;
	}
}
