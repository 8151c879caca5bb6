<?php
declare(strict_types=1);

namespace Storewire\Tests;

use PHPUnit\Framework\TestCase;
use Storewire\Listener;

foreach ( array( 'Admin', 'Carts', 'Checkouts', 'Orders', 'Products', 'Users' ) as $part ) {
	require_once __DIR__ . "/Hook{$part}Test.php";
}

/**
 * Each hook that the plugin listens to has a test in which the real shop fires it and which compares what arrives at the
 * backend. The tests themselves see to it that the hooks which they name did fire.
 */
final class HookCoverageTest extends TestCase {

	const TESTS = array( HookAdminTest::class, HookCartsTest::class, HookCheckoutsTest::class, HookOrdersTest::class, HookProductsTest::class, HookUsersTest::class );

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
		$table = array_map( static fn( array $row ): string => "$row[0] $row[1].$row[2]", Listener::HOOKS );
		$this->assertSame( array(), array_values( array_diff( $table, array_keys( $proved ) ) ), 'Hooks without a test.' );
		$this->assertSame( array(), array_values( array_diff( array_keys( $proved ), $table ) ), 'Tests of hooks that nobody listens to.' );
	}
}
