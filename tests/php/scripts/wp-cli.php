<?php
/**
 * What the plugin's commands call of WP-CLI: notes what they say. An error and a halt end a command, as they do there.
 */

declare(strict_types=1);

namespace {
	/** WP-CLI, as far as it is called. */
	final class WP_CLI {

		/** @var string[] What was said, each with its kind in front. */
		public static array $said = array();

		public static function log( string $text ): void {
			self::$said[] = "log: $text";
		}

		public static function line( string $text = '' ): void {
			self::$said[] = $text;
		}

		public static function success( string $text ): void {
			self::$said[] = "success: $text";
		}

		public static function warning( string $text ): void {
			self::$said[] = "warning: $text";
		}

		public static function error( string $text ): void {
			self::$said[] = "error: $text";
			throw new RuntimeException( $text, 1 );
		}

		public static function halt( int $code ): void {
			throw new RuntimeException( 'halt', $code );
		}
	}
}

namespace WP_CLI\Utils {
	/** @param string[] $columns Of each item. */
	function format_items( string $format, array $items, array $columns ): void {
		foreach ( $items as $item ) {
			\WP_CLI::line( "$format: " . implode( ' | ', array_map( static fn( string $column ): string => (string) $item[ $column ], $columns ) ) );
		}
	}
}
