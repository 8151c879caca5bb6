<?php
declare(strict_types=1);

namespace Storewire\Tests\Outbox;

use Storewire\Delivery\Relay;
use Storewire\Hooks;
use Storewire\Outbox\Outbox;
use Storewire\Outbox\OutboxTable;
use Storewire\Recording\Recorder;
use Storewire\Support\LeasedOption;
use Storewire\Sweep\Sweep;
use Storewire\Tests\Support\StoreTestCase;

/**
 * Tests of what waits to be sent. The database's clock, by which the outbox lives, can be moved: MySQL lets a session say
 * what time it is.
 */
abstract class OutboxTestCase extends StoreTestCase {

	/** @var array<string,true> Products made, to be deleted. */
	private array $products = array();

	/** @var array<int,array<int,mixed>> The hooks that were taken away: hook, callback, priority, arguments. */
	private array $unheard = array();

	/** Nobody listens to the shop here: these tests record by themselves. */
	protected function setUp(): void {
		global $wp_filter;
		parent::setUp();
		foreach ( array_unique( array_column( Hooks::RECORDED, 0 ) ) as $hook ) {
			foreach ( isset( $wp_filter[ $hook ] ) ? $wp_filter[ $hook ]->callbacks : array() as $priority => $callbacks ) {
				foreach ( $callbacks as $callback ) {
					if ( $callback['function'] instanceof \Closure && isset( ( new \ReflectionFunction( $callback['function'] ) )->getStaticVariables()['method'] ) ) {
						$this->unheard[] = array( $hook, $callback['function'], $priority, $callback['accepted_args'] );
						remove_action( $hook, $callback['function'], $priority );
					}
				}
			}
		}
		OutboxTable::install();
		$this->sql( 'TRUNCATE TABLE ' . OutboxTable::name() );
	}

	protected function tearDown(): void {
		$this->clock( null );
		foreach ( array_keys( $this->products ) as $id ) {
			wp_delete_post( $id, true );
		}
		foreach ( $this->unheard as $hook ) {
			add_action( ...$hook );
		}
		OutboxTable::install();
		$this->sql( 'TRUNCATE TABLE ' . OutboxTable::name() );
		parent::tearDown();
	}

	/** The shop's side, as another request has it. */
	protected function outbox(): Outbox {
		return new Outbox();
	}

	/** A relay, as another process has it. */
	protected function relay(): Relay {
		return $this->site()->relay();
	}

	/**
	 * Moves the database's clock.
	 *
	 * @param int|null $seconds So far ahead of the true time; null for the true time.
	 */
	protected function clock( ?int $seconds ): void {
		$this->sql( null === $seconds ? 'SET SESSION timestamp = DEFAULT' : 'SET SESSION timestamp = ' . ( time() + $seconds ) );
	}

	/** Lets everything settle that was recorded. */
	protected function settle(): void {
		$this->sql( 'UPDATE ' . OutboxTable::name() . ' SET due_at = LEAST(due_at, UNIX_TIMESTAMP())' );
	}

	/** Lets all that was recorded go out. */
	protected function deliver(): void {
		$this->settle();
		$this->relay()->step( 20.0 );
	}

	/** A whole sweep, and the relay after it. How many objects it found to repair. */
	protected function night(): int {
		$this->site()->sweep()->start();
		for ( $tick = 0; $tick < 20 && $this->site()->sweep()->step( 10.0 ); $tick++ ) {
			$this->deliver();
		}
		$this->assertLessThan( 20, $tick );
		$repaired = ( new LeasedOption( Sweep::OPTION ) )->read()['repaired'];
		$this->deliver();
		return $repaired;
	}

	/** The connection or the choices were stored, which the listener would have heard. */
	protected function follow(): void {
		( new Recorder( $this->outbox() ) )->follow();
	}

	/** @return array<int,array<string,string|null>> All rows, in the order of their ids. */
	protected function rows(): array {
		global $wpdb;
		return $wpdb->get_results( 'SELECT * FROM ' . OutboxTable::name() . ' ORDER BY id', ARRAY_A );
	}

	protected function sql( string $sql ): void {
		global $wpdb;
		$wpdb->query( $sql );
		$this->assertSame( '', $wpdb->last_error );
	}

	/** A product that qualifies (S6). */
	protected function product( string $name = 'Kettle' ): string {
		$product = new \WC_Product_Simple();
		$product->set_name( $name );
		$product->set_regular_price( '12.50' );
		$id                    = $product->save();
		$this->products[ $id ] = true;
		return (string) $id;
	}

	/** Renames a product, as somebody in wp-admin would, and records it. */
	protected function rename( string $id, string $name ): void {
		$product = wc_get_product( (int) $id );
		$product->set_name( $name );
		$product->save();
		$this->outbox()->changed( 'product', $id );
	}

	protected static function deep(): bool {
		return '1' === getenv( 'STOREWIRE_DEEP' );
	}
}
