<?php
/**
 * How a connection comes about and ends.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Connection;

use Storewire\Backend\Client;
use Storewire\Backend\Response;
use Storewire\Core\Core;
use Storewire\Shop\StoreAddress;
use Storewire\Support\Urls;

/**
 * The authorize flow (C1): ask the backend for an address, send the owner there, wait for the approval, take the one-time
 * code that the browser brings back, name the company, and store the token only after the owner said yes.
 *
 * A step that fails answers with a WP_Error whose message is for the owner. Whatever goes wrong leaves an older
 * connection as it is.
 */
final class Authorization {

	const CONNECTIONS = '/api/woocommerce/connections';
	const DISCONNECT  = '/api/woocommerce/disconnect';

	private Core $core;
	private Client $client;
	private Connection $connection;
	private Lifecycle $lifecycle;
	private Settings $settings;
	private PendingConnection $pending;

	/**
	 * @param Core              $core       Judges replies and reads the store's URL.
	 * @param Client            $client     Talks to the backend.
	 * @param Connection        $connection The one that there is.
	 * @param Lifecycle         $lifecycle  Begins it here, and ends it.
	 * @param Settings          $settings   What was chosen to import and to keep in step.
	 * @param PendingConnection $pending    The connection that is being made.
	 */
	public function __construct( Core $core, Client $client, Connection $connection, Lifecycle $lifecycle, Settings $settings, PendingConnection $pending ) {
		$this->core       = $core;
		$this->client     = $client;
		$this->connection = $connection;
		$this->lifecycle  = $lifecycle;
		$this->settings   = $settings;
		$this->pending    = $pending;
	}

	/**
	 * Asks the backend where the owner can approve.
	 *
	 * @param string $draft Id of a draft that was begun at the backend (C4), or ''.
	 * @return true|\WP_Error
	 */
	public function begin( string $draft ) {
		$store = $this->store();
		if ( is_wp_error( $store ) ) {
			return $store;
		}
		$proof   = new AuthorizationProof();
		$outcome = $this->outcome( 'connect', $this->client->post( self::CONNECTIONS, $this->introduction( $store, $draft, $proof ) ) );
		if ( ! $outcome->is_ok() ) {
			return $outcome->error();
		}
		$this->pending->begin( $outcome->attempt, $proof );
		return true;
	}

	/**
	 * The store as the backend is told of it, or why it cannot be connected.
	 *
	 * @return StoreAddress|\WP_Error
	 */
	public function store() {
		return StoreAddress::of_this_site( $this->core, array( 'adminUrl' => admin_url() ) );
	}

	/**
	 * Asks the backend how far the approval is, if it is time to. What came of it is in the pending connection.
	 */
	public function poll(): void {
		if ( ! in_array( $this->pending->stage(), array( 'waiting', 'approved' ), true ) || ! $this->pending->due() ) {
			return;
		}
		if ( $this->pending->has_code() ) {
			$this->name_company();
		} else {
			$this->ask();
		}
	}

	/**
	 * Takes the code that the browser brought back, and asks which company approved. Without a code the owner did not
	 * approve, and the backend is asked whether that is so.
	 *
	 * @param string $random_state What the return address held.
	 * @param string $code         One-time code, or ''.
	 * @return true|\WP_Error
	 */
	public function returned( string $random_state, string $code ) {
		if ( ! $this->pending->matches( $random_state ) ) {
			return new \WP_Error( 'storewire_foreign_link', __( 'This link does not belong to a connection that was started here, so nothing was connected. If somebody sent you the link, ignore it. To connect this store, click Connect.', 'storewire' ), array( 'status' => 403 ) );
		}
		if ( ! $this->pending->is_mine() ) {
			return self::not_yours();
		}
		if ( 'failed' === $this->pending->stage() ) {
			return new \WP_Error( 'storewire_expired', $this->pending->message(), array( 'status' => 410 ) );
		}
		if ( '' === $code ) {
			return $this->ask();
		}
		$this->pending->keep_code( $code );
		return $this->name_company();
	}

	/**
	 * The owner says yes to the company that was named: takes the token, stores the connection, and ends the former one where
	 * that was another company's. The same company's ends by itself: the first use of a token ends those before.
	 *
	 * @return Parting|\WP_Error How the former connection ended.
	 */
	public function confirm() {
		if ( 'confirm' !== $this->pending->stage() ) {
			return new \WP_Error( 'storewire_nothing_to_confirm', __( 'There is nothing to confirm any more. Click Connect to start again.', 'storewire' ), array( 'status' => 409 ) );
		}
		if ( ! $this->pending->is_mine() ) {
			return self::not_yours();
		}
		$store = StoreAddress::of_this_site( $this->core );
		if ( is_wp_error( $store ) ) {
			return $store;
		}
		$grant = $this->granted();
		if ( is_wp_error( $grant ) ) {
			return $grant;
		}
		$company = $this->pending->company();
		if ( $grant->company_id !== $company['id'] ) {
			$this->pending->set_stage( 'failed', __( 'The backend now names another company than the one you were shown. Nothing was connected. Click Connect to start again.', 'storewire' ) );
			return new \WP_Error( 'storewire_other_company', $this->pending->message(), array( 'status' => 409 ) );
		}
		$is_other = $this->connection->is_here() && $this->connection->company()['id'] !== $company['id'];
		$former   = $this->connection->parting_token();
		// First: where it ends here, the owner can confirm again.
		$this->settings->change( $grant->choices );
		$left = $this->lifecycle->establish( $grant, $company['name'], $store->hash );
		return new Parting( $left, ! $is_other || ( null !== $former && $this->send_disconnect( $former )->is_ok() ) );
	}

