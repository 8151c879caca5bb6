<?php
declare(strict_types=1);

namespace Storewire\Tests\Core;

use Storewire\Core\Core;
use Storewire\Core\CoreFailure;
use Storewire\Core\CoreTrust;
use Storewire\Core\KnownAnswers;
use Storewire\Outbox\Outbox;
use Storewire\Plugin;
use Storewire\Tests\Outbox\OutboxTestCase;

/**
 * C1b: before the core's answers count, it has to give the known ones; while it does not, nothing is sent. That PHP's JIT
 * really is caught so, tests/conformance/jit.rs shows; here the right core is held against wrong answers.
 */
final class CoreTrustTest extends OutboxTestCase {

	/** Where a core seems to be. */
	private string $folder;

	protected function setUp(): void {
		parent::setUp();
		$this->folder = get_temp_dir() . uniqid( 'storewire-core-' );
		mkdir( $this->folder );
		// The class is there already, or else this is what loads it.
		file_put_contents( "$this->folder/core.php", '<?php require_once ' . var_export( WP_PLUGIN_DIR . '/storewire/pkg/php/core.php', true ) . ';' );
		$this->known();
	}

	/** A sync that began while all was well. */
	private function sync_begun_before(): void {
		$this->site()->sync()->forget();
		$this->assertFalse( $this->site()->sync()->start( array( 'products' ) )['joined'] );
	}

	protected function tearDown(): void {
		array_map( 'unlink', glob( "$this->folder/*" ) );
		rmdir( $this->folder );
		parent::tearDown();
	}

	/** Nothing is mapped and sent, what happens is recorded, the owner is told, and once all is right again it goes on by itself. */
	public function test_c1b_a_core_that_computes_wrong_values_sends_nothing(): void {
		$this->connect();
		$this->outbox()->changed( 'product', $this->product() );
		$this->settle();
		$this->known( 0 );
		$before = count( $this->backend->requests() );
		$this->assertSame( 0, $this->with_core()->relay()->step( 5.0 ) );
		$this->sync_begun_before();
		$status = $this->with_core()->sync()->step( 5.0 );
		$this->assertSame( 'paused', $status['state'] );
		$this->assertStringContainsString( 'computes wrong values here', $status['message'] );
		$this->assertSame( 0, array_sum( array_column( $status['types'], 'failed' ) ), 'No object is to blame.' );
		$this->with_core()->ticks()->sweep_tick();
		$this->with_core()->ticks()->heartbeat_tick();
		$this->assertCount( $before, $this->backend->requests() );
		$this->assertSame( array( '0' ), array_column( $this->rows(), 'attempts' ) );
		$this->outbox()->changed( 'product', $this->product() );
		$this->assertSame( 2, Outbox::size() );

		$finding = $this->findings()[0];
		$this->assertSame( array( 'core', 'critical' ), array( $finding->code, $finding->level ) );
		$this->assertStringContainsString( 'PHP ' . PHP_VERSION . ' computes wrong values here', $finding->text );
		$health = $this->with_core()->health();
		$this->assertEquals( array( $finding ), $health->findings( $health->report() ), 'Where the core cannot be asked, that is what there is to say.' );
		$this->assertSame( 'critical', \Storewire\plugin()->site_health()->result()['status'] );
		$this->assertStringContainsString( 'computes wrong values here', \Storewire\plugin()->site_health()->section( array() )['storewire']['fields']['core']['value'] );

		$this->known();
		touch( "$this->folder/core.php", time() + 5 );
		$this->settle();
		$this->assertSame( 2, $this->with_core()->relay()->step( 5.0 ) );
		$this->assertNotContains( 'core', array_column( $this->findings(), 'code' ) );
		$this->assertStringContainsString( 'all right', \Storewire\plugin()->site_health()->section( array() )['storewire']['fields']['core']['value'] );
	}

	/** A wrong answer where nobody has been told of a change is caught by the few that every process asks. */
	public function test_c1b_every_process_asks_a_few(): void {
		$this->ask();
		$this->known( KnownAnswers::FEW );
		$this->ask();
		$this->known( KnownAnswers::FEW - 1 );
		$this->refuses();
		$this->assertStringContainsString( 'computes wrong values', CoreTrust::status()['problem'] );
		$this->known( KnownAnswers::FEW );
		$this->refuses( 'Once it has failed, all count.' );
	}

	/** It is tried again at once, for the core may have been compiled anew, and then once an hour; sooner where something changed. */
	public function test_c1b_it_is_tried_again(): void {
		$this->known( 0 );
		$this->refuses();
		$this->refuses();
		$this->known();
		$this->refuses( 'Not before an hour has passed.' );
		$results = get_option( CoreTrust::OPTION );
		foreach ( $results as &$result ) {
			$result['at'] -= HOUR_IN_SECONDS;
		}
		unset( $result );
		update_option( CoreTrust::OPTION, $results, false );
		$this->ask();

		$this->known( 0 );
		$this->refuses();
		$this->refuses();
		$this->known();
		touch( "$this->folder/core.php", time() + 5 );
		$this->ask();
	}

