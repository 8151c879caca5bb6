<?php
declare(strict_types=1);

namespace Storewire\Tests\Support;

/**
 * Somebody with a browser: the cookies of a login, and the nonce that the admin page got for it.
 */
final class Person {

	/** The `Cookie` header; '' for a visitor. */
	public string $cookies = '';

	/** What `X-WP-Nonce` has to say; a visitor's is good for nothing. */
	public string $nonce;

	private int $user;
	private ?string $login = null;

	/** @param int $user Who logs in; 0 for a visitor. */
	public function __construct( int $user ) {
		$this->user = $user;
		if ( 0 !== $user ) {
			$expires = time() + DAY_IN_SECONDS;
			$token   = \WP_Session_Tokens::get_instance( $user )->create( $expires );
			$said    = array();
			foreach ( array( 'auth' => AUTH_COOKIE, 'logged_in' => LOGGED_IN_COOKIE ) as $scheme => $name ) {
				$said[ $name ] = wp_generate_auth_cookie( $user, $expires, $scheme, $token );
			}
			$this->cookies = http_build_query( $said, '', '; ', PHP_QUERY_RFC3986 );
			$this->login   = $said[ LOGGED_IN_COOKIE ];
		}
		$this->nonce = $this->nonce_for( 'wp_rest' );
	}

	/** A nonce, as a page shows it to this person. */
	public function nonce_for( string $action ): string {
		$before                      = get_current_user_id();
		$cookie                      = $_COOKIE[ LOGGED_IN_COOKIE ] ?? null;
		$_COOKIE[ LOGGED_IN_COOKIE ] = $this->login;
		wp_set_current_user( $this->user );
		$nonce                       = wp_create_nonce( $action );
		$_COOKIE[ LOGGED_IN_COOKIE ] = $cookie;
		wp_set_current_user( $before );
		return $nonce;
	}

	/** Logs out everywhere. */
	public static function gone( int $user ): void {
		\WP_Session_Tokens::get_instance( $user )->destroy_all();
	}
}
