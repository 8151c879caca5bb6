<?php
/**
 * Which commands of the backend were taken.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Background;

use Storewire\Support\LeasedOption;

/**
 * One row. A command is claimed before it is done: of many requests with the same id, on many web nodes, one wins (D7).
 *
 * An id is kept as long as its signed request could be sent again, and the latest ones beyond that, for the backend may
 * hand out a command over the heartbeat that it has sent already.
 */
final class TakenCommands {

	const OPTION = 'storewire_commands';

	/** So many ids are kept, however old. */
	const KEPT = 50;

	/** With so many ids that are not over yet, no more commands are taken. */
	const FULL = 1000;

	/** So often a claim is tried while others write. */
	const TRIES = 50;

	/**
	 * Whether a command was taken.
	 *
	 * @param string $id Its id.
	 */
	public static function has( string $id ): bool {
		return in_array( $id, self::done(), true );
	}

	/**
	 * Ids of commands that were taken, oldest first.
	 *
	 * @return string[]
	 */
	public static function done(): array {
		return array_column( ( new LeasedOption( self::OPTION ) )->read()['taken'] ?? array(), 'id' );
	}

	/**
	 * Claims a command.
	 *
	 * @param string $id    Its id.
	 * @param int    $until Until when its request could come again, seconds since 1970 UTC.
	 * @return bool False where somebody has it already.
	 */
	public static function claim( string $id, int $until ): bool {
		return self::change(
			static function ( array $taken ) use ( $id, $until ): ?array {
				$latest = count( $taken ) - self::KEPT;
				$kept   = array();
				foreach ( $taken as $at => $entry ) {
					if ( $at > $latest || $entry['until'] >= time() ) {
						$kept[] = $entry;
					}
				}
				if ( count( $kept ) >= self::FULL || in_array( $id, array_column( $taken, 'id' ), true ) ) {
					return null;
				}
				$kept[] = array(
					'id'    => $id,
					'until' => $until,
				);
				return $kept;
			}
		);
	}

	/**
	 * Gives a command back that could not be done.
	 *
	 * @param string $id Its id.
	 */
	public static function release( string $id ): void {
		self::change(
			static function ( array $taken ) use ( $id ): array {
				return array_values( array_filter( $taken, static fn( array $entry ): bool => $entry['id'] !== $id ) );
			}
		);
	}

	/**
	 * Forgets all: they were another connection's, signed with another secret.
	 */
	public static function forget(): void {
		( new LeasedOption( self::OPTION ) )->remove();
	}

	/**
	 * Writes what follows from what is there; again, where somebody else wrote in between.
	 *
	 * @param callable $change Gets the entries, gives them changed, or null to leave them.
	 */
	private static function change( callable $change ): bool {
		for ( $try = 0; $try < self::TRIES; $try++ ) {
			$row   = new LeasedOption( self::OPTION );
			$taken = $change( $row->read()['taken'] ?? array() );
			if ( null === $taken ) {
				return false;
			}
			if ( $row->write( array( 'taken' => $taken ), false ) ) {
				return true;
			}
			usleep( random_int( 500, 5000 ) );
		}
		return false;
	}
}
