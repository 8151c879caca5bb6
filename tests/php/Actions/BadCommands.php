<?php
declare(strict_types=1);

namespace Storewire\Tests\Actions;

use Storewire\Tests\Support\Dice;

/**
 * Makes requests to the commands route: not signed as D7 has it, or signed well and malformed.
 */
final class BadCommands {

	private Dice $dice;
	private Junk $junk;
	private string $key;
	private int $count = 0;

	/** @param string $secret The connection's signing secret, as Standard Webhooks writes it. */
	public function __construct( Dice $dice, string $secret ) {
		$this->dice = $dice;
		$this->junk = new Junk( $dice );
		$this->key  = (string) base64_decode( substr( $secret, strlen( 'whsec_' ) ) );
	}

	/** The next request. */
	public function next(): Request {
		$url   = home_url( $this->dice->once_in( 4 ) ? '/?rest_route=/storewire/v1/commands' : '/wp-json/storewire/v1/commands' );
		$query = $this->dice->once_in( 4 ) ? ( false === strpos( $url, '?' ) ? '?' : '&' ) . 'type=disconnect&' . $this->junk->query() : '';
		$type  = $this->dice->once_in( 2 ) ? 'Content-Type: application/json' : 'Content-Type: ' . $this->dice->pick( Junk::TYPES );
		if ( $this->dice->once_in( 2 ) ) {
			$body    = $this->body();
			$headers = $this->signed( $body );
			$method  = $this->dice->once_in( 10 ) ? $this->dice->pick( array( 'PUT', 'GET', 'DELETE', 'PATCH' ) ) : 'POST';
		} else {
			$body    = $this->dice->once_in( 2 ) ? '{"type":"disconnect"}' : $this->body();
			$headers = $this->forged( $body );
			$method  = 'POST';
		}
		return new Request( $method, $url . $query, array_merge( array( $type ), $headers, $this->junk->plain_headers() ), $body, true );
	}

	/** A body that is no command. */
	private function body(): string {
		switch ( $this->dice->below( 4 ) ) {
			case 0:
				return $this->junk->broken_json();
			case 1:
				return $this->dice->pick(
					array(
						'',
						'null',
						'5',
						'-0',
						'1e999',
						'"sync"',
						'[]',
						'{}',
						'["sync"]',
						'{"type":null}',
						'{"type":"SYNC"}',
						'{"type":"sync "}',
						'{"type":["sync"]}',
						'{"type":{"type":"sync"}}',
						'{"Type":"sync"}',
						'{"type":"disconnect","type":"' . Malformed::MARK . '"}',
						'{"id":"' . Malformed::MARK . '"}',
						'{"type":"' . str_repeat( Malformed::MARK, 9000 ) . '"}',
						'{"type":"disconnect","x":"' . str_repeat( 'x', 65536 << $this->dice->below( 6 ) ) . '"}',
					)
				);
			default:
				$wrong = $this->dice->pick(
					array(
						array( 'sync', 'types', $this->dice->pick( array( 5, true, 'orders', array( 'weather' ), array( array() ), array( null ), array( 'a' => 'orders' ), $this->junk->nest( 300 ) ) ) ),
						array( 'sync', $this->dice->pick( array( 'from', 'to' ) ), $this->dice->pick( array( Malformed::MARK, true, array( 1 ), array( 'a' => 1 ), '2026-01-01', PHP_INT_MAX, PHP_INT_MIN ) ) ),
						array( 'settings', $this->dice->pick( array( 'imports', 'sync' ) ), $this->dice->pick( array( 5, true, Malformed::MARK, array( 'orders' => Malformed::MARK ), array( 'orders' => 2 ), array( 'orders' => array( 1 ) ), array( 'orders' => $this->junk->nest( 200 ) ) ) ) ),
					)
				);
				return $this->junk->json_object( array( 'type' => $wrong[0], $wrong[1] => $wrong[2] ) + $this->junk->fields() );
		}
	}

	/**
	 * Headers as the backend sends them.
	 *
	 * @return string[]
	 */
	private function signed( string $body ): array {
		$id = Malformed::MARK . ++$this->count;
		$at = (string) ( time() - 200 + $this->dice->below( 400 ) );
		return array( "webhook-id: $id", "webhook-timestamp: $at", 'webhook-signature: ' . $this->mac( "$id.$at.$body" ) );
	}

	/**
	 * Headers that are not as the backend sends them.
	 *
	 * @return string[]
	 */
	private function forged( string $body ): array {
		$id      = Malformed::MARK . ++$this->count;
		$at      = (string) time();
		$headers = array( "webhook-id: $id", "webhook-timestamp: $at", 'webhook-signature: ' . $this->mac( "$id.$at.$body" ) );
		switch ( $this->dice->below( 8 ) ) {
			case 0:
				unset( $headers[ $this->dice->below( 3 ) ] );
				return array_values( $headers );
			case 1:
				$at = $this->dice->pick( array( '', '-1', '0', '1e9', (string) ( time() - 301 - $this->dice->below( 1 << 30 ) ), (string) ( time() + 400 + $this->dice->below( 1 << 30 ) ), '99999999999999999999', " \t$at.0", "0x$at", $this->junk->line( 20 ) ) );
				return array( "webhook-id: $id", "webhook-timestamp: $at", 'webhook-signature: ' . $this->mac( "$id.$at.$body" ) );
			case 2:
				$id = $this->dice->pick( array( '', "$id.$at", "$id $id", str_repeat( $id, 20 ), str_repeat( 'x', 7000 ), $id . $this->junk->line( 20 ), "$id/../", "$id'" ) );
				return array( "webhook-id: $id", "webhook-timestamp: $at", 'webhook-signature: ' . $this->mac( "$id.$at.$body" ) );
			case 3:
				$headers[2] = 'webhook-signature: ' . $this->dice->pick( array( '', 'v1', 'v1,', 'v2,' . substr( $this->mac( "$id.$at.$body" ), 3 ), strrev( $this->mac( "$id.$at.$body" ) ), 'v1,' . base64_encode( $this->dice->bytes( 32 ) ), str_repeat( 'v1,AAAA ', 800 ), $this->junk->line( 200 ), 'V1,' . substr( $this->mac( "$id.$at.$body" ), 3 ) ) );
				return $headers;
			case 4:
				$headers[2] = 'webhook-signature: ' . $this->mac( "$id.$at." . $body . ' ' );
				return $headers;
			case 5:
				$headers[2] = 'webhook-signature: v1,' . base64_encode( hash_hmac( 'sha256', "$id.$at.$body", '', true ) );
				return $headers;
			case 6:
				// Signed for somebody else's id or another time.
				$headers[ $this->dice->below( 2 ) ] .= '0';
				return $headers;
			default:
				return array();
		}
	}

	private function mac( string $text ): string {
		return 'v1,' . base64_encode( hash_hmac( 'sha256', $text, $this->key, true ) );
	}
}
