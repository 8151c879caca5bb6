<?php
declare(strict_types=1);

namespace Storewire\Tests\Support;

use Storewire\BackInStock\FormPlacement;
use Storewire\BackInStock\SignupService;
use Storewire\Tests\Actions\Request;

/**
 * Requests that no form makes: each field holds what does not belong there, as JSON, as a form for the REST route, and as a
 * plain post to a product's page.
 */
final class Hostile {

	const HTML = '"><script>alert(1)</script><img src=x onerror=alert(2)> 🫖';

	/** What unescaped HTML of ours looks like, wherever it stands. */
	const UNESCAPED = '/<script>alert\(1|<img src=x/i';

	/** @return array<string,mixed> Values by what they are; texts may be no UTF-8. */
	public static function values(): array {
		return array(
			'html'       => self::HTML,
			'header'     => "ann@example.com\r\nX-Injected: yes\r\nBcc: bob@example.com\r\n\r\n<script>alert(1)</script>",
			'line'       => "ann@example.com\nX-Injected: yes",
			'no UTF-8'   => "ann\xff\xfe\xc3(@example.com",
			'half UTF-8' => "ann@example.com\xf0\x9f",
			'zero'       => "ann\0@example.com",
			'emoji'      => '🫖☕@🫖.example 👩‍👩‍👧‍👦',
			'right left' => "\u{202e}moc.elpmaxe@nna\u{200f}",
			'sql'        => "' OR 1=1; DROP TABLE wp_posts; -- ",
			'code'       => '<?php echo 1; ?>{{7*7}}${7*7}%s%d%n',
			'path'       => '../../../../etc/passwd',
			'number'     => '-1e308',
			'large'      => '99999999999999999999999999',
			'long'       => str_repeat( 'a', 300000 ) . '@example.com',
			'empty'      => '',
			'list'       => array( '1', array( '2' ) ),
			'map'        => array( 'a' => array( 'b' => 'c' ) ),
		);
	}

	/** @return array<string,mixed> Further ones that only JSON knows. */
	private static function kinds(): array {
		return array( 'null' => null, 'true' => true, 'false' => false, 'float' => 1.5e300, 'integer' => PHP_INT_MIN, 'object' => new \stdClass() );
	}

	/**
	 * Every value in every field; each from a client of its own.
	 *
	 * @param int $product Product that is sold out.
	 * @param int $passes  How many times. The first sends each by one of the ways, later ones by all, with another field
	 *                     hostile beside it.
	 * @return iterable<Request>
	 */
	public static function requests( int $product, int $passes ): iterable {
		for ( $pass = 0; $pass < $passes; $pass++ ) {
			$client = 0;
			foreach ( SignupService::FIELDS as $place => $field ) {
				foreach ( self::values() + self::kinds() as $kind => $value ) {
					$form           = array( 'product' => (string) $product, 'variation' => '0', 'email' => "shopper$pass@example.com", 'agreed' => '1', 'website' => '' );
					$other          = SignupService::FIELDS[ ( $place + $pass ) % count( SignupService::FIELDS ) ];
					$form[ $other ] = 0 === $pass ? $form[ $other ] : array_values( self::values() )[ ( $client + $pass ) % count( self::values() ) ];
					$form[ $field ] = $value;
					$from           = array( sprintf( 'X-Real-IP: 198.%d.%d.%d', 18 + $pass % 2, ++$client % 250, $pass % 250 ) );
					$rest           = rest_url( 'storewire/v1/signup' );
					$ways           = array( new Request( 'POST', $rest, array_merge( array( 'Content-Type: application/json' ), $from ), self::json( $form ), false ) );
					if ( isset( self::values()[ $kind ] ) ) {
						$ways[] = new Request( 'POST', (string) get_permalink( $product ), $from, http_build_query( array( FormPlacement::FIELD => $form ) ), false );
						$ways[] = new Request( 'POST', $rest, $from, http_build_query( $form ), false );
					}
					yield from 0 === $pass ? array( $ways[ $client % count( $ways ) ] ) : $ways;
				}
			}
		}
	}

	/** JSON that keeps bytes which are no UTF-8. */
	private static function json( array $form ): string {
		$marks = array();
		array_walk_recursive(
			$form,
			static function ( &$value ) use ( &$marks ): void {
				if ( is_string( $value ) && ! preg_match( '//u', $value ) ) {
					$mark           = 'bytes-' . count( $marks );
					$marks[ $mark ] = $value;
					$value          = $mark;
				}
			}
		);
		return strtr( (string) json_encode( $form ), $marks );
	}

	/** @return iterable<Request> Bodies that are no form at all, or far too long. A JSON text alone WordPress itself stumbles over. */
	public static function bodies( int $product ): iterable {
		$json = array( 'Content-Type: application/json', 'X-Real-IP: 198.18.200.1' );
		$page = (string) get_permalink( $product );
		$rest = rest_url( 'storewire/v1/signup' );
		foreach ( array( '', '{', '[]', 'null', '[[[[[[', str_repeat( '[', 100000 ), '{"email":"' . str_repeat( 'é', 2000000 ) . '"}' ) as $body ) {
			yield new Request( 'POST', $rest, $json, $body, false );
		}
		yield new Request( 'POST', $rest, $json, '{"product":' . $product . ',"email":"' . str_repeat( 'x', 40000000 ) . '"}', true );
		yield new Request( 'POST', $page, array(), FormPlacement::FIELD . '[email]=' . str_repeat( '%F0', 1000000 ), false );
		yield new Request( 'POST', $page, array(), http_build_query( array( FormPlacement::FIELD => array_fill( 0, 900, array( 'x' => 'y' ) ) ) ), false );
		foreach ( array( 'GET', 'PUT', 'DELETE', 'PATCH' ) as $method ) {
			yield new Request( $method, $rest . '?product=' . $product . '&email=ann@example.com&agreed=1', array(), null, true );
		}
	}
}
