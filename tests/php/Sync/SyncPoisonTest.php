<?php
declare(strict_types=1);

namespace Storewire\Tests\Sync;

use Storewire\Generated\Rules;
use Storewire\Sync\Sync;
use Storewire\Tests\Support\SyncProcess;
use Storewire\Tests\Support\VariableProducts;

/**
 * One object never stops a sync, whatever it does (S9): the sync ends, everything else is there, and the object is named
 * with its reason.
 */
final class SyncPoisonTest extends SyncTestCase {

	const ITEMS = '/api/woocommerce/items';

	/** R4: an order whose reading ends the process. */
	public function test_an_order_that_ends_the_process(): void {
		if ( ! defined( 'WC_ABSPATH' ) ) {
			$this->markTestSkipped( 'The stand-in shop has no filter that runs while it loads an order.' );
		}
		$this->shop->grow( 400 );
		$id = (string) $this->ids( 'orders' )[200];
		$this->begin();
		$deaths = $this->run_through( $id );
		$type   = $this->sync()->status()['types']['orders'];
		$this->assertSame( array( 'done', 1 ), array( $this->row()['state'], $type['failed'] ) );
		$this->assertSame( $id, $type['failures'][0]['id'] );
		$this->assertStringContainsString( "the order $id ended the process", $type['failures'][0]['message'] );
		$this->assertSame( Rules::ATTEMPTS, $deaths );
		$this->assertCount( $type['done'], $this->backend->export()['orders'] );
		$this->assertSame( $type['total'], $type['done'] + $type['skipped'] + 1, 'All the others were dealt with.' );
	}

	/** R4: so a product, and one more beside it. */
	public function test_a_product_that_ends_the_process(): void {
		$this->begin();
		$this->run_through( (string) $this->shop->products[0] );
		$types = $this->sync()->status()['types'];
		$this->assertSame( array( 'done', 1, 0 ), array( $this->row()['state'], $types['products']['failed'], $types['products']['done'] ) );
		$this->assertStringContainsString( 'the product ' . $this->shop->products[0], $types['products']['lastError'] );
		$this->assertSame( $this->small_shop()['orders'], $this->counts()['orders'] );
	}

	/** R4: an order whose loading throws is named at once, and costs the others nothing. */
	public function test_an_order_whose_loading_throws(): void {
		if ( ! defined( 'WC_ABSPATH' ) ) {
			$this->markTestSkipped( 'The stand-in shop has no filter that runs while it loads an order.' );
		}
		$bad = $this->ids( 'orders' )[1];
		add_filter( 'woocommerce_order_class', $throw = static function ( $class, $type, $id ) use ( $bad ) {
			if ( $id === $bad ) {
				throw new \Error( 'broken by a plugin' );
			}
			return $class;
		}, 10, 3 );
		$status = $this->whole();
		remove_filter( 'woocommerce_order_class', $throw );
		$this->assertSame( array( 'done', 1 ), array( $status['state'], $status['types']['orders']['failed'] ) );
		$this->assertSame( (string) $bad, $status['types']['orders']['failures'][0]['id'] );
		$this->assertStringContainsString( 'could not read it', $status['types']['orders']['lastError'] );
		$this->assertSame( 3, $this->counts()['orders'] );
	}

	/** R4: so a product that makes the loading of all others throw, which is done for many at once. */
	public function test_a_product_that_makes_the_loading_of_many_throw(): void {
		list( $good, $bad ) = $this->shop->products;
		add_filter( 'update_post_metadata_cache', $throw = static function ( $value, $ids ) use ( $bad ) {
			if ( in_array( $bad, $ids, true ) ) {
				throw new \Error( 'broken by a plugin' );
			}
			return $value;
		}, 10, 2 );
		$this->begin();
		wp_cache_flush();
		$status = $this->finish();
		remove_filter( 'update_post_metadata_cache', $throw );
		$this->assertSame( array( 'done', 1 ), array( $status['state'], $status['types']['products']['failed'] ) );
		$this->assertSame( (string) $bad, $status['types']['products']['failures'][0]['id'] );
		$this->assertStringContainsString( 'broken by a plugin', $status['types']['products']['lastError'] );
		$this->assertArrayHasKey( $good, $this->backend->export()['products'] );
	}

	/** @return array<string,array{0:string,1:int,2:int}> */
	public function big_products(): array {
		return array(
			'24 with 300 variations in 128 MB' => array( '128M', 24, 300 ),
			'24 with 300 variations in 256 MB' => array( '256M', 24, 300 ),
			'one with 2,000 in 128 MB'         => array( '128M', 1, 2000 ),
		);
	}

	/**
	 * R4: products with many variations need no more memory than others.
	 *
	 * @dataProvider big_products
	 */
	public function test_big_products_fit_into_memory( string $limit, int $products, int $variations ): void {
		$big = ( new VariableProducts() )->make( $products, $variations );
		try {
			$this->begin( array( 'products' ) );
			$result = ( new SyncProcess( array( 'STOREWIRE_MEMORY' => $limit ), array( 'memory_limit' => $limit ) ) )->result();
			$this->assertNotNull( $result, 'The process came to its end.' );
			$this->assertSame( 'done', $result['state'] );
			$this->assertSame( array( $products + 1, 0 ), array( $this->row()['types']['products']['done'], $this->row()['types']['products']['failed'] ) );
			$arrived = array_intersect_key( $this->backend->export()['products'], array_flip( $big->ids ) );
			$this->assertEquals( array_fill_keys( $big->ids, $variations ), array_map( static fn( array $product ): int => count( $product['variants'] ), $arrived ) );
			// The rest is for other plugins: of 128 MB, WordPress with WooCommerce alone takes some 70.
			$this->assertLessThan( 0.8 * wp_convert_hr_to_bytes( $limit ), $result['peak'] );
		} finally {
			$big->close();
		}
	}

