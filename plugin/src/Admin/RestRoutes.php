<?php
/**
 * REST routes.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Admin;

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
 * Thin: checks the capability (WordPress itself checks the nonce), reads the arguments, calls `OwnerActions`. Nobody but those
 * who manage the shop gets in; the backend's commands are let in by their signature (D7), and the storefront's form is for
 * everybody (K2).
 */
final class RestRoutes {

	/** The most characters of a draft's id. */
	const DRAFT_LENGTH = 200;

	/** HTTP statuses of what a shopper's request comes to. */
	const SIGNUP_STATUSES = array(
		'done'    => 200,
		'invalid' => 422,
		'later'   => 429,
	);

	/** @var callable Gives what the owner can do. */
	private $actions;

	/** @var callable Gives what takes the backend's commands. */
	private $commands;

	/** @var callable Gives what takes shoppers' requests. */
	private $signups;

	/** @var callable Gives what knows of single objects. */
	private $inspector;

	/**
	 * Builds it, with what gives each service when a route needs it.
	 *
	 * @param callable $actions   Gives what the owner can do.
	 * @param callable $commands  Gives what takes the backend's commands.
	 * @param callable $signups   Gives what takes shoppers' requests.
	 * @param callable $inspector Gives what knows of single objects.
	 */
	public function __construct( callable $actions, callable $commands, callable $signups, callable $inspector ) {
		$this->actions   = $actions;
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
		$this->objects();
		$choices = array(
			'imports' => self::switches( Rules::TYPES ),
			'sync'    => self::switches( Rules::SWITCHES ),
			'consent' => array(
				'type' => 'string',
				'enum' => Rules::CONSENTS,
			),
		);
		$day     = array(
			'type'    => 'string',
			'pattern' => '^(\d{4}-\d{2}-\d{2})?$',
			'default' => '',
		);
		$draft   = array(
			'type'      => 'string',
			'maxLength' => self::DRAFT_LENGTH,
			'default'   => '',
		);
		$this->route(
			'GET',
			'/status',
			array(),
			static function ( OwnerActions $actions ) {
				return $actions->poll();
			}
		);
		$this->route(
			'POST',
			'/connect',
			$choices + array( 'draft' => $draft ),
			static function ( OwnerActions $actions, \WP_REST_Request $request ) {
				return $actions->connect( self::choices( $request ), $request['draft'] );
			}
		);
		$this->route(
			'POST',
			'/connect/confirm',
			array(),
			static function ( OwnerActions $actions ) {
				return $actions->confirm();
			}
		);
		$this->route(
			'POST',
			'/connect/cancel',
			array(),
			static function ( OwnerActions $actions ) {
				return $actions->cancel();
			}
		);
		$this->route(
			'POST',
			'/disconnect',
			array(
				'anyway' => array(
					'type'    => 'boolean',
					'default' => false,
				),
			),
			static function ( OwnerActions $actions, \WP_REST_Request $request ) {
				return $actions->disconnect( $request['anyway'] );
			}
		);
		$this->route(
			'POST',
			'/settings',
			$choices,
			static function ( OwnerActions $actions, \WP_REST_Request $request ) {
				return $actions->change_settings( self::choices( $request ) );
			}
		);
		$this->route(
			'GET',
			'/sync',
			array(),
			static function ( OwnerActions $actions ) {
				return $actions->sync();
			}
		);
		$this->route(
			'POST',
			'/sync',
			array(
				'types' => array(
					'type'        => 'array',
					'items'       => array(
						'type' => 'string',
						'enum' => Rules::TYPES,
					),
					'uniqueItems' => true,
					'default'     => array(),
				),
				'from'  => $day,
				'to'    => $day,
			),
			static function ( OwnerActions $actions, \WP_REST_Request $request ) {
				return $actions->start_sync( $request['types'], $request['from'], $request['to'] );
			}
		);
		foreach ( array( 'pause', 'resume', 'cancel' ) as $what ) {
			$this->route( 'POST', "/sync/$what", array(), static fn( OwnerActions $actions ) => $actions->steer_sync( $what ) );
		}
		$this->route(
			'POST',
			'/sync/step',
			array(),
			static function ( OwnerActions $actions ) {
				return $actions->step();
			}
		);
	}

	/**
	 * Registers what can be asked of single objects, and of what was left out (D6, D8, S10).
	 */
	private function objects(): void {
		$this->route(
			'GET',
			'/object',
			array(
				'type' => array(
					'type'    => 'string',
					'enum'    => array_keys( Inspector::TOPICS ),
					'default' => Rules::ORDER,
				),
				'id'   => array(
					'type'    => 'integer',
					'default' => 0,
				),
			),
			function ( OwnerActions $actions, \WP_REST_Request $request ) {
				return $request['id'] > 0 ? ( $this->inspector )()->of( $request['type'], $request['id'] ) : new \WP_Error( 'storewire_object', __( 'Name an id.', 'storewire' ), array( 'status' => 400 ) );
			}
		);
		$this->route(
			'GET',
			'/left-out',
			array(),
			static fn() => array(
				'days'   => LeftOut::days( LeftOut::KEPT_DAYS ),
				'latest' => Ledger::latest( Ledger::LEFT_OUT, LeftOut::LATEST ),
			)
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
				'permission_callback' => function ( \WP_REST_Request $request ) {
					return self::guarded( array( ( $this->commands )(), 'believe' ), $request );
				},
				'callback'            => function ( \WP_REST_Request $request ) {
					return self::guarded( array( ( $this->commands )(), 'take' ), $request );
				},
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
	 * Registers one route.
	 *
	 * @param string              $method GET or POST.
	 * @param string              $path   Path below the namespace.
	 * @param array<string,mixed> $args   Schema of the arguments.
	 * @param callable            $act    Gets the actions and the request, gives the answer.
	 */
	private function route( string $method, string $path, array $args, callable $act ): void {
		register_rest_route(
			Urls::ROUTES,
			$path,
			array(
				'methods'             => $method,
				'args'                => $args,
				'permission_callback' => array( Owner::class, 'is_here' ),
				'callback'            => function ( \WP_REST_Request $request ) use ( $act ) {
					return self::guarded( fn() => $act( ( $this->actions )(), $request ) );
				},
			)
		);
	}

	/**
	 * Calls, and answers with an error where the core cannot run, or the database does not answer.
	 *
	 * @param callable $act       What to call.
	 * @param mixed    ...$passed What it gets.
	 * @return mixed
	 */
	private static function guarded( callable $act, ...$passed ) {
		try {
			return $act( ...$passed );
		} catch ( CoreFailure | ReadFailure $failure ) {
			return new \WP_Error( 'storewire_core', $failure->getMessage(), array( 'status' => 500 ) );
		}
	}

	/**
	 * Schema of a group of switches.
	 *
	 * @param string[] $names Names of the switches.
	 * @return array<string,mixed>
	 */
	private static function switches( array $names ): array {
		return array(
			'type'                 => 'object',
			'properties'           => array_fill_keys( $names, array( 'type' => 'boolean' ) ),
			'additionalProperties' => false,
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
