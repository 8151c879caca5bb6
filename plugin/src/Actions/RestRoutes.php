<?php
/**
 * REST routes.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Actions;

use Storewire\Background\Commands;
use Storewire\BackInStock\FormOrigin;
use Storewire\BackInStock\FormWords;
use Storewire\BackInStock\SignupService;
use Storewire\Core\CoreFailure;
use Storewire\Generated\Rules;
use Storewire\Health\Inspector;
use Storewire\Outbox\Ledger;
use Storewire\Outbox\LeftOut;
use Storewire\Support\Owner;
use Storewire\Support\ReadFailure;
use Storewire\Support\Urls;

/**
 * Thin: checks the capability (WordPress itself checks the nonce), reads the arguments, calls the actions. Nobody but those
 * who manage the shop gets in; the backend's commands are let in by their signature (D7), and the storefront's form is for
 * everybody (K2).
 */
final class RestRoutes {

	/** HTTP statuses of what a shopper's request comes to. */
	const SIGNUP_STATUSES = array(
		'done'    => 200,
		'invalid' => 422,
		'later'   => 429,
	);

	// Schemas of arguments.
	const DRAFT      = array(
		'type'      => 'string',
		'maxLength' => 200,
		'default'   => '',
	);
	const DAY        = array(
		'type'    => 'string',
		'pattern' => '^(\d{4}-\d{2}-\d{2})?$',
		'default' => '',
	);
	const DISCONNECT = array(
		'anyway' => array(
			'type'    => 'boolean',
			'default' => false,
		),
	);
	const SYNC       = array(
		'types' => array(
			'type'        => 'array',
			'items'       => array(
				'type' => 'string',
				'enum' => Rules::TYPES,
			),
			'uniqueItems' => true,
			'default'     => array(),
		),
		'from'  => self::DAY,
		'to'    => self::DAY,
	);

	/** @var callable(): OwnerActions */
	private $actions;

	/** @var callable(): SyncActions */
	private $sync;

	/** @var callable(): Commands */
	private $commands;

	/** @var callable(): SignupService */
	private $signups;

	/** @var callable(): Inspector */
	private $inspector;

	/**
	 * Takes what gives each service when a route needs it.
	 *
	 * @param callable $actions   Gives what the owner can do.
	 * @param callable $sync      Gives what the owner can do about a sync.
	 * @param callable $commands  Gives what takes the backend's commands.
	 * @param callable $signups   Gives what takes shoppers' requests.
	 * @param callable $inspector Gives what knows of single objects.
	 */
	public function __construct( callable $actions, callable $sync, callable $commands, callable $signups, callable $inspector ) {
		$this->actions   = $actions;
		$this->sync      = $sync;
		$this->commands  = $commands;
		$this->signups   = $signups;
		$this->inspector = $inspector;
	}

	/**
	 * Registers all routes.
	 */
	public function register(): void {
		$this->commands();
		$this->signup();
		$choices = self::choice_schemas();

		$this->route( 'GET', '/status', fn() => $this->owner()->poll() );
		$this->route( 'POST', '/connect', fn( $given ) => $this->owner()->connect( self::choices( $given ), $given['draft'] ), $choices + array( 'draft' => self::DRAFT ) );
		$this->route( 'POST', '/connect/confirm', fn() => $this->owner()->confirm() );
		$this->route( 'POST', '/connect/cancel', fn() => $this->owner()->cancel() );
		$this->route( 'POST', '/disconnect', fn( $given ) => $this->owner()->disconnect( $given['anyway'] ), self::DISCONNECT );
		$this->route( 'POST', '/settings', fn( $given ) => $this->owner()->change_settings( self::choices( $given ) ), $choices );

		$this->route( 'GET', '/sync', fn() => $this->sync()->status() );
		$this->route( 'POST', '/sync', fn( $given ) => $this->sync()->start( $given['types'], $given['from'], $given['to'] ), self::SYNC );
		$this->route( 'POST', '/sync/pause', fn() => $this->sync()->steer( 'pause' ) );
		$this->route( 'POST', '/sync/resume', fn() => $this->sync()->steer( 'resume' ) );
		$this->route( 'POST', '/sync/cancel', fn() => $this->sync()->steer( 'cancel' ) );
		$this->route( 'POST', '/sync/step', fn() => $this->sync()->step() );

		// What is sent of one object, and what was left out (D6, D8, S10).
		$this->route( 'GET', '/object', fn( $given ) => $this->object( $given['type'], $given['id'] ), self::object_schemas() );
		$this->route( 'GET', '/left-out', fn() => self::left_out() );
	}

	/** What the owner can do. */
	private function owner(): OwnerActions {
		return ( $this->actions )();
	}

	/** What the owner can do about a sync. */
	private function sync(): SyncActions {
		return ( $this->sync )();
	}

