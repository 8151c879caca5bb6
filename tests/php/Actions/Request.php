<?php
declare(strict_types=1);

namespace Storewire\Tests\Actions;

/**
 * One HTTP request.
 */
final class Request {

	public string $method;
	public string $url;

	/** @var string[] As lines. */
	public array $headers;

	/** Null for none. */
	public ?string $body;

	/** Whether nobody may take it: its answer says 4xx. Others may be taken for what is sound in them. */
	public bool $refused;

	/** @param string[] $headers As lines. */
	public function __construct( string $method, string $url, array $headers, ?string $body, bool $refused ) {
		$this->method  = $method;
		$this->url     = $url;
		$this->headers = $headers;
		$this->body    = $body;
		$this->refused = $refused;
	}

	/** What it was, in a few hundred characters. */
	public function __toString(): string {
		return substr( $this->method . ' ' . $this->url, 0, 200 ) . ' | ' . substr( addcslashes( implode( ' | ', $this->headers ), "\0..\37\177..\377" ), 0, 400 )
			. ' | ' . ( null === $this->body ? 'no body' : strlen( $this->body ) . ' bytes: ' . substr( addcslashes( $this->body, "\0..\37\177..\377" ), 0, 300 ) );
	}
}
