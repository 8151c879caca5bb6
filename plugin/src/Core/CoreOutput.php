<?php
/**
 * The core's answer, as the core writes it.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Core;

// As in CoreHost.php.
use function array_slice;
use function count;
use function implode;
use function substr;

/**
 * The half of `CoreHost` that the core writes to; the core calls one object, and a call more for each piece would be dear. All
 * public methods are the core's.
 */
trait CoreOutput {

	/**
	 * Pieces of the answer that may come again, by the core's numbers for them; while one is being written, where it
	 * begins.
	 *
	 * @var (string|int)[]
	 */
	private $pieces = array();

	/**
	 * The pieces of the answer before the text that is being written.
	 *
	 * @var string[]
	 */
	private $before = array();

	/**
	 * The JSON of those of the core's own words that were written once; they stay.
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
	 * Gives the JSON of a text whose place is not known: one that the core made, or one of its own words that comes for
	 * the first time.
	 *
	 * @param int $address Where the text is.
	 * @param int $length  Its length in bytes.
	 */
	public function text( $address, $length ) {
		$json = self::json( $this->core->readBytes( $address, $length ) );
		if ( $address >= $this->begin && $address < $this->end ) {
			$place = $length << 32 | $address;

			$this->words[ $place ]       = $json;
			$this->core->known[ $place ] = $json;
		}
		return $json;
	}

	/**
	 * Appends a text in which JSON escapes nothing, without its quotes.
	 *
	 * @param int $address Where the text is.
	 * @param int $length  Its length in bytes.
	 */
	public function piece( $address, $length ) {
		$core = $this->core;
		$json = $core->known[ $length << 32 | $address ] ?? null;

		$core->out[] = null === $json ? $core->readBytes( $address, $length ) : substr( $json, 1, -1 );
	}

	/**
	 * Appends true or false.
	 *
	 * @param int $value 1 or 0.
	 */
	public function boolean( $value ) {
		$this->core->out[] = $value ? 'true' : 'false';
	}

	/**
	 * Appends a piece once more.
	 *
	 * @param int $number Number of the piece.
	 * @return int 1; or 0 where there is none yet: what is appended next is the piece, until keep().
	 */
	public function again( $number ) {
		if ( isset( $this->pieces[ $number ] ) ) {
			$this->core->out[] = $this->pieces[ $number ];
			return 1;
		}
		$this->pieces[ $number ] = count( $this->core->out );
		return 0;
	}

	/**
	 * Keeps a piece.
	 *
	 * @param int $number Number of the piece.
	 */
	public function keep( $number ) {
		$this->pieces[ $number ] = implode( '', array_slice( $this->core->out, $this->pieces[ $number ] ) );
	}

	/**
	 * What is appended from here on is a text of its own.
	 */
	public function begin_text() {
		$this->before    = $this->core->out;
		$this->core->out = array();
	}

	/**
	 * Appends that text as a JSON string.
	 */
	public function end_text() {
		$text            = self::json( implode( '', $this->core->out ) );
		$this->core->out = $this->before;
		$this->before    = array();

		$this->core->out[] = $text;
	}

	/**
	 * A text as JSON, as serde_json prints it.
	 *
	 * @param string $text Any bytes.
	 * @return string|false False if it is not UTF-8.
	 */
	private static function json( string $text ) {
		return \json_encode( $text, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_LINE_TERMINATORS ); // phpcs:ignore WordPress.WP.AlternativeFunctions.json_encode_json_encode -- must be byte-equal in every host.
	}
}
