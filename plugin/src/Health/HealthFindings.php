<?php
/**
 * What needs a look, in words.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Health;

use Storewire\BackInStock\FormSettings;
use Storewire\Connection\Elsewhere;
use Storewire\Core\CoreFailure;
use Storewire\Support\ReadFailure;

/**
 * What the core found (src/core/backend/health.rs), in words: what is wrong, what it does to the store's data, and what to
 * do. Where nothing is wrong, one finding says so.
 */
final class HealthFindings {

	/**
	 * One of the core's findings.
	 *
	 * @param array{code:string,level:string,cause:string|null,seconds:int,count:int,text:string} $said What the core says.
	 */
	public static function finding( array $said ): Finding {
		$text = self::of_connection( $said ) ?? self::of_background( $said ) ?? self::of_delivery( $said ) ?? self::of_comparison( $said ) ?? self::of_form( $said );
		return new Finding( $said['code'], $said['level'], $text );
	}

	/**
	 * What there is to say where the core cannot be asked.
	 *
	 * @param CoreFailure $failure Why.
	 */
	public static function without_core( CoreFailure $failure ): Finding {
		return new Finding( 'core', Finding::CRITICAL, self::core( $failure->getMessage() ) );
	}

	/**
	 * What there is to say where the database does not answer.
	 *
	 * @param ReadFailure $failure Why.
	 */
	public static function unreadable( ReadFailure $failure ): Finding {
		/* translators: %s: an error message of the database. */
		return new Finding( 'database', Finding::RECOMMENDED, sprintf( __( 'How Storewire is doing could not be read from the database: %s', 'storewire' ), $failure->getMessage() ) );
	}

	/**
	 * Whether anything is sent at all.
	 *
	 * @param array<string,mixed> $said Of the core.
	 */
	private static function of_connection( array $said ): ?string {
		switch ( $said['code'] ) {
			case 'none':
				return trim( $said['text'] . ' ' . __( 'The store is not connected, so nothing is sent.', 'storewire' ) );
			case 'locked':
				return 'no_address' === $said['cause'] ? $said['text'] : self::locked( $said['cause'] ) . ' ' . self::later();
			case 'reconnect':
				return $said['text'] . ' ' . __( 'Nothing is sent until you reconnect.', 'storewire' ) . ' ' . self::later();
			case 'core':
				return self::core( $said['text'] );
			case 'well':
				/* translators: %s: name of a company. */
				return sprintf( __( 'The store is connected to %s, and what happens in it is delivered.', 'storewire' ), $said['text'] );
			default:
				return null;
		}
	}

	/**
	 * Why the clone lock is closed.
	 *
	 * @param string $cause The core's word for it.
	 */
	private static function locked( string $cause ): string {
		$why = array(
			'address'  => __( 'This site has another address than the one that was connected. Nothing is sent until you say whether the store moved or this is a copy.', 'storewire' ),
			'twin'     => __( 'Another site uses the same connection as this one, so one of them is a copy. Nothing is sent from here until you say whether the store moved or this is a copy.', 'storewire' ),
			'promoted' => __( 'The database of this site comes from a copy of the store. Nothing is sent until you say whether the store moved here or this is a copy.', 'storewire' ),
		);
		return $why[ $cause ];
	}

	/**
	 * The core may not be believed here.
	 *
	 * @param string $problem Why.
	 */
	private static function core( string $problem ): string {
		return $problem . ' ' . __( 'Until then nothing is sent, for it could be wrong. What happens in the meantime is recorded and sent afterwards.', 'storewire' );
	}

	/** What becomes of what is not sent now. */
	private static function later(): string {
		return __( 'What happens in the meantime is recorded and sent afterwards.', 'storewire' );
	}

	/**
	 * What runs in the background.
	 *
	 * @param array<string,mixed> $said Of the core.
	 */
	private static function of_background( array $said ): ?string {
		switch ( $said['code'] ) {
			case 'unscheduled':
				/* translators: %s: names of hooks. */
				return sprintf( __( 'Background work is missing from the schedule of WP-Cron: something took it away (%s). Storewire puts it back as soon as it has a turn, or somebody opens WooCommerce → Storewire. If it goes missing again, a plugin that cleans up is to blame.', 'storewire' ), $said['text'] );
			case 'clock':
				/* translators: %s: a time span, such as 3 hours. */
				return sprintf( __( 'Background work was scheduled while the clock of the server was wrong, and would not run for %s. Storewire puts that right as soon as it has a turn, or somebody opens a page of wp-admin.', 'storewire' ), self::span( $said['seconds'] ) );
			case 'cron':
				return sprintf( self::late( $said['cause'] ), self::span( $said['seconds'] ) );
			case 'elsewhere':
				return Elsewhere::words( $said['text'] );
			case 'loopback':
				/* translators: %s: an error message. */
				return sprintf( __( 'This site does not reach itself (%s), so WordPress cannot start its background work. Ask your host, or let a cron job of the server call wp-cron.php, best every minute.', 'storewire' ), $said['text'] );
			case 'heartbeat':
				/* translators: %s: a time span, such as 3 hours. */
				return sprintf( __( 'The backend has not heard for %s how this store is, though it should every hour. What it asks of the store may wait. Look for errors of PHP in the log of the server.', 'storewire' ), self::span( $said['seconds'] ) );
			default:
				return null;
		}
	}

