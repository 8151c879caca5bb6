<?php
declare(strict_types=1);

namespace Storewire\Tests\Faults;

use Storewire\Lab\MovedClock;
use Storewire\Outbox\OutboxTable;
use Storewire\Tests\Faults\Life\Backup;
use Storewire\Tests\Faults\Life\Records;
use Storewire\Tests\Faults\Life\Shop;
use Storewire\Tests\Support\MuPlugin;
use Storewire\Tests\Support\StoreTestCase;

/**
 * A shop's life in one test: days of orders, refunds, switches, backups and whatever else stands in life/actions, in an order that
 * chance gives; a night between each two days. In the end, and after each night on which nothing was held back, the backend has
 * exactly the records that SQL over the shop's tables predicts, and exactly the events that the diary of what was done predicts.
 *
 * STOREWIRE_SEED is chance's, STOREWIRE_DAYS says how many days; two years with STOREWIRE_DEEP=1. STOREWIRE_ACTIONS names those
 * that are done, with commas, for whoever looks into a difference.
 *
 * To add an action, write a public method of a class in life/actions: it does something by `$this->shop`, and tells
 * `$this->shop->diary` which events must come of it.
 */
final class LifeTest extends StoreTestCase {

	private Shop $shop;
	private Records $records;
	private Backup $before;
	private int $seed;
	private int $days;

	/** @var callable|null */
	private $loud = null;

	protected function setUp(): void {
		parent::setUp();
		$argv = array( '' );
		require_once dirname( __DIR__ ) . '/lab/php/predict.php';
		$this->seed = (int) ( getenv( 'STOREWIRE_SEED' ) ?: 20260402 );
		$this->days = (int) ( getenv( 'STOREWIRE_DAYS' ) ?: ( '1' === getenv( 'STOREWIRE_DEEP' ) ? 730 : 12 ) );
		$this->loud = MuPlugin::add( 'quiet', MuPlugin::QUIET );
		OutboxTable::install();
		$this->shop   = new Shop( $this->seed, $this->days, $this->backend );
		$this->records = new Records();
		$this->before  = new Backup( $this->shop, 'before_life_' );
		$this->open();
	}

	protected function tearDown(): void {
		$this->before->restore();
		$this->before->forget();
		( new Backup( $this->shop ) )->forget();
		if ( is_file( MovedClock::file() ) ) {
			unlink( MovedClock::file() );
		}
		MovedClock::move( 0 );
		( $this->loud )();
		parent::tearDown();
	}

	/** S1-S12, E1-E8, C7, S8: records as SQL predicts them, events as the diary does. */
	public function test_a_shops_life(): void {
		$kinds = $this->kinds();
		$plan  = array();
		for ( $day = 1; $day <= $this->days; $day++ ) {
			$this->morning( $day );
			for ( $n = 0; $n < max( 3, (int) ceil( count( $kinds ) / $this->days ) ); $n++ ) {
				$plan = $plan ?: $this->shop->chance->shuffled( $kinds );
				$this->act( ...array_shift( $plan ) );
			}
			$this->night( $day, $day === $this->days );
		}
	}

	/**
	 * All kinds of action that this shop knows.
	 *
	 * @return array<int,array{object,string}>
	 */
	private function kinds(): array {
		$kinds = array();
		foreach ( glob( __DIR__ . '/Life/Actions/*.php' ) as $file ) {
			$class = new \ReflectionClass( __NAMESPACE__ . '\\Life\\Actions\\' . basename( $file, '.php' ) );
			$of    = $class->newInstance( $this->shop );
			foreach ( $class->getMethods( \ReflectionMethod::IS_PUBLIC ) as $method ) {
				if ( ! $method->isConstructor() && ! $method->isStatic() && ( Shop::is_real() || false === strpos( (string) $method->getDocComment(), '@needs woocommerce' ) ) ) {
					$kinds[ $method->getName() ] = array( $of, $method->getName() );
				}
			}
		}
		$only = getenv( 'STOREWIRE_ACTIONS' );
		return array_values( $only ? array_intersect_key( $kinds, array_flip( explode( ',', $only ) ) ) : $kinds );
	}

	/** A day begins. On some mornings the owner lets everything through again. */
	private function morning( int $day ): void {
		$this->shop->at( $day, 480 );
		if ( 0 < $this->shop->chance->below( 3 ) ) {
			$this->let_through();
		}
	}

	/** Whatever the owner held back goes out again. */
	private function let_through(): void {
		if ( ! $this->shop->diary->is_open() ) {
			$owner = new Life\Actions\Owner( $this->shop );
			$this->act( $owner, 'the_owner_asks_for_no_consent' );
			$this->act( $owner, 'switches_go_on' );
		}
	}

	/** Something is done, and written down. */
	private function act( object $of, string $what ): void {
		$this->shop->later( 11 );
		$this->shop->diary->begins( $what, $this->shop->now() );
		try {
			$of->$what();
		} catch ( \RuntimeException $failure ) {
			$this->fail( $failure->getMessage() . "\n" . $this->story() );
		}
		$this->shop->diary->ends( $this->shop->now() );
		if ( 0 === $this->shop->chance->below( 4 ) ) {
			$this->shop->later();
			$this->deliver();
			$this->records->may_be_sent( \Storewire\Lab\predict() );
		}
	}

