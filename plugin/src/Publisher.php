<?php
/**
 * The only way out of the site.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

use WpOrg\Requests\Requests;
use WpOrg\Requests\Response as TransportResponse;

/**
 * Sends JSON to the backend and tells what came back. It never follows redirects and talks https only, loopback apart.
 * The core says what an answer means.
 */
final class Publisher {

	const TIMEOUT        = 20;
	const LARGEST_ANSWER = 4194304;
	const COMPRESS_ABOVE = 8192;
	const ITEMS_PATH     = '/api/woocommerce/items';
	const SIGNUP_PATH    = '/api/woocommerce/back-in-stock/subscribe';

	private Core $core;
	private Connection $connection;
	private int $timeout;

	/**
	 * Builds it.
	 *
	 * @param Core       $core       Judges deliveries.
	 * @param Connection $connection Has the token.
	 * @param int        $timeout    Seconds until a request without an answer is given up.
	 */
	public function __construct( Core $core, Connection $connection, int $timeout = self::TIMEOUT ) {
		$this->core       = $core;
		$this->connection = $connection;
		$this->timeout    = $timeout;
	}

	/**
	 * The backend's address, without a trailing slash.
	 */
	public static function backend(): string {
		$url = defined( 'STOREWIRE_BACKEND_URL' ) ? (string) constant( 'STOREWIRE_BACKEND_URL' ) : STOREWIRE_DEFAULT_BACKEND_URL;
		return untrailingslashit( $url );
	}

	/**
	 * Sends one request with a JSON body.
	 *
	 * @param string              $path  Such as `/api/woocommerce/heartbeat`.
	 * @param array<string,mixed> $body  What to send.
	 * @param string|null         $token Installation token, where the request needs one.
	 */
	public function post( string $path, array $body, ?string $token = null ): Response {
		list( $headers, $text ) = $this->packed( $body, $token );
		return $this->send( 'POST', $path, $headers, $text );
	}

	/**
	 * Asks for a JSON object.
	 *
	 * @param string $path Such as `/api/woocommerce/connections/ID`.
	 */
	public function get( string $path ): Response {
		return $this->send( 'GET', $path, self::headers( null ), null );
	}

	/**
	 * Delivers batches of items side by side.
	 *
	 * @param array<int,array<int,array<string,mixed>>> $batches  Each at most 500 items and 4 MiB as JSON.
	 * @param int                                       $failures How many deliveries in a row failed before these.
	 * @param int                                       $tries    How often something among the items failed by itself before.
	 * @param bool                                      $alone    Whether all of it comes from one object that others wait for.
	 * @param callable|null                             $packed   Called when all is ready, before anything goes out.
	 * @return array<int,array<string,mixed>> The core's verdict on each batch, in the order of the batches.
	 */
	public function deliver( array $batches, int $failures = 0, int $tries = 0, bool $alone = false, ?callable $packed = null ): array {
		$token    = $this->connection->token();
		$verdicts = array();
		$about    = array(
			'failures' => $failures,
			'tries'    => $tries,
			'alone'    => $alone,
		);
		foreach ( $this->responses( $batches, $token, $packed ) as $at => $response ) {
			$verdicts[ $at ] = $this->judge( array_column( $batches[ $at ], 'id' ), $response, $about );
		}
		return $verdicts;
	}

