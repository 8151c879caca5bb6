<?php
/**
 * The command line: wp storewire buried.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Cli;

use Storewire\Outbox\BuriedRows;
use WP_CLI;

/**
 * Shows what could not be delivered, and sends it again.
 */
final class BuriedCommand {

	/** So many a list has, where nothing else is asked for. */
	const LIMIT = 100;

	/** What a list shows. */
	const COLUMNS = array( 'id', 'topic', 'object', 'transition', 'buried', 'reason' );

	/**
	 * Lists what could not be delivered, the latest first, each with its reason.
	 *
	 * ## OPTIONS
	 *
	 * [--limit=<number>]
	 * : At most so many.
	 * ---
	 * default: 100
	 * ---
	 *
	 * [--format=<format>]
	 * : How to print it.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - json
	 *   - csv
	 *   - yaml
	 *   - count
	 * ---
	 *
	 * @subcommand list
	 *
	 * @param string[]             $arguments None.
	 * @param array<string,string> $options   Options.
	 */
	public function list_( array $arguments, array $options ): void {
		$rows = array();
		foreach ( BuriedRows::page( max( 1, (int) ( $options['limit'] ?? self::LIMIT ) ) ) as $row ) {
			$rows[] = $row + array( 'buried' => gmdate( 'Y-m-d\TH:i:s\Z', intdiv( $row['buriedAt'], 1000 ) ) );
		}
		WP_CLI\Utils\format_items( $options['format'] ?? 'table', $rows, self::COLUMNS );
	}

	/**
	 * Sends one again, or all of them, with the next delivery.
	 *
	 * ## OPTIONS
	 *
	 * [<id>]
	 * : The row's id, of the list.
	 *
	 * [--all]
	 * : All of them.
	 *
	 * @param string[]           $arguments The id.
	 * @param array<string,bool> $options   Options.
	 */
	public function replay( array $arguments, array $options ): void {
		$id = array_shift( $arguments );
		if ( isset( $options['all'] ) === isset( $id ) ) {
			WP_CLI::error( __( 'Name one id, or say --all.', 'storewire' ) );
		}
		if ( isset( $options['all'] ) ) {
			/* translators: %d: a number. */
			WP_CLI::success( sprintf( __( '%d wait to be sent again.', 'storewire' ), BuriedRows::replay_all() ) );
		} elseif ( BuriedRows::replay( (int) $id ) ) {
			WP_CLI::success( __( 'It waits to be sent again.', 'storewire' ) );
		} else {
			WP_CLI::error( __( 'No undeliverable item has this id.', 'storewire' ) );
		}
	}
}