	/**
	 * One object, as `Inspector` knows it.
	 *
	 * @param string $type Of `Inspector::TOPICS`.
	 * @param int    $id   Its id.
	 * @return array<string,mixed>|\WP_Error
	 */
	private function object( string $type, int $id ) {
		return $id > 0 ? ( $this->inspector )()->inspect( $type, $id ) : new \WP_Error( 'storewire_object', __( 'Name an id.', 'storewire' ), array( 'status' => 400 ) );
	}

	/**
	 * What live delivery left out.
	 *
	 * @return array<string,mixed>
	 */
	private static function left_out(): array {
		return array(
			'days'   => LeftOut::days( LeftOut::KEPT_DAYS ),
			'latest' => Ledger::latest( Ledger::LEFT_OUT, LeftOut::LATEST ),
		);
	}

	/**
	 * Registers the backend's way in: by signature alone, whoever is logged in.
	 */
	private function commands(): void {
		register_rest_route(
			Urls::ROUTES,
			'/commands',
			array(
				'methods'             => 'POST',
				'permission_callback' => fn( \WP_REST_Request $request ) => self::guarded( fn() => ( $this->commands )()->verify( $request ) ),
				'callback'            => fn( \WP_REST_Request $request ) => self::guarded( fn() => ( $this->commands )()->take( $request ) ),
			)
		);
	}

	/**
	 * Registers the storefront's way in, open to everybody on it: pages may be cached, so there is no nonce.
	 */
	private function signup(): void {
		register_rest_route(
			Urls::ROUTES,
			'/signup',
			array(
				'methods'             => 'POST',
				'args'                => array_fill_keys( SignupService::FIELDS, array() ),
				'permission_callback' => static fn() => FormOrigin::is_from_here() ? true : new \WP_Error( 'storewire_elsewhere', FormWords::state( 'later' ), array( 'status' => 403 ) ),
				'callback'            => function ( \WP_REST_Request $request ) {
					$answer = ( $this->signups )()->take( array_intersect_key( $request->get_params(), array_flip( SignupService::FIELDS ) ) );
					return new \WP_REST_Response( $answer->body(), self::SIGNUP_STATUSES[ $answer->state ], wp_get_nocache_headers() );
				},
			)
		);
	}

	/**
	 * Registers one route of the owner's.
	 *
	 * @param string              $method  GET or POST.
	 * @param string              $path    Path below the namespace.
	 * @param callable            $act     Gets the request, gives the answer.
	 * @param array<string,mixed> $schemas Schemas of the arguments, by name.
	 */
	private function route( string $method, string $path, callable $act, array $schemas = array() ): void {
		register_rest_route(
			Urls::ROUTES,
			$path,
			array(
				'methods'             => $method,
				'args'                => $schemas,
				'permission_callback' => array( Owner::class, 'is_here' ),
				'callback'            => static fn( \WP_REST_Request $request ) => self::guarded( static fn() => $act( $request ) ),
			)
		);
	}

	/**
	 * Calls, and answers with an error where the core cannot run, or the database does not answer.
	 *
	 * @param callable $act What to call.
	 * @return mixed
	 */
	private static function guarded( callable $act ) {
		try {
			return $act();
		} catch ( CoreFailure | ReadFailure $failure ) {
			return new \WP_Error( 'storewire_core', $failure->getMessage(), array( 'status' => 500 ) );
		}
	}

	/**
	 * Schemas of the owner's choices.
	 *
	 * @return array<string,mixed>
	 */
	private static function choice_schemas(): array {
		$switches = static fn( array $names ): array => array(
			'type'                 => 'object',
			'properties'           => array_fill_keys( $names, array( 'type' => 'boolean' ) ),
			'additionalProperties' => false,
		);
		return array(
			'imports' => $switches( Rules::TYPES ),
			'sync'    => $switches( Rules::SWITCHES ),
			'consent' => array(
				'type' => 'string',
				'enum' => Rules::CONSENTS,
			),
		);
	}

	/**
	 * Schemas of what names an object.
	 *
	 * @return array<string,mixed>
	 */
	private static function object_schemas(): array {
		return array(
			'type' => array(
				'type'    => 'string',
				'enum'    => array_keys( Inspector::TOPICS ),
				'default' => Rules::ORDER,
			),
			'id'   => array(
				'type'    => 'integer',
				'default' => 0,
			),
		);
	}

	/**
	 * The choices that a request names.
	 *
	 * @param \WP_REST_Request $request Request.
	 * @return array<string,mixed>
	 */
	private static function choices( \WP_REST_Request $request ): array {
		return array_filter(
			array(
				'imports' => $request['imports'],
				'sync'    => $request['sync'],
				'consent' => $request['consent'],
			)
		);
	}
}
