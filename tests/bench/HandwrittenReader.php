<?php
/**
 * Reads an untrusted array by hand, with an issue for each fault: what src/core/read/field.rs, reader.rs and value/ do.
 */

declare(strict_types=1);

namespace Storewire\Bench;

// As in CoreHost.php: PHP compiles them without looking for functions of this namespace first.
use function abs;
use function array_keys;
use function array_sum;
use function count;
use function floor;
use function gmdate;
use function in_array;
use function intdiv;
use function is_array;
use function is_bool;
use function is_float;
use function is_int;
use function is_string;
use function ltrim;
use function max;
use function preg_match;
use function range;
use function sprintf;
use function strlen;
use function strtolower;
use function strtoupper;
use function substr;
use function trim;

/** Reads fields. */
abstract class HandwrittenReader {

	private const MAX_INT = 9007199254740991;
	private const ZERO_DECIMALS = array( 'BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF' );
	private const THREE_DECIMALS = array( 'BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND' );

	/** @var array[] */
	protected $issues = array();
	/** @var int */
	protected $exponent = 2;

	protected function contain( int $mark ): bool {
		$contained = false;
		for ( $at = $mark, $end = count( $this->issues ); $at < $end; $at++ ) {
			$contained                     = $contained || $this->issues[ $at ]['fatal'];
			$this->issues[ $at ]['fatal'] = false;
		}
		return $contained;
	}

	protected function issue( string $code, string $path, string $message, bool $fatal ): void {
		$this->issues[] = array( 'code' => $code, 'path' => $path, 'message' => $message, 'fatal' => $fatal );
	}

	/** A path, whose last part is a key or an index. */
	protected static function path( string $path, $name ): string {
		return is_int( $name ) ? $path . '[' . $name . ']' : ( '' === $path ? $name : $path . '.' . $name );
	}

	protected function missing( string $path ): void {
		$this->issue( 'missing', $path, 'This is needed, but it is missing.', true );
	}

	protected function wrong( string $path, string $kind, bool $fatal ): void {
		$this->issue( 'wrong_kind', $path, "This must be $kind.", $fatal );
	}

	protected function map_of( array $from, $name, string $path, bool $required ): ?array {
		return $this->map( $from[ $name ] ?? null, self::path( $path, $name ), $required );
	}

	protected function map( $value, string $path, bool $required ): ?array {
		if ( is_array( $value ) && ( array() === $value || ! isset( $value[0] ) ) ) {
			return $value;
		}
		if ( null !== $value ) {
			$this->wrong( $path, 'a map', $required );
		} elseif ( $required ) {
			$this->missing( $path );
		}
		return null;
	}

	protected function list_of( array $from, string $name, string $path, bool $needed ): array {
		$value = $from[ $name ] ?? array();
		if ( is_array( $value ) && ( array() === $value || array_keys( $value ) === range( 0, count( $value ) - 1 ) ) ) {
			return $value;
		}
		$this->wrong( self::path( $path, $name ), 'a list', $needed );
		return array();
	}

	protected function text( array $from, $name, string $path, bool $required = false, bool $sound = false ): ?string {
		$value = $from[ $name ] ?? null;
		if ( is_string( $value ) ) {
			if ( '' !== trim( $value, "\0..\x20" ) ) {
				return $value;
			}
		} elseif ( null !== $value ) {
			$this->wrong( self::path( $path, $name ), 'a text', $required || $sound );
			return null;
		}
		if ( $required ) {
			$this->missing( self::path( $path, $name ) );
		}
		return null;
	}

	protected function texts( array $from, string $name, string $path, bool $needed ): array {
		$texts = array();
		foreach ( $this->list_of( $from, $name, $path, $needed ) as $index => $element ) {
			$text = $this->text( array( $index => $element ), $index, $path . '.' . $name );
			if ( null !== $text ) {
				$texts[] = $text;
			}
		}
		return $texts;
	}

