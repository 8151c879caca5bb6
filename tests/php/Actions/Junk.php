<?php
declare(strict_types=1);

namespace Storewire\Tests\Actions;

use Storewire\Tests\Support\Dice;

/**
 * What nobody expects in a request.
 */
final class Junk {

	const TYPES = array( 'text/plain', 'text/xml', 'application/x-www-form-urlencoded', 'multipart/form-data', 'multipart/form-data; boundary=', 'multipart/form-data; boundary=x', 'application/json', 'application/json; charset=utf-16', 'application/JSON;;', 'json', '/', 'application/octet-stream' );

	private Dice $dice;

	public function __construct( Dice $dice ) {
		$this->dice = $dice;
	}

	/** A method that the routes may or may not have. */
	public function method(): string {
		return $this->dice->pick( array( 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND', 'post', 'BREW' ) );
	}

	/** A body. */
	public function body(): string {
		switch ( $this->dice->below( 6 ) ) {
			case 0:
				return '';
			case 1:
				return $this->dice->bytes( $this->dice->below( 2000 ) );
			case 2:
				return http_build_query( $this->fields() );
			case 3:
				return "--x\r\nContent-Disposition: form-data; name=\"" . Malformed::MARK . "\"; filename=\"a.php\"\r\n\r\n<?php\r\n--x--\r\n";
			case 4:
				return $this->broken_json();
			default:
				return $this->json_object( $this->fields() );
		}
	}

	/** What is no JSON text that PHP would take. */
	public function broken_json(): string {
		$sound = '{"type":"sync","types":["orders"],"sync":{"orders":false},"' . Malformed::MARK . '":1}';
		switch ( $this->dice->below( 8 ) ) {
			case 0:
				return substr( $sound, 0, 1 + $this->dice->below( strlen( $sound ) - 1 ) );
			case 1:
				return '{"' . Malformed::MARK . '":"' . "\xff\xfe\xc3\x28" . '"}';
			case 2:
				return str_repeat( '[', 600 ) . str_repeat( ']', 600 );
			case 3:
				return str_repeat( '{"a":', 1 << $this->dice->below( 16 ) );
			case 4:
				return "\xef\xbb\xbf$sound";
			case 5:
				return "{'" . Malformed::MARK . "':1}";
			case 6:
				return '{"a":"\ud800"}' . Malformed::MARK;
			default:
				return chr( 1 + $this->dice->below( 8 ) ) . $this->dice->bytes( $this->dice->below( 300 ) );
		}
	}

	/**
	 * A JSON object; now and then a large one.
	 *
	 * @param array<string,mixed> $fields Its fields.
	 */
	public function json_object( array $fields ): string {
		if ( $this->dice->once_in( 20 ) ) {
			$fields[ Malformed::MARK . 'large' ] = str_repeat( 'é', 1 << ( 10 + $this->dice->below( 10 ) ) );
		}
		return (string) json_encode( (object) $fields, JSON_PARTIAL_OUTPUT_ON_ERROR | JSON_PRESERVE_ZERO_FRACTION, 600 );
	}

	/**
	 * Fields that no route has.
	 *
	 * @return array<string,mixed>
	 */
	public function fields(): array {
		$fields = array();
		for ( $i = $this->dice->below( 6 ); $i > 0; $i-- ) {
			$fields[ Malformed::MARK . $i ] = $this->dice->pick( array( null, true, -1, 1.5, PHP_INT_MAX, '', Malformed::MARK, '<script>', "a\0b", '../../wp-config.php', "' OR 1=1 --", 'O:8:"stdClass":0:{}', array( 'id' => Malformed::MARK ), $this->nest( 20 ) ) );
		}
		return $fields;
	}

	/** A list in a list in a list. */
	public function nest( int $depth ): array {
		$value = array( Malformed::MARK );
		for ( ; $depth > 0; $depth-- ) {
			$value = 0 === $depth % 2 ? array( $value ) : array( 'a' => $value );
		}
		return $value;
	}

	/** A query string. */
	public function query(): string {
		$query = http_build_query( $this->fields() );
		if ( $this->dice->once_in( 3 ) ) {
			$query .= '&' . rawurlencode( $this->dice->bytes( 1 + $this->dice->below( 60 ) ) ) . '=' . rawurlencode( $this->dice->bytes( $this->dice->below( 200 ) ) );
		}
		return ltrim( $query, '&' );
	}

	/** @return string[] Headers, that of the content among them. */
	public function headers( bool $with_body ): array {
		return array_merge( $with_body ? array( 'Content-Type: ' . $this->dice->pick( self::TYPES ) ) : array(), $this->plain_headers() );
	}

	/** @return string[] Headers that say nothing of the content. */
	public function plain_headers(): array {
		$headers = array();
		for ( $i = $this->dice->below( 4 ); $i > 0; $i-- ) {
			$headers[] = $this->dice->pick(
				array(
					'Accept: ' . Malformed::MARK,
					'Accept-Language: ' . $this->line( 40 ),
					'User-Agent: ' . Malformed::MARK . $this->line( 40 ),
					'Referer: ' . Malformed::MARK . '://' . $this->line( 20 ),
					'Origin: https://' . Malformed::MARK . '.example',
					'Origin: null',
					'X-Forwarded-For: ' . Malformed::MARK,
					'X-Forwarded-Proto: https',
					'Authorization: Bearer ' . Malformed::MARK,
					'X-' . Malformed::MARK . ': ' . $this->line( 300 ),
					'X-Large: ' . str_repeat( 'x', 1 << ( 5 + $this->dice->below( 10 ) ) ),
					'Sec-Purpose: prefetch',
					'Content-Encoding: gzip',
					'Range: bytes=0-0',
				)
			);
		}
		return $headers;
	}

	/** Bytes of any kind that can stand in a header. */
	public function line( int $length ): string {
		return str_replace( array( "\0", "\r", "\n" ), '?', $this->dice->bytes( $length ) );
	}
}
