<?php
declare(strict_types=1);

namespace Storewire\Tests\BackInStock;

use Storewire\Generated\Rules;
use Storewire\Outbox\OutboxTable;
use Storewire\Recording\Recorder;
use Storewire\Support\RateCounters;
use Storewire\Tests\Outbox\OutboxTestCase;
use Storewire\Tests\Support\MuPlugin;
use Storewire\Tests\Support\ShopFixtures;

/**
 * Tests of the back-in-stock form: connected, with an empty outbox, and nobody counted.
 */
abstract class SignupTestCase extends OutboxTestCase {

	/** @var callable */
	private $loud;

	/** @var int[] */
	protected array $made = array();

	protected function setUp(): void {
		parent::setUp();
		RateCounters::install();
		$this->sql( 'TRUNCATE TABLE ' . RateCounters::table() );
		$this->loud = MuPlugin::add( 'quiet', MuPlugin::QUIET );
		$this->connect();
		update_option( Recorder::OPTION, array( 'orders', 'products' ) );
		$this->sql( 'TRUNCATE TABLE ' . OutboxTable::name() );
	}

	protected function tearDown(): void {
		( $this->loud )();
		$this->sql( 'TRUNCATE TABLE ' . RateCounters::table() );
		foreach ( $this->made as $id ) {
			wp_delete_post( $id, true );
		}
		parent::tearDown();
	}

	/** @return array<int,array<string,string|null>> Requests that wait. */
	protected function signups(): array {
		return array_values( array_filter( $this->rows(), static fn( array $row ): bool => Rules::BACK_IN_STOCK === $row['topic'] ) );
	}

	/** A product that is sold out. */
	protected function sold_out( string $name, array $props = array() ): int {
		$product = new \WC_Product_Simple();
		$product->set_props( $props + array( 'name' => $name, 'regular_price' => '12.50', 'stock_status' => 'outofstock' ) );
		$id           = $product->save();
		$this->made[] = $id;
		return $id;
	}

	/** @return int[] A shirt, its red variation, which is sold out, and its blue one. */
	protected function shirt(): array {
		$made = ShopFixtures::variable(
			array( 'name' => 'Shirt' ),
			'Color',
			array(
				'Red'  => array( 'regular_price' => '20', 'stock_status' => 'outofstock' ),
				'Blue' => array( 'regular_price' => '20', 'stock_status' => 'instock' ),
			)
		);
		$ids  = array_map( static fn( \WC_Product $product ): int => $product->get_id(), $made );
		array_push( $this->made, ...$ids );
		\WC_Product_Variable::sync( $ids[0] );
		return $ids;
	}
}
