<?php
/**
 * The cards by which a connection is made.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Admin;

use Storewire\Actions\OwnerActions;
use Storewire\Outbox\Leftovers;
use Storewire\Support\Urls;

/**
 * What leads to a connection: Connect or Reconnect, the wait for the approval at the backend, and the confirmation.
 */
final class ConnectCards {

	/**
	 * Of `OwnerStatus::read()`.
	 *
	 * @var array<string,mixed>
	 */
	private array $status;

	private string $draft;
	private OwnerActions $actions;

	/**
	 * @param array<string,mixed> $status  Of `OwnerStatus::read()`.
	 * @param string              $draft   Id of a draft that was begun at the backend (C4), or ''.
	 * @param OwnerActions        $actions What the owner can do.
	 */
	public function __construct( array $status, string $draft, OwnerActions $actions ) {
		$this->status  = $status;
		$this->draft   = $draft;
		$this->actions = $actions;
	}

	/**
	 * Not connected.
	 */
	public function connect(): void {
		$this->set_aside();
		echo '<section class="storewire-card">';
		printf( '<h2>%s</h2>', esc_html__( 'Connect your store', 'storewire' ) );
		/* translators: %s: host name of the backend. */
		$text = __( 'Storewire sends the contacts, products, orders and payments of this store to your company at %s and keeps them up to date there. Before you connect, nothing leaves this site.', 'storewire' );
		printf( '<p>%s</p>', esc_html( sprintf( $text, Urls::host( $this->status['backend'] ) ) ) );
		$this->store();
		$this->sent();
		Forms::begin( 'connect' );
		$this->choose();
		printf( '<p><button class="button button-primary button-hero">%s</button></p>', esc_html__( 'Connect', 'storewire' ) );
		/* translators: %s: host name of the backend. */
		printf( '<p class="description">%s</p></form>', esc_html( sprintf( __( 'You sign in at %s, choose your company and approve. There are no keys to copy.', 'storewire' ), Urls::host( $this->status['backend'] ) ) ) );
		/* translators: %s: host name of the backend. */
		printf( '<p><a href="%s">%s</a></p></section>', esc_url( $this->status['backend'] ), esc_html( sprintf( __( 'Open %s', 'storewire' ), Urls::host( $this->status['backend'] ) ) ) );
	}

	/**
	 * The backend refuses the token.
	 */
	public function reconnect(): void {
		$facts = $this->status['connection'];
		echo '<section class="storewire-card storewire-warning">';
		/* translators: %s: name of a company. */
		printf( '<h2>%s</h2>', esc_html( sprintf( __( 'Reconnect to %s', 'storewire' ), $facts['company'] ) ) );
		printf( '<p><strong>%s</strong></p>', esc_html( $facts['problem'] ) );
		printf( '<p>%s</p>', esc_html__( 'Nothing is sent for now. What happens in the meantime is recorded, and sent after you reconnect; the store is also synced afresh.', 'storewire' ) );
		$this->store();
		Forms::begin( 'connect' );
		$this->choose();
		printf( '<p><button class="button button-primary button-hero">%s</button></p></form></section>', esc_html__( 'Reconnect', 'storewire' ) );
	}

	/**
	 * The owner is to approve at the backend.
	 */
	public function waiting(): void {
		$pending = $this->status['pending'];
		echo '<section class="storewire-card" data-wait>';
		/* translators: %s: host name of the backend. */
		printf( '<h2><span class="spinner is-active" aria-hidden="true"></span>%s</h2>', esc_html( sprintf( __( 'Waiting for your approval at %s', 'storewire' ), Urls::host( $this->status['backend'] ) ) ) );
		if ( 'waiting' === $pending['stage'] ) {
			$text = __( 'Sign in there, choose your company and approve. This page goes on by itself as soon as you are back.', 'storewire' );
		} elseif ( $pending['hasCode'] ) {
			$text = __( 'You have approved. The backend has not handed over the connection yet; this page tries again by itself.', 'storewire' );
		} else {
			$text = __( 'You have approved. Finish in the window where you did. If it is closed, click Cancel and connect again.', 'storewire' );
		}
		printf( '<p>%s</p>', esc_html( $text ) );
		printf( '<p class="storewire-trouble" role="status" data-trouble>%s</p>', esc_html( $pending['message'] ) );
		echo '<div class="storewire-buttons">';
		if ( 'waiting' === $pending['stage'] ) {
			printf( '<a class="button button-primary" href="%s">%s</a>', esc_url( $pending['authorizeUrl'] ), esc_html__( 'Open the approval page again', 'storewire' ) );
		}
		Forms::button( 'poll', __( 'Check now', 'storewire' ), 'button' );
		Forms::button( 'cancel', __( 'Cancel', 'storewire' ), 'button button-link' );
		echo '</div></section>';
	}