	protected function id( array $from, string $name, string $path, bool $required ): ?string {
		$text = $this->text( $from, $name, $path, $required );
		if ( null === $text || preg_match( '/^[A-Za-z0-9_-]{1,64}$/D', $text ) ) {
			return $text;
		}
		$this->issue( 'id_invalid', self::path( $path, $name ), 'This is not an id: 1 to 64 letters, digits, hyphens and underscores.', $required );
		return null;
	}

	protected function email( array $from, string $path ): ?string {
		$text = $this->text( $from, 'email', $path );
		if ( null === $text ) {
			return null;
		}
		$email = trim( $text, " \t\n\r\x0C" );
		$label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
		if ( strlen( $email ) <= 254 && preg_match( "/^[A-Za-z0-9.!#\$%&'*+\\/=?^_`{|}~-]{1,64}@$label(?:\\.$label)+\$/D", $email ) ) {
			return strtolower( $email );
		}
		$this->issue( 'email_invalid', self::path( $path, 'email' ), 'This is not an e-mail address.', false );
		return null;
	}

	protected function currency( array $order ): ?string {
		$text = $this->text( $order, 'currency', 'snapshot', true );
		if ( null === $text ) {
			return null;
		}
		$code = strtoupper( trim( $text, " \t\n\r\x0C" ) );
		if ( ! preg_match( '/^[A-Z]{3}$/D', $code ) ) {
			$this->issue( 'currency_invalid', 'snapshot.currency', 'This is not a currency code of three letters.', true );
			return null;
		}
		if ( in_array( $code, self::ZERO_DECIMALS, true ) ) {
			$this->exponent = 0;
		} elseif ( in_array( $code, self::THREE_DECIMALS, true ) ) {
			$this->exponent = 3;
		} elseif ( 'CLF' === $code || 'UYW' === $code ) {
			$this->exponent = 4;
		}
		return $code;
	}

	protected function flag( array $from, string $name, string $path ): bool {
		$value = $from[ $name ] ?? false;
		if ( ! is_bool( $value ) ) {
			$this->wrong( self::path( $path, $name ), 'true or false', false );
			return false;
		}
		return $value;
	}

	protected function int( array $from, string $name, string $path, bool $required ): ?int {
		$value = $from[ $name ] ?? null;
		if ( is_float( $value ) && floor( $value ) === $value && abs( $value ) <= self::MAX_INT ) {
			$value = (int) $value;
		}
		if ( is_int( $value ) && $value <= self::MAX_INT && $value >= -self::MAX_INT ) {
			return $value;
		}
		if ( null !== $value ) {
			$this->wrong( self::path( $path, $name ), 'a whole number', $required );
		} elseif ( $required ) {
			$this->missing( self::path( $path, $name ) );
		}
		return null;
	}

	protected function moment( array $from, string $name, string $path, bool $required = false ): ?int {
		$seconds = $this->int( $from, $name, $path, $required );
		if ( null !== $seconds && ( $seconds < -62135596800 || $seconds > 253402300799 ) ) {
			$this->issue( 'time_invalid', self::path( $path, $name ), 'This moment lies before year 1 or after year 9999.', $required );
			return null;
		}
		return $seconds;
	}

	protected function time( ?int $seconds, int $millis = 0 ): ?string {
		return null === $seconds ? null : gmdate( 'Y-m-d\TH:i:s', $seconds ) . sprintf( '.%03dZ', $millis );
	}

	protected function cents( array $from, $name, string $path, bool $required = false ): ?int {
		$text = $this->text( $from, $name, $path, $required, true );
		if ( null === $text ) {
			return null;
		}
		$path    = self::path( $path, $name );
		$decimal = $this->decimal( $text, $path );
		return null === $decimal ? null : $this->minor( $decimal, $this->exponent, $path );
	}

