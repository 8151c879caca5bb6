<?php
/**
 * The command line: wp storewire object.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Cli;

use Storewire\Admin\ObjectPanel;
use Storewire\Health\Inspector;
use Storewire\Outbox\Ledger;
use Storewire\Outbox\LeftOut;
use WP_CLI;

/**
 * Says of one object what would be sent, or why not, and what became of it; and what live delivery left out lately.
 */
final class ObjectCommand {

	/** @var callable(): Inspector */
	private $inspector;

	/**
	 * @param callable $inspector Gives what knows of single objects, when a command needs it.
	 */
	public function __construct( callable $inspector ) {
		$this->inspector = $inspector;
	}

	/**
	 * Shows what would be sent of one object now, byte for byte, or why nothing would; and what was sent of it lately.
	 *
	 * ## OPTIONS
	 *
	 * <type>
	 * : order, product, category or contact (a customer).
	 *
	 * <id>
	 * : Its id in the store; a customer's is that of the user.
	 *
	 * [--format=<format>]
	 * : How to print it.
	 * ---
	 * default: text
	 * options:
	 *   - text
	 *   - json
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     wp storewire object show order 501
	 *
	 * @param string[]             $arguments Type and id.
	 * @param array<string,string> $options   Options.
	 */
	public function show( array $arguments, array $options ): void {
		list( $type, $id ) = $arguments + array( '', '' );
		if ( ! isset( Inspector::TOPICS[ $type ] ) || (int) $id < 1 ) {
			WP_CLI::error( __( 'Name one of order, product, category, contact, and an id.', 'storewire' ) );
		}
		$about = ( $this->inspector )()->inspect( $type, (int) $id );
		if ( 'json' === ( $options['format'] ?? 'text' ) ) {
			WP_CLI::line( (string) wp_json_encode( $about, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES ) );
			return;
		}
		foreach ( ObjectPanel::lines( $about ) as $line ) {
			WP_CLI::line( $line );
		}
		if ( null !== $about['body'] ) {
			WP_CLI::line( $about['body'] );
		}
	}

	/**
	 * Lists what live delivery left out lately, the latest first, each with its reason.
	 *
	 * ## OPTIONS
	 *
	 * [--by=<by>]
	 * : Single ones, or counts by day and reason.
	 * ---
	 * default: object
	 * options:
	 *   - object
	 *   - day
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
	 * ---
	 *
	 * @subcommand left-out
	 *
	 * @param string[]             $arguments None.
	 * @param array<string,string> $options   Options.
	 */
	public function left_out( array $arguments, array $options ): void {
		$format = $options['format'] ?? 'table';
		if ( 'day' === ( $options['by'] ?? 'object' ) ) {
			WP_CLI\Utils\format_items( $format, LeftOut::days( LeftOut::KEPT_DAYS ), array( 'day', 'type', 'reason', 'count' ) );
			return;
		}
		$rows = array();
		foreach ( Ledger::latest( Ledger::LEFT_OUT, LeftOut::LATEST ) as $row ) {
			$rows[] = array( 'at' => gmdate( 'Y-m-d\TH:i:s\Z', $row['at'] ) ) + $row;
		}
		WP_CLI\Utils\format_items( $format, $rows, array( 'at', 'topic', 'object', 'type', 'reason', 'text' ) );
	}
}
