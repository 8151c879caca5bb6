<?php
declare(strict_types=1);

namespace Storewire\Tests\Delivery;

use PHPUnit\Framework\TestCase;
use Storewire\Core\Item;
use Storewire\Delivery\Batches;
use Storewire\Delivery\SignupRequest;

/**
 * How items go together: an item never goes before what it refers to, nor twice (D1, D2).
 */
final class BatchesTest extends TestCase {

	public function test_what_comes_of_one_object_stays_in_one_request(): void {
		$this->assertSame( array( 'a b', 'c d', 'e' ), self::ids( new Batches( self::items( 'a b', 'c d', 'e' ), 2, 1000 ) ) );
		$this->assertSame( array( 'a b', 'c d e' ), self::ids( new Batches( self::items( 'a b', 'c d', 'e' ), 3, 1000 ) ) );
	}

	public function test_an_item_of_two_objects_goes_once_and_takes_no_room(): void {
		$this->assertSame( array( 'ann o1 o2', 'o3' ), self::ids( new Batches( self::items( 'ann o1', 'ann o2', 'ann o3' ), 3, 1000 ) ) );
	}

	public function test_more_than_a_request_may_hold_is_cut_in_order(): void {
		$this->assertSame( array( 'a', 'b c', 'd e', 'f' ), self::ids( new Batches( self::items( 'a', 'b c d e', 'f' ), 2, 1000 ) ) );
	}

	public function test_a_request_is_closed_before_it_is_too_large_but_an_object_is_not_torn_apart_for_that(): void {
		$size = strlen( self::items( 'a' )[0][0]->json );
		$this->assertSame( array( 'a b', 'c' ), self::ids( new Batches( self::items( 'a', 'b', 'c' ), 9, 2 * $size ) ) );
		$this->assertSame( array( 'a', 'b c d' ), self::ids( new Batches( self::items( 'a', 'b c d' ), 9, 2 * $size ) ) );
	}

	public function test_what_was_too_much_goes_before_the_rest(): void {
		$batches = new Batches( self::items( 'a b c', 'd' ), 3, 1000 );
		$batches->put_back( $batches->next(), 2 );
		$this->assertSame( array( 'a b', 'c', 'd' ), self::ids( $batches ) );
		$this->assertTrue( $batches->is_empty() );
	}

	public function test_requests_of_shoppers_go_first_and_alone(): void {
		$batches = new Batches( self::items( 'a b' ), 9, 1000 );
		$batches->put_first( array( new SignupRequest( 's1', array() ), new SignupRequest( 's2', array() ) ) );
		$this->assertSame( array( 's1', 's2', 'a b' ), self::ids( $batches ) );
	}

	public function test_nothing_is_no_request(): void {
		$this->assertTrue( ( new Batches( array( array(), array() ), 9, 1000 ) )->is_empty() );
	}

	/** @return array<int,Item[]> Items of objects, by their ids. */
	private static function items( string ...$objects ): array {
		$item = static fn( string $id ): Item => new Item( $id, 'order', '{"id":"' . str_pad( $id, 3 ) . '"}' );
		return array_map( static fn( string $ids ): array => array_map( $item, explode( ' ', $ids ) ), $objects );
	}

	/** @return string[] The ids of each request that is left. */
	private static function ids( Batches $batches ): array {
		return array_map( static fn( array $batch ): string => implode( ' ', array_column( $batch, 'id' ) ), $batches->take( 99 ) );
	}
}
