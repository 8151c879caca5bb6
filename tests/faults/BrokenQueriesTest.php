<?php
declare(strict_types=1);

namespace Storewire\Tests\Faults;

use Storewire\Outbox\BuriedRows;
use Storewire\Outbox\Outbox;
use Storewire\Recording\Recorder;
use Storewire\Support\LeasedOption;
use Storewire\Support\ReadFailure;
use Storewire\Sweep\Sweep;
use Storewire\Tests\Support\EventId;
use Storewire\Tests\Support\Predicted;

/**
 * R1, D11: a query that fails is not "there is nothing". Each query of a relay, a sync and a sweep fails once, in turn;
 * afterwards everything is at the backend, whole. Where the run is not deep, a sample of them.
 */
final class BrokenQueriesTest extends FaultsTestCase {

	use Predicted;

	/** So many queries fail, about, where the run is not deep. */
	const SAMPLES = 25;

	const ALL = array( 'contacts', 'products', 'orders', 'transactions' );

	/** @var \WC_Order[] */
	private array $made = array();

	/** @var \WC_Product[] The simple product, the variable one, its variations. */
	private array $goods = array();

	private int $category;

	/** The query that fails; 0 for none. */
	private int $broken = 0;

	/** How many there were. */
	private int $queries = 0;

	private ?string $last_run = null;

	/** @var callable */
	private $breaker;

	protected function setUp(): void {
		parent::setUp();
		( new Recorder( $this->outbox() ) )->follow();
		$this->category = (int) wp_insert_term( uniqid( 'Tea ' ), 'product_cat' )['term_id'];
		$simple         = new \WC_Product_Simple();
		$simple->set_props( array( 'name' => 'Kettle', 'regular_price' => '12.50', 'sku' => uniqid( 'K' ), 'category_ids' => array( $this->category ) ) );
		$simple->save();
		$parent = new \WC_Product_Variable();
		$parent->set_name( 'Tea' );
		$parent->save();
		$this->goods = array( $simple, $parent );
		foreach ( array( '4.00', '7.00' ) as $price ) {
			$variation = new \WC_Product_Variation();
			$variation->set_props( array( 'parent_id' => $parent->get_id(), 'regular_price' => $price, 'sku' => uniqid( 'T' ) ) );
			$variation->save();
			$this->goods[] = $variation;
		}
		\WC_Product_Variable::sync( $parent->get_id() );
		self::user( 'customer' );
		$this->breaker = function ( $query ) {
			return ++$this->queries === $this->broken ? 'SELECT storewire_broken' : $query;
		};
	}

	protected function tearDown(): void {
		remove_filter( 'query', $this->breaker );
		foreach ( array_merge( $this->made, array_reverse( $this->goods ) ) as $object ) {
			$object->delete( true );
		}
		wp_delete_term( $this->category, 'product_cat' );
		parent::tearDown();
	}

	/** What waits is sent whole, or waits on. */
	public function test_a_relay(): void {
		$this->sync();
		$this->each_fails(
			function (): void {
				$id = (string) $this->an_order()->get_id();
				$this->change_goods();
				foreach ( array( 'order', 'contact', 'product', 'category' ) as $topic ) {
					$objects = array( 'order' => array( $id ), 'contact' => array( self::user( 'customer' ) ), 'product' => array( $this->goods[0]->get_id(), $this->goods[1]->get_id() ), 'category' => array( $this->category ) );
					foreach ( $objects[ $topic ] as $object ) {
						$this->outbox()->changed( $topic, (string) $object );
					}
				}
				foreach ( array( 'order_placed', 'payment_received' ) as $fact ) {
					$this->outbox()->happened( $fact, $id, Outbox::ONCE );
				}
				$this->settle();
			},
			function (): void {
				$this->relay()->step( 10.0 );
			},
			fn() => $this->everything_arrives( array( 'order_placed', 'payment_received' ) )
		);
	}

	/** No sync is done with less than all. */
	public function test_a_sync(): void {
		$this->each_fails(
			function (): void {
				$this->an_order();
				$this->change_goods();
			},
			function (): void {
				$this->site()->sync()->start( self::ALL );
				$this->site()->sync()->step( 10.0 );
			},
			function (): void {
				if ( $this->site()->sync()->status()['run'] === $this->last_run ) {
					$this->site()->sync()->start( self::ALL );
				}
				$this->sync_goes_on();
				$this->last_run = $this->site()->sync()->status()['run'];
			}
		);
	}

	/** The sweep tries again at the same place, finds what hooks missed, and takes nothing for gone. */
	public function test_a_sweep(): void {
		$this->site()->settings()->change( array( 'sync' => array( 'deletions' => true ) ) );
		$this->sync();
		$this->each_fails(
			function (): void {
				$this->an_order();
				$this->change_goods();
				$this->later();
				$this->site()->sweep()->start();
			},
			function (): void {
				$this->site()->sweep()->step( 10.0 );
			},
			function (): void {
				do {
					$this->later();
					$this->relay()->step( 10.0 );
				} while ( $this->site()->sweep()->step( 10.0 ) );
				// What a buyer spent is no part of the comparison.
				$this->outbox()->changed( 'contact', (string) self::user( 'customer' ) );
				$this->later();
				$this->everything_arrives( array( 'order_placed', 'payment_received' ) );
			}
		);
	}

