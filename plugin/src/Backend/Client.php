<?php
/**
 * The only way out of the site.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Backend;

use Storewire\Core\Core;
use Storewire\Core\Messages;
use Storewire\Outbox\Lane;
use WpOrg\Requests\Hooks;
use WpOrg\Requests\Requests;
use WpOrg\Requests\Response as TransportResponse;

/**
 * Sends JSON to the backend and tells what came back. It never follows redirects and talks https only, loopback apart.
 * The core says what an answer means.
 */
final class Client {

	/** Seconds that a request waits otherwise. */
	const TIMEOUT = 20;

	/** Seconds that a request waits while the backend is known to be out of order (F30). */
	const PROBE_TIMEOUT = 5;

	/** Seconds after a request without an answer in which this process makes no other: it may be others' turn to run. */
	const SILENCE = 60;

	const LARGEST_ANSWER = 4194304;
	const COMPRESS_ABOVE = 8192;
	const ITEMS_PATH     = '/api/woocommerce/items';
	const SIGNUP_PATH    = '/api/woocommerce/back-in-stock/subscribe';

	private Core $core;
	private int $timeout;

	/**
	 * Seconds that the request at hand waits.
	 */
	private int $patience;

	/**
	 * By lane, why the last request had no answer, and until when that counts, in seconds of this process' steady clock.
	 *
	 * @var array<string,array{0:string,1:float}>
	 */
	private array $silence = array();

	/**
	 * Builds it.
	 *
	 * @param Core $core    Judges addresses.
	 * @param int  $timeout Seconds until a request without an answer is given up.
	 */
	public function __construct( Core $core, int $timeout = self::TIMEOUT ) {
		$this->core     = $core;
		$this->timeout  = $timeout;
		$this->patience = $timeout;
	}

	/**
	 * The backend's address, without a trailing slash.
	 */
	public static function backend(): string {
		$url = defined( 'STOREWIRE_BACKEND_URL' ) ? (string) constant( 'STOREWIRE_BACKEND_URL' ) : STOREWIRE_DEFAULT_BACKEND_URL;
		return untrailingslashit( $url );
	}

	/**
	 * Sends one request with a JSON body, as the owner waits for it.
	 *
	 * @param string              $path  Such as `/api/woocommerce/heartbeat`.
	 * @param array<string,mixed> $body  What to send.
	 * @param string|null         $token Installation token, where the request needs one.
	 */
	public function post( string $path, array $body, ?string $token = null ): Response {
		list( $headers, $text ) = $this->packed( self::text( $body ), $token );
		return $this->send( 'POST', $path, $headers, $text );
	}

