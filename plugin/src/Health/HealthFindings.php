<?php
/**
 * What the figures of the health report mean, in words.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Health;

use Storewire\BackInStock\FormSettings;
use Storewire\Connection\Elsewhere;
use Storewire\Support\ReadFailure;
use Storewire\Sync\Sync;

/**
 * Each finding says what is wrong, what it does to the store's data, and what to do. Where nothing is wrong, one says so.
 */
final class HealthFindings {

	/** Background work so late is worth a word, seconds: where visits start it, and where a cron job of the server should. */
	const LATE       = HOUR_IN_SECONDS;
	const LATE_BY_OS = 15 * MINUTE_IN_SECONDS;

	/** So is a row that waits so long, and an outage that lasts so long calls for somebody, seconds. */
	const OLD  = HOUR_IN_SECONDS;
	const LONG = HOUR_IN_SECONDS;

	/** So is a backend that has heard nothing of the store for so long, seconds. */
	const SILENT = 3 * HOUR_IN_SECONDS;

	/** So is a nightly comparison that has not begun, or is not through, after two nights, seconds. */
	const NIGHTS = 2 * DAY_IN_SECONDS;

	/**
	 * Findings, the worst first.
	 *
	 * @param array<string,mixed> $report Of HealthReport::report().
	 * @return array<int,array{code:string,level:string,text:string}> `level` is critical, recommended or good.
	 */
	public static function of( array $report ): array {
		$found = self::connection( $report['connection'] );
		if ( 'connected' === $report['connection']['state'] ) {
			$found = array_filter(
				array(
					self::core( $report['core'] ),
					self::background( $report['cron'] ),
					null === $report['elsewhere'] ? null : self::finding( 'elsewhere', 'critical', Elsewhere::words( $report['elsewhere'] ) ),
					self::loopback( $report ),
					self::outage( $report['outage'] ),
					self::waitlist( $report ),
					self::queue( $report ),
					self::sync( $report['sync'] ),
					self::heartbeat( $report ),
					self::sweep( $report['sweep'] ),
					self::night( $report ),
					self::difference( $report['sweep'] ),
					self::closed( $report['form'] ),
					self::proxy( $report['form'] ),
				)
			);
		}
		if ( $report['queue']['undeliverable'] > 0 ) {
			/* translators: %s: a number. */
			$text    = _n( '%s item could not be delivered. It is kept, with the reason, and can be sent again.', '%s items could not be delivered. They are kept, with the reasons, and can be sent again.', $report['queue']['undeliverable'], 'storewire' );
			$found[] = self::finding( 'undeliverable', 'recommended', sprintf( $text, number_format_i18n( $report['queue']['undeliverable'] ) ) );
		}
		if ( array() === $found ) {
			/* translators: %s: name of a company. */
			$found[] = self::finding( 'well', 'good', sprintf( __( 'The store is connected to %s, and what happens in it is delivered.', 'storewire' ), $report['connection']['company'] ) );
		}
		// By the alphabet critical comes before recommended, and good stands alone.
		usort( $found, static fn( array $one, array $other ): int => strcmp( $one['level'], $other['level'] ) );
		return $found;
	}

	/**
	 * What keeps everything from being sent.
	 *
	 * @param array<string,mixed> $facts Of Connection::facts().
	 * @return array<int,array{code:string,level:string,text:string}>
	 */
	private static function connection( array $facts ): array {
		$later = __( 'What happens in the meantime is recorded and sent afterwards.', 'storewire' );
		switch ( $facts['state'] ) {
			case 'none':
				return array( self::finding( 'none', 'recommended', trim( $facts['problem'] . ' ' . __( 'The store is not connected, so nothing is sent.', 'storewire' ) ) ) );
			case 'locked':
				$why = array(
					'twin'     => __( 'Another site uses the same connection as this one, so one of them is a copy. Nothing is sent from here until you say whether the store moved or this is a copy.', 'storewire' ),
					'promoted' => __( 'The database of this site comes from a copy of the store. Nothing is sent until you say whether the store moved here or this is a copy.', 'storewire' ),
				);
				if ( isset( $why[ $facts['lock'] ] ) ) {
					return array( self::finding( 'locked', 'critical', $why[ $facts['lock'] ] . ' ' . $later ) );
				}
				return array( self::finding( 'locked', 'critical', '' !== $facts['problem'] ? $facts['problem'] : __( 'This site has another address than the one that was connected. Nothing is sent until you say whether the store moved or this is a copy.', 'storewire' ) . ' ' . $later ) );
			case 'reconnect':
				return array( self::finding( 'reconnect', 'critical', $facts['problem'] . ' ' . __( 'Nothing is sent until you reconnect.', 'storewire' ) . ' ' . $later ) );
			default:
				return array();
		}
	}

