<?php
declare(strict_types=1);

namespace Storewire\Tests\Actions;

use Storewire\Tests\Support\Dice;
use Storewire\Tests\Support\Person;

/**
 * Makes requests to the plugin's own routes that nobody's software would send, or that somebody sends who may not. None of
 * them asks for anything that changes what the store is to keep: where who is asking may ask, what is asked for is wrong.
 */
final class Malformed {

	/** Stands in whatever is made up; where it turns up later, something was stored. */
	const MARK = 'zq7fuzz';

	/** For each route the arguments that a request can get wrong. */
	const ROUTES = array(
		array( 'GET', '/status', array() ),
		array( 'GET', '/sync', array() ),
		array( 'GET', '/left-out', array() ),
		array( 'GET', '/object', array( 'type', 'id' ) ),
		array( 'POST', '/connect', array( 'imports', 'sync', 'consent', 'draft' ) ),
		array( 'POST', '/connect/confirm', array() ),
		array( 'POST', '/connect/cancel', array() ),
		array( 'POST', '/disconnect', array( 'anyway' ) ),
		array( 'POST', '/settings', array( 'imports', 'sync', 'consent' ) ),
		array( 'POST', '/sync', array( 'types', 'from', 'to' ) ),
		array( 'POST', '/sync/pause', array() ),
		array( 'POST', '/sync/resume', array() ),
		array( 'POST', '/sync/cancel', array() ),
		array( 'POST', '/sync/step', array() ),
	);

	/** Routes that may be used with junk around what they need: they keep nothing. */
	const HARMLESS = array( '/status', '/sync', '/left-out', '/connect/confirm', '/connect/cancel', '/sync/pause', '/sync/resume', '/sync/cancel', '/sync/step' );

	private Dice $dice;
	private Junk $junk;

	/** @var array<string,Person> By role; `visitor` among them. */
	private array $people;

	/** @param array<string,Person> $people By role: `visitor`, `customer`, and those who manage the shop. */
	public function __construct( Dice $dice, array $people ) {
		$this->dice   = $dice;
		$this->junk   = new Junk( $dice );
		$this->people = $people;
	}

	/** The next request. */
	public function next(): Request {
		list( $method, $route, $arguments ) = $this->dice->pick( self::ROUTES );
		$role    = $this->dice->pick( array_keys( $this->people ) );
		$person  = $this->people[ $role ];
		$nonce   = $this->dice->pick( array( 'right', 'right', 'right', 'wrong', 'none' ) );
		$headers = '' === $person->cookies ? array() : array( "Cookie: $person->cookies" );
		if ( 'none' !== $nonce ) {
			$headers[] = 'X-WP-Nonce: ' . ( 'right' === $nonce ? $person->nonce : 'zq7fuzz' );
		}
		if ( 'right' === $nonce && ! in_array( $role, array( 'visitor', 'customer' ), true ) ) {
			return $this->from_somebody_who_may( $method, $route, $arguments, $headers );
		}
		return $this->from_somebody_who_may_not( $method, $route, $headers );
	}

	/** Whatever is asked for, it is refused; only OPTIONS and HEAD say something to everybody. */
	private function from_somebody_who_may_not( string $method, string $route, array $headers ): Request {
		$method = $this->dice->once_in( 4 ) ? $this->junk->method() : $method;
		$body   = in_array( $method, array( 'GET', 'HEAD' ), true ) ? null : $this->junk->body();
		return new Request( $method, $this->url( $route, $this->dice->once_in( 3 ) ? $this->junk->query() : '' ), array_merge( $headers, $this->junk->headers( null !== $body ) ), $body, 'OPTIONS' !== $method );
	}

