<?php
/**
 * What PHP does for the core while it answers.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * The PHP side of the core's door (its other side is src/php). The core reads a call struct by struct: open() lays out
 * what it asks for, take() writes that into the core's memory. The answer comes in pieces of JSON.
 *
 * All public methods but answer() are the core's; it is the only caller.
 */
final class CoreHost {

	// The kinds of value; the table is in src/php/read.rs.
	private const NULL    = 0;
	private const BOOLEAN = 1;
	private const INTEGER = 2;
	private const TEXT    = 3;
	private const BYTES   = 4;
	private const LIST    = 5;
	private const MAP     = 6;
	private const OTHER   = 7;

	/**
	 * The core.
	 *
	 * @var Generated\Core
	 */
	private $core;

	/**
	 * The arrays of the call, by the numbers under which the core knows them.
	 *
	 * @var array[]
	 */
	private $values = array();

	/**
	 * The keys of each struct, by the address of their list in the core's memory.
	 *
	 * @var string[][]
	 */
	private $keys = array();

	/**
	 * The row prepared last.
	 *
	 * @var string
	 */
	private $row = '';

	/**
	 * The answer so far.
	 *
	 * @var string
	 */
	private $json = '';

	/**
	 * Makes a core.
	 */
	public function __construct() {
		$this->core = new Generated\Core( $this );
	}

	/**
	 * Has the core answer a call.
	 *
	 * @param array $call The call.
	 * @return string JSON text.
	 */
	public function answer( array $call ): string {
		$this->values = array( $call );
		$this->json   = '';
		$this->core->answer();
		$this->values = array();
		return $this->json;
	}

	/**
	 * Prepares the row of a map or a list.
	 *
	 * @param int $number Number of the value.
	 * @param int $keys   Where the keys of the struct are that is read from it.
	 * @param int $count  How many they are; 0 for a list.
	 * @return int Size of the row in bytes.
	 */
	public function open( $number, $keys, $count ) {
		$values = $this->values[ $number ];
		if ( 0 !== $count ) {
			$found = array();
			foreach ( $this->keys[ $keys ] ?? $this->keys( $keys, $count ) as $index => $key ) {
				if ( isset( $values[ $key ] ) ) {
					$found[ $index ] = $values[ $key ];
				}
			}
			$values = $found;
		}
		$words  = array( count( $values ) );
		$texts  = array();
		$offset = 0;
		foreach ( $values as $index => $value ) {
			$head = $index << 3;
			if ( is_string( $value ) ) {
				$length  = strlen( $value );
				$words[] = $head | self::TEXT;
				$words[] = $offset;
				$words[] = $length;
				$texts[] = $value;
				$offset += $length + 1;
			} elseif ( is_array( $value ) ) {
				$words[]        = $head | ( self::is_list( $value ) ? self::LIST : self::MAP );
				$words[]        = count( $this->values );
				$words[]        = count( $value );
				$this->values[] = $value;
			} elseif ( is_bool( $value ) ) {
				$words[] = $head | self::BOOLEAN;
				$words[] = (int) $value;
				$words[] = 0;
			} elseif ( null === $value ) {
				$words[] = $head | self::NULL;
				$words[] = 0;
				$words[] = 0;
			} else {
				$whole   = self::whole( $value );
				$words[] = $head | ( null === $whole ? self::OTHER : self::INTEGER );
				$words[] = $whole & 0xFFFFFFFF;
				$words[] = ( $whole >> 32 ) & 0xFFFFFFFF;
			}
		}
		// With a byte between them that is a character of its own, all texts are UTF-8 if the whole is.
		$bytes = implode( "\0", $texts );
		if ( 1 !== preg_match( '//u', $bytes ) ) {
			for ( $at = 1, $end = count( $words ); $at < $end; $at += 3 ) {
				$words[ $at ] += self::TEXT === ( $words[ $at ] & 7 ) ? self::BYTES - self::TEXT : 0;
			}
		}
		$this->row = pack( 'V*', ...$words ) . $bytes;
		return strlen( $this->row );
	}

	/**
	 * Writes the row prepared last.
	 *
	 * @param int $address Where the core wants it.
	 */
	public function take( $address ) {
		$this->core->writeBytes( $address, $this->row );
	}

	/**
	 * Appends JSON text as it is.
	 *
	 * @param string $piece The text.
	 */
	public function raw( $piece ) {
		$this->json .= $piece;
	}

	/**
	 * Opens an object with its first key.
	 *
	 * @param string $name The key.
	 */
	public function first( $name ) {
		$this->json .= '{"' . $name . '":';
	}

	/**
	 * Goes on to an object's next key.
	 *
	 * @param string $name The key.
	 */
	public function next( $name ) {
		$this->json .= ',"' . $name . '":';
	}

	/**
	 * Appends a text; JSON as serde_json prints it.
	 *
	 * @param string $text The text, UTF-8.
	 */
	public function text( $text ) {
		$this->json .= json_encode( $text, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_LINE_TERMINATORS ); // phpcs:ignore WordPress.WP.AlternativeFunctions.json_encode_json_encode -- must be byte-equal in every host.
	}

	/**
	 * Appends an integer.
	 *
	 * @param int $value The integer.
	 */
	public function int( $value ) {
		$this->json .= $value;
	}

	/**
	 * Appends true or false.
	 *
	 * @param int $value 1 or 0.
	 */
	public function boolean( $value ) {
		$this->json .= $value ? 'true' : 'false';
	}

	/**
	 * Reads the keys of a struct from the core's memory, where they never change.
	 *
	 * @param int $address Where the list of their addresses and lengths is.
	 * @param int $count   How many they are.
	 * @return string[]
	 */
	private function keys( $address, $count ) {
		$keys  = array();
		$words = array_chunk( unpack( 'V*', $this->core->readBytes( $address, 8 * $count ) ), 2 );
		foreach ( $words as list( $start, $length ) ) {
			$keys[] = $this->core->readBytes( $start, $length );
		}
		$this->keys[ $address ] = $keys;
		return $keys;
	}

	/**
	 * Whether an array's keys are 0, 1, 2 and so on.
	 *
	 * @param array $value The array.
	 */
	private static function is_list( array $value ): bool {
		$next = 0;
		foreach ( $value as $key => $unused ) {
			if ( $key !== $next++ ) {
				return false;
			}
		}
		return true;
	}

	/**
	 * The integer that a number stands for, if it stands for one that the core may accept.
	 *
	 * @param mixed $value Neither text nor array nor boolean nor null.
	 */
	private static function whole( $value ): ?int {
		if ( is_float( $value ) && abs( $value ) < 9.3e15 && floor( $value ) === $value ) {
			return (int) $value;
		}
		return is_int( $value ) ? $value : null;
	}
}
