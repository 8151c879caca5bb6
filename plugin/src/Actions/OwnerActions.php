<?php
/**
 * What the owner can do.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Actions;

use Storewire\Background\ReconnectRequest;
use Storewire\Background\Ticks;
use Storewire\Connection\Authorization;
use Storewire\Connection\Connection;
use Storewire\Connection\Lifecycle;
use Storewire\Connection\Parting;
use Storewire\Connection\Settings;
use Storewire\Generated\Rules;
use Storewire\Shop\StoreAddress;
use Storewire\Sync\CatchUp;
use Storewire\Sync\Sync;

/**
 * One method for each button but those of a sync (`SyncActions`), used by REST routes and by plain forms alike. Each answers
 * with where things stand (`status`), or with a WP_Error whose message is for the owner. Whoever calls has checked nonce and
 * capability.
 */
final class OwnerActions {

	private Authorization $authorization;
	private Connection $connection;
	private Lifecycle $lifecycle;
	private Settings $settings;
	private Sync $sync;
	private Ticks $ticks;
	private OwnerStatus $status;

	/**
	 * @param Authorization $authorization How a connection comes about and ends.
	 * @param Connection    $connection    What is stored of the connection.
	 * @param Lifecycle     $lifecycle     How it begins, moves and ends here.
	 * @param Settings      $settings      The owner's choices.
	 * @param Sync          $sync          Sync Store.
	 * @param Ticks         $ticks         What runs in the background.
	 * @param OwnerStatus   $status        Where things stand.
	 */
	public function __construct( Authorization $authorization, Connection $connection, Lifecycle $lifecycle, Settings $settings, Sync $sync, Ticks $ticks, OwnerStatus $status ) {
		$this->authorization = $authorization;
		$this->connection    = $connection;
		$this->lifecycle     = $lifecycle;
		$this->settings      = $settings;
		$this->sync          = $sync;
		$this->ticks         = $ticks;
		$this->status        = $status;
	}

	/**
	 * Where things stand.
	 *
	 * @return array<string,mixed> Of `OwnerStatus::read()`.
	 */
	public function status(): array {
		return $this->status->read();
	}

	/**
	 * The store as the backend would be told of it, or why it cannot be connected (C5).
	 *
	 * @return StoreAddress|\WP_Error
	 */
	public function store() {
		return $this->authorization->store();
	}

	/**
	 * Where things stand, after asking the backend whether the owner has approved.
	 *
	 * @return array<string,mixed>
	 */
	public function poll(): array {
		$this->authorization->poll();
		return $this->status();
	}

	/**
	 * Connect, or Reconnect. The owner goes to `pending.authorizeUrl` next.
	 *
	 * @param array<string,mixed> $choices `imports`, `sync` and `consent`, or a part of them.
	 * @param string              $draft   Id of a draft that was begun at the backend (C4), or ''.
	 * @return array<string,mixed>|\WP_Error
	 */
	public function connect( array $choices, string $draft ) {
		$this->settings->change( $choices );
		ReconnectRequest::forget();
		return $this->after( $this->authorization->begin( $draft ) );
	}

	/**
	 * The browser is back from the backend.
	 *
	 * @param string $random_state From the return address.
	 * @param string $code         One-time code.
	 * @return array<string,mixed>|\WP_Error
	 */
	public function returned( string $random_state, string $code ) {
		return $this->after( $this->authorization->returned( $random_state, $code ) );
	}

	/**
	 * Confirm: stores the connection, lets the backend see it, and starts the first sync (S9). The sweep finds what happened
	 * to orders while the store was to be reconnected.
	 *
	 * @return array<string,mixed>|\WP_Error With `left`: how much waited for another connection and was thrown away.
	 */
	public function confirm() {
		$done = $this->authorization->confirm();
		if ( ! is_wp_error( $done ) ) {
			$this->sync->forget();
			$this->ticks->heartbeat_tick();
			$this->ticks->start_sync( array_keys( array_filter( $this->settings->all()['imports'] ) ) );
			$this->ticks->start_sweep();
		}
		return $this->after_leaving( $done );
	}

	/**
	 * Cancel, at any point before Confirm.
	 *
	 * @return array<string,mixed>
	 */
	public function cancel(): array {
		$this->authorization->cancel();
		return $this->status();
	}

