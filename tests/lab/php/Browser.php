<?php
/**
 * A browser, as far as pages with plain forms need one.
 */

declare(strict_types=1);

namespace Storewire\Lab;

/** Keeps cookies, follows redirects, fills in forms. */
final class Browser {

	/** Status of the last answer. */
	public int $status = 0;

	/** Address of the last answer, after redirects. */
	public string $url = '';

	/** The last answer. */
	public string $body = '';

	/** @var array<string,string> Its headers, names in lower case. */
	public array $headers = array();

	/** @var \CurlHandle|resource */
	private $curl;

	public function __construct() {
		$this->curl = curl_init();
		curl_setopt_array(
			$this->curl,
			array(
				CURLOPT_RETURNTRANSFER => true,
				CURLOPT_FOLLOWLOCATION => true,
				CURLOPT_COOKIEFILE     => '',
				CURLOPT_TIMEOUT        => 120,
				CURLOPT_HEADERFUNCTION => function ( $curl, string $line ): int {
					list( $name, $value )                = explode( ':', $line, 2 ) + array( '', '' );
					$this->headers[ strtolower( $name ) ] = trim( $value );
					return strlen( $line );
				},
			)
		);
	}

	/** @param string[] $headers Further headers. */
	public function get( string $url, array $headers = array() ): string {
		curl_setopt( $this->curl, CURLOPT_HTTPGET, true );
		return $this->send( $url, $headers );
	}

	/**
	 * @param array<string,string>|string $fields  Fields of a form, or a body.
	 * @param string[]                    $headers Further headers.
	 */
	public function post( string $url, $fields, array $headers = array() ): string {
		// POSTFIELDS makes it a POST, but lets a redirect be followed with GET, as browsers do.
		curl_setopt( $this->curl, CURLOPT_POSTFIELDS, is_array( $fields ) ? http_build_query( $fields ) : $fields );
		return $this->send( $url, $headers );
	}

	/**
	 * Fills in the form of the page that has a field or button of this name, and submits it.
	 *
	 * @param array<string,string> $fields What is filled in or clicked.
	 */
	public function submit( string $name, array $fields ): string {
		$page = new \DOMDocument();
		@$page->loadHTML( '<?xml encoding="utf-8"?>' . $this->body );
		$xpath = new \DOMXPath( $page );
		$form  = $xpath->query( "//form[.//*[@name='$name']]" )->item( 0 );
		if ( ! $form instanceof \DOMElement ) {
			throw new \RuntimeException( "$this->url (status $this->status) has no form with '$name': " . trim( (string) preg_replace( '/\s+/', ' ', strip_tags( $this->body ) ) ) );
		}
		$sent = array();
		foreach ( $xpath->query( './/input[@name]|.//select[@name]|.//textarea[@name]', $form ) as $field ) {
			if ( ! isset( $fields[ $field->getAttribute( 'name' ) ] ) && ! $field->hasAttribute( 'disabled' ) ) {
				foreach ( self::values( $field ) as $value ) {
					$sent[] = urlencode( $field->getAttribute( 'name' ) ) . '=' . urlencode( $value );
				}
			}
		}
		$sent[] = http_build_query( $fields );
		return $this->post( $this->absolute( $form->getAttribute( 'action' ) ), implode( '&', $sent ) );
	}

	/**
	 * What a field sends as it stands; a button nothing, for it was not clicked.
	 *
	 * @return string[]
	 */
	private static function values( \DOMElement $field ): array {
		if ( 'textarea' === $field->tagName ) {
			return array( $field->textContent );
		}
		if ( 'select' === $field->tagName ) {
			$options = iterator_to_array( $field->getElementsByTagName( 'option' ) );
			$chosen  = array_filter( $options, static fn( \DOMElement $option ): bool => $option->hasAttribute( 'selected' ) );
			$chosen  = array() === $chosen && ! $field->hasAttribute( 'multiple' ) ? array_slice( $options, 0, 1 ) : $chosen;
			return array_map( static fn( \DOMElement $option ): string => $option->hasAttribute( 'value' ) ? $option->getAttribute( 'value' ) : $option->textContent, $chosen );
		}
		$kind     = $field->getAttribute( 'type' );
		$is_empty = in_array( $kind, array( 'checkbox', 'radio' ), true ) && ! $field->hasAttribute( 'checked' );
		if ( $is_empty || in_array( $kind, array( 'submit', 'button', 'image', 'reset', 'file' ), true ) ) {
			return array();
		}
		return array( $field->hasAttribute( 'value' ) || 'checkbox' !== $kind ? $field->getAttribute( 'value' ) : 'on' );
	}

	/** Where an address of the page leads. */
	private function absolute( string $address ): string {
		if ( '' === $address || preg_match( '~^https?://~', $address ) ) {
			return '' === $address ? $this->url : $address;
		}
		$base = '/' === $address[0] ? '~^(https?://[^/?#]+).*~' : '~^(https?://[^/?#]+/(?:[^?#]*/)?).*~';
		return preg_replace( $base, '$1', $this->url ) . $address;
	}

	/** The value of the choice whose label holds a text. */
	public function choice( string $name, string $label ): string {
		$page = new \DOMDocument();
		@$page->loadHTML( '<?xml encoding="utf-8"?>' . $this->body );
		foreach ( ( new \DOMXPath( $page ) )->query( "//label[.//input[@name='$name']]" ) as $choice ) {
			if ( false !== strpos( $choice->textContent, $label ) ) {
				return $choice->getElementsByTagName( 'input' )->item( 0 )->getAttribute( 'value' );
			}
		}
		throw new \RuntimeException( "$this->url offers no '$label'" );
	}

	/** @param string[] $headers Headers. */
	private function send( string $url, array $headers ): string {
		$this->headers = array();
		curl_setopt( $this->curl, CURLOPT_URL, $url );
		curl_setopt( $this->curl, CURLOPT_HTTPHEADER, $headers );
		$body = curl_exec( $this->curl );
		if ( ! is_string( $body ) ) {
			throw new \RuntimeException( "$url: " . curl_error( $this->curl ) );
		}
		$this->status = (int) curl_getinfo( $this->curl, CURLINFO_RESPONSE_CODE );
		$this->url    = (string) curl_getinfo( $this->curl, CURLINFO_EFFECTIVE_URL );
		$this->body   = $body;
		return $body;
	}
}
