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

/**
 * Sends JSON to the backend and tells what came back. It talks https only, loopback apart. The core says what an answer means.
 */
final class Client {

	/** Seconds that a request waits otherwise. */
	const TIMEOUT = 20;

	/** Seconds that a request waits while the backend is known to be out of order (F30). */
	const PROBE_TIMEOUT = 5;

	const ITEMS_PATH  = '/api/woocommerce/items';
	const SIGNUP_PATH = '/api/woocommerce/back-in-stock/subscribe';

	private Core $core;
	private Silence $silence;
	private int $timeout;

	/** Seconds that the request at hand waits. */
	private int $patience;

	/**
	 * @param Core $core    Judges addresses.
	 * @param int  $timeout Seconds until a request without an answer is given up.
	 */
	public function __construct( Core $core, int $timeout = self::TIMEOUT ) {
		$this->core     = $core;
		$this->silence  = new Silence();
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
		return $this->send( 'POST', $path, ( new JsonRequest( $token ) )->with( $body ) );
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
		return $this->send( 'GET', $path, new JsonRequest() );
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
		$request = ( new JsonRequest( null, $origin ) )->with( $body );
		return $this->in_background( $failures, fn(): Response => $this->send( 'POST', self::SIGNUP_PATH, $request ), Lane::WAITLIST );
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
				$this->silence->note( $lane, (string) $response->failure );
			}
		}
		return $responses;
	}

	/**
	 * Whether the last request on a lane had no answer, a short while ago.
	 *
	 * @param string $lane Of `Lane`.
	 */
	public function is_silent( string $lane ): bool {
		return '' !== $this->silence->why( $lane );
	}

	/**
	 * Sends requests with items at once and gathers what came back.
	 *
	 * @param iterable<int,string> $bodies Their texts; each is packed before the next is asked for.
	 * @param string|null          $token  Installation token.
	 * @param callable|null        $packed Called before anything goes out.
	 * @return array<int,Response> In the order of the bodies.
	 */
	private function responses( iterable $bodies, ?string $token, ?callable $packed ): array {
		$url      = self::backend() . self::ITEMS_PATH;
		$refusal  = null === $token ? __( 'This store is not connected.', 'storewire' ) : $this->refusal( $url );
		$bare     = new JsonRequest( $token );
		$requests = array();
		foreach ( $bodies as $at => $body ) {
			$requests[ $at ] = $bare->with_text( $body );
		}
		if ( '' !== $refusal ) {
			return array_map( static fn(): Response => Response::failed( $refusal ), $requests );
		}
		if ( null !== $packed ) {
			$packed();
		}
		return Transport::post_all( $url, $requests, $this->patience );
	}

	/**
	 * Sends one request.
	 *
	 * @param string      $method  GET or POST.
	 * @param string      $path    Path at the backend.
	 * @param JsonRequest $request What it carries.
	 */
	private function send( string $method, string $path, JsonRequest $request ): Response {
		$url     = self::backend() . $path;
		$refusal = $this->refusal( $url );
		return '' === $refusal ? Transport::send( $method, $url, $request, $this->patience ) : Response::failed( $refusal );
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
		return $this->silence->why( self::backend() . self::SIGNUP_PATH === $url ? Lane::WAITLIST : Lane::ITEMS );
	}
}