	/**
	 * Lets each query fail once, in turn; where the run is not deep, some that are spread over all.
	 *
	 * @param callable $prepare Changes the shop.
	 * @param callable $work    What some query of fails.
	 * @param callable $mend    Goes on, with all queries whole.
	 */
	private function each_fails( callable $prepare, callable $work, callable $mend ): void {
		$quiet   = $GLOBALS['wpdb']->suppress_errors();
		$failed  = 0;
		$queries = $this->one_fails( 0, $prepare, $work, $mend );
		$step    = self::deep() ? 1 : max( 1, intdiv( $queries, self::SAMPLES ) );
		for ( $broken = $step; $broken <= $queries; $broken += $step ) {
			$failed += $this->one_fails( $broken, $prepare, $work, $mend ) >= $broken ? 1 : 0;
		}
		$GLOBALS['wpdb']->suppress_errors( $quiet );
		$this->assertGreaterThan( 20, $failed );
		self::say( "$failed of $queries queries failed, in turn: nothing lost, nothing incomplete" );
	}

	/**
	 * Lets one query fail.
	 *
	 * @param int      $broken Which; 0 for none.
	 * @param callable $prepare As for each_fails().
	 * @param callable $work    As for each_fails().
	 * @param callable $mend    As for each_fails().
	 * @return int How many queries there were.
	 */
	private function one_fails( int $broken, callable $prepare, callable $work, callable $mend ): int {
		$prepare();
		$this->broken  = $broken;
		$this->queries = 0;
		add_filter( 'query', $this->breaker );
		try {
			$work();
		} catch ( ReadFailure $failure ) {
			$this->assertNotSame( '', $failure->getMessage() );
		}
		remove_filter( 'query', $this->breaker );
		$queries = $this->queries;
		$mend();
		$this->assert_as_predicted( "query $broken" );
		return $queries;
	}

	/** A customer's order of both products, of three lines, with a fee, paid just now. */
	private function an_order(): \WC_Order {
		$order = wc_create_order( array( 'customer_id' => self::user( 'customer' ), 'created_via' => 'checkout' ) );
		foreach ( array( $this->goods[0], $this->goods[2], $this->goods[3] ) as $product ) {
			$order->add_product( $product, 2 );
		}
		$fee = new \WC_Order_Item_Fee();
		$fee->set_props( array( 'name' => 'Wrapping', 'total' => '2.00' ) );
		$order->add_item( $fee );
		$order->set_address( array( 'first_name' => 'Ann', 'city' => 'Oslo', 'email' => 'customer@example.com' ), 'billing' );
		$order->calculate_totals();
		$order->set_date_paid( time() );
		$order->set_status( 'processing' );
		$order->save();
		$this->made[] = $order;
		return $order;
	}

	/** Both products have another name and price than before. */
	private function change_goods(): void {
		foreach ( array( $this->goods[0], $this->goods[2] ) as $product ) {
			$product->set_regular_price( (string) ( 10 + count( $this->made ) ) );
			$product->save();
		}
		$this->goods[1]->set_name( 'Tea ' . count( $this->made ) );
		$this->goods[1]->save();
		// A second of its own for each change, or the sweep could not see it.
		$changed = gmdate( 'Y-m-d H:i:s', time() - HOUR_IN_SECONDS + count( $this->made ) );
		$this->sql( "UPDATE {$GLOBALS['wpdb']->posts} SET post_modified_gmt = '$changed', post_modified = '$changed' WHERE ID = {$this->goods[1]->get_id()}" );
		clean_post_cache( $this->goods[1]->get_id() );
	}

	/** Waits and leases are over, and everything has settled. */
	private function later(): void {
		$row   = new LeasedOption( Sweep::OPTION );
		$state = $row->read();
		$row->write( array( 'retryAt' => 0 ) + $state, false );
		$this->settle();
	}

	/** A whole sync. */
	private function sync(): void {
		$this->site()->sync()->start( self::ALL );
		$this->sync_goes_on();
	}

	private function sync_goes_on(): void {
		for ( $tick = 0; $tick < 20; $tick++ ) {
			$status = $this->site()->sync()->step( 10.0 );
			if ( 'done' === $status['state'] ) {
				$this->assertSame( 0, array_sum( array_column( $status['types'], 'failed' ) ), (string) wp_json_encode( $status ) );
				return;
			}
		}
		$this->fail( (string) wp_json_encode( $status ) );
	}

	/**
	 * Relays have turns until nothing is left. The last order's events have all their lines.
	 *
	 * @param string[] $facts Topics.
	 */
	private function everything_arrives( array $facts ): void {
		for ( $turn = 0; $turn < 6 && array() !== $this->rows(); $turn++ ) {
			$this->settle();
			$this->relay()->step( 10.0 );
		}
		$this->assertSame( array( array(), array() ), array( $this->rows(), BuriedRows::page( 5 ) ) );
		$events = array_column( $this->backend->events(), null, 'id' );
		foreach ( $facts as $fact ) {
			$event = $events[ EventId::of_order( $fact, end( $this->made )->get_id() ) ] ?? array();
			$this->assertCount( 3, $event['lineItems'] ?? $event['data']['lineItems'] ?? array(), "$fact, query $this->broken: " . wp_json_encode( $event ) );
		}
	}
}
