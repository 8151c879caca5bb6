<?php
/**
 * What PHP does for the core while it answers.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Core;

// Named here, PHP compiles them without looking for functions of this namespace first: this is the hottest code there is.
use function abs;
use function array_chunk;
use function array_keys;
use function count;
use function floor;
use function implode;
use function is_array;
use function is_bool;
use function is_float;
use function is_int;
use function is_string;
use function preg_match;
use function str_pad;
use function strlen;
use function substr;
use function substr_count;
use function unpack;

/**
 * The PHP side of the core's door (its other side is src/php). The core reads a call struct by struct: open() lays
 * what it asks for into its memory. The answer is JSON text, in pieces in the core's $out: what the core has in literals
 * and numbers it appends by itself, and so it does with texts whose JSON is in its $known, by length << 32 | address; the
 * other way round all texts of one length would have one place in PHP's table, which goes by the low bits. A text that
 * the core hands back from where it was put is there: the core never changes one in place.
 *
 * All public methods but answer() are the core's; it is the only caller.
 */
final class CoreHost {

	use CoreOutput;

	// First words of a row's entries for what is no text; the table is in src/php/read.rs.
	private const NOTHING = 1 << 31;
	private const BOOLEAN = 1 << 31 | 1;
	private const INTEGER = 1 << 31 | 2;
	private const BYTES   = 1 << 31 | 3;
	private const LIST    = 1 << 31 | 4;
	private const MAP     = 1 << 31 | 5;
	private const OTHER   = 1 << 31 | 6;

	/** Integers from here on are none to the core. */
	private const INTEGERS = 1 << 53;

	/**
	 * The core.
	 *
	 * @var Generated\Core
	 */
	private $core;

	/**
	 * Its memory.
	 *
	 * @var int[]
	 */
	private $memory;

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
	 * Makes a core.
	 */
	public function __construct() {
		$this->core   = new \Storewire\Generated\Core( $this );
		$this->memory = &$this->core->memory();
		$this->begin  = $this->core->words();
		$this->end    = $this->core->heap_base();
	}

	/**
	 * Has the core answer a call.
	 *
	 * @param array $call The call.
	 * @return string JSON text.
	 */
	public function answer( array $call ): string {
		$core         = $this->core;
		$core->known  = $this->words;
		$this->values = array( $call );
		$core->answer();
		$json         = implode( '', $core->out );
		$core->out    = array();
		$core->known  = array();
		$this->values = array();
		$this->pieces = array();
		return $json;
	}

	/**
	 * Writes the row of a map or a list into the core's memory.
	 *
	 * @param int $number Number of the value.
	 * @param int $keys   Where the keys of the struct are that is read from it.
	 * @param int $count  How many they are; 0 for a list.
	 * @param int $at     Where the core wants the row.
	 * @param int $room   How much room there is, bytes.
	 * @return int Size of the row in bytes; if it is more than the room, nothing was written.
	 */
	public function open( $number, $keys, $count, $at, $room ) {
		$values = $this->values[ $number ];
		$names  = 0 === $count ? array_keys( $values ) : $this->keys[ $keys ] ?? $this->keys( $keys, $count );
		$behind = $at + 8 * count( $names );

		// The words go straight into memory; where there is not even room for them, this only finds out the size.
		$m     = array();
		$known = array();
		if ( $behind - $at <= $room ) {
			$m     = &$this->memory;
			$known = &$this->core->known;
		}

		// This loop sees every field there is: it calls nothing for a text, and its variables are local ones.
		$before  = count( $known );
		$bytes   = '';
		$address = $behind + 1;
		$i       = $at >> 2;
		foreach ( $names as $name ) {
			$value = $values[ $name ] ?? null;
			if ( is_string( $value ) ) {
				$length      = strlen( $value );
				$m[ $i ]     = $length;
				$m[ $i + 1 ] = $address;
				// Most texts are JSON as soon as they are quoted; each lies in memory between its quotes.
				$bytes .= $known[ $length << 32 | $address ] = "\"$value\"";

				$address += $length + 2;
			} elseif ( null === $value ) {
				$m[ $i ]     = self::NOTHING;
				$m[ $i + 1 ] = 0;
			} elseif ( is_array( $value ) ) {
				$m[ $i ]        = self::is_list( $value ) ? self::LIST | count( $value ) << 3 : self::MAP;
				$m[ $i + 1 ]    = count( $this->values );
				$this->values[] = $value;
			} elseif ( is_bool( $value ) ) {
				$m[ $i ]     = self::BOOLEAN;
				$m[ $i + 1 ] = (int) $value;
			} else {
				$whole       = self::whole( $value );
				$m[ $i ]     = null === $whole ? self::OTHER : self::INTEGER | ( $whole >> 32 & 0xFFFFFFF ) << 3;
				$m[ $i + 1 ] = $whole & 0xFFFFFFFF;
			}
			$i += 2;
		}
		if ( '' === $bytes ) {
			return $behind - $at;
		}

		// Filled up to pairs of words, which are written at once.
		$length = $address + 6 - $behind & ~7;
		$size   = $behind - $at + $length;
		if ( $size <= $room ) {
			// 0 says two things: it is UTF-8, and nothing in it needs a backslash but, perhaps, a quote.
			if ( 0 !== preg_match( '/[\\\\\x00-\x1F]/u', $bytes ) || substr_count( $bytes, '"' ) !== 2 * ( count( $known ) - $before ) ) {
				$this->encode( $known, $at, $behind );
			}
			foreach ( unpack( 'P*', str_pad( $bytes, $length, "\0" ) ) as $pair ) {
				$m[ $i++ ] = $pair & 0xFFFFFFFF;
				$m[ $i++ ] = $pair >> 32 & 0xFFFFFFFF;
			}
		}
		return $size;
	}

	/**
	 * Makes JSON of texts that are only quoted, and sets those that are not UTF-8 apart.
	 *
	 * @param string[] $json Texts of a row, by their places.
	 * @param int      $at   Where the row begins in memory.
	 * @param int      $end  Where its entries end.
	 */
	private function encode( array &$json, $at, $end ) {
		for ( $i = $at >> 2; $i < $end >> 2; $i += 2 ) {
			$length = $this->memory[ $i ];
			if ( $length < self::NOTHING ) {
				$place   = $length << 32 | $this->memory[ $i + 1 ];
				$encoded = self::json( substr( $json[ $place ], 1, -1 ) );
				if ( false === $encoded ) {
					$this->memory[ $i ] = self::BYTES | $length << 3;
					unset( $json[ $place ] );
				} else {
					$json[ $place ] = $encoded;
				}
			}
		}
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
		if ( is_float( $value ) && floor( $value ) === $value && abs( $value ) < self::INTEGERS ) {
			return (int) $value;
		}
		return is_int( $value ) && abs( $value ) < self::INTEGERS ? $value : null;
	}
}
