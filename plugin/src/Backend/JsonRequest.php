<?php
/**
 * What a request carries.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Backend;

/**
 * Headers and body of a request to the backend: JSON, compressed where that pays.
 */
final class JsonRequest {

	const COMPRESS_ABOVE = 8192;

	/**
	 * By name.
	 *
	 * @var array<string,string>
	 */
	public array $headers;

	/** The body as it goes out; null for none. */
	public ?string $body = null;

	/**
	 * @param string|null $token  Installation token, where the request needs one.
	 * @param string      $origin Where a browser would come from, or ''.
	 */
	public function __construct( ?string $token = null, string $origin = '' ) {
		$this->headers = array_filter(
			array(
				'Accept'        => 'application/json',
				'Authorization' => null === $token ? '' : 'Bearer ' . $token,
				'Origin'        => $origin,
			)
		);
	}

	/**
	 * The same with a body.
	 *
	 * @param array<string,mixed> $body What to send.
	 */
	public function with( array $body ): self {
		return $this->with_text( (string) wp_json_encode( $body, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_PARTIAL_OUTPUT_ON_ERROR ) );
	}

	/**
	 * The same with a body that is finished.
	 *
	 * @param string $text JSON.
	 */
	public function with_text( string $text ): self {
		$packs         = strlen( $text ) > self::COMPRESS_ABOVE && function_exists( 'gzencode' );
		$with          = clone $this;
		$with->body    = $packs ? (string) gzencode( $text, 1 ) : $text;
		$with->headers = $this->headers + array( 'Content-Type' => 'application/json' ) + ( $packs ? array( 'Content-Encoding' => 'gzip' ) : array() );
		return $with;
	}
}
