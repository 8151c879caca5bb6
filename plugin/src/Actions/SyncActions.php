<?php
/**
 * What the owner can do about a sync.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Actions;

use Storewire\Background\Ticks;
use Storewire\Connection\Connection;
use Storewire\Connection\Schedule;
use Storewire\Generated\Rules;
use Storewire\Sync\Sync;
use Storewire\Sync\SyncWords;

/**
 * Sync Store, for the page, for REST and for the command line. Each answers with where the sync stands, or with a WP_Error
 * whose message is for the owner.
 */
final class SyncActions {

	const STEP_SECONDS = 4.0;

	private Connection $connection;
	private Sync $sync;
	private Ticks $ticks;

	/**
	 * @param Connection $connection Whether there is anybody to send to.
	 * @param Sync       $sync       Sync Store.
	 * @param Ticks      $ticks      Keeps it going in the background.
	 */
	public function __construct( Connection $connection, Sync $sync, Ticks $ticks ) {
		$this->connection = $connection;
		$this->sync       = $sync;
		$this->ticks      = $ticks;
	}

	/**
	 * Where the sync stands, in figures and in words.
	 *
	 * @return array<string,mixed>
	 */
	public function status(): array {
		return self::with_words( $this->sync->status() );
	}

	/**
	 * Sync Store.
	 *
	 * @param string[] $types Of `contacts`, `products`, `orders`, `transactions`; empty for all.
	 * @param string   $from  First day, such as 2026-01-31, in the store's time zone; or ''.
	 * @param string   $to    Last day; or ''.
	 * @return array<string,mixed>|\WP_Error
	 */
	public function start( array $types, string $from, string $to ) {
		if ( 'connected' !== $this->connection->state() ) {
			return new \WP_Error( 'storewire_not_connected', __( 'The store is not connected. Connect it first.', 'storewire' ), array( 'status' => 409 ) );
		}
		if ( ! self::is_day( $from ) || ! self::is_day( $to ) ) {
			return new \WP_Error( 'storewire_dates', __( 'There is no such day. Days are written like 2026-01-31.', 'storewire' ), array( 'status' => 400 ) );
		}
		$since = self::midnight( $from, 0 );
		$after = self::midnight( $to, 1 );
		if ( null !== $since && null !== $after && $since >= $after ) {
			return new \WP_Error( 'storewire_dates', __( 'The first day must not be after the last day.', 'storewire' ), array( 'status' => 400 ) );
		}
		return self::with_words( $this->ticks->start_sync( array() === $types ? Rules::TYPES : $types, $since, null === $after ? null : $after - 1 ) );
	}

	/**
	 * Pauses the sync, resumes it, or cancels it.
	 *
	 * @param string $what `pause`, `resume` or `cancel`.
	 * @return array<string,mixed>|\WP_Error
	 */
	public function steer( string $what ) {
		$done = 'cancel' === $what ? $this->sync->cancel() : $this->sync->hold( 'pause' === $what );
		if ( ! $done ) {
			return new \WP_Error( 'storewire_no_sync', __( 'There is no sync for which this could be done.', 'storewire' ), array( 'status' => 409 ) );
		}
		Schedule::follow( $this->connection->state() );
		return $this->status();
	}

	/**
	 * One turn of the sync, for the open page.
	 *
	 * @return array<string,mixed>
	 */
	public function step(): array {
		$this->sync->step( self::STEP_SECONDS );
		return $this->status();
	}

	/**
	 * A status, in words, too.
	 *
	 * @param array<string,mixed> $status Of `Sync`.
	 * @return array<string,mixed>
	 */
	private static function with_words( array $status ): array {
		return $status + array( 'view' => SyncWords::describe( $status ) );
	}

	/**
	 * Whether it is a day of the calendar, or ''.
	 *
	 * @param string $day What was typed.
	 */
	private static function is_day( string $day ): bool {
		$date = \DateTimeImmutable::createFromFormat( '!Y-m-d', $day );
		return '' === $day || ( false !== $date && $date->format( 'Y-m-d' ) === $day );
	}

	/**
	 * The beginning of a day.
	 *
	 * @param string $day   Such as 2026-01-31, or ''.
	 * @param int    $later Days to add.
	 * @return int|null Seconds since 1970 UTC; null where it is no day.
	 */
	private static function midnight( string $day, int $later ): ?int {
		$date = \DateTimeImmutable::createFromFormat( '!Y-m-d', $day, wp_timezone() );
		return false === $date ? null : $date->modify( "+$later days" )->getTimestamp();
	}
}