	/**
	 * The same in the background, where other work waits behind it.
	 *
	 * @param string              $path  Such as `/api/woocommerce/heartbeat`.
	 * @param array<string,mixed> $body  What to send.
	 * @param string|null         $token Installation token, where the request needs one.
	 */
	public function report( string $path, array $body, ?string $token ): Response {
		return $this->in_background( 0, fn(): Response => $this->post( $path, $body, $token ) );
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
	 * Sends requests with items side by side.
	 *
	 * @param iterable<int,string> $bodies   Their texts.
	 * @param string|null          $token    Installation token.
	 * @param int                  $failures How many requests in a row failed before these.
	 * @param callable|null        $packed   Called when all is ready, before anything goes out.
	 * @return array<int,Response> In the order of the bodies.
	 */
	public function send_items( iterable $bodies, ?string $token, int $failures, ?callable $packed = null ): array {
		return $this->in_background( $failures, fn(): array => $this->responses( $bodies, $token, $packed ) );
	}

	/**
	 * Sends a shopper's request: without the token, as from the storefront.
	 *
	 * @param array<string,mixed> $body     What to send.
	 * @param string              $origin   Where the shopper's browser was.
	 * @param int                 $failures How many requests in a row failed before this one.
	 */
	public function send_signup( array $body, string $origin, int $failures ): Response {
		$packed = $this->packed( self::text( $body ), null, $origin );
		return $this->in_background( $failures, fn(): Response => $this->send( 'POST', self::SIGNUP_PATH, ...$packed ), Lane::WAITLIST );
	}

	/**
	 * Sends something behind which other work waits. After a request without an answer there is no other for a while, so
	 * that a backend that hangs holds up a run of WP-Cron only once, however many of our events are due in it. Where only the
	 * waitlist's door hangs, the other one is tried, with little patience.
	 *
	 * @param int      $failures How many requests in a row have failed; if any, this one has little patience.
	 * @param callable $send     Gives a Response, or several.
	 * @param string   $lane     Where to.
	 * @return Response|Response[]
	 */
	private function in_background( int $failures, callable $send, string $lane = Lane::ITEMS ) {
		$was_silent     = $this->is_silent( $lane );
		$is_known       = $failures > 0 || $this->is_silent( Lane::WAITLIST ) || array() !== OutageGate::outage();
		$this->patience = $is_known ? min( self::PROBE_TIMEOUT, $this->timeout ) : $this->timeout;
		$responses      = $send();
		$this->patience = $this->timeout;
		foreach ( is_array( $responses ) ? $responses : array( $responses ) as $response ) {
			if ( null === $response->status && ! $was_silent ) {
				$this->silence[ $lane ] = array( (string) $response->failure, hrtime( true ) / 1e9 + self::SILENCE );
			}
		}
		return $responses;
	}

	/**
	 * Whether the last request on a lane had no answer, a short while ago. Silence at the door for items counts for all.
	 *
	 * @param string $lane Of `Lane`.
	 */
	public function is_silent( string $lane ): bool {
		return '' !== $this->why_silent( $lane );
	}

	/**
	 * Why the last request on a lane had no answer, if that was a short while ago; else ''.
	 *
	 * @param string $lane Of `Lane`.
	 */
	private function why_silent( string $lane ): string {
		foreach ( array( $lane, Lane::ITEMS ) as $which ) {
			if ( isset( $this->silence[ $which ] ) && hrtime( true ) / 1e9 < $this->silence[ $which ][1] ) {
				return $this->silence[ $which ][0];
			}
		}
		return '';
	}

	/**
	 * Sends requests with items at once and gathers what came back.
	 *
	 * @param iterable<int,string> $bodies Their texts.
	 * @param string|null          $token  Installation token.
	 * @param callable|null        $packed Called before anything goes out.
	 * @return array<int,Response> In the order of the bodies.
	 */
	private function responses( iterable $bodies, ?string $token, ?callable $packed ): array {
		$url       = self::backend() . self::ITEMS_PATH;
		$refusal   = null === $token ? __( 'This store is not connected.', 'storewire' ) : $this->refusal( $url );
		$requests  = array();
		$responses = array();
		foreach ( $bodies as $at => $body ) {
			if ( '' !== $refusal ) {
				$responses[ $at ] = Response::failed( $refusal );
				continue;
			}
			list( $headers, $text ) = $this->packed( $body, $token );
			$requests[ $at ]        = array(
				'url'     => $url,
				'type'    => Requests::POST,
				'headers' => $headers,
				'data'    => $text,
			);
		}
		if ( '' !== $refusal ) {
			return $responses;
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
		$deadline = Deadline::after( $this->patience );
		add_action( 'requests-' . Deadline::SENT, $deadline );
		try {
			$answer = wp_remote_request(
				$url,
				array(
					'method'              => $method,
					'headers'             => $headers,
					'body'                => $text,
					'timeout'             => $this->patience,
					'redirection'         => 0,
					'limit_response_size' => self::LARGEST_ANSWER,
					'user-agent'          => self::agent(),
				)
			);
		} catch ( \Throwable $failure ) {
			// Code of others has a hand in every request of WordPress.
			return Response::failed( $failure->getMessage() );
		} finally {
			remove_action( 'requests-' . Deadline::SENT, $deadline );
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
		if ( _wp_http_get_object()->block_request( $url ) ) {
			return __( 'This site blocks outgoing requests. Add the backend to WP_ACCESSIBLE_HOSTS in wp-config.php.', 'storewire' );
		}
		return $this->why_silent( self::backend() . self::SIGNUP_PATH === $url ? Lane::WAITLIST : Lane::ITEMS );
	}

	/**
	 * The text of a JSON body.
	 *
	 * @param array<string,mixed> $body What to send.
	 */
	private static function text( array $body ): string {
		return (string) wp_json_encode( $body, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_PARTIAL_OUTPUT_ON_ERROR );
	}

	/**
	 * Headers and text of a JSON body, compressed where that pays.
	 *
	 * @param string              $text   What to send.
	 * @param string|null         $token  Installation token.
	 * @param string              $origin Where a browser would come from, or ''.
	 * @return array{0:array<string,string>,1:string}
	 */
	private function packed( string $text, ?string $token, string $origin = '' ): array {
		$headers                 = self::headers( $token, $origin );
		$headers['Content-Type'] = 'application/json';
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
			'timeout'          => $this->patience,
			'connect_timeout'  => $this->patience,
			'useragent'        => self::agent(),
			'follow_redirects' => false,
			'max_bytes'        => self::LARGEST_ANSWER,
			'verify'           => ABSPATH . WPINC . '/certificates/ca-bundle.crt',
			'hooks'            => new Hooks(),
		);
		$options['hooks']->register( Deadline::SENT, Deadline::after( $this->patience ) );
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