	/**
	 * Delivers a shopper's request to be told when a product is back (K1): without the token, as from the storefront.
	 *
	 * @param array<string,mixed> $item     `{id, data}`; data is the body, with the store's URL when it was written.
	 * @param int                 $failures How many deliveries in a row failed before this one.
	 * @return array<string,mixed> The core's verdict.
	 */
	public function subscribe( array $item, int $failures ): array {
		$store = Store::of_this_site( $this->core );
		if ( is_wp_error( $store ) ) {
			return $this->judge( array( $item['id'] ), Response::failed( $store->get_error_message() ), array( 'failures' => $failures ) );
		}
		// In the background of a site behind a proxy the scheme is not known; the shopper's request knew it.
		$written  = (string) ( $item['data']['storeUrl'] ?? '' );
		$url      = set_url_scheme( $written, 'http' ) === set_url_scheme( $store->url, 'http' ) ? $written : $store->url;
		$response = $this->send( 'POST', self::SIGNUP_PATH, ...$this->packed( array( 'storeUrl' => $url ) + $item['data'], null, Store::origin( $url ) ) );
		return $this->judge( array( $item['id'] ), $response, array( 'failures' => $failures, 'success' => true === ( $response->body['success'] ?? null ) ) );
	}

	/**
	 * The core's verdict on a delivery.
	 *
	 * @param string[]            $sent     Ids of the items.
	 * @param Response            $response What came back.
	 * @param array<string,mixed> $about    What else the core is told: `failures`, `tries`, `alone`, and `success` of a body that says
	 *                                      nothing of items.
	 * @return array<string,mixed>
	 */
	private function judge( array $sent, Response $response, array $about ): array {
		return $this->core->call(
			array(
				'delivery' => array(
					'sent'     => $sent,
					'response' => $response->snapshot(),
					'now'      => (int) ( microtime( true ) * 1000 ),
					'jitter'   => wp_rand( 0, 999 ),
				) + $about,
			)
		)['verdict'];
	}

	/**
	 * Sends the batches at once and gathers what came back.
	 *
	 * @param array<int,array<int,array<string,mixed>>> $batches Items.
	 * @param string|null                               $token   Installation token.
	 * @param callable|null                             $packed  Called before anything goes out.
	 * @return Response[] In the order of the batches.
	 */
	private function responses( array $batches, ?string $token, ?callable $packed ): array {
		$url     = self::backend() . self::ITEMS_PATH;
		$refusal = null === $token ? __( 'This store is not connected.', 'storewire' ) : $this->refusal( $url );
		if ( '' !== $refusal ) {
			return array_map(
				static function () use ( $refusal ): Response {
					return Response::failed( $refusal );
				},
				$batches
			);
		}
		$requests = array();
		foreach ( $batches as $at => $items ) {
			list( $headers, $text ) = $this->packed( array( 'items' => $items ), $token );
			$requests[ $at ]        = array(
				'url'     => $url,
				'type'    => Requests::POST,
				'headers' => $headers,
				'data'    => $text,
			);
		}
		if ( null !== $packed ) {
			$packed();
		}
		$responses = array_map( array( self::class, 'read' ), SideBySide::send( $requests, $this->transport( $url ) ) );
		ksort( $responses );
		return $responses;
	}

	/**
	 * Reads one of several answers.
	 *
	 * @param mixed $answer What the transport gave, or what it threw.
	 */
	private static function read( $answer ): Response {
		if ( $answer instanceof TransportResponse && false !== $answer->status_code ) {
			return Response::whole( (int) $answer->status_code, (string) $answer->body, $answer->headers['retry-after'] );
		}
		return Response::failed( $answer instanceof \Throwable ? $answer->getMessage() : __( 'No answer came.', 'storewire' ) );
	}

	/**
	 * Sends one request through WordPress.
	 *
	 * @param string               $method  GET or POST.
	 * @param string               $path    Path at the backend.
	 * @param array<string,string> $headers Headers.
	 * @param string|null          $text    Body.
	 */
	private function send( string $method, string $path, array $headers, ?string $text ): Response {
		$url     = self::backend() . $path;
		$refusal = $this->refusal( $url );
		if ( '' !== $refusal ) {
			return Response::failed( $refusal );
		}
		try {
			$answer = wp_remote_request(
				$url,
				array(
					'method'              => $method,
					'headers'             => $headers,
					'body'                => $text,
					'timeout'             => $this->timeout,
					'redirection'         => 0,
					'limit_response_size' => self::LARGEST_ANSWER,
					'user-agent'          => self::agent(),
				)
			);
		} catch ( \Throwable $failure ) {
			// Code of others has a hand in every request of WordPress.
			return Response::failed( $failure->getMessage() );
		}
		if ( is_wp_error( $answer ) ) {
			return Response::failed( $answer->get_error_message() );
		}
		$retry_after = wp_remote_retrieve_header( $answer, 'retry-after' );
		return Response::whole( (int) wp_remote_retrieve_response_code( $answer ), wp_remote_retrieve_body( $answer ), is_string( $retry_after ) ? $retry_after : null );
	}

