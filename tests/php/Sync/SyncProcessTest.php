<?php
declare(strict_types=1);

namespace Storewire\Tests\Sync;

use Storewire\Tests\Support\SyncProcess;

/**
 * The sync in processes of their own (S9, D2): killed at any moment, many at once, over many orders.
 */
final class SyncProcessTest extends SyncTestCase {

	/** Kill -9 at random moments: it goes on where it was and ends with exactly the right content, each object once. */
	public function test_killed_at_random_moments_it_ends_with_the_right_content(): void {
		list( $orders, $kills ) = self::deep() ? array( 2000, 50 ) : array( 400, 8 );
		$this->shop->grow( $orders );
		$this->whole();
		$right = $this->backend->export();
		$this->assertCount( (int) ( $orders * 0.8 ), $right['orders'] );

		$this->backend->reset();
		$this->connect();
		$this->sync()->forget();
		mt_srand( 20260402 );
		$killed = 0;
		while ( $killed < $kills ) {
			$this->begin();
			$killed += ( new SyncProcess() )->kill_after( mt_rand( 0, 400000 + 600 * $orders ) ) ? 1 : 0;
			$this->expire();
		}
		$this->assertSame( 'done', 'done' === $this->row()['state'] ? 'done' : ( new SyncProcess() )->result()['state'] );
		$this->assertSame( $right, $this->backend->export() );
	}

	/** Three processes on one run: one works at a time, and all is there once. */
	public function test_many_processes_share_a_run(): void {
		$this->shop->grow( 400 );
		$this->begin();
		$processes = array( new SyncProcess(), new SyncProcess(), new SyncProcess() );
		$ended     = false;
		for ( $wait = 0; $wait < 300 && ! $ended; $wait++ ) {
			usleep( 100000 );
			$ended = 'done' === $this->row()['state'];
		}
		foreach ( $processes as $process ) {
			$this->assertSame( 'done', $process->result()['state'] );
		}
		$this->assertSame( 320, $this->counts()['orders'] );
		$this->assertSame( 320, $this->sync()->status()['types']['orders']['done'], 'Each was counted once.' );
	}

	/** Memory stays the same from a thousand orders to twenty thousand. */
	public function test_memory_is_flat(): void {
		list( $few, $many ) = self::deep() ? array( 1000, 20000 ) : array( 1000, 4000 );
		$peaks              = array();
		foreach ( array( $few, $many ) as $orders ) {
			$this->shop->close();
			$this->shop = ( new SyncShop() )->open()->grow( $orders );
			$this->begin();
			$result = ( new SyncProcess() )->result();
			$this->assertSame( 'done', $result['state'] );
			$this->assertSame( (int) ( $orders * 0.8 ), $this->sync()->status()['types']['orders']['done'] );
			$peaks[] = $result['peak'];
		}
		$this->assertLessThan( $peaks[0] * 1.1, $peaks[1], "From $few to $many orders." );
	}

	/** What a killed process held runs out. */
	private function expire(): void {
		$this->change_row( array( 'lease' => null ) );
	}

	private static function deep(): bool {
		return '1' === getenv( 'STOREWIRE_DEEP' );
	}
}
