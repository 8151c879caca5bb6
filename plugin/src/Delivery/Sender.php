<?php
/**
 * Sends items, and has the core judge what came back.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Delivery;

use Storewire\Backend\Client;
use Storewire\Backend\Response;
use Storewire\Connection\Connection;
use Storewire\Core\Core;
use Storewire\Core\Item;
use Storewire\Core\Verdict;
use Storewire\Outbox\Lane;
use Storewire\Shop\StoreAddress;
use Storewire\Support\Clock;

/**
 * The way of the relay and of the sync to the backend. An item goes out as the core wrote it, byte for byte.
 */
final class Sender {

	private Core $core;
	private Client $client;
	private Connection $connection;

	/**
	 * @param Core       $core       Judges deliveries.
	 * @param Client     $client     Sends.
	 * @param Connection $connection Whom to.
	 */
	public function __construct( Core $core, Client $client, Connection $connection ) {
		$this->core       = $core;
		$this->client     = $client;
		$this->connection = $connection;
	}

	/**
	 * The body of a request with items.
	 *
	 * @param Item[] $items Items.
	 */
	public static function body( array $items ): string {
		return '{"items":[' . implode( ',', array_column( $items, 'json' ) ) . ']}';
	}

	/**
	 * Delivers batches of items side by side.
	 *
	 * @param array<int,Item[]> $batches Each at most 500 items and 4 MiB as JSON.
	 * @param DeliveryHistory   $history What came before.
	 * @param callable|null     $packed  Called when all is ready, before anything goes out.
	 * @return array<int,Verdict> On each batch, in the order of the batches.
	 */
	public function deliver( array $batches, DeliveryHistory $history, ?callable $packed = null ): array {
		$verdicts = array();
		$open     = null;
		foreach ( $this->client->send_items( self::bodies( $batches ), $this->connection->token(), $history->failures, $packed ) as $at => $response ) {
			$ids             = array_column( $batches[ $at ], 'id' );
			$verdicts[ $at ] = $this->judge( $ids, $response, $history->to_array() );
			if ( Verdict::UNCLEAR === $verdicts[ $at ]->state ) {
				$open          ??= $this->is_open();
				$verdicts[ $at ] = $this->judge( $ids, $response, $history->to_array() + array( 'open' => $open ) );
			}
			$this->apply( $verdicts[ $at ] );
		}
		return $verdicts;
	}

	/**
	 * The bodies of requests, one after the other: all of them at once would take memory.
	 *
	 * @param array<int,Item[]> $batches Items.
	 * @return \Generator<int,string>
	 */
	private static function bodies( array $batches ): \Generator {
		foreach ( $batches as $at => $items ) {
			yield $at => self::body( $items );
		}
	}

	/** Whether the way is open: the backend takes a request without items. */
	private function is_open(): bool {
		list( $response ) = $this->client->send_items( array( self::body( array() ) ), $this->connection->token(), 1 );
		return Verdict::DELIVERED === $this->judge( array(), $response, array() )->state;
	}

	/**
	 * Delivers a shopper's request to be told when a product is back (K1).
	 *
	 * @param SignupRequest $request  The request; it has the store's URL, where it knew that.
	 * @param int           $failures How many deliveries in a row failed before this one.
	 */
	public function subscribe( SignupRequest $request, int $failures ): Verdict {
		$url = $this->storefront( (string) ( $request->body['storeUrl'] ?? '' ) );
		if ( is_wp_error( $url ) ) {
			$response = Response::unsent( $url->get_error_message() );
		} else {
			$body     = array(
				'storeUrl'  => $url,
				'companyId' => $this->connection->company()['id'],
			) + $request->body;
			$response = $this->client->send_signup( $body, StoreAddress::origin( $url ), $failures );
		}
		$about = array(
			'failures' => $failures,
			'lane'     => Lane::WAITLIST,
			'success'  => true === ( $response->body['success'] ?? null ),
		);
		return $this->apply( $this->judge( array( $request->id ), $response, $about ) );
	}

	/**
	 * The address that a shopper's request comes from. In the background of a site behind a proxy the scheme is not known;
	 * the shopper's request knew it.
	 *
	 * @param string $written As the shopper's request wrote it, or ''.
	 * @return string|\WP_Error
	 */
	private function storefront( string $written ) {
		$store = StoreAddress::of_this_site( $this->core );
		if ( '' !== $written && ( is_wp_error( $store ) || set_url_scheme( $written, 'http' ) === set_url_scheme( $store->url, 'http' ) ) ) {
			return $written;
		}
		return is_wp_error( $store ) ? $store : $store->url;
	}

	/**
	 * The core's verdict on a delivery.
	 *
	 * @param string[]            $sent     Ids of the items.
	 * @param Response            $response What came back.
	 * @param array<string,mixed> $about    What else is known: see `Delivery` in src/core/backend/delivery.rs.
	 */
	private function judge( array $sent, Response $response, array $about ): Verdict {
		$delivery = array(
			'sent'     => $sent,
			'response' => $response->snapshot(),
			'now'      => Clock::milliseconds(),
			'jitter'   => wp_rand( 0, 999 ),
		) + $about;
		return new Verdict( $this->core->call( array( 'delivery' => $delivery ) )['verdict'] );
	}

	/**
	 * Tells the connection of a verdict.
	 *
	 * @param Verdict $verdict The core's.
	 */
	private function apply( Verdict $verdict ): Verdict {
		$this->connection->apply( $verdict->state, $verdict->message );
		return $verdict;
	}

	/**
	 * Whether the last request on a lane had no answer, a short while ago.
	 *
	 * @param string $lane Of `Lane`.
	 */
	public function is_silent( string $lane ): bool {
		return $this->client->is_silent( $lane );
	}
}