	/**
	 * Whether the core may be believed here.
	 *
	 * @param array{at:int,php:string,problem:string} $core Of CoreTrust::status().
	 * @return array{code:string,level:string,text:string}|null
	 */
	private static function core( array $core ): ?array {
		if ( '' === $core['problem'] ) {
			return null;
		}
		return self::finding( 'core', 'critical', $core['problem'] . ' ' . __( 'Until then nothing is sent, for it could be wrong. What happens in the meantime is recorded and sent afterwards.', 'storewire' ) );
	}

	/**
	 * What runs in the background.
	 *
	 * @param array<string,mixed> $cron Of the report.
	 * @return array{code:string,level:string,text:string}|null
	 */
	private static function background( array $cron ): ?array {
		if ( array() !== $cron['missing'] ) {
			/* translators: %s: names of hooks. */
			$text = __( 'Background work is missing from the schedule of WP-Cron: something took it away (%s). Storewire puts it back as soon as it has a turn, or somebody opens WooCommerce → Storewire. If it goes missing again, a plugin that cleans up is to blame.', 'storewire' );
			return self::finding( 'unscheduled', 'critical', sprintf( $text, implode( ', ', $cron['missing'] ) ) );
		}
		if ( $cron['aheadSeconds'] > 0 ) {
			/* translators: %s: a time span, such as 3 hours. */
			$text = __( 'Background work was scheduled while the clock of the server was wrong, and would not run for %s. Storewire puts that right as soon as it has a turn, or somebody opens a page of wp-admin.', 'storewire' );
			return self::finding( 'clock', 'critical', sprintf( $text, self::span( $cron['aheadSeconds'] ) ) );
		}
		if ( $cron['disabled'] && $cron['lateSeconds'] >= self::LATE_BY_OS ) {
			/* translators: %s: a time span, such as 3 hours. */
			$text = __( 'Nothing has run in the background for %s. DISABLE_WP_CRON is set in wp-config.php, so a cron job of the server has to call wp-cron.php, best every minute.', 'storewire' );
			return self::finding( 'cron', 'critical', sprintf( $text, self::span( $cron['lateSeconds'] ) ) );
		}
		if ( $cron['lateSeconds'] >= self::LATE ) {
			/* translators: %s: a time span, such as 3 hours. */
			$text = __( 'Nothing has run in the background for %s. WordPress does that when somebody visits the site; where few do, let a cron job of the server call wp-cron.php, best every minute.', 'storewire' );
			return self::finding( 'cron', 'recommended', sprintf( $text, self::span( $cron['lateSeconds'] ) ) );
		}
		return null;
	}

	/**
	 * Whether the site reaches itself; nothing to say of where a server's cron job makes that needless.
	 *
	 * @param array<string,mixed> $report The report.
	 * @return array{code:string,level:string,text:string}|null
	 */
	private static function loopback( array $report ): ?array {
		if ( false !== $report['loopback']['ok'] || $report['cron']['disabled'] ) {
			return null;
		}
		/* translators: %s: an error message. */
		$text = __( 'This site does not reach itself (%s), so WordPress cannot start its background work. Ask your host, or let a cron job of the server call wp-cron.php, best every minute.', 'storewire' );
		return self::finding( 'loopback', 'recommended', sprintf( $text, $report['loopback']['message'] ) );
	}