	/** What has been found out is kept, is not loaded with every page, and does not grow for ever. */
	public function test_c1b_what_is_kept(): void {
		global $wpdb;
		for ( $n = 0; $n < CoreTrust::KEPT + 3; $n++ ) {
			touch( "$this->folder/core.php", 1700000000 + $n );
			clearstatcache();
			$this->ask();
		}
		$this->assertCount( CoreTrust::KEPT, get_option( CoreTrust::OPTION ) );
		$autoload = $wpdb->get_var( $wpdb->prepare( "SELECT autoload FROM {$wpdb->options} WHERE option_name = %s", CoreTrust::OPTION ) );
		$this->assertContains( $autoload, array( 'no', 'off' ) );
		$queries = array();
		$note    = static function ( string $query ) use ( &$queries ): string {
			$queries[] = $query;
			return $query;
		};
		add_filter( 'query', $note );
		$this->ask();
		remove_filter( 'query', $note );
		$this->assertSame( array(), preg_grep( '/^\s*(INSERT|UPDATE|REPLACE|DELETE)/i', $queries ), 'It is written only where something is new.' );
	}

	/** A plugin that is not complete says so instead of ending the request. */
	public function test_c1b_without_known_answers_nothing_is_believed(): void {
		unlink( "$this->folder/known-answers.php" );
		$this->refuses();
		$this->assertStringContainsString( 'known-answers.php is missing', CoreTrust::status()['problem'] );
	}

	/** Should the trial end the process, what it leaves behind says so. */
	public function test_c1b_a_trial_that_ends_the_process_is_known_afterwards(): void {
		$file = "$this->folder/known-answers.php";
		file_put_contents( $file, str_replace( '<?php return', '<?php $GLOBALS["storewire_meanwhile"] = \Storewire\Core\CoreTrust::status()["problem"]; return', file_get_contents( $file ) ) );
		if ( function_exists( 'opcache_invalidate' ) ) {
			opcache_invalidate( $file, true );
		}
		$this->ask();
		$this->assertStringContainsString( 'ended while the core was being tested', $GLOBALS['storewire_meanwhile'] );
		$this->assertSame( '', CoreTrust::status()['problem'] );
	}

	/** C1b's sibling: after an update many visitors come at once, and each finds the trials of the others under way. */
	public function test_c1b_trials_side_by_side_are_no_failures(): void {
		$this->ask();
		$results = get_option( CoreTrust::OPTION );
		$print   = array_key_last( $results );
		foreach ( array( 10 => false, CoreTrust::BEGUN => true ) as $begun => $refused ) {
			$results[ $print ] = array( 'problem' => 'It ended.', 'times' => $begun, 'begun' => true, 'at' => time() ) + $results[ $print ];
			update_option( CoreTrust::OPTION, $results );
			try {
				$this->ask();
				$this->assertFalse( $refused, "$begun are under way" );
			} catch ( \Storewire\Core\CoreFailure $failure ) {
				$this->assertTrue( $refused, "$begun are under way: " . $failure->getMessage() );
			}
		}
	}

	/** Puts the known answers there, one of them wrong. */
	private function known( ?int $wrong = null ): void {
		$known = require WP_PLUGIN_DIR . '/storewire/pkg/php/known-answers.php';
		if ( null !== $wrong ) {
			$known[ array_keys( $known )[ $wrong ] ][1] .= ' ';
		}
		file_put_contents( "$this->folder/known-answers.php", '<?php return ' . var_export( $known, true ) . ';' );
		clearstatcache();
		if ( function_exists( 'opcache_invalidate' ) ) {
			opcache_invalidate( "$this->folder/known-answers.php", true );
		}
	}

	/** The plugin as the next process sees it, with that core. */
	private function with_core(): Plugin {
		$site = $this->site();
		$made = new \ReflectionProperty( Plugin::class, 'made' );
		$made->setAccessible( true );
		$made->setValue( $site, array( Core::class => new Core( "$this->folder/core.php" ) ) );
		return $site;
	}

	/** Asks something in another process. */
	private function ask(): void {
		clearstatcache();
		$this->assertArrayHasKey( 'settings', $this->with_core()->core()->call( array( 'settings' => array() ) ) );
	}

	/** Asks something that gets no answer. */
	private function refuses( string $why = '' ): void {
		clearstatcache();
		try {
			$this->with_core()->core()->call( array( 'settings' => array() ) );
		} catch ( CoreFailure $failure ) {
			$this->assertNotSame( '', $failure->getMessage() );
			return;
		}
		$this->fail( "The core is believed. $why" );
	}
}
