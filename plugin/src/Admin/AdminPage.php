<?php
/**
 * WooCommerce → Storewire.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Admin;

use Storewire\Actions\OwnerActions;
use Storewire\Actions\SyncActions;
use Storewire\BackInStock\FormSettings;
use Storewire\Connection\OptInSettings;
use Storewire\Connection\Schedule;
use Storewire\Core\CoreFailure;
use Storewire\Generated\Rules;
use Storewire\Health\Health;
use Storewire\Health\Inspector;
use Storewire\Support\Owner;
use Storewire\Support\ReadFailure;
use Storewire\Support\Urls;

/**
 * The menu entry, the way back from the backend, and the plain forms. All buttons are forms that work without JavaScript;
 * the script only keeps the progress moving. What the page looks like is `ConnectionScreens`.
 */
final class AdminPage {

	const ACTION = 'storewire';
	const DRAFT  = 'storewire_draft';
	const NOTICE = 'storewire_notice_';
	const SCRIPT = 'storewire-admin';

	private OwnerActions $actions;
	private SyncActions $sync;
	private Health $health;
	private Inspector $inspector;
	private Notices $notices;

	/**
	 * @param OwnerActions $actions   What the owner can do.
	 * @param SyncActions  $sync      What the owner can do about a sync.
	 * @param Health       $health    How the connection does.
	 * @param Inspector    $inspector What is sent of single objects.
	 * @param Notices      $notices   What other screens say.
	 */
	public function __construct( OwnerActions $actions, SyncActions $sync, Health $health, Inspector $inspector, Notices $notices ) {
		$this->actions   = $actions;
		$this->sync      = $sync;
		$this->health    = $health;
		$this->inspector = $inspector;
		$this->notices   = $notices;
	}

	/**
	 * Before the page is shown: takes the one-time code out of the address and loads the assets.
	 */
	public function opened(): void {
		// phpcs:disable WordPress.Security.NonceVerification, WordPress.Security.ValidatedSanitizedInput -- the random state in the address is what is verified; text() sanitizes.
		if ( isset( $_GET[ Urls::STATE ] ) ) {
			$state = self::text( wp_unslash( $_GET[ Urls::STATE ] ) );
			$code  = self::text( wp_unslash( $_GET['code'] ?? '' ) );
			$this->answer( 'return', fn() => $this->actions->returned( $state, $code ) );
		}
		// phpcs:enable
		wp_enqueue_style( self::SCRIPT, plugins_url( 'assets/admin.css', STOREWIRE_FILE ), array(), STOREWIRE_VERSION );
		wp_enqueue_script_module( self::SCRIPT, plugins_url( 'assets/admin.js', STOREWIRE_FILE ), array(), STOREWIRE_VERSION );
	}

	/**
	 * Shows the page.
	 */
	public function show(): void {
		$notice = get_transient( self::NOTICE . get_current_user_id() );
		delete_transient( self::NOTICE . get_current_user_id() );
		try {
			$status = $this->actions->status();
			Schedule::follow( $status['connection']['state'] );
			// phpcs:ignore WordPress.Security.NonceVerification, WordPress.Security.ValidatedSanitizedInput -- only carried along; text() sanitizes.
			( new ConnectionScreens( $status, self::text( wp_unslash( $_GET[ self::DRAFT ] ?? '' ) ), $this->actions, $this->health ) )->print( is_array( $notice ) ? $notice : array() );
			// phpcs:ignore WordPress.Security.NonceVerification -- it is only looked at.
			ObjectPanel::print( $this->inspector, self::text( wp_unslash( $_GET[ ObjectPanel::TYPE ] ?? '' ) ), (int) self::text( wp_unslash( $_GET[ ObjectPanel::ID ] ?? '' ) ) );
		} catch ( CoreFailure | ReadFailure $failure ) {
			ConnectionScreens::broken( $failure->getMessage() );
		}
	}

	/**
	 * A form was submitted.
	 */
	public function submitted(): void {
		if ( ! Owner::is_here() ) {
			wp_die( esc_html__( 'You are not allowed to do this.', 'storewire' ), '', array( 'response' => 403 ) );
		}
		check_admin_referer( self::ACTION );
		$form = wp_unslash( $_POST );
		$what = self::text( $form['do'] ?? '' );
		$this->answer( $what, fn() => $this->act( $what, $form ) );
	}

