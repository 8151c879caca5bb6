<?php
/**
 * What came back from one HTTP request.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Backend;

/**
 * Facts only. What they mean is the core's to say.
 */
final class Response {

	/**
	 * HTTP status; null where no whole response came.
	 *
	 * @var int|null
	 */
	public $status;

	/**
	 * What the transport said where there is no status.
	 *
	 * @var string|null
	 */
	public $failure;

	/**
	 * The `Retry-After` header.
	 *
	 * @var string|null
	 */
	public $retry_after;

	/**
	 * The body's JSON object; null where the body is anything else.
	 *
	 * @var array<string,mixed>|null
	 */
	public $body;

	/**
	 * Whether the request never left, for a reason of this site's own.
	 *
	 * @var bool
	 */
	public $unsent = false;

	/**
	 * A response that came whole.
	 *
	 * @param int         $status      HTTP status.
	 * @param string      $text        The body.
	 * @param string|null $retry_after The `Retry-After` header.
	 */
	public static function whole( int $status, string $text, ?string $retry_after ): self {
		$response              = new self();
		$response->status      = $status;
		$response->retry_after = null === $retry_after || '' === $retry_after ? null : $retry_after;
		$body                  = '{' === substr( ltrim( $text ), 0, 1 ) ? json_decode( $text, true ) : null;
		$response->body        = is_array( $body ) ? $body : null;
		return $response;
	}

	/**
	 * A request that ended without a whole response: refused, timed out, cut off.
	 *
	 * @param string $failure What the transport said.
	 */
	public static function failed( string $failure ): self {
		$response          = new self();
		$response->failure = $failure;
		return $response;
	}

	/**
	 * A request that never left, for a reason of this site's own.
	 *
	 * @param string $why In plain words.
	 */
	public static function unsent( string $why ): self {
		$response         = self::failed( $why );
		$response->unsent = true;
		return $response;
	}

	/**
	 * What the core reads: its `Response` snapshot.
	 *
	 * @return array<string,mixed>
	 */
	public function snapshot(): array {
		return array(
			'status'     => $this->status,
			'failure'    => $this->failure,
			'retryAfter' => $this->retry_after,
			'unsent'     => $this->unsent,
			'json'       => null !== $this->body,
			'error'      => '' === $this->text( 'error' ) ? null : $this->text( 'error' ),
			'results'    => $this->body['results'] ?? null,
		);
	}

	/**
	 * The backend's own words on what is wrong, or ''.
	 */
	public function error_text(): string {
		$issues = is_array( $this->body['issues'] ?? null ) ? array_filter( $this->body['issues'], 'is_string' ) : array();
		return sanitize_text_field( array() === $issues ? $this->text( 'message' ) : implode( ' ', $issues ) );
	}

	/**
	 * A text of the body, or ''.
	 *
	 * @param string ...$path Keys, outermost first.
	 */
	public function text( string ...$path ): string {
		$value = $this->body;
		foreach ( $path as $key ) {
			$value = is_array( $value ) ? ( $value[ $key ] ?? null ) : null;
		}
		return is_string( $value ) ? $value : '';
	}
}
