<?php
/**
 * The cards of a connected store.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Admin;

use Storewire\Support\Urls;
use Storewire\Sync\SyncWords;

/**
 * What there is to see and to do while the store is connected.
 */
final class ConnectedCards {

	/**
	 * Of `OwnerStatus::read()`.
	 *
	 * @var array<string,mixed>
	 */
	private array $status;

	private string $draft;

	/**
	 * @param array<string,mixed> $status Of `OwnerStatus::read()`.
	 * @param string              $draft  Id of a draft that was begun at the backend (C4), or ''.
	 */
	public function __construct( array $status, string $draft ) {
		$this->status = $status;
		$this->draft  = $draft;
	}

	/**
	 * The owner has pressed Reconnect at the backend, and goes on here.
	 */
	public function reconnect_asked(): void {
		if ( '' === $this->draft ) {
			return;
		}
		echo '<section class="storewire-card storewire-warning" data-reconnect>';
		/* translators: %s: name of a company. */
		printf( '<h2>%s</h2>', esc_html( sprintf( __( 'Reconnect to %s?', 'storewire' ), $this->status['connection']['company'] ) ) );
		/* translators: %s: host name of the backend. */
		$text = __( 'Reconnect was chosen for this store at %s, with what to import and what to keep up to date. Go on here, and approve there once more: the choices take effect, the store gets a new access key, and the one before ends. Nothing changes until then.', 'storewire' );
		printf( '<p>%s</p>', esc_html( sprintf( $text, Urls::host( $this->status['backend'] ) ) ) );
		echo '<div class="storewire-buttons">';
		Forms::begin( 'connect' );
		printf( '<input type="hidden" name="draft" value="%s"><button class="button button-primary">%s</button></form>', esc_attr( $this->draft ), esc_html__( 'Reconnect', 'storewire' ) );
		Forms::button( 'later', __( 'Not now', 'storewire' ), 'button' );
		echo '</div></section>';
	}

	/**
	 * Connected.
	 */
	public function facts(): void {
		$facts = $this->status['connection'];
		echo '<section class="storewire-card">';
		/* translators: %s: name of a company. */
		printf( '<h2><span class="storewire-light" aria-hidden="true"></span>%s</h2>', esc_html( sprintf( __( 'Connected to %s', 'storewire' ), $facts['company'] ) ) );
		printf(
			'<dl class="storewire-facts"><div><dt>%s</dt><dd>%s</dd></div><div><dt>%s</dt><dd>%s</dd></div><div><dt>%s</dt><dd><a href="%s">%s</a></dd></div></dl></section>',
			esc_html__( 'Since', 'storewire' ),
			esc_html( SyncWords::moment( $facts['connectedAt'] ) ),
			esc_html__( 'Last seen', 'storewire' ),
			esc_html( SyncWords::moment( $facts['lastSeenAt'] ) ),
			esc_html__( 'At', 'storewire' ),
			esc_url( $this->status['backend'] ),
			esc_html( Urls::host( $this->status['backend'] ) )
		);
	}

	/**
	 * What can be changed at any time.
	 */
	public function settings(): void {
		$settings = $this->status['settings'];
		printf( '<section class="storewire-card storewire-toggles"><h2>%s</h2>', esc_html__( 'Settings', 'storewire' ) );
		Forms::begin( 'settings' );
		SettingsFields::sync( $settings['sync'] );
		SettingsFields::deletions( $settings['sync'] );
		Coverage::print();
		SettingsFields::consent( $settings['consent'] );
		printf( '<p><button class="button">%s</button></p></form></section>', esc_html__( 'Save', 'storewire' ) );
	}

	/**
	 * Reconnect at any time, with other choices or to another company (C8).
	 */
	public function reconnect_offered(): void {
		$texts = array(
			__( 'For a new access key, to import again, or to move to another company. You choose and approve at the backend as at first. As long as that is not done, the connection stays as it is.', 'storewire' ),
			__( 'The same company: whatever waits is sent. Another company: the connection to the one before ends, and what still waits for it is thrown away.', 'storewire' ),
		);
		printf( '<section class="storewire-card"><details class="storewire-reconnect"><summary>%s</summary>', esc_html__( 'Reconnect…', 'storewire' ) );
		foreach ( $texts as $text ) {
			printf( '<p>%s</p>', esc_html( $text ) );
		}
		Forms::begin( 'connect' );
		SettingsFields::imports( $this->status['settings']['imports'] );
		printf( '<p><button class="button">%s</button></p></form></details></section>', esc_html__( 'Reconnect now', 'storewire' ) );
	}

	/**
	 * Disconnect, with a confirmation that needs no script.
	 *
	 * @param bool $is_stuck Whether the owner has just tried to, in vain.
	 */
	public function disconnect( bool $is_stuck ): void {
		/* translators: %s: name of a company. */
		$text = __( 'Nothing more will be sent to %s, and it can no longer ask this store for anything. What it has already received stays there. Your choices stay here.', 'storewire' );
		echo '<section class="storewire-card">';
		printf( '<details class="storewire-disconnect"%s><summary>%s</summary><p>%s</p>', $is_stuck ? ' open' : '', esc_html__( 'Disconnect…', 'storewire' ), esc_html( sprintf( $text, $this->status['connection']['company'] ) ) );
		$this->waiting_rows();
		Forms::begin( 'disconnect' );
		printf( '<p><label><input type="checkbox" name="anyway" value="1"> %s</label></p>', esc_html__( 'Disconnect even if the backend cannot be told.', 'storewire' ) );
		printf( '<p><button class="button storewire-danger">%s</button></p></form></details></section>', esc_html__( 'Disconnect now', 'storewire' ) );
	}

	/**
	 * What would be thrown away.
	 */
	private function waiting_rows(): void {
		$rows = $this->status['waiting'];
		if ( $rows > 0 ) {
			/* translators: %s: a number. */
			$text = _n( '%s change still waits to be sent. Disconnecting throws it away; reconnecting does not.', '%s changes still wait to be sent. Disconnecting throws them away; reconnecting does not.', $rows, 'storewire' );
			printf( '<p><strong>%s</strong></p>', esc_html( sprintf( $text, number_format_i18n( $rows ) ) ) );
		}
	}
}
