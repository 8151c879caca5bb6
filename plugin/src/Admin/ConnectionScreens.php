<?php
/**
 * What WooCommerce → Storewire looks like.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Admin;

use Storewire\Connection\Parting;
use Storewire\Health\Health;
use Storewire\Outbox\Leftovers;
use Storewire\Sync\SyncWords;

/**
 * Prints the page for where things stand. It decides nothing and changes nothing.
 */
final class ConnectionScreens {

	/** Id of the form that says that the store moved. */
	const MOVED_FORM = 'storewire-moved';

	/**
	 * Of `OwnerActions::status()`.
	 *
	 * @var array<string,mixed>
	 */
	private array $status;

	private string $draft;
	private OwnerActions $actions;
	private Health $health;

	/**
	 * Whether the owner has just tried to disconnect, in vain.
	 */
	private bool $is_stuck = false;

	/**
	 * Builds it.
	 *
	 * @param array<string,mixed> $status  Of `OwnerActions::status()`.
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
		$screen = $this->status['screen'];
		printf( '<div class="wrap storewire" data-screen="%s"><h1>Storewire</h1><hr class="wp-header-end">', esc_attr( $screen ) );
		$this->notice( $notice );
		switch ( $screen ) {
			case 'confirm':
				$this->confirm();
				break;
			case 'waiting':
			case 'approved':
				$this->waiting();
				break;
			case 'connected':
				$this->reconnect_asked();
				$this->connected();
				SyncPanel::offer( $this->status['missed'] );
				( new SyncPanel( $this->status['sync'], '' === $this->draft ) )->print();
				$this->health();
				$this->settings();
				OptInPanel::print();
				BackInStockPanel::print();
				$this->reconnect_offered();
				$this->disconnect();
				break;
			case 'locked':
				$this->locked();
				$this->health();
				break;
			case 'reconnect':
				$this->reconnect();
				$this->health();
				$this->disconnect();
				break;
			default:
				$this->connect();
		}
		echo '</div>';
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
			$this->is_stuck = 'disconnect' === $notice['what'];
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

	/**
	 * Not connected.
	 */
	private function connect(): void {
		$this->set_aside();
		echo '<section class="storewire-card">';
		printf( '<h2>%s</h2>', esc_html__( 'Connect your store', 'storewire' ) );
		/* translators: %s: host name of the backend. */
		$text = __( 'Storewire sends the contacts, products, orders and payments of this store to your company at %s and keeps them up to date there. Before you connect, nothing leaves this site.', 'storewire' );
		printf( '<p>%s</p>', esc_html( sprintf( $text, $this->host() ) ) );
		$this->store();
		$this->sent();
		Forms::begin( 'connect' );
		$this->choose();
		printf( '<p><button class="button button-primary button-hero">%s</button></p>', esc_html__( 'Connect', 'storewire' ) );
		/* translators: %s: host name of the backend. */
		printf( '<p class="description">%s</p></form>', esc_html( sprintf( __( 'You sign in at %s, choose your company and approve. There are no keys to copy.', 'storewire' ), $this->host() ) ) );
		/* translators: %s: host name of the backend. */
		printf( '<p><a href="%s">%s</a></p></section>', esc_url( $this->status['backend'] ), esc_html( sprintf( __( 'Open %s', 'storewire' ), $this->host() ) ) );
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
	 * The owner has pressed Reconnect at the backend, and goes on here.
	 */
	private function reconnect_asked(): void {
		if ( '' === $this->draft ) {
			return;
		}
		echo '<section class="storewire-card storewire-warning" data-reconnect>';
		/* translators: %s: name of a company. */
		printf( '<h2>%s</h2>', esc_html( sprintf( __( 'Reconnect to %s?', 'storewire' ), $this->status['connection']['company'] ) ) );
		/* translators: %s: host name of the backend. */
		$text = __( 'Reconnect was chosen for this store at %s, with what to import and what to keep up to date. Go on here, and approve there once more: the choices take effect, the store gets a new access key, and the one before ends. Nothing changes until then.', 'storewire' );
		printf( '<p>%s</p>', esc_html( sprintf( $text, $this->host() ) ) );
		echo '<div class="storewire-buttons">';
		Forms::begin( 'connect' );
		printf( '<input type="hidden" name="draft" value="%s"><button class="button button-primary">%s</button></form>', esc_attr( $this->draft ), esc_html__( 'Reconnect', 'storewire' ) );
		Forms::button( 'later', __( 'Not now', 'storewire' ), 'button' );
		echo '</div></section>';
	}

	/**
	 * Reconnect at any time, with other choices or to another company (C8).
	 */
	private function reconnect_offered(): void {
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

	/**
	 * The owner is to approve at the backend.
	 */
	private function waiting(): void {
		$pending = $this->status['pending'];
		echo '<section class="storewire-card" data-wait>';
		/* translators: %s: host name of the backend. */
		printf( '<h2><span class="spinner is-active" aria-hidden="true"></span>%s</h2>', esc_html( sprintf( __( 'Waiting for your approval at %s', 'storewire' ), $this->host() ) ) );
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
	private function confirm(): void {
		$pending = $this->status['pending'];
		echo '<section class="storewire-card">';
		/* translators: %s: name of a company. */
		printf( '<h2>%s</h2>', esc_html( sprintf( __( 'Connect this store to %s?', 'storewire' ), $pending['company'] ) ) );
		/* translators: 1: address of the store, 2: name of a company, 3: host name of the backend. */
		$text = __( 'From now on %1$s sends its data to the company %2$s at %3$s. Check the name: whoever belongs to that company can read the data.', 'storewire' );
		printf( '<p>%s</p>', esc_html( sprintf( $text, home_url(), $pending['company'], $this->host() ) ) );
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
	 * Connected.
	 */
	private function connected(): void {
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
			esc_html( $this->host() )
		);
	}

	/**
	 * The site has another address than the one that was connected.
	 */
	private function locked(): void {
		echo '<section class="storewire-card storewire-warning">';
		printf( '<h2>%s</h2>', esc_html__( 'Has this store moved, or is this a copy?', 'storewire' ) );
		$texts = array(
			/* translators: 1: name of a company, 2: address of this site. */
			'address'  => __( 'The connection to %1$s was made at another address than %2$s. So that a copy does not mix its data into that of your store, nothing is sent until you answer.', 'storewire' ),
			/* translators: 1: name of a company, 2: address of this site. */
			'twin'     => __( 'Another site is at work with the same connection to %1$s, and was there before %2$s. One of them is a copy. So that a copy does not mix its data into that of your store, nothing is sent from here until you answer.', 'storewire' ),
			/* translators: 1: name of a company, 2: address of this site. */
			'promoted' => __( 'The database of %2$s was at work in a copy of the store that is connected to %1$s. What was ordered there, be it for a test, waits to be sent from here. So nothing is sent until you answer.', 'storewire' ),
		);
		$text  = $texts[ $this->status['connection']['lock'] ];
		printf( '<p>%s</p>', esc_html( sprintf( $text, $this->status['connection']['company'], home_url() ) ) );
		printf( '<p>%s</p>', esc_html__( 'If the store moved, the connection goes on here, and what has happened in the meantime is sent now.', 'storewire' ) );
		self::leave_out( $this->status['copy'] );
		printf( '<p>%s</p>', esc_html__( 'If this is a copy, such as a test site, the connection is forgotten here, with everything that waits to be sent. Your store itself stays connected.', 'storewire' ) );
		echo '<div class="storewire-buttons">';
		Forms::begin( 'moved', self::MOVED_FORM );
		printf( '<button class="button">%s</button></form>', esc_html__( 'This store moved', 'storewire' ) );
		Forms::button( 'copied', __( 'This is a copy', 'storewire' ), 'button' );
		echo '</div></section>';
	}

	/**
	 * Offers to leave out what was ordered on the copy; the box belongs to the button "This store moved" below. Without a tick
	 * at first: what is sent by mistake is seen, what is left out by mistake is missed.
	 *
	 * @param array{orders:int,since:int} $copy Of `OwnerActions::status()`.
	 */
	private static function leave_out( array $copy ): void {
		if ( 0 === $copy['orders'] ) {
			return;
		}
		/* translators: 1: a number, 2: a moment. */
		$text = _n( 'Leave out the %1$s order placed while this was a copy (since %2$s): it was only a test', 'Leave out the %1$s orders placed while this was a copy (since %2$s): they were only tests', $copy['orders'], 'storewire' );
		printf( '<p><label><input type="checkbox" name="leaveOut" value="1" form="%s" aria-describedby="storewire-leave-out"> %s</label></p>', esc_attr( self::MOVED_FORM ), esc_html( sprintf( $text, number_format_i18n( $copy['orders'] ), SyncWords::moment( $copy['since'] ) ) ) );
		printf( '<p class="description" id="storewire-leave-out">%s</p>', esc_html__( 'Orders left out are never sent, and neither are their payments, refunds and events, or carts from that time; they do not count as revenue. What was done on the copy to older orders is sent.', 'storewire' ) );
	}

	/**
	 * The backend refuses the token.
	 */
	private function reconnect(): void {
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
	 * What can be changed at any time.
	 */
	private function settings(): void {
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
	 * Disconnect, with a confirmation that needs no script.
	 */
	private function disconnect(): void {
		/* translators: %s: name of a company. */
		$text = __( 'Nothing more will be sent to %s, and it can no longer ask this store for anything. What it has already received stays there. Your choices stay here.', 'storewire' );
		echo '<section class="storewire-card">';
		printf( '<details class="storewire-disconnect"%s><summary>%s</summary><p>%s</p>', $this->is_stuck ? ' open' : '', esc_html__( 'Disconnect…', 'storewire' ), esc_html( sprintf( $text, $this->status['connection']['company'] ) ) );
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

	/**
	 * Host name of the backend.
	 */
	private function host(): string {
		$port = wp_parse_url( $this->status['backend'], PHP_URL_PORT );
		return wp_parse_url( $this->status['backend'], PHP_URL_HOST ) . ( null === $port ? '' : ":$port" );
	}
}