	private function from_somebody_who_may( string $method, string $route, array $arguments, array $headers ): Request {
		$json = array_merge( $headers, array( 'Content-Type: application/json' ) );
		if ( 'GET' === $method && array() !== $arguments ) {
			return new Request( 'GET', $this->url( $route, http_build_query( $this->wrong( $this->dice->pick( $arguments ), true ) ) ), $headers, null, true );
		}
		switch ( $this->dice->below( array() === $arguments ? 3 : 6 ) ) {
			case 0:
				// No such method; the last two routes of one path share it.
				$method = $this->dice->pick( array( 'PUT', 'PATCH', 'DELETE' ) );
				return new Request( $method, $this->url( $route, $this->junk->query() ), $json, '{}', true );
			case 1:
				$body = $this->junk->broken_json();
				return new Request( 'POST', $this->url( $route, '' ), $json, $body, true );
			case 2:
				if ( in_array( $route, self::HARMLESS, true ) && array() === $arguments ) {
					$body = 'GET' === $method ? null : $this->junk->json_object( $this->junk->fields() );
					return new Request( $method, $this->url( $route, $this->junk->query() ), array_merge( $json, $this->junk->plain_headers() ), $body, false );
				}
				$query = http_build_query( $this->wrong( $this->dice->pick( $arguments ), true ) );
				return '' === $query
					? new Request( 'POST', $this->url( $route, '' ), $json, $this->junk->broken_json(), true )
					: new Request( 'POST', $this->url( $route, $query ), $json, $this->junk->json_object( $this->junk->fields() ), true );
			case 3:
				$form = http_build_query( $this->wrong( $this->dice->pick( $arguments ), true ) );
				if ( '' !== $form ) {
					$headers[] = 'Content-Type: application/x-www-form-urlencoded';
					return new Request( 'POST', $this->url( $route, '' ), $headers, $form, true );
				}
				// Nothing of it can be said in a form.
			default:
				$fields = $this->wrong( $this->dice->pick( $arguments ), false ) + ( $this->dice->once_in( 2 ) ? $this->junk->fields() : array() );
				return new Request( 'POST', $this->url( $route, '' ), array_merge( $json, $this->junk->plain_headers() ), $this->junk->json_object( $fields ), true );
		}
	}

	/**
	 * An argument with a value that it cannot have.
	 *
	 * @param bool $as_text Whether it has to be wrong as a part of a form, where all is text and PHP drops what lies deep.
	 * @return array<string,mixed>
	 */
	private function wrong( string $argument, bool $as_text ): array {
		$nest = $this->junk->nest( $as_text ? 20 : 300 );
		switch ( $argument ) {
			case 'draft':
				$value = $this->dice->pick( array( $as_text ? $nest : 5, $as_text ? $nest : true, array(), array( 'a' => self::MARK ), str_repeat( self::MARK, 30 ), str_repeat( self::MARK, 1 << $this->dice->below( 18 ) ) . str_repeat( 'x', 200 ), $nest ) );
				break;
			case 'anyway':
				$value = $this->dice->pick( array( self::MARK, 2, -1, 1.5, array(), array( 'a' => true ), $nest, 'yes', "true\0" ) );
				break;
			case 'consent':
				$value = $this->dice->pick( array( self::MARK, 5, true, array( 'all' ), array( 'a' => 'all' ), 'ALL', "all\0", '__proto__', $nest ) );
				break;
			case 'types':
				$value = $this->dice->pick( array( self::MARK, 5, true, array( 'orders', 'orders' ), array( self::MARK ), array( 'a' => 'orders' ), array( array( 'orders' ) ), array( $as_text ? '' : null ), array( 'orders', array( $as_text ? '' : array() ) ), $nest ) );
				break;
			case 'type':
				$value = $this->dice->pick( array( self::MARK, 'orders', 'ORDER', "order\0", array( 'order' ), array( 'a' => 'order' ), '__proto__', $nest ) );
				break;
			case 'id':
				$value = $this->dice->pick( array( self::MARK, '', 0, -1, 1.5, '1 OR 1=1', "1\0", array( 1 ), str_repeat( '9', 30 ), $nest ) );
				break;
			case 'from':
			case 'to':
				$value = $this->dice->pick( array( self::MARK, 'yesterday', 5, true, array(), array( 'a' => '2026-01-01' ), '2026-1-1', '2026-01-01T00:00:00Z', "2026-01-01\0", '2026-02-31', '2026-13-01', "2026-01-01\n", "' OR 1=1 --", $nest ) );
				break;
			default:
				$value = $this->dice->pick(
					array(
						self::MARK,
						5,
						true,
						array( 1, 2 ),
						array( self::MARK => true ),
						array( 'orders' => self::MARK ),
						array( 'orders' => 2 ),
						array( 'orders' => array() ),
						array( 'orders' => array( '$gt' => 1 ) ),
						array( 'orders' => true, '__proto__' => true ),
						array( 'contacts' => 1.5 ),
						$nest,
					)
				);
		}
		return array( $argument => $value );
	}

	/** An address of the route, in one of the ways in which WordPress takes them. */
	private function url( string $route, string $query ): string {
		$url = $this->dice->once_in( 4 ) ? home_url( '/?rest_route=/storewire/v1' . $route ) : home_url( '/wp-json/storewire/v1' . $route );
		return '' === $query ? $url : $url . ( false === strpos( $url, '?' ) ? '?' : '&' ) . $query;
	}
}
