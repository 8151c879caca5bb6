<?php
/**
 * What WooCommerce → Storewire looks like.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Admin;

use Storewire\Actions\OwnerActions;
use Storewire\Connection\Parting;
use Storewire\Health\Health;
use Storewire\Outbox\Leftovers;

/**
 * Prints the page for where things stand. It decides nothing and changes nothing.
 */
final class ConnectionScreens {

	/**
	 * Of `OwnerStatus::read()`.
	 *
	 * @var array<string,mixed>
	 */
	private array $status;

	private string $draft;
	private OwnerActions $actions;
	private Health $health;

	/**
	 * @param array<string,mixed> $status  Of `OwnerStatus::read()`.
	 * @param string              $draft   Id of a draft that was begun at the backend (C4), or ''.
	 * @param OwnerActions        $actions What the owner can do.
	 * @param Health              $health  How the connection does.
	 */
	public function __construct( array $status, string $draft, OwnerActions $actions, Health $health ) {
		$this->status  = $status;
		$this->actions = $actions;
		$this->health  = $health;
		$this->draft   = '' === $draft ? $status['draft'] : $draft;
	}

	/**
	 * Prints the page.
	 *
	 * @param array<string,mixed> $notice What came of the last button: `error` and `what` it was, or `saved`, `asked` or `left`.
	 */
	public function print( array $notice ): void {
		printf( '<div class="wrap storewire" data-screen="%s"><h1>Storewire</h1><hr class="wp-header-end">', esc_attr( $this->status['screen'] ) );
		$this->notice( $notice );
		$this->cards( 'disconnect' === ( $notice['what'] ?? '' ) );
		echo '</div>';
	}

	/**
	 * Prints what there is for where things stand.
	 *
	 * @param bool $is_stuck Whether the owner has just tried to disconnect, in vain.
	 */
	private function cards( bool $is_stuck ): void {
		$connect   = new ConnectCards( $this->status, $this->draft, $this->actions );
		$connected = new ConnectedCards( $this->status, $this->draft );
		switch ( $this->status['screen'] ) {
			case 'confirm':
				$connect->confirm();
				break;
			case 'waiting':
			case 'approved':
				$connect->waiting();
				break;
			case 'connected':
				$connected->reconnect_asked();
				$connected->facts();
				SyncPanel::offer( $this->status['missed'] );
				( new SyncPanel( $this->status['sync'], '' === $this->draft ) )->print();
				$this->health();
				$connected->settings();
				OptInPanel::print();
				BackInStockPanel::print();
				$connected->reconnect_offered();
				$connected->disconnect( $is_stuck );
				break;
			case 'locked':
				LockedCard::print( $this->status );
				$this->health();
				break;
			case 'reconnect':
				$connect->reconnect();
				$this->health();
				$connected->disconnect( $is_stuck );
				break;
			default:
				$connect->connect();
		}
	}

	/**
	 * How the connection does.
	 */
	private function health(): void {
		$report = $this->health->report();
		( new HealthPanel( $report, $this->health->findings( $report ) ) )->print();
	}

	/**
	 * Prints the page where the core cannot run.
	 *
	 * @param string $why In words for the owner.
	 */
	public static function broken( string $why ): void {
		echo '<div class="wrap storewire"><h1>Storewire</h1><hr class="wp-header-end">';
		Forms::message( 'error', $why );
		echo '</div>';
	}

	/**
	 * What came of the last button, and what ended the last connection.
	 *
	 * @param array<string,mixed> $notice See `print`.
	 */
	private function notice( array $notice ): void {
		if ( isset( $notice['error'] ) ) {
			Forms::message( 'error', (string) $notice['error'] );
		} elseif ( isset( $notice['saved'] ) ) {
			Forms::message( 'success', __( 'Your choices are saved.', 'storewire' ) );
		} elseif ( isset( $notice['asked'] ) ) {
			Forms::message( 'info', (string) $notice['asked'] );
		} elseif ( isset( $notice['left'] ) ) {
			if ( $notice['left'] > 0 ) {
				Forms::message( 'info', Leftovers::words( $notice['left'] ) );
			}
			if ( ! $notice['told'] ) {
				Forms::message( 'warning', Parting::words() );
			}
		} elseif ( 'failed' === $this->status['pending']['stage'] ) {
			Forms::message( 'error', $this->status['pending']['message'] );
		} elseif ( 'none' === $this->status['screen'] && '' !== $this->status['connection']['problem'] ) {
			Forms::message( 'warning', $this->status['connection']['problem'] );
		}
	}
}