	/**
	 * The owner does not go on. A token that was granted already is given back, if the backend can be reached.
	 */
	public function cancel(): void {
		$grant = 'confirm' === $this->pending->stage() ? $this->granted() : null;
		if ( $grant instanceof Grant ) {
			$this->send_disconnect( $grant->token );
		}
		$this->pending->forget();
	}

	/**
	 * Ends the connection at both sides (C8), also where the backend accepts its token no more. The owner's settings stay.
	 *
	 * @param bool $anyway Whether to go on when the backend cannot be told.
	 * @return Parting|\WP_Error How it ended.
	 */
	public function disconnect( bool $anyway ) {
		$is_told = true;
		if ( $this->connection->is_here() ) {
			// A token that cannot be read today can never be.
			$token   = $this->connection->parting_token();
			$outcome = null === $token ? null : $this->send_disconnect( $token );
			$is_told = null !== $outcome && $outcome->is_ok();
			if ( null !== $outcome && ! $is_told && ! $anyway ) {
				return $outcome->error();
			}
		}
		return new Parting( $this->lifecycle->forget(), $is_told );
	}

	/**
	 * Tells the backend that a connection has ended.
	 *
	 * @param string $token Its token.
	 */
	private function send_disconnect( string $token ): Outcome {
		return $this->outcome( 'disconnect', $this->client->post( self::DISCONNECT, array(), $token ) );
	}

	/**
	 * Asks the backend how far the approval is.
	 *
	 * @return true|\WP_Error
	 */
	private function ask() {
		$outcome = $this->outcome( 'poll', $this->client->get( $this->address() ) );
		if ( 'waiting' !== $outcome->code && ! $outcome->is_ok() ) {
			return $this->trouble( $outcome );
		}
		$this->pending->set_stage( $outcome->is_ok() ? 'approved' : 'waiting', '' );
		return true;
	}

	/**
	 * Asks which company approved. The token that comes along is dropped: it is asked for again once the owner confirmed.
	 *
	 * @return true|\WP_Error
	 */
	private function name_company() {
		$grant = $this->granted();
		if ( is_wp_error( $grant ) ) {
			return $grant;
		}
		$this->pending->name_company( $grant->company_id, sanitize_text_field( $grant->company_name ) );
		return true;
	}

	/**
	 * Exchanges verifier and code for the token. Until its first use the same token comes back each time.
	 *
	 * @return Grant|\WP_Error
	 */
	private function granted() {
		$proof = $this->pending->proof();
		if ( null === $proof ) {
			$this->pending->set_stage( 'failed', __( 'The security keys of this site were changed while connecting. Click Connect to start again.', 'storewire' ) );
			return new \WP_Error( 'storewire_unreadable', $this->pending->message(), array( 'status' => 409 ) );
		}
		$outcome = $this->outcome( 'token', $this->client->post( $this->address() . '/token', $proof ) );
		return $outcome->grant ?? $this->trouble( $outcome );
	}

	/**
	 * Notes what went wrong: a refusal ends the attempt, anything else can be tried again.
	 *
	 * @param Outcome $outcome The core's word.
	 */
	private function trouble( Outcome $outcome ): \WP_Error {
		$ended = in_array( $outcome->code, array( 'denied', 'expired' ), true );
		$this->pending->set_stage( $ended ? 'failed' : $this->pending->stage(), $outcome->message );
		return $outcome->error();
	}

	/**
	 * What the backend is told when the owner clicks Connect.
	 *
	 * @param StoreAddress       $store The store.
	 * @param string             $draft Id of a draft, or ''.
	 * @param AuthorizationProof $proof Its challenge goes along, and its state in the return address.
	 * @return array<string,mixed>
	 */
	private function introduction( StoreAddress $store, string $draft, AuthorizationProof $proof ): array {
		$how = array(
			'storeUrl'    => $store->url,
			'versions'    => StoreAddress::versions(),
			'returnUrl'   => $store->alike( add_query_arg( Urls::STATE, $proof->state, Urls::admin_page() ) ),
			'commandsUrl' => $store->commands_url(),
			'challenge'   => $proof->challenge(),
		);
		return array_merge( StoreAddress::description(), $this->settings->all(), $how, '' === $draft ? array() : array( 'draftId' => $draft ) );
	}

	/**
	 * The core's word on a reply.
	 *
	 * @param string   $step     As `Outcome::judge()` knows it.
	 * @param Response $response What came back.
	 */
	private function outcome( string $step, Response $response ): Outcome {
		return Outcome::judge( $this->core, $step, $response );
	}

	/**
	 * Where the pending connection is found at the backend.
	 */
	private function address(): string {
		return self::CONNECTIONS . '/' . rawurlencode( $this->pending->id() );
	}

	/**
	 * Somebody else clicked Connect.
	 */
	private static function not_yours(): \WP_Error {
		return new \WP_Error( 'storewire_other_user', __( 'Another user of this site started this connection and has to finish it. To connect the store yourself, cancel and click Connect.', 'storewire' ), array( 'status' => 403 ) );
	}
}