	protected function amount( array $line, string $name, string $path, bool $required, bool $negated ): ?array {
		$text    = $this->text( $line, $name, $path, $required, true );
		$decimal = null === $text ? null : $this->decimal( $text, $path . '.' . $name );
		if ( $negated && null !== $decimal ) {
			$decimal[0] = abs( $decimal[0] );
		}
		return $decimal;
	}

	/** Digits and places, as integers. */
	protected function decimal( string $text, string $path ): ?array {
		if ( ! preg_match( '/^([+-]?)(?=[.]?[0-9])([0-9]*)[.]?([0-9]*)(?:[eE]([+-]?[0-9]+))?$/D', trim( $text, " \t\n\r\x0C" ), $parts ) ) {
			$this->issue( 'amount_invalid', $path, 'This is not a decimal number such as 731.07.', true );
			return null;
		}
		$whole  = ltrim( $parts[2], '0' );
		$places = substr( $parts[3], 0, max( 0, 18 - strlen( $whole ) ) );
		if ( strlen( $whole ) > 18 ) {
			$this->too_large( $path );
			return null;
		}
		$units = (int) ( $whole . $places );
		$power = strlen( $places ) - (int) ( $parts[4] ?? 0 );
		if ( $power < 0 ) {
			if ( strlen( (string) $units ) - $power > 18 ) {
				$this->too_large( $path );
				return null;
			}
			$units *= 10 ** -$power;
			$power  = 0;
		} elseif ( $power > 18 ) {
			$units = 0;
			$power = 0;
		}
		return array( '-' === $parts[1] ? -$units : $units, $power );
	}

	protected function too_large( string $path ): void {
		$this->issue( 'amount_too_large', $path, 'This amount is larger than can be counted exactly.', true );
	}

	protected function minor( array $decimal, int $exponent, string $path ): ?int {
		list( $units, $places ) = $decimal;
		$minor = $places <= $exponent ? $units * 10 ** ( $exponent - $places ) : self::rounded( $units, 10 ** ( $places - $exponent ) );
		if ( ! is_int( $minor ) || $minor > self::MAX_INT || $minor < -self::MAX_INT ) {
			$this->too_large( $path );
			return null;
		}
		return $minor;
	}

	protected function unit_price( array $total, array $tax, array $quantity, string $path ): ?int {
		$places = max( $total[1], $tax[1] );
		$line   = $total[0] * 10 ** ( $places - $total[1] ) + $tax[0] * 10 ** ( $places - $tax[1] );
		if ( ( 1 === $quantity[0] && 0 === $quantity[1] ) || 0 === $quantity[0] ) {
			return is_int( $line ) ? $this->minor( array( $line, $places ), $this->exponent, $path ) : null;
		}
		$zeros    = $this->exponent + $quantity[1] - $places;
		$dividend = $zeros >= 0 ? $line * 10 ** $zeros : $line;
		$divisor  = $zeros >= 0 ? $quantity[0] : $quantity[0] * 10 ** -$zeros;
		$price    = is_int( $dividend ) && is_int( $divisor ) ? self::rounded( $dividend, $divisor ) : null;
		if ( null === $price || $price > self::MAX_INT || $price < -self::MAX_INT ) {
			$this->too_large( $path );
			return null;
		}
		return $price;
	}

	/** Half away from zero. */
	protected static function rounded( int $dividend, int $divisor ): int {
		$quotient = intdiv( $dividend, $divisor );
		$rest     = abs( $dividend - $quotient * $divisor );
		if ( $rest < abs( $divisor ) - $rest ) {
			return $quotient;
		}
		return ( $dividend < 0 ) === ( $divisor < 0 ) ? $quotient + 1 : $quotient - 1;
	}

	protected function sum( string $name, array $amounts ): int {
		$sum = array_sum( $amounts );
		if ( ! is_int( $sum ) || $sum > self::MAX_INT || $sum < -self::MAX_INT ) {
			$this->too_large( 'snapshot.' . $name );
			return 0;
		}
		return $sum;
	}
}