	/**
	 * That background work is late, with a place for how late.
	 *
	 * @param string $cause The core's word for what should have started it.
	 */
	private static function late( string $cause ): string {
		$texts = array(
			/* translators: %s: a time span, such as 3 hours. */
			'server' => __( 'Nothing has run in the background for %s. DISABLE_WP_CRON is set in wp-config.php, so a cron job of the server has to call wp-cron.php, best every minute.', 'storewire' ),
			/* translators: %s: a time span, such as 3 hours. */
			'visits' => __( 'Nothing has run in the background for %s. WordPress does that when somebody visits the site; where few do, let a cron job of the server call wp-cron.php, best every minute.', 'storewire' ),
		);
		return $texts[ $cause ];
	}

	/**
	 * What is on its way to the backend.
	 *
	 * @param array<string,mixed> $said Of the core.
	 */
	private static function of_delivery( array $said ): ?string {
		$span  = self::span( $said['seconds'] );
		$count = number_format_i18n( $said['count'] );
		switch ( $said['code'] ) {
			case 'outage':
				/* translators: 1: a time span, such as 3 hours, 2: an error message. */
				return sprintf( __( 'The backend has taken nothing for %1$s: %2$s', 'storewire' ), $span, $said['text'] );
			case 'waitlist':
				/* translators: 1: a time span, such as 3 hours, 2: an error message. */
				return sprintf( __( 'The backend has taken no requests to be told when a product is back for %1$s, though it takes everything else: %2$s', 'storewire' ), $span, $said['text'] );
			case 'queue':
				/* translators: 1: a number, 2: a time span, such as 3 hours. */
				return sprintf( _n( '%1$s change waits to be sent, for %2$s already.', '%1$s changes wait to be sent, the oldest for %2$s already.', $said['count'], 'storewire' ), $count, $span );
			case 'sync':
				/* translators: 1: a time span, such as 3 hours, 2: an error message, or nothing. */
				return trim( sprintf( __( 'Sync Store has got nothing done for %1$s. Start it again. %2$s', 'storewire' ), $span, $said['text'] ) );
			case 'undeliverable':
				/* translators: %s: a number. */
				return sprintf( _n( '%s item could not be delivered. It is kept, with the reason, and can be sent again.', '%s items could not be delivered. They are kept, with the reasons, and can be sent again.', $said['count'], 'storewire' ), $count );
			default:
				return null;
		}
	}

	/**
	 * The nightly comparison.
	 *
	 * @param array<string,mixed> $said Of the core.
	 */
	private static function of_comparison( array $said ): ?string {
		switch ( $said['code'] ) {
			case 'sweep':
				/* translators: %s: a time span, such as 3 days. */
				return sprintf( __( 'The nightly comparison with the backend began %s ago and is not through. Until it is, changes that were missed stay missing. It gives way to syncs, to what waits to be sent, and to outages of the backend; if none of these goes on, look for errors of PHP in the log of the server.', 'storewire' ), self::span( $said['seconds'] ) );
			case 'night':
				/* translators: %s: a time span, such as 3 days. */
				return sprintf( __( 'The nightly comparison with the backend has not begun for %s. Until it does, changes that were missed stay missing. Look for errors of PHP in the log of the server.', 'storewire' ), self::span( $said['seconds'] ) );
			case 'difference':
				/* translators: %s: a number. */
				return sprintf( _n( '%s object is not the same at the backend as in the store, though it was sent again three nights in a row. Tell the support of the backend.', '%s objects are not the same at the backend as in the store, though they were sent again three nights in a row. Tell the support of the backend.', $said['count'], 'storewire' ), number_format_i18n( $said['count'] ) );
			default:
				return null;
		}
	}

	/**
	 * The back-in-stock form.
	 *
	 * @param array<string,mixed> $said Of the core.
	 */
	private static function of_form( array $said ): string {
		/* translators: %s: name of an HTTP header. */
		$proxy = __( 'Shoppers who asked to be told when a product is back were turned away, or their carts left out, for too many came from one address. They came by way of a proxy: if it is yours, or your host’s, choose “My proxy’s header %s” under Storewire → Back in stock → Visitors’ addresses.', 'storewire' );
		return 'proxy' === $said['code'] ? sprintf( $proxy, $said['text'] ) : FormSettings::closed();
	}

	/**
	 * A time span in words.
	 *
	 * @param int $seconds How long.
	 */
	public static function span( int $seconds ): string {
		return human_time_diff( 0, max( 1, $seconds ) );
	}
}
