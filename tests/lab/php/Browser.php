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
		$filled = array();
		foreach ( $xpath->query( './/input[@name]', $form ) as $input ) {
			$kind = $input->getAttribute( 'type' );
			if ( ! in_array( $kind, array( 'submit', 'button' ), true ) && ( ! in_array( $kind, array( 'checkbox', 'radio' ), true ) || $input->hasAttribute( 'checked' ) ) ) {
				$filled[ $input->getAttribute( 'name' ) ] = $input->hasAttribute( 'value' ) ? $input->getAttribute( 'value' ) : 'on';
			}
		}
		$action = $form->getAttribute( 'action' );
		if ( '' === $action || '/' === $action[0] ) {
			$action = '' === $action ? $this->url : preg_replace( '~^(https?://[^/]+).*~', '$1', $this->url ) . $action;
		}
		return $this->post( $action, $fields + $filled );
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