	/** X2: an item that the backend never says anything of is set aside, and everything else arrives. */
	public function test_an_item_that_the_backend_passes_over(): void {
		$this->shop->grow( 100 );
		$id = (string) $this->ids( 'orders' )[45];
		$this->backend->strike( array( 'mode' => 'pass_over', 'match' => "order:$id:", 'path' => self::ITEMS ) );
		$type = $this->whole()['types']['orders'];
		$this->assertSame( array( 'done', 1 ), array( $this->row()['state'], $type['failed'] ) );
		$this->assertSame( $id, $type['failures'][0]['id'] );
		$this->assertStringContainsString( "what became of the order $id", $type['failures'][0]['message'] );
		$this->assertCount( $type['done'], $this->backend->export()['orders'] );
	}

	/** X2: so all that there are, beside which nothing shows that the backend is sound. */
	public function test_all_contacts_are_passed_over(): void {
		$this->backend->strike( array( 'mode' => 'pass_over', 'match' => 'contact:', 'path' => self::ITEMS ) );
		$status = $this->whole( array( 'contacts', 'products' ) );
		$this->assertSame( 'waiting', $status['state'], 'It looks like an outage at first.' );
		for ( $try = 0; $try < 30 && 'waiting' === $this->row()['state']; $try++ ) {
			$this->wait_is_over();
			$status = $this->finish();
		}
		$this->assertSame( array( 'done', 2 ), array( $status['state'], $status['types']['contacts']['failed'] ) );
		$this->assertSame( 1, $this->counts()['products'] );
	}

	/** X2's sibling: what was narrowed down in one kind of objects is no place in the next, whose ids lie elsewhere. */
	public function test_the_place_of_one_kind_is_none_of_the_next(): void {
		$this->begin();
		$passes = $this->row()['passes'];
		$this->assertSame( array( 'contacts', 'products', 'orders' ), array_column( $passes, 'kind' ) );
		$passes[0]['cursor'] = $passes[0]['last'];
		$passes[1]['cursor'] = 0;
		// After a failure, a round has one page; here the first page of products has none.
		$this->change_row( array( 'passes' => $passes, 'failures' => 1, 'reading' => array( 1, 2, 7 ) ) );
		for ( $step = 0; $step < 20 && 'running' === $this->row()['state']; $step++ ) {
			$this->sync()->step( 1.0 );
		}
		$this->assertSame( 'done', $this->row()['state'] );
		$this->assertSame( $this->small_shop()['products'], $this->counts()['products'] );
	}

	/** X9: processes killed while the backend hangs cost no object an attempt. */
	public function test_kills_while_the_backend_hangs_cost_no_attempts(): void {
		$this->begin();
		$this->backend->fault( 'hang', self::ITEMS );
		for ( $kill = 0; $kill <= Rules::ATTEMPTS; $kill++ ) {
			$sent    = $this->deliveries();
			$process = new SyncProcess();
			for ( $wait = 0; $wait < 500 && $this->deliveries() === $sent; $wait++ ) {
				usleep( 20000 );
			}
			$this->assertTrue( $process->kill_after( 0 ) );
			$this->change_row( array( 'lease' => null ) );
		}
		$this->backend->fault( 'none' );
		$status = $this->finish();
		$this->assertSame( array( 'done', 0 ), array( $status['state'], array_sum( array_column( $status['types'], 'failed' ) ) ) );
		$this->assertSame( $this->small_shop(), $this->counts() );
	}

	/** R4: a sync that gets nothing done is seen, and can be replaced. */
	public function test_a_stuck_sync_is_seen_and_replaced(): void {
		$run = $this->begin()['run'];
		$this->assertNotContains( 'sync', array_column( $this->findings(), 'code' ) );
		$this->assertTrue( $this->begin()['joined'], 'One that goes on is joined.' );
		ob_start();
		( new \Storewire\Admin\SyncPanel( $this->site()->sync_actions()->status() ) )->print();
		$this->assertStringContainsString( '<div data-form hidden>', (string) ob_get_clean() );
		$this->change_row( array( 'movedAt' => time() - Sync::STUCK - 5 ) );
		$this->assertContains( 'sync', array_column( $this->findings(), 'code' ) );
		ob_start();
		( new \Storewire\Admin\SyncPanel( $this->site()->sync_actions()->status() ) )->print();
		$this->assertStringContainsString( '<div data-form>', (string) ob_get_clean(), 'The owner can start another.' );
		$status = $this->begin();
		$this->assertFalse( $status['joined'] );
		$this->assertNotSame( $run, $status['run'] );
		$this->assertSame( 'done', $this->finish()['state'] );
	}

	/**
	 * Goes on in processes of which some end at an object, until the sync does not go on by itself.
	 *
	 * @return int How many of them ended there.
	 */
	private function run_through( string $poison ): int {
		for ( $deaths = 0; $deaths < 30; $deaths++ ) {
			if ( null !== ( new SyncProcess( array( 'STOREWIRE_POISON' => $poison ) ) )->result() ) {
				return $deaths;
			}
			$this->change_row( array( 'lease' => null ) );
		}
		$this->fail( 'The sync does not end: ' . json_encode( $this->row() ) );
	}

	/** @return int[] Ids of the shop's objects. */
	private function ids( string $kind ): array {
		return ( new \Storewire\Shop\ObjectPages() )->page( $kind, 0, PHP_INT_MAX, 1000, SyncShop::FROM, SyncShop::TO );
	}

	private function deliveries(): int {
		return count( array_filter( $this->backend->requests(), static fn( $request ) => self::ITEMS === $request['path'] ) );
	}
}