	/**
	 * Disconnect.
	 *
	 * @param bool $anyway Whether to go on when the backend cannot be told.
	 * @return array<string,mixed>|\WP_Error With `left`: how much still waited and was thrown away; and `told`: whether the
	 *         backend knows.
	 */
	public function disconnect( bool $anyway ) {
		$done = $this->authorization->disconnect( $anyway );
		return $this->after_leaving( $done );
	}

	/**
	 * Dismiss: what was set aside when the backend ended the connection is thrown away.
	 *
	 * @return array<string,mixed> With `left`: how much that was.
	 */
	public function dismiss(): array {
		return 'none' === $this->connection->state() ? $this->after_leaving( new Parting( $this->lifecycle->forget(), true ) ) : $this->status();
	}

	/**
	 * Not now: the backend's request to reconnect is put away.
	 *
	 * @return array<string,mixed>
	 */
	public function postpone_reconnect(): array {
		ReconnectRequest::forget();
		return $this->status();
	}

	/**
	 * This store moved: the connection goes on at the new address, with all that was recorded in the meantime (C10).
	 *
	 * @param bool $leave_out Whether to leave out what was ordered while this was a copy (U2).
	 * @return array<string,mixed>|\WP_Error
	 */
	public function moved( bool $leave_out = false ) {
		if ( 'locked' !== $this->connection->state() ) {
			return self::not_locked();
		}
		if ( ! $this->lifecycle->move( $leave_out ) ) {
			return new \WP_Error( 'storewire_store_url', __( 'The address of this site is none that can be connected. Correct it under Settings → General → Site Address.', 'storewire' ), array( 'status' => 409 ) );
		}
		$this->ticks->heartbeat_tick();
		return $this->status();
	}

	/**
	 * This is a copy: forgets the connection here without a word to the backend, where the original stays connected; and
	 * all that waits to be sent, for it came with the copy or was only tried out in it (C10).
	 *
	 * @return array<string,mixed>|\WP_Error
	 */
	public function copied() {
		if ( 'locked' !== $this->connection->state() ) {
			return self::not_locked();
		}
		$this->lifecycle->forget();
		return $this->status();
	}

	/**
	 * Not now: what was missed while a switch was off is not offered any more.
	 *
	 * @return array<string,mixed>
	 */
	public function skip_missed(): array {
		CatchUp::done( CatchUp::missed( $this->settings ) );
		return $this->status();
	}

	/**
	 * Changes choices, and tells the backend.
	 *
	 * @param array<string,mixed> $choices `imports`, `sync` and `consent`, or a part of them.
	 * @return array<string,mixed> With `switchedOn`: the types whose sync was off until now (C7).
	 */
	public function change_settings( array $choices ): array {
		$before = $this->settings->all();
		$after  = $this->settings->change( $choices );
		if ( $after !== $before ) {
			$this->ticks->heartbeat_tick();
		}
		$types = array_intersect( Rules::TYPES, array_keys( array_filter( array_diff_assoc( $after['sync'], $before['sync'] ) ) ) );
		return $this->status() + array( 'switchedOn' => array_values( $types ) );
	}

	/**
	 * The question whether the store moved was answered already, or its address is back.
	 */
	private static function not_locked(): \WP_Error {
		return new \WP_Error( 'storewire_not_locked', __( 'This has been answered already.', 'storewire' ), array( 'status' => 409 ) );
	}

	/**
	 * Where things stand, unless something went wrong.
	 *
	 * @param true|\WP_Error $done What came of it.
	 * @return array<string,mixed>|\WP_Error
	 */
	private function after( $done ) {
		return is_wp_error( $done ) ? $done : $this->status();
	}

	/**
	 * Where things stand after a connection ended or another one began.
	 *
	 * @param Parting|\WP_Error $done How it ended.
	 * @return array<string,mixed>|\WP_Error
	 */
	private function after_leaving( $done ) {
		if ( is_wp_error( $done ) ) {
			return $done;
		}
		ReconnectRequest::forget();
		return $this->status() + array(
			'left' => $done->left,
			'told' => $done->is_told,
		);
	}
}
