<?php
declare(strict_types=1);

namespace Storewire\Tests\Support;

/**
 * Somebody at work in wp-admin, over HTTP: fills in its forms, clicks its links, and uses WooCommerce's REST API.
 */
final class Admin {

	private Person $person;

	/** The page that is open, and its address. */
	private string $page = '';
	private string $url = '';

	/** Of the last answer. */
	private int $status = 0;

	public function __construct( int $user ) {
		$this->person = new Person( $user );
	}

	/** Opens a page of wp-admin. */
	public function open( string $path ): string {
		$this->url  = admin_url( $path );
		$this->page = $this->send( 'GET', $this->url, null, array() );
		return $this->page;
	}

	/**
	 * Submits a form of the page that is open, with all that stands in it.
	 *
	 * @param string               $id   Of the form.
	 * @param array<string,string> $more What is typed, chosen or clicked, by field name.
	 */
	public function submit( string $id, array $more ): string {
		$page = new \DOMDocument();
		$page->loadHTML( '<?xml encoding="utf-8"?>' . $this->page, LIBXML_NOERROR | LIBXML_NOWARNING );
		$xpath = new \DOMXPath( $page );
		$form  = $xpath->query( "//form[@id='$id']" )->item( 0 );
		if ( ! $form instanceof \DOMElement ) {
			throw new \RuntimeException( "$this->url ($this->status) has no form $id: " . substr( trim( (string) preg_replace( '/\s+/', ' ', strip_tags( $this->page ) ) ), 0, 600 ) );
		}
		$fields = array();
		foreach ( $xpath->query( './/input[@name]|.//textarea[@name]|.//select[@name]', $form ) as $field ) {
			$kind  = 'input' === $field->nodeName ? $field->getAttribute( 'type' ) : $field->nodeName;
			$value = $field->getAttribute( 'value' );
			if ( in_array( $kind, array( 'submit', 'button', 'image', 'file' ), true ) || $field->hasAttribute( 'disabled' ) || in_array( $kind, array( 'checkbox', 'radio' ), true ) && ! $field->hasAttribute( 'checked' ) ) {
				continue;
			}
			if ( 'textarea' === $kind ) {
				$value = $field->textContent;
			} elseif ( 'select' === $kind ) {
				$chosen = $xpath->query( './/option[@selected]', $field )->item( 0 ) ?? $xpath->query( './/option', $field )->item( 0 );
				$value  = null === $chosen ? '' : $chosen->getAttribute( 'value' );
			}
			$fields[ $field->getAttribute( 'name' ) ] = $value;
		}
		$pairs = array();
		foreach ( $more + $fields as $name => $value ) {
			$pairs[] = rawurlencode( $name ) . '=' . rawurlencode( $value );
		}
		$action = html_entity_decode( $form->getAttribute( 'action' ) );
		if ( '' === $action ) {
			$action = $this->url;
		} elseif ( false === strpos( $action, '://' ) ) {
			$action = '/' === $action[0] ? home_url( $action ) : admin_url( $action );
		}
		$this->page = $this->send( 'POST', $action, implode( '&', $pairs ), array( "Referer: $this->url" ) );
		return $this->page;
	}

	/**
	 * What a page's script asks for.
	 *
	 * @param string              $nonce  What the nonce, sent as `security`, is for.
	 * @param array<string,mixed> $fields Further fields.
	 */
	public function ajax( string $action, string $nonce, array $fields ): string {
		return $this->send( 'POST', admin_url( 'admin-ajax.php' ), http_build_query( array( 'action' => $action, 'security' => $this->person->nonce_for( $nonce ) ) + $fields ), array() );
	}

	/** Follows a link that carries a nonce. */
	public function click( string $path, string $nonce ): string {
		return $this->open( add_query_arg( '_wpnonce', $this->person->nonce_for( $nonce ), $path ) );
	}

	/**
	 * Talks to WooCommerce's REST API.
	 *
	 * @param array<string,mixed> $body What is sent.
	 * @return array<string,mixed> The answer.
	 */
	public function rest( string $method, string $route, array $body ): array {
		$text   = $this->send( $method, rest_url( "wc/v3/$route" ), (string) json_encode( $body ), array( 'Content-Type: application/json', 'X-WP-Nonce: ' . $this->person->nonce ) );
		$answer = json_decode( $text, true );
		if ( $this->status >= 300 || ! is_array( $answer ) ) {
			throw new \RuntimeException( "$method $route: $this->status $text" );
		}
		return $answer;
	}

	/** @param string[] $headers Further headers. */
	private function send( string $method, string $url, ?string $body, array $headers ): string {
		$curl = curl_init( $url );
		curl_setopt_array(
			$curl,
			array(
				CURLOPT_CUSTOMREQUEST  => $method,
				CURLOPT_RETURNTRANSFER => true,
				CURLOPT_TIMEOUT        => 120,
				CURLOPT_HTTPHEADER     => array_merge( $headers, array( 'Cookie: ' . $this->person->cookies ) ),
			)
		);
		if ( null !== $body ) {
			curl_setopt( $curl, CURLOPT_POSTFIELDS, $body );
		}
		$answer       = (string) curl_exec( $curl );
		$this->status = (int) curl_getinfo( $curl, CURLINFO_RESPONSE_CODE );
		if ( $this->status < 200 || $this->status >= 400 && 'GET' === $method ) {
			throw new \RuntimeException( "$method $url: $this->status " . substr( trim( (string) preg_replace( '/\s+/', ' ', strip_tags( $answer ) ) ), 0, 600 ) );
		}
		return $answer;
	}
}