	/**
	 * The owner is to say yes to the company.
	 */
	public function confirm(): void {
		$pending = $this->status['pending'];
		echo '<section class="storewire-card">';
		/* translators: %s: name of a company. */
		printf( '<h2>%s</h2>', esc_html( sprintf( __( 'Connect this store to %s?', 'storewire' ), $pending['company'] ) ) );
		/* translators: 1: address of the store, 2: name of a company, 3: host name of the backend. */
		$text = __( 'From now on %1$s sends its data to the company %2$s at %3$s. Check the name: whoever belongs to that company can read the data.', 'storewire' );
		printf( '<p>%s</p>', esc_html( sprintf( $text, home_url(), $pending['company'], Urls::host( $this->status['backend'] ) ) ) );
		printf( '<p class="storewire-trouble" role="status">%s</p>', esc_html( $pending['message'] ) );
		if ( $pending['mine'] ) {
			echo '<div class="storewire-buttons">';
			Forms::button( 'confirm', __( 'Confirm', 'storewire' ), 'button button-primary' );
			Forms::button( 'cancel', __( 'Cancel', 'storewire' ), 'button' );
			echo '</div>';
		} else {
			printf( '<p>%s</p>', esc_html__( 'Another user of this site started this connection and has to finish it.', 'storewire' ) );
			Forms::button( 'cancel', __( 'Cancel', 'storewire' ), 'button' );
		}
		echo '</section>';
	}

	/**
	 * The address by which the backend will know the store, and what is changed about it (C5).
	 */
	private function store(): void {
		$store = $this->actions->store();
		if ( is_wp_error( $store ) ) {
			printf( '<div class="notice notice-warning inline"><p>%s</p></div>', esc_html( $store->get_error_message() ) );
			return;
		}
		printf( '<p data-store>%s <strong>%s</strong></p>', esc_html__( 'The address of your store:', 'storewire' ), esc_html( $store->url ) );
		foreach ( $store->notes as $note ) {
			printf( '<p class="description">%s</p>', esc_html( $note ) );
		}
	}

	/**
	 * What waits for the company whose connection the backend has ended.
	 */
	private function set_aside(): void {
		$rows = $this->status['waiting'];
		if ( $rows > 0 && '' !== $this->status['connection']['company'] ) {
			echo '<section class="storewire-card storewire-warning">';
			printf( '<h2>%s</h2>', esc_html__( 'Something still waits to be sent', 'storewire' ) );
			printf( '<p>%s</p>', esc_html( Leftovers::kept( $rows, $this->status['connection']['company'] ) ) );
			Forms::button( 'discard', __( 'Throw it away now', 'storewire' ), 'button' );
			echo '</section>';
		}
	}

	/**
	 * What will be sent, for those who want to know before they connect.
	 */
	private function sent(): void {
		$kinds = array(
			__( 'Contacts: customers, subscribers and guest buyers, with names, addresses, what they have spent, and whether they agreed to marketing.', 'storewire' ),
			__( 'Products: what is published, with categories, prices and stock.', 'storewire' ),
			__( 'Orders: what was bought, by whom, for how much.', 'storewire' ),
			__( 'Transactions: payments and refunds. Never card numbers.', 'storewire' ),
			__( 'About the store: its address, name, currency, time zone, and the versions of the software it runs on.', 'storewire' ),
		);
		printf( '<details class="storewire-sent"><summary>%s</summary><ul>', esc_html__( 'What exactly is sent?', 'storewire' ) );
		foreach ( $kinds as $kind ) {
			printf( '<li>%s</li>', esc_html( $kind ) );
		}
		echo '</ul></details>';
	}

	/**
	 * Choices of the first import and of what is kept in step; made at the backend already where a draft was begun there.
	 */
	private function choose(): void {
		printf( '<input type="hidden" name="draft" value="%s">', esc_attr( $this->draft ) );
		if ( '' !== $this->draft ) {
			printf( '<p>%s</p>', esc_html__( 'What to import you have already chosen.', 'storewire' ) );
			SettingsFields::consent( $this->status['settings']['consent'] );
			return;
		}
		echo '<div class="storewire-choices">';
		SettingsFields::imports( $this->status['settings']['imports'] );
		SettingsFields::sync( $this->status['settings']['sync'] );
		echo '</div>';
		Coverage::print();
		SettingsFields::consent( $this->status['settings']['consent'] );
	}
}