	/** The relay runs dry, the sweep goes through the shop, and the relay sends what it found. */
	private function night( int $day, bool $last ): void {
		$this->shop->at( $day, 1380 );
		if ( $last ) {
			$this->let_through();
		}
		$this->deliver();
		$this->shop->at( $day + 1, 180 );
		$this->shop->site()->sweep()->start();
		for ( $tick = 0; $tick < 200 && $this->shop->site()->sweep()->step( 20.0 ); $tick++ ) {
			$this->deliver();
		}
		$this->assertLessThan( 200, $tick, 'The sweep does not end: ' . json_encode( array( ( new \Storewire\Support\LeasedOption( \Storewire\Sweep\Sweep::OPTION ) )->read(), $this->shop->site()->connection()->state(), $this->shop->site()->sync()->status()['state'], \Storewire\Backend\OutageGate::outage() ) ) . $this->story() );
		$this->shop->later();
		$this->deliver( true );
		$this->assert_nothing_waits();
		$this->compare();
		gc_collect_cycles();
	}

	/** Relays have turns until nothing is due, on some nights after the sweep. */
	private function deliver( bool $swept = false ): void {
		do {
			$this->shop->later( 1 );
			$rows = $this->shop->site()->relay()->step( 20.0 );
		} while ( $rows > 0 );
		$this->shop->diary->delivered( $swept );
	}

	/** Nothing but what happened to orders that were deleted before it was sent: that is undeliverable, and says so (D2). */
	private function assert_nothing_waits(): void {
		$rows = $this->shop->rows( 'SELECT topic, object, transition, attempts, reason FROM ' . OutboxTable::name() );
		$left = array_filter( $rows, fn( array $row ): bool => null === $row['reason'] || ! isset( $this->shop->diary->buried[ $row['object'] ] ) );
		$this->assertSame( array(), $left, $this->story() );
	}

	/** The backend has what is predicted, and nothing else. */
	private function compare(): void {
		$predicted = \Storewire\Lab\predict();
		$found     = $this->shop->diary->differences( $this->backend->events() );
		if ( $this->shop->diary->is_open() ) {
			$found = array_merge( $this->records->differences( $predicted, $this->backend->export() ), $found );
		} else {
			$this->records->may_be_sent( $predicted );
		}
		$this->assertSame( array(), $found, $this->story() );
	}

	/** The beginning: a few things to sell, and the connection. */
	private function open(): void {
		$shop = $this->shop;
		foreach ( array( 'Coffee', 'Tea', 'Cups' ) as $name ) {
			$shop->categories[] = (int) wp_insert_term( $name, 'product_cat' )['term_id'];
		}
		for ( $n = 0; $n < 3; $n++ ) {
			$shop->new_product();
		}
		$counted = new \WC_Product_Simple();
		$counted->set_props( array( 'name' => 'Grinder', 'regular_price' => '99.00', 'manage_stock' => true, 'stock_quantity' => 9, 'virtual' => true ) );
		$shop->counted = $counted->save();
		if ( Shop::is_real() ) {
			$this->open_real();
		}
		$shop->diary->drop( static fn(): bool => true );
		$shop->connect = function (): void {
			$this->connect();
		};
		( $shop->connect )();
		for ( $tick = 0; $tick < 50 && 'done' !== $shop->site()->sync()->step( 5.0 )['state']; $tick++ ) {
			$shop->later( 1 );
		}
		$this->deliver();
		$this->compare();
	}

	/** What only WooCommerce has: pages, and attributes that the whole shop shares. */
	private function open_real(): void {
		$page                 = wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'Classic', 'post_content' => '[woocommerce_checkout]' ) );
		$this->shop->checkout = "/?page_id=$page";
		update_option( 'woocommerce_checkout_page_id', $page );
		wc_create_attribute( array( 'name' => 'Grind', 'slug' => 'pa_grind' ) );
		register_taxonomy( 'pa_grind', array( 'product', 'product_variation' ) );
		$term      = wp_insert_term( 'Fine', 'pa_grind' )['term_id'];
		$attribute = new \WC_Product_Attribute();
		$attribute->set_id( wc_attribute_taxonomy_id_by_name( 'pa_grind' ) );
		$attribute->set_name( 'pa_grind' );
		$attribute->set_options( array( $term ) );
		$attribute->set_variation( true );
		$product = new \WC_Product_Variable();
		$product->set_name( 'Espresso' );
		$product->set_attributes( array( $attribute ) );
		$variation = new \WC_Product_Variation();
		$variation->set_parent_id( $product->save() );
		$variation->set_attributes( array( 'pa_grind' => 'fine' ) );
		$variation->set_regular_price( '8.00' );
		$this->shop->variation = $variation->save();
	}

	/** For whoever has to find out: the seed, and what was done. */
	private function story(): string {
		return "STOREWIRE_SEED=$this->seed STOREWIRE_DAYS=$this->days\n" . implode( "\n", array_slice( $this->shop->diary->lines, -60 ) );
	}
}
