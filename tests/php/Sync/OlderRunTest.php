<?php
declare(strict_types=1);

namespace Storewire\Tests\Sync;

use Storewire\Shop\ObjectPages;
use Storewire\Support\LeasedOption;
use Storewire\Sync\SyncState;

/**
 * Runs as the first 0.1.0 kept them, which an update finds.
 */
final class OlderRunTest extends SyncTestCase {

	/**
	 * Stores a run of the small shop, whose contacts are synced and whose products are next.
	 *
	 * @param array<string,mixed> $changes What differs.
	 */
	private function store( array $changes = array() ): void {
		$figures = array_fill_keys( array( 'done', 'skipped', 'failed' ), 0 ) + array(
			'lastError' => null,
			'reasons'   => array(),
			'failures'  => array(),
		);
		$run     = array(
			'run'        => 's0a1b2c3d',
			'state'      => 'running',
			'from'       => SyncShop::FROM,
			'to'         => SyncShop::TO,
			'wanted'     => array_fill_keys( self::ALL, true ),
			'passes'     => array( self::pass( 'products' ), self::pass( 'orders' ) ),
			'types'      => array(
				'contacts'     => array( 'total' => 3, 'done' => 2, 'skipped' => 1 ) + $figures,
				'products'     => array( 'total' => 2 ) + $figures,
				'orders'       => array( 'total' => 5 ) + $figures,
				'transactions' => array( 'total' => 5 ) + $figures,
			),
			'objects'    => 10,
			'processed'  => 3,
			'samples'    => array( array( microtime( true ), 0 ) ),
			'batch'      => 500,
			'failures'   => 0,
			'startedAt'  => time(),
			'finishedAt' => null,
			'retryAt'    => null,
			'message'    => '',
		);
		$row     = new LeasedOption( SyncState::OPTION );
		$row->read();
		$row->write( $changes + $run, false );
	}

	private static function pass( string $kind ): array {
		return array(
			'kind'   => $kind,
			'cursor' => 0,
			'last'   => ( new ObjectPages() )->extent( $kind, SyncShop::FROM, SyncShop::TO )['last'],
		);
	}

	public function test_it_goes_on_where_it_was(): void {
		$this->store();
		$status = $this->sync()->status();
		$this->assertSame( array( 'running', 's0a1b2c3d' ), array( $status['state'], $status['run'] ) );
		$this->assertSame( array( 3, 2, 5, 5 ), array_column( $status['types'], 'total' ) );

		$status = $this->finish();
		$this->assertSame( array( 'done', '' ), array( $status['state'], $status['message'] ) );
		$this->assertSame( array( 2, 1, 4, 4 ), array_column( $status['types'], 'done' ) );
		$this->assertSame( array( 1, 1, 1, 0 ), array_column( $status['types'], 'skipped' ) );
		$this->assertSame( array( 4, 4, 1 ), array( $this->counts()['orders'], $this->counts()['transactions'], $this->counts()['products'] ) );
	}

	public function test_a_request_joins_it(): void {
		$this->store();
		$joined = $this->begin( array( 'products', 'transactions' ) );
		$this->assertSame( array( true, array(), array( 'products', 'transactions' ) ), array( $joined['joined'], $joined['added'], $joined['underWay'] ) );
		$this->assertSame( array( 'contacts' ), $this->begin( array( 'contacts' ) )['added'] );
		$this->assertSame( 'done', $this->finish()['state'] );
		$this->assertSame( $this->small_shop(), $this->counts() );
	}

	public function test_transactions_alone(): void {
		$this->store();
		$types = array_intersect_key( $this->row()['types'], array( 'transactions' => true ) );
		$this->store(
			array(
				'wanted' => array( 'transactions' => true ) + array_fill_keys( self::ALL, false ),
				'passes' => array( self::pass( 'orders' ) ),
				'types'  => $types,
			)
		);
		$status = $this->finish();
		$this->assertSame( 'done', $status['state'] );
		$this->assertSame( array( 4 ), array_column( $status['types'], 'done' ) );
		$this->assertSame( array( 0, 4 ), array( $this->counts()['orders'], $this->counts()['transactions'] ) );
	}

	public function test_one_that_is_done_is_shown(): void {
		$this->store();
		$this->store( array( 'state' => 'done', 'passes' => array(), 'finishedAt' => time() ) );
		$status = $this->sync()->status();
		$this->assertSame( 'done', $status['state'] );
		$this->assertSame( array( 0, 0, 0, 0 ), array_column( $status['types'], 'unused' ) );
	}

	public function test_one_that_waits_for_the_backend_goes_on_when_it_is_time(): void {
		$this->store( array( 'state' => 'waiting', 'failures' => 1, 'retryAt' => 1 ) );
		$this->assertSame( 'done', $this->finish()['state'] );
	}
}
