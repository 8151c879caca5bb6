<?php
/**
 * How requests leave the site.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Backend;

use WpOrg\Requests\Hooks;
use WpOrg\Requests\Proxy\Http;
use WpOrg\Requests\Requests;
use WpOrg\Requests\Response as TransportResponse;

/**
 * Sends requests as WordPress does, one or several side by side, and reads what came back. It never follows redirects.
 */
final class Transport {

	/** So many bytes of an answer are read. */
	const LARGEST_ANSWER = 4194304;

	/**
	 * Sends one request.
	 *
	 * @param string      $method   GET or POST.
	 * @param string      $url      Where to.
	 * @param JsonRequest $request  What it carries.
	 * @param int         $patience Seconds that it waits.
	 */
	public static function send( string $method, string $url, JsonRequest $request, int $patience ): Response {
		$deadline = Deadline::after( $patience );
		add_action( 'requests-' . Deadline::SENT, $deadline );
		try {
			$answer = wp_remote_request(
				$url,
				array(
					'method'              => $method,
					'headers'             => $request->headers,
					'body'                => $request->body,
					'timeout'             => $patience,
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
	 * Sends several to one place, side by side.
	 *
	 * @param string                 $url      Where to.
	 * @param array<int,JsonRequest> $requests What they carry.
	 * @param int                    $patience Seconds that they wait.
	 * @return array<int,Response> In the order of the requests.
	 */
	public static function post_all( string $url, array $requests, int $patience ): array {
		$posts     = array_map(
			static fn( JsonRequest $request ): array => array(
				'url'     => $url,
				'type'    => Requests::POST,
				'headers' => $request->headers,
				'data'    => $request->body,
			),
			$requests
		);
		$responses = array_map( array( self::class, 'read' ), SideBySide::send( $posts, self::options( $url, $patience ) ) );
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
	 * Options for several requests at once, as WordPress' own HTTP would set them.
	 *
	 * @param string $url      Where to.
	 * @param int    $patience Seconds that they wait.
	 * @return array<string,mixed>
	 */
	private static function options( string $url, int $patience ): array {
		$options = array(
			'timeout'          => $patience,
			'connect_timeout'  => $patience,
			'useragent'        => self::agent(),
			'follow_redirects' => false,
			'max_bytes'        => self::LARGEST_ANSWER,
			'verify'           => ABSPATH . WPINC . '/certificates/ca-bundle.crt',
			'hooks'            => new Hooks(),
		);
		$options['hooks']->register( Deadline::SENT, Deadline::after( $patience ) );
		$proxy = new \WP_HTTP_Proxy();
		if ( $proxy->is_enabled() && $proxy->send_through_proxy( $url ) ) {
			$options['proxy'] = new Http( $proxy->host() . ':' . $proxy->port() );
			if ( $proxy->use_authentication() ) {
				$options['proxy']->use_authentication = true;
				$options['proxy']->user               = $proxy->username();
				$options['proxy']->pass               = $proxy->password();
			}
		}
		return $options;
	}

	/** Who is asking. */
	private static function agent(): string {
		return 'Storewire/' . STOREWIRE_VERSION . ' (WordPress)';
	}
}
