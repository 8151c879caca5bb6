<?php
declare(strict_types=1);

namespace Storewire\Tests\Faults;

/**
 * For tests of what a shop does by itself: page views start WP-Cron, as they do everywhere but in the lab's quiet instances.
 */
trait RealCron {

	/** While this file exists, the instance is quiet (see the lab's wp-config.php). */
	private static function quiet(): string {
		return ABSPATH . 'storewire-quiet';
	}

	protected function setUp(): void {
		parent::setUp();
		if ( file_exists( self::quiet() ) ) {
			unlink( self::quiet() );
		}
	}

	/** What is under way ends before another test looks at anything. */
	protected function tearDown(): void {
		touch( self::quiet() );
		for ( $tenths = 0; $tenths < 600 && $this->is_at_work(); $tenths++ ) {
			usleep( 100000 );
		}
		parent::tearDown();
	}

	/** Whether a run of WP-Cron has not ended yet. */
	private function is_at_work(): bool {
		wp_cache_flush();
		return false !== get_transient( 'doing_cron' );
	}
}
