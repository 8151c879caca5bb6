<?php
declare(strict_types=1);

namespace Storewire\Tests\Support;

/**
 * A browser without a window: keeps cookies, submits forms, follows no redirects.
 */
final class Browser {

	public int $status = 0;
	public string $location = '';
	public string $body = '';
	private string $url = '';

	/** @var array<string,string> */
	private array $cookies = array();

	/** Puts a cookie in. */
	public function give( string $name, string $value ): void {
		$this->cookies[ $name ] = rawurlencode( $value );
	}

	/** Opens a page. */
	public function open( string $url ): self {
		return $this->request( 'GET', $url );
	}

	/**
	 * Submits the form of the last page that has the button, with its hidden fields, what is ticked and what is typed.
	 *
	 * @param string               $button What the button says.
	 * @param array<string,string> $typed  By field name.
	 */
	public function press( string $button, array $typed = array() ): self {
		$page = new \DOMDocument();
		$page->loadHTML( '<?xml encoding="UTF-8">' . $this->body, LIBXML_NOERROR | LIBXML_NOWARNING );
		$path  = new \DOMXPath( $page );
		$found = $path->query( sprintf( '//button[normalize-space(.)="%1$s"]|//input[@type="submit"][@value="%1$s"]', $button ) )->item( 0 );
		if ( null === $found ) {
			throw new \RuntimeException( "No button says \"$button\" in: " . trim( preg_replace( '/\s+/', ' ', strip_tags( $this->body ) ) ) );
		}
		$form   = $path->query( 'ancestor::form', $found )->item( 0 );
		$fields = '' === $found->getAttribute( 'name' ) ? array() : array( array( $found->getAttribute( 'name' ), $found->getAttribute( 'value' ) ) );
		foreach ( $path->query( './/input[@name]', $form ) as $input ) {
			$ticks = in_array( $input->getAttribute( 'type' ), array( 'checkbox', 'radio' ), true );
			if ( 'submit' !== $input->getAttribute( 'type' ) && ! isset( $typed[ $input->getAttribute( 'name' ) ] ) && ( ! $ticks || $input->hasAttribute( 'checked' ) ) ) {
				$fields[] = array( $input->getAttribute( 'name' ), $ticks && ! $input->hasAttribute( 'value' ) ? 'on' : $input->getAttribute( 'value' ) );
			}
		}
		foreach ( $typed as $name => $value ) {
			$fields[] = array( $name, $value );
		}
		$encoded = array_map(
			static function ( array $field ): string {
				return rawurlencode( $field[0] ) . '=' . rawurlencode( $field[1] );
			},
			$fields
		);
		return $this->request( 'POST', $this->absolute( $form->getAttribute( 'action' ) ), implode( '&', $encoded ) );
	}

	/**
	 * Sends JSON, or asks for it.
	 *
	 * @param array<string,mixed>|null $body    What to send.
	 * @param string[]                 $headers Further headers.
	 * @return mixed The decoded answer.
	 */
	public function json( string $method, string $url, ?array $body = null, array $headers = array() ) {
		$this->request( $method, $url, null === $body ? null : (string) json_encode( $body, JSON_FORCE_OBJECT ), array_merge( array( 'Content-Type: application/json' ), $headers ) );
		return json_decode( $this->body, true );
	}

	/** Goes where the last answer sends. */
	public function follow(): self {
		return $this->open( $this->absolute( $this->location ) );
	}

	/** What the last page says, without markup. */
	public function text(): string {
		return html_entity_decode( trim( (string) preg_replace( '/\s+/', ' ', strip_tags( $this->body ) ) ), ENT_QUOTES | ENT_HTML5 );
	}

	/** @param string[] $headers Further headers. */
	private function request( string $method, string $url, ?string $body = null, array $headers = array() ): self {
		$this->url      = $url;
		$this->location = '';
		$curl           = curl_init( $url );
		$cookies        = array();
		foreach ( $this->cookies as $name => $value ) {
			$cookies[] = "$name=$value";
		}
		curl_setopt_array(
			$curl,
			array(
				CURLOPT_CUSTOMREQUEST  => $method,
				CURLOPT_RETURNTRANSFER => true,
				CURLOPT_TIMEOUT        => 60,
				CURLOPT_COOKIE         => implode( '; ', $cookies ),
				CURLOPT_HTTPHEADER     => $headers,
				CURLOPT_HEADERFUNCTION => function ( $curl, string $line ): int {
					list( $name, $value ) = array_pad( explode( ':', trim( $line ), 2 ), 2, '' );
					if ( 'location' === strtolower( $name ) ) {
						$this->location = trim( $value );
					} elseif ( 'set-cookie' === strtolower( $name ) ) {
						list( $cookie, $text )    = explode( '=', explode( ';', trim( $value ) )[0], 2 );
						$this->cookies[ $cookie ] = $text;
					}
					return strlen( $line );
				},
			)
		);
		if ( null !== $body ) {
			curl_setopt( $curl, CURLOPT_POSTFIELDS, $body );
		}
		$answer = curl_exec( $curl );
		if ( false === $answer ) {
			throw new \RuntimeException( "$method $url: " . curl_error( $curl ) );
		}
		$this->body   = $answer;
		$this->status = (int) curl_getinfo( $curl, CURLINFO_RESPONSE_CODE );
		return $this;
	}

	private function absolute( string $target ): string {
		if ( '' === $target ) {
			return $this->url;
		}
		if ( false !== strpos( $target, '://' ) ) {
			return $target;
		}
		preg_match( '#^https?://[^/]+#', $this->url, $origin );
		return $origin[0] . $target;
	}
}
