<?php
/**
 * Single values of snapshots.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * Turns what WooCommerce and the code around it hand over into what a snapshot may hold. It judges nothing: a text that
 * is no decimal stays what it is, and the core says so.
 */
final class SnapshotValue {

	/**
	 * A text; null where there is none.
	 *
	 * @param mixed $value What was read.
	 */
	public static function text( $value ): ?string {
		return is_scalar( $value ) ? (string) $value : null;
	}

	/**
	 * A title or name as people see it. WordPress stores some of these with HTML entities.
	 *
	 * @param mixed $value What was read.
	 */
	public static function title( $value ): ?string {
		$text = self::text( $value );
		return null === $text || false === strpos( $text, '&' ) ? $text : html_entity_decode( $text, ENT_QUOTES | ENT_HTML5, 'UTF-8' );
	}

	/**
	 * A decimal as a text. Filters of other plugins may give floats, which never get an exponent here.
	 *
	 * @param mixed $value What was read.
	 */
	public static function decimal( $value ): ?string {
		return is_float( $value ) ? wc_format_decimal( $value ) : self::text( $value );
	}

	/**
	 * A moment in whole seconds since 1970 UTC.
	 *
	 * @param mixed $date A WC_DateTime, or nothing.
	 */
	public static function moment( $date ): ?int {
		return $date instanceof \DateTimeInterface ? $date->getTimestamp() : null;
	}
}
