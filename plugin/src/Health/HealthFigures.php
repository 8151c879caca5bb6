<?php
/**
 * The figures of the health report, for people.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Health;

use Storewire\Backend\Client;
use Storewire\Core\Messages;
use Storewire\Sweep\SweepState;
use Storewire\Sync\SyncWords;

/**
 * Names and texts of the figures, the same on the plugin's screen, in Site Health and on the command line.
 */
final class HealthFigures {

	/**
	 * All figures, by name.
	 *
	 * @param HealthReport $report The report.
	 * @return array<string,array{label:string,text:string,private:bool}> `private` ones may name people.
	 */
	public static function list_all( HealthReport $report ): array {
		$facts = self::connection( $report->connection ) + self::queue( $report ) + self::background( $report );
		$facts['left_out'] = self::fact( __( 'Left out in the last 7 days, and why', 'storewire' ), self::left_out( $report->left_out ) );
		foreach ( $report->errors as $at => $error ) {
			$label                = 0 === $at ? __( 'Last error', 'storewire' ) : __( 'Error before that', 'storewire' );
			$facts[ "error_$at" ] = self::fact( $label, trim( self::moment( $error->at ) . " {$error->about}: {$error->message}" ), true );
		}
		$facts['core']     = self::fact( __( 'Known answers', 'storewire' ), self::core( $report->core ) );
		$versions          = $report->versions;
		$facts['plugin']   = self::fact( __( 'Version', 'storewire' ), $versions['plugin'] );
		$facts['software'] = self::fact( __( 'Runs on', 'storewire' ), "PHP {$versions['php']}, WordPress {$versions['wordpress']}, WooCommerce {$versions['woocommerce']}, {$versions['database']}" );
		$facts['orders']   = self::fact( __( 'Orders are kept', 'storewire' ), 'tables' === $versions['orders'] ? __( 'in tables of their own (HPOS)', 'storewire' ) : __( 'as posts', 'storewire' ) );
		return $facts;
	}

	/**
	 * The connection.
	 *
	 * @param array<string,mixed> $facts Of Connection::facts().
	 * @return array<string,array{label:string,text:string,private:bool}>
	 */
	private static function connection( array $facts ): array {
		$states = array(
			'none'      => __( 'not connected', 'storewire' ),
			'connected' => __( 'connected', 'storewire' ),
			'reconnect' => __( 'has to be reconnected', 'storewire' ),
			'locked'    => __( 'waits for a word on its new address', 'storewire' ),
		);
		return array(
			'state'     => self::fact( __( 'Connection', 'storewire' ), $states[ $facts['state'] ] ),
			'company'   => self::fact( __( 'Company', 'storewire' ), '' === $facts['company'] ? '–' : $facts['company'], true ),
			'connected' => self::fact( __( 'Connected since', 'storewire' ), self::moment( $facts['connectedAt'] ) ),
			'seen'      => self::fact( __( 'Backend last seen', 'storewire' ), self::moment( $facts['lastSeenAt'] ) ),
			'backend'   => self::fact( __( 'Backend', 'storewire' ), Client::backend() ),
		);
	}

	/**
	 * What waits, and what was lost, if anything was.
	 *
	 * @param HealthReport $report The report.
	 * @return array<string,array{label:string,text:string,private:bool}>
	 */
	private static function queue( HealthReport $report ): array {
		$losses = array(
			'buried'     => __( 'Undeliverable ones dropped, for there were too many or they were too old', 'storewire' ),
			'anonymous'  => __( 'Events of visitors who are not logged in dropped, for there were too many', 'storewire' ),
			'waitlist'   => __( 'Shoppers’ requests to be told when a product is back dropped, for there were too many', 'storewire' ),
			'unrecorded' => __( 'Changes that the database did not take; the nightly comparison finds them', 'storewire' ),
			'left'       => __( 'Changes that still waited when a connection ended', 'storewire' ),
		);
		$facts  = array(
			'waiting'       => self::fact( __( 'Waiting to be sent', 'storewire' ), number_format_i18n( $report->waiting ) ),
			'oldest'        => self::fact( __( 'The oldest waits for', 'storewire' ), $report->waiting > 0 ? HealthFindings::span( $report->oldest_seconds ) : '–' ),
			'undeliverable' => self::fact( __( 'Undeliverable', 'storewire' ), number_format_i18n( $report->undeliverable ) ),
		);
		foreach ( array_filter( $report->lost ) as $what => $rows ) {
			$facts[ "lost_$what" ] = self::fact( $losses[ $what ], number_format_i18n( $rows ) );
		}
		return $facts;
	}

