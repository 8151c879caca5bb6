<?php
declare(strict_types=1);

namespace Storewire\Tests\Arrival;

use PHPUnit\Framework\TestCase;
use Storewire\Hooks;

/**
 * Each hook that the plugin listens to has a test in which the real shop fires it and which compares what arrives at the
 * backend. The tests themselves see to it that the hooks which they name did fire.
 */
final class CoverageTest extends TestCase {

	const TESTS = array( AdminArriveTest::class, CartsArriveTest::class, CheckoutsArriveTest::class, OrdersArriveTest::class, ProductsArriveTest::class, UsersArriveTest::class );

	public function test_every_hook_has_a_test_of_what_arrives(): void {
		$proved = array();
		foreach ( self::TESTS as $class ) {
			foreach ( $class::PROVES as $test => $rows ) {
				$this->assertTrue( method_exists( $class, $test ), "$class::$test" );
				foreach ( $rows as $row ) {
					$proved[ strtok( $row, '@' ) ] = true;
				}
			}
		}
		$table = array_map( static fn( array $row ): string => "$row[0] $row[1].$row[2]", Hooks::RECORDED );
		$this->assertSame( array(), array_values( array_diff( $table, array_keys( $proved ) ) ), 'Hooks without a test.' );
		$this->assertSame( array(), array_values( array_diff( array_keys( $proved ), $table ) ), 'Tests of hooks that nobody listens to.' );
	}
}