	/**
	 * Whether the backend answers.
	 *
	 * @param array<string,mixed> $outage Of OutageGate::outage().
	 * @return array{code:string,level:string,text:string}|null
	 */
	private static function outage( array $outage ): ?array {
		if ( array() === $outage ) {
			return null;
		}
		$since = max( 0, time() - (int) $outage['since'] );
		/* translators: 1: a time span, such as 3 hours, 2: an error message. */
		$text = __( 'The backend has taken nothing for %1$s: %2$s', 'storewire' );
		return self::finding( 'outage', $since >= self::LONG ? 'critical' : 'recommended', sprintf( $text, self::span( $since ), $outage['message'] ) );
	}

	/**
	 * Whether the backend takes shoppers' requests, where it takes all else.
	 *
	 * @param array<string,mixed> $report The report.
	 * @return array{code:string,level:string,text:string}|null
	 */
	private static function waitlist( array $report ): ?array {
		if ( array() === $report['waitlist'] || array() !== $report['outage'] ) {
			return null;
		}
		/* translators: 1: a time span, such as 3 hours, 2: an error message. */
		$text = __( 'The backend has taken no requests to be told when a product is back for %1$s, though it takes everything else: %2$s', 'storewire' );
		return self::finding( 'waitlist', 'recommended', sprintf( $text, self::span( max( 0, time() - (int) $report['waitlist']['since'] ) ), $report['waitlist']['message'] ) );
	}

	/**
	 * Whether something waits for too long, though nothing is in its way.
	 *
	 * @param array<string,mixed> $report The report.
	 * @return array{code:string,level:string,text:string}|null
	 */
	private static function queue( array $report ): ?array {
		if ( array() !== $report['outage'] || $report['queue']['oldestSeconds'] < self::OLD ) {
			return null;
		}
		/* translators: 1: a number, 2: a time span, such as 3 hours. */
		$text = _n( '%1$s change waits to be sent, for %2$s already.', '%1$s changes wait to be sent, the oldest for %2$s already.', $report['queue']['waiting'], 'storewire' );
		return self::finding( 'queue', 'recommended', sprintf( $text, number_format_i18n( $report['queue']['waiting'] ), self::span( $report['queue']['oldestSeconds'] ) ) );
	}

	/**
	 * Whether Sync Store goes on.
	 *
	 * @param array<string,mixed> $sync Of the report.
	 * @return array{code:string,level:string,text:string}|null
	 */
	private static function sync( array $sync ): ?array {
		if ( $sync['idleSeconds'] < Sync::STUCK ) {
			return null;
		}
		/* translators: 1: a time span, such as 3 hours, 2: an error message, or nothing. */
		$text = __( 'Sync Store has got nothing done for %1$s. Start it again. %2$s', 'storewire' );
		return self::finding( 'sync', 'recommended', trim( sprintf( $text, self::span( $sync['idleSeconds'] ), $sync['message'] ) ) );
	}

	/**
	 * Whether the backend hears how the store is.
	 *
	 * @param array<string,mixed> $report The report.
	 * @return array{code:string,level:string,text:string}|null
	 */
	private static function heartbeat( array $report ): ?array {
		$last = $report['connection']['heartbeatAt'];
		if ( array() !== $report['outage'] || 0 === $last || time() - $last < self::SILENT ) {
			return null;
		}
		/* translators: %s: a time span, such as 3 hours. */
		$text = __( 'The backend has not heard for %s how this store is, though it should every hour. What it asks of the store may wait. Look for errors of PHP in the log of the server.', 'storewire' );
		return self::finding( 'heartbeat', 'recommended', sprintf( $text, self::span( time() - $last ) ) );
	}