	/**
	 * Why nothing may be sent there, or ''.
	 *
	 * @param string $url Where to.
	 */
	private function refusal( string $url ): string {
		$answer = $this->core->call( array( 'storeUrl' => array( 'text' => self::backend() ) ) );
		if ( ! isset( $answer['storeUrl'] ) ) {
			/* translators: 1: address, 2: what is wrong with it. */
			return sprintf( __( 'The address of the backend, %1$s, cannot be used. %2$s Correct STOREWIRE_BACKEND_URL in wp-config.php.', 'storewire' ), self::backend(), Messages::of_issues( $answer ) );
		}
		return _wp_http_get_object()->block_request( $url ) ? __( 'This site blocks outgoing requests. Add the backend to WP_ACCESSIBLE_HOSTS in wp-config.php.', 'storewire' ) : '';
	}

	/**
	 * Headers and text of a JSON body, compressed where that pays.
	 *
	 * @param array<string,mixed> $body  What to send.
	 * @param string|null         $token  Installation token.
	 * @param string              $origin Where a browser would come from, or ''.
	 * @return array{0:array<string,string>,1:string}
	 */
	private function packed( array $body, ?string $token, string $origin = '' ): array {
		$headers                 = self::headers( $token, $origin );
		$headers['Content-Type'] = 'application/json';
		$text                    = (string) wp_json_encode( $body, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_PARTIAL_OUTPUT_ON_ERROR );
		if ( strlen( $text ) > self::COMPRESS_ABOVE && function_exists( 'gzencode' ) ) {
			$headers['Content-Encoding'] = 'gzip';
			$text                        = (string) gzencode( $text, 1 );
		}
		return array( $headers, $text );
	}

	/**
	 * Headers of every request.
	 *
	 * @param string|null $token  Installation token.
	 * @param string      $origin Where a browser would come from, or ''.
	 * @return array<string,string>
	 */
	private static function headers( ?string $token, string $origin = '' ): array {
		return array_filter(
			array(
				'Accept'        => 'application/json',
				'Authorization' => null === $token ? '' : 'Bearer ' . $token,
				'Origin'        => $origin,
			)
		);
	}

	/**
	 * Options for several requests at once, as WordPress' own HTTP would set them.
	 *
	 * @param string $url Where to.
	 * @return array<string,mixed>
	 */
	private function transport( string $url ): array {
		$options = array(
			'timeout'          => $this->timeout,
			'connect_timeout'  => $this->timeout,
			'useragent'        => self::agent(),
			'follow_redirects' => false,
			'max_bytes'        => self::LARGEST_ANSWER,
			'verify'           => ABSPATH . WPINC . '/certificates/ca-bundle.crt',
		);
		$proxy   = new \WP_HTTP_Proxy();
		if ( $proxy->is_enabled() && $proxy->send_through_proxy( $url ) ) {
			$options['proxy'] = new \WpOrg\Requests\Proxy\Http( $proxy->host() . ':' . $proxy->port() );
			if ( $proxy->use_authentication() ) {
				$options['proxy']->use_authentication = true;
				$options['proxy']->user               = $proxy->username();
				$options['proxy']->pass               = $proxy->password();
			}
		}
		return $options;
	}

	/**
	 * Who is asking.
	 */
	private static function agent(): string {
		return 'Storewire/' . STOREWIRE_VERSION . ' (WordPress)';
	}
}
