<?php
declare(strict_types=1);

namespace Storewire\Tests\Sync;

use Storewire\Sync\Sync;
use Storewire\Sync\SyncState;
use Storewire\Tests\Support\StoreTestCase;

/**
 * A connected store with a small shop, and syncs of it in this process.
 */
abstract class SyncTestCase extends StoreTestCase {

	const ALL = array( 'contacts', 'products', 'orders', 'transactions' );

	protected SyncShop $shop;

	protected function setUp(): void {
		parent::setUp();
		$this->shop = ( new SyncShop() )->open();
		$this->connect();
		$this->sync()->forget();
	}

	protected function tearDown(): void {
		$this->shop->close();
		parent::tearDown();
	}

	/** The sync as another process has it. */
	protected function sync(): Sync {
		return $this->site()->sync();
	}

	/**
	 * Starts a sync of the small shop.
	 *
	 * @param string[] $types Types.
	 */
	protected function begin( array $types = self::ALL ): array {
		return $this->sync()->start( $types, SyncShop::FROM, SyncShop::TO );
	}

	/** Goes on, tick by tick, until the sync does not go on by itself. */
	protected function finish(): array {
		for ( $tick = 0; $tick < 200; $tick++ ) {
			$status = $this->sync()->step( 5.0 );
			if ( 'running' !== $status['state'] ) {
				return $status;
			}
		}
		$this->fail( 'The sync does not end: ' . json_encode( $status ) );
	}

	/** A whole sync of the small shop. */
	protected function whole( array $types = self::ALL ): array {
		$this->begin( $types );
		return $this->finish();
	}

	/** The sync's row. */
	protected function row(): array {
		return ( new SyncState() )->read();
	}

	/**
	 * Changes the sync's row, as time or another process would.
	 *
	 * @param array<string,mixed> $changes Fields.
	 */
	protected function change_row( array $changes ): void {
		global $wpdb;
		$wpdb->update( $wpdb->options, array( 'option_value' => wp_json_encode( array_merge( $this->row(), $changes ) ) ), array( 'option_name' => SyncState::OPTION ) );
	}

	/** Lets the time to wait be over. */
	protected function wait_is_over(): void {
		$this->assertSame( 'waiting', $this->row()['state'] );
		$this->assertGreaterThan( microtime( true ) * 1000, $this->row()['retryAt'], 'It says until when it waits.' );
		$this->change_row( array( 'retryAt' => 1 ) );
	}

	/** How many records of each kind the backend has. */
	protected function counts(): array {
		return array_map( 'count', $this->backend->export() );
	}

	/** What a whole sync of the small shop puts there: a customer, a subscriber, three guests, … */
	protected function small_shop(): array {
		return array(
			'contacts'     => 5,
			'products'     => 1,
			'categories'   => 1,
			'orders'       => 4,
			'transactions' => 4,
		);
	}
}