	/**
	 * Whether the nightly comparison begins.
	 *
	 * @param array<string,mixed> $report The report.
	 * @return array{code:string,level:string,text:string}|null
	 */
	private static function night( array $report ): ?array {
		$since = time() - max( $report['sweep']['startedAt'], $report['connection']['connectedAt'] );
		if ( array() !== $report['outage'] || ! $report['sweep']['ended'] || $since < self::NIGHTS ) {
			return null;
		}
		/* translators: %s: a time span, such as 3 days. */
		$text = __( 'The nightly comparison with the backend has not begun for %s. Until it does, changes that were missed stay missing. Look for errors of PHP in the log of the server.', 'storewire' );
		return self::finding( 'night', 'recommended', sprintf( $text, self::span( $since ) ) );
	}

	/**
	 * Whether the nightly comparison comes to its end.
	 *
	 * @param array<string,mixed> $sweep Of Sweep::status().
	 * @return array{code:string,level:string,text:string}|null
	 */
	private static function sweep( array $sweep ): ?array {
		if ( $sweep['openSeconds'] < self::NIGHTS ) {
			return null;
		}
		/* translators: %s: a time span, such as 3 days. */
		$text = __( 'The nightly comparison with the backend began %s ago and is not through. Until it is, changes that were missed stay missing. It gives way to syncs, to what waits to be sent, and to outages of the backend; if none of these goes on, look for errors of PHP in the log of the server.', 'storewire' );
		return self::finding( 'sweep', 'recommended', sprintf( $text, self::span( $sweep['openSeconds'] ) ) );
	}

	/**
	 * Whether store and backend differ, though what differs was sent again in several nights.
	 *
	 * @param array<string,mixed> $sweep Of Sweep::status().
	 * @return array{code:string,level:string,text:string}|null
	 */
	private static function difference( array $sweep ): ?array {
		if ( 0 === $sweep['left'] ) {
			return null;
		}
		/* translators: %s: a number. */
		$text = _n( '%s object is not the same at the backend as in the store, though it was sent again three nights in a row. Tell the support of the backend.', '%s objects are not the same at the backend as in the store, though they were sent again three nights in a row. Tell the support of the backend.', $sweep['left'], 'storewire' );
		return self::finding( 'difference', 'recommended', sprintf( $text, number_format_i18n( $sweep['left'] ) ) );
	}

	/**
	 * What there is to say where the database does not answer.
	 *
	 * @param ReadFailure $failure Why.
	 * @return array{code:string,level:string,text:string}
	 */
	public static function unreadable( ReadFailure $failure ): array {
		/* translators: %s: an error message of the database. */
		return self::finding( 'database', 'recommended', sprintf( __( 'How Storewire is doing could not be read from the database: %s', 'storewire' ), $failure->getMessage() ) );
	}

	/**
	 * Whether the form is switched on and leads nowhere.
	 *
	 * @param array{closed:bool,proxy:string} $form Of the report.
	 * @return array{code:string,level:string,text:string}|null
	 */
	private static function closed( array $form ): ?array {
		return $form['closed'] ? self::finding( 'form', 'recommended', FormSettings::closed() ) : null;
	}

	/**
	 * Whether shoppers are taken for one, behind a proxy that nobody named.
	 *
	 * @param array{closed:bool,proxy:string} $form Of the report.
	 * @return array{code:string,level:string,text:string}|null
	 */
	private static function proxy( array $form ): ?array {
		if ( '' === $form['proxy'] ) {
			return null;
		}
		/* translators: %s: name of an HTTP header. */
		$text = __( 'Shoppers who asked to be told when a product is back were turned away, or their carts left out, for too many came from one address. They came by way of a proxy: if it is yours, or your host’s, choose “My proxy’s header %s” under Storewire → Back in stock → Visitors’ addresses.', 'storewire' );
		return self::finding( 'proxy', 'recommended', sprintf( $text, $form['proxy'] ) );
	}

	/**
	 * A finding.
	 *
	 * @param string $code  Tells it from others.
	 * @param string $level How bad it is.
	 * @param string $text  What it says.
	 * @return array{code:string,level:string,text:string}
	 */
	private static function finding( string $code, string $level, string $text ): array {
		return array(
			'code'  => $code,
			'level' => $level,
			'text'  => $text,
		);
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
