<?php
/**
 * Single values of snapshots.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Shop;

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
	 * A stored amount or quantity. What is no number is what WooCommerce makes of it when it reads it: it knows the shop's
	 * decimal separator, and what nobody can read is 0.
	 *
	 * @param string|null $stored As it is stored.
	 */
	public static function amount( ?string $stored ): ?string {
		if ( null === $stored || '' === trim( $stored ) || is_numeric( $stored ) ) {
			return $stored;
		}
		$read = wc_format_decimal( $stored );
		return is_numeric( $read ) ? $read : '0';
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