	/**
	 * Does what a form asks for.
	 *
	 * @param string              $what Which button.
	 * @param array<string,mixed> $form Fields of the form.
	 * @return array<string,mixed>|\WP_Error
	 */
	private function act( string $what, array $form ) {
		switch ( $what ) {
			case 'connect':
				return $this->actions->connect( self::choices( $form ), self::text( $form['draft'] ?? '' ) );
			case 'poll':
				return $this->actions->poll();
			case 'confirm':
				return $this->actions->confirm();
			case 'cancel':
				return $this->actions->cancel();
			case 'disconnect':
				return $this->actions->disconnect( isset( $form['anyway'] ) );
			case 'sync':
				return $this->sync->start( self::types( $form ), self::text( $form['from'] ?? '' ), self::text( $form['to'] ?? '' ) );
			case 'pause':
			case 'resume':
			case 'stop':
				return $this->sync->steer( 'stop' === $what ? 'cancel' : $what );
			case 'skip':
				return $this->actions->skip_missed();
			case 'moved':
				return $this->actions->moved( isset( $form['leaveOut'] ) );
			case 'copied':
				return $this->actions->copied();
			case 'discard':
				return $this->actions->dismiss();
			case 'later':
				return $this->actions->postpone_reconnect();
			case 'dismiss':
				$this->notices->dismiss();
				return $this->actions->status();
			case 'replay':
				BuriedPanel::pressed( self::text( $form[ BuriedPanel::FIELD ] ?? '' ) );
				return $this->actions->status();
			case 'signup':
				FormSettings::save( (array) ( $form['signup'] ?? array() ) );
				return $this->actions->status() + array( 'switchedOn' => array() );
			case 'optin':
				OptInSettings::save( (array) ( $form['optIn'] ?? array() ) );
				return $this->actions->status() + array( 'switchedOn' => array() );
			case 'settings':
				return $this->actions->change_settings( self::choices( $form ) );
		}
		return new \WP_Error( 'storewire_unknown', __( 'This button is not known. Reload the page.', 'storewire' ) );
	}

	/**
	 * Does something, and goes back to the page with what came of it; or on to the backend, to approve.
	 *
	 * @param string   $what Which button.
	 * @param callable $act  Gives where things stand, or an error.
	 * @return never
	 */
	private function answer( string $what, callable $act ): void {
		try {
			$done = $act();
		} catch ( CoreFailure | ReadFailure $failure ) {
			$done = new \WP_Error( 'storewire_core', $failure->getMessage() );
		}
		$notice = array();
		if ( is_wp_error( $done ) ) {
			$notice = array(
				'error' => $done->get_error_message(),
				'what'  => $what,
			);
		} elseif ( isset( $done['switchedOn'] ) ) {
			$notice = array( 'saved' => true );
		} elseif ( '' !== ( $done['view']['asked'] ?? '' ) ) {
			$notice = array( 'asked' => $done['view']['asked'] );
		} elseif ( ( $done['left'] ?? 0 ) > 0 || ! ( $done['told'] ?? true ) ) {
			$notice = array(
				'left' => $done['left'],
				'told' => $done['told'],
			);
		}
		if ( array() !== $notice ) {
			set_transient( self::NOTICE . get_current_user_id(), $notice, MINUTE_IN_SECONDS );
		}
		$approve = 'connect' === $what && ! is_wp_error( $done );
		nocache_headers();
		$back = 'dismiss' !== $what ? Urls::admin_page() : ( wp_get_referer() ? wp_get_referer() : admin_url( 'plugins.php' ) );
		wp_redirect( $approve ? $done['pending']['authorizeUrl'] : $back ); // phpcs:ignore WordPress.Security.SafeRedirect -- the backend is another host.
		exit;
	}

	/**
	 * The choices of a form: a box that is not ticked is not sent, so every box that the form shows is named. It is a choice
	 * only where it is another than the form showed (X11).
	 *
	 * @param array<string,mixed> $form Fields of the form.
	 * @return array<string,mixed>
	 */
	private static function choices( array $form ): array {
		$choices = array();
		foreach ( (array) ( $form['shown'] ?? array() ) as $box => $was ) {
			list( $group, $name ) = array_pad( explode( '.', sanitize_text_field( (string) $box ), 2 ), 2, '' );

			$is_on = isset( $form[ $group ][ $name ] );
			if ( ( '1' === self::text( $was ) ) !== $is_on ) {
				$choices[ $group ][ $name ] = $is_on;
			}
		}
		$consent = self::text( $form['consent'] ?? '' );
		if ( in_array( $consent, Rules::CONSENTS, true ) && self::text( $form['consentShown'] ?? '' ) !== $consent ) {
			$choices['consent'] = $consent;
		}
		return $choices;
	}

	/**
	 * The types that a form asks to sync; none for all.
	 *
	 * @param array<string,mixed> $form Fields of the form.
	 * @return string[]
	 */
	private static function types( array $form ): array {
		return array_values( array_intersect( Rules::TYPES, array_map( array( self::class, 'text' ), (array) ( $form['types'] ?? array() ) ) ) );
	}

	/**
	 * A text from outside, cleaned.
	 *
	 * @param mixed $value What came.
	 */
	private static function text( $value ): string {
		return is_string( $value ) ? sanitize_text_field( $value ) : '';
	}
}
