<?php
/**
 * What PHP does for the core while it answers.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

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
use function json_encode;
use function preg_match;
use function strlen;
use function substr;
use function unpack;

/**
 * The PHP side of the core's door (its other side is src/php). The core reads a call struct by struct: open() lays
 * what it asks for into its memory. The answer is JSON text that grows in the core's $out; the core appends what it has
 * in literals by itself.
 *
 * All public methods but answer() are the core's; it is the only caller.
 */
final class CoreHost {

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
	 * Texts by their addresses in the core's memory: what was written there in this call, and the core's own words.
	 * A text that the core hands back from where it was put is not read again: the core never changes one in place.
	 *
	 * @var string[]
	 */
	private $texts = array();

	/**
	 * Pieces of the answer that may come again, by the core's numbers for them; while one is being written, where it
	 * begins.
	 *
	 * @var (string|int)[]
	 */
	private $pieces = array();

	/**
	 * The core's own words, which stay.
	 *
	 * @var string[]
	 */
	private $words = array();

	/**
	 * Where the core's own words begin.
	 *
	 * @var int
	 */
	private $begin;

	/**
	 * Where they end.
	 *
	 * @var int
	 */
	private $end;

	/**
	 * Makes a core.
	 */
	public function __construct() {
		$this->core  = new Generated\Core( $this );
		$this->begin = $this->core->words();
		$this->end   = $this->core->__heap_base();
	}

	/**
	 * Has the core answer a call.
	 *
	 * @param array $call The call.
	 * @return string JSON text.
	 */
	public function answer( array $call ): string {
		$core         = $this->core;
		$core->out    = '';
		$this->values = array( $call );
		$this->texts  = $this->words;
		$core->answer();
		$this->values = array();
		$this->texts  = array();
		$this->pieces = array();
		return $core->out;
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

		// This loop sees every field there is: it calls nothing for a text, and its variables are local ones.
		$words   = array();
		$texts   = array();
		$address = $behind;
		foreach ( $names as $name ) {
			$value = $values[ $name ] ?? null;
			if ( is_string( $value ) ) {
				$length            = strlen( $value );
				$words[]           = $length;
				$words[]           = $address;
				$texts[ $address ] = $value;
				$address          += $length + 1;
			} elseif ( null === $value ) {
				$words[] = self::NOTHING;
				$words[] = 0;
			} elseif ( is_array( $value ) ) {
				$words[]        = self::is_list( $value ) ? self::LIST | count( $value ) << 3 : self::MAP;
				$words[]        = count( $this->values );
				$this->values[] = $value;
			} elseif ( is_bool( $value ) ) {
				$words[] = self::BOOLEAN;
				$words[] = (int) $value;
			} else {
				$whole   = self::whole( $value );
				$words[] = null === $whole ? self::OTHER : self::INTEGER | ( $whole >> 32 & 0xFFFFFFF ) << 3;
				$words[] = $whole & 0xFFFFFFFF;
			}
		}

		// With a byte between them that is a character of its own, all texts are UTF-8 if the whole is.
		$bytes = implode( "\0", $texts );
		$size  = $behind - $at + strlen( $bytes );
		if ( $size <= $room ) {
			if ( 1 !== preg_match( '//u', $bytes ) ) {
				self::part( $words, $texts );
			}
			$this->texts += $texts;
			$this->core->writeWords( $at, $words );
			$this->core->writeBytes( $behind, $bytes );
		}
		return $size;
	}

	/**
	 * Sets the texts that are not UTF-8 apart from the others.
	 *
	 * @param int[]    $words Words of a row.
	 * @param string[] $texts Its texts, by their addresses.
	 */
	private static function part( array &$words, array &$texts ) {
		for ( $at = 0, $end = count( $words ); $at < $end; $at += 2 ) {
			$length  = $words[ $at ];
			$address = $words[ $at + 1 ];
			if ( $length < self::NOTHING && 1 !== preg_match( '//u', $texts[ $address ] ) ) {
				$words[ $at ] = self::BYTES | $length << 3;
				unset( $texts[ $address ] );
			}
		}
	}

	/**
	 * Appends a text; JSON as serde_json prints it.
	 *
	 * @param int $address Where the text is.
	 * @param int $length  Its length in bytes.
	 */
	public function text( $address, $length ) {
		$text = $this->texts[ $address ] ?? '';
		if ( strlen( $text ) !== $length ) {
			$text = $this->core->readBytes( $address, $length );
			if ( $address >= $this->begin && $address < $this->end ) {
				$this->words[ $address ] = $text;
				$this->texts[ $address ] = $text;
			}
		}
		$this->core->out .= json_encode( $text, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_LINE_TERMINATORS ); // phpcs:ignore WordPress.WP.AlternativeFunctions.json_encode_json_encode -- must be byte-equal in every host.
	}

	/**
	 * Appends an integer.
	 *
	 * @param int $value The integer.
	 */
	public function int( $value ) {
		$this->core->out .= $value;
	}

	/**
	 * Appends true or false.
	 *
	 * @param int $value 1 or 0.
	 */
	public function boolean( $value ) {
		$this->core->out .= $value ? 'true' : 'false';
	}

	/**
	 * Appends a piece once more.
	 *
	 * @param int $number Number of the piece.
	 * @return int 1; or 0 where there is none yet: what is appended next is the piece, until keep().
	 */
	public function again( $number ) {
		if ( isset( $this->pieces[ $number ] ) ) {
			$this->core->out .= $this->pieces[ $number ];
			return 1;
		}
		$this->pieces[ $number ] = strlen( $this->core->out );
		return 0;
	}

	/**
	 * Keeps a piece.
	 *
	 * @param int $number Number of the piece.
	 */
	public function keep( $number ) {
		$this->pieces[ $number ] = substr( $this->core->out, $this->pieces[ $number ] );
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