	/**
	 * What live delivery left out.
	 *
	 * @param array<string,int> $sums By reason.
	 */
	private static function left_out( array $sums ): string {
		$texts = array();
		foreach ( $sums as $reason => $count ) {
			$texts[] = Messages::of_skip( array( 'reason' => $reason, 'text' => str_replace( '_', ' ', $reason ) ) ) . ': ' . number_format_i18n( $count );
		}
		return array() === $texts ? '–' : implode( ', ', $texts );
	}

	/**
	 * What runs in the background.
	 *
	 * @param HealthReport $report The report.
	 * @return array<string,array{label:string,text:string,private:bool}>
	 */
	private static function background( HealthReport $report ): array {
		$cron = $report->cron;
		$self = $report->loopback;
		if ( null === $cron->late_seconds ) {
			$next = __( 'nothing is scheduled', 'storewire' );
		} elseif ( $cron->late_seconds < MINUTE_IN_SECONDS ) {
			$next = __( 'in time', 'storewire' );
		} else {
			/* translators: %s: a time span, such as 3 hours. */
			$next = sprintf( __( 'late by %s', 'storewire' ), HealthFindings::span( $cron->late_seconds ) );
		}
		if ( null === $self['ok'] ) {
			$reaches = __( 'not tried yet', 'storewire' );
		} else {
			$reaches = ( $self['ok'] ? __( 'yes', 'storewire' ) : $self['message'] ) . ', ' . self::moment( $self['checkedAt'] );
		}
		return array(
			'cron'     => self::fact( __( 'WP-Cron is started', 'storewire' ), $cron->is_disabled ? __( 'by the server (DISABLE_WP_CRON is set)', 'storewire' ) : __( 'by visits', 'storewire' ) ),
			'tick'     => self::fact( __( 'Delivery in the background', 'storewire' ), $next ),
			'loopback' => self::fact( __( 'This site reaches itself', 'storewire' ), $reaches ),
			'sync'     => self::fact( __( 'Sync Store', 'storewire' ), trim( "{$report->sync['headline']} {$report->sync['message']}" ) ),
			'sweep'    => self::fact( __( 'Nightly comparison', 'storewire' ), self::sweep( $report->sweep ) ),
		);
	}

	/**
	 * What the nightly comparison found.
	 *
	 * @param SweepState $sweep Of the report.
	 */
	private static function sweep( SweepState $sweep ): string {
		if ( 0 === $sweep->started_at ) {
			return __( 'not yet', 'storewire' );
		}
		/* translators: 1: a date and time, 2: a number. */
		return sprintf( __( '%1$s, sent again: %2$s', 'storewire' ), self::moment( $sweep->started_at ), number_format_i18n( $sweep->repaired ) );
	}

	/**
	 * Whether the core gave them.
	 *
	 * @param array{at:int,php:string,problem:string} $core Of the report.
	 */
	private static function core( array $core ): string {
		if ( 0 === $core['at'] ) {
			return __( 'not asked yet', 'storewire' );
		}
		$said = '' === $core['problem'] ? __( 'all right', 'storewire' ) : $core['problem'];
		return "$said, PHP {$core['php']}, " . self::moment( $core['at'] );
	}

	/**
	 * A figure.
	 *
	 * @param string $label   What it is.
	 * @param string $text    What it says.
	 * @param bool   $private Whether it may name people.
	 * @return array{label:string,text:string,private:bool}
	 */
	private static function fact( string $label, string $text, bool $private = false ): array {
		return array(
			'label'   => $label,
			'text'    => $text,
			'private' => $private,
		);
	}

	/**
	 * A moment in words.
	 *
	 * @param int $seconds Since 1970 UTC; 0 where nobody knows.
	 */
	private static function moment( int $seconds ): string {
		return 0 === $seconds ? '–' : SyncWords::moment( $seconds );
	}
}
