<?php
declare(strict_types=1);

namespace Storewire\Tests\Faults\Life\Actions;

use Storewire\Tests\Faults\Life\Backup;
use Storewire\Tests\Faults\Life\Shop;

/**
 * What the owner decides, and what befalls the whole store.
 */
final class Owner {

	private const SWITCHES = array( 'contacts', 'orders', 'transactions', 'products', 'orderReceivedTrigger', 'paymentReceivedTrigger' );

	private Shop $shop;

	private ?Backup $backup = null;

	public function __construct( Shop $shop ) {
		$this->shop = $shop;
	}

	/** A switch goes off. */
	public function a_switch_goes_off(): void {
		$this->switch( $this->shop->chance->one( self::SWITCHES ), false );
	}

	/** What is off goes on again. */
	public function switches_go_on(): void {
		foreach ( $this->shop->diary->state['off'] as $switch ) {
			$this->switch( $switch, true );
		}
	}

	/** A switch goes off and on again within the day. */
	public function a_switch_goes_off_and_on(): void {
		$switch = $this->shop->chance->one( self::SWITCHES );
		$this->switch( $switch, false );
		$this->shop->later();
		$this->switch( $switch, true );
	}

	/** Nothing goes out any more but of subscribers, of whom there are none. */
	public function the_owner_asks_for_consent(): void {
		$this->consent( 'subscribers' );
	}

	/** Everything goes out again, and the owner has sent again what went without the person. */
	public function the_owner_asks_for_no_consent(): void {
		$this->consent( 'all' );
		$this->shop->later();
		$this->shop->sync();
	}

	/** Sync Store. */
	public function the_owner_syncs_the_store(): void {
		$this->shop->sync();
	}

	/** The shop sells in another currency. */
	public function the_currency_changes(): void {
		update_option( 'woocommerce_currency', $this->shop->chance->one( array_diff( array( 'USD', 'EUR', 'JPY', 'KWD' ), array( get_option( 'woocommerce_currency' ) ) ) ) );
	}

	/** The backend is down for a while. */
	public function the_backend_is_down(): void {
		$this->shop->backend->fault( 'outage' );
		$this->shop->later();
		$this->shop->site()->relay()->step( 5.0 );
		$this->shop->backend->fault( 'none' );
		$this->shop->later( 60 );
	}

	/** The owner disconnects, and connects again: what waited is thrown away, and everything is synced. */
	public function the_owner_connects_anew(): void {
		// A backup from before holds a connection that has ended by then.
		$this->backup = null;
		$this->shop->site()->actions()->disconnect( true );
		$this->shop->diary->drop( static fn(): bool => true );
		$this->shop->later();
		( $this->shop->connect )();
		$this->shop->later();
		$this->shop->sync();
	}

	/** A backup is made. */
	public function a_backup_is_made(): void {
		$this->backup = new Backup( $this->shop );
	}

	/** The last backup is restored: what was done since is gone from the store, and its numbers are given out again. */
	public function a_backup_is_restored(): void {
		if ( null === $this->backup ) {
			$this->backup = new Backup( $this->shop );
			$this->shop->later();
			$this->shop->new_order();
			$this->shop->later();
		}
		$this->backup->restore();
	}

	private function switch( string $switch, bool $on ): void {
		$this->shop->diary->note( $switch . ( $on ? ' on' : ' off' ) );
		$this->shop->site()->settings()->change( array( 'sync' => array( $switch => $on ) ) );
		$this->shop->diary->switched( $switch, $on );
	}

	private function consent( string $choice ): void {
		$this->shop->site()->settings()->change( array( 'consent' => $choice ) );
		$this->shop->diary->consent( $choice );
	}
}
