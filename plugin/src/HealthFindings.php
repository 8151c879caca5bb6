<?php
/**
 * What the figures of the health report mean, in words.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

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

	/**
	 * Findings, the worst first.
	 *
	 * @param array<string,mixed> $report Of Health::report().
	 * @return array<int,array{code:string,level:string,text:string}> `level` is critical, recommended or good.
	 */
	public static function of( array $report ): array {
		$found = self::connection( $report['connection'] );
		if ( 'connected' === $report['connection']['state'] ) {
			$found = array_filter(
				array(
					self::background( $report['cron'] ),
					self::loopback( $report ),
					self::outage( $report['outage'] ),
					self::queue( $report ),
					self::difference( $report['sweep'] ),
					self::closed( $report['waitlist'] ),
					self::proxy( $report['waitlist'] ),
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
				return array( self::finding( 'locked', 'critical', __( 'This site has another address than the one that was connected. Nothing is sent until you say whether the store moved or this is a copy.', 'storewire' ) . ' ' . $later ) );
			case 'reconnect':
				return array( self::finding( 'reconnect', 'critical', $facts['problem'] . ' ' . __( 'Nothing is sent until you reconnect.', 'storewire' ) . ' ' . $later ) );
			default:
				return array();
		}
	}

	/**
	 * What runs in the background.
	 *
	 * @param array<string,mixed> $cron Of the report.
	 * @return array{code:string,level:string,text:string}|null
	 */
	private static function background( array $cron ): ?array {
		if ( null === $cron['lateSeconds'] ) {
			return self::finding( 'unscheduled', 'critical', __( 'The delivery is missing from the schedule of WP-Cron: somebody took it away. Deactivate and activate Storewire to put it back.', 'storewire' ) );
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
	 * @param array<string,mixed> $outage Of RelayGate::outage().
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
	 * Whether the form is switched on and leads nowhere.
	 *
	 * @param array{closed:bool,proxy:string} $waitlist Of the report.
	 * @return array{code:string,level:string,text:string}|null
	 */
	private static function closed( array $waitlist ): ?array {
		return $waitlist['closed'] ? self::finding( 'waitlist', 'recommended', SignupSettings::closed() ) : null;
	}

	/**
	 * Whether shoppers are taken for one, behind a proxy that nobody named.
	 *
	 * @param array{closed:bool,proxy:string} $waitlist Of the report.
	 * @return array{code:string,level:string,text:string}|null
	 */
	private static function proxy( array $waitlist ): ?array {
		if ( '' === $waitlist['proxy'] ) {
			return null;
		}
		/* translators: %s: name of an HTTP header. */
		$text = __( 'Shoppers who asked to be told when a product is back were turned away, for too many came from one address. They came by way of a proxy: if it is yours, or your host’s, choose “My proxy’s header %s” under Storewire → Back in stock → Visitors’ addresses.', 'storewire' );
		return self::finding( 'proxy', 'recommended', sprintf( $text, $waitlist['proxy'] ) );
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
