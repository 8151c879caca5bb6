<?php
/**
 * The composition root.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

use Storewire\Admin\AdminPage;
use Storewire\Admin\Notices;
use Storewire\Admin\OwnerActions;
use Storewire\Admin\RestRoutes;
use Storewire\Backend\Client;
use Storewire\Background\Commands;
use Storewire\Background\Heartbeat;
use Storewire\Background\Presence;
use Storewire\Background\Ticks;
use Storewire\BackInStock\FormPlacement;
use Storewire\BackInStock\SignupService;
use Storewire\BackInStock\WithdrawalPage;
use Storewire\BackInStock\WooNotifications;
use Storewire\Cli\BuriedCommand;
use Storewire\Cli\ObjectCommand;
use Storewire\Cli\StorewireCommand;
use Storewire\Connection\Authorization;
use Storewire\Connection\CloneLock;
use Storewire\Connection\Connection;
use Storewire\Connection\PendingConnection;
use Storewire\Connection\ReconnectMail;
use Storewire\Connection\Settings;
use Storewire\Core\Core;
use Storewire\Delivery\ClaimReader;
use Storewire\Delivery\Relay;
use Storewire\Health\HealthReport;
use Storewire\Health\Inspector;
use Storewire\Health\SiteHealth;
use Storewire\Outbox\Outbox;
use Storewire\Recording\HookDispatcher;
use Storewire\Recording\OptIn;
use Storewire\Recording\Recorder;
use Storewire\Shop\Snapshots;
use Storewire\Support\Transactions;
use Storewire\Support\Vault;
use Storewire\Sweep\Sweep;
use Storewire\Sync\Sync;

/**
 * The only place that wires. Parts are made when they are first asked for, so that a page without shop activity makes
 * none of them.
 */
final class Plugin {

	private ?Vault $vault                 = null;
	private ?Core $core                   = null;
	private ?Settings $settings           = null;
	private ?Connection $connection       = null;
	private ?PendingConnection $pending             = null;
	private ?Client $publisher         = null;
	private ?Authorization $authorization = null;
	private ?Snapshots $snapshots         = null;
	private ?Outbox $outbox               = null;
	private ?HookDispatcher $listener           = null;
	private ?Relay $relay                 = null;
	private ?Sync $sync                   = null;
	private ?Commands $commands           = null;
	private ?Sweep $sweep                 = null;
	private ?HealthReport $health               = null;
	private ?Heartbeat $heartbeat         = null;
	private ?Ticks $ticker               = null;
	private ?OwnerActions $actions             = null;
	private ?SignupService $signups             = null;

	/** Puts the plugin's hooks in place. */
	public function register(): void {
		Ticks::register();
		if ( ! self::ends_soon() ) {
			add_filter( 'query', array( Transactions::class, 'hear' ) );
		}
		$this->listener()->register();
		add_action( 'rest_api_init', array( RestRoutes::class, 'routes' ) );
		add_filter( 'site_status_tests', array( SiteHealth::class, 'tests' ) );
		add_filter( 'debug_information', array( SiteHealth::class, 'section' ) );
		FormPlacement::register();
		WithdrawalPage::register();
		OptIn::register();
		WooNotifications::register();
		if ( is_admin() ) {
			AdminPage::register();
			Notices::register();
		}
		if ( defined( 'WP_CLI' ) && WP_CLI ) {
			\WP_CLI::add_command( 'storewire', StorewireCommand::class );
			\WP_CLI::add_command( 'storewire buried', BuriedCommand::class );
			\WP_CLI::add_command( 'storewire object', ObjectCommand::class );
		}
	}

	/** The rules. */
	public function core(): Core {
		return $this->core ??= new Core();
	}

	/** Secrets at rest. */
	private function vault(): Vault {
		return $this->vault ??= new Vault();
	}

	/** The owner's choices. */
	public function settings(): Settings {
		return $this->settings ??= new Settings( $this->core() );
	}

	/** What is stored of the connection. */
	public function connection(): Connection {
		return $this->connection ??= new Connection( $this->vault(), new CloneLock( $this->core() ) );
	}

	/** The connection that is being made. */
	public function pending(): PendingConnection {
		return $this->pending ??= new PendingConnection( $this->vault() );
	}

	/** The way out of the site. */
	public function publisher(): Client {
		return $this->publisher ??= new Client( $this->core() );
	}

	/** How a connection comes about and ends. */
	public function authorization(): Authorization {
		return $this->authorization ??= new Authorization( $this->core(), $this->publisher(), $this->connection(), $this->settings(), $this->pending() );
	}

	/** Reads the shop. */
	public function snapshots(): Snapshots {
		return $this->snapshots ??= new Snapshots();
	}

	/** What waits to be sent. */
	public function outbox(): Outbox {
		return $this->outbox ??= new Outbox( self::ends_soon() );
	}

	/** Whether this is the request of a visitor, and not a process that may live for hours or be at its end already. */
	private static function ends_soon(): bool {
		return 'cli' !== PHP_SAPI && ! wp_doing_cron() && ( ! did_action( 'shutdown' ) || doing_action( 'shutdown' ) );
	}

	/** Hears what happens in the shop. */
	public function listener(): HookDispatcher {
		return $this->listener ??= new HookDispatcher( new Recorder( $this->outbox() ) );
	}

	/** Delivers it. */
	public function relay(): Relay {
		return $this->relay ??= new Relay( $this->core(), $this->snapshots(), $this->settings(), $this->publisher(), $this->connection() );
	}

	/** Sync Store. */
	public function sync(): Sync {
		return $this->sync ??= new Sync( $this->core(), $this->snapshots(), $this->publisher(), $this->connection(), $this->settings() );
	}

	/** What the backend asks for. */
	public function commands(): Commands {
		return $this->commands ??= new Commands( $this->core(), $this->connection(), $this->settings(), $this->sync() );
	}

	/** Finds and repairs what the hooks missed. */
	public function sweep(): Sweep {
		return $this->sweep ??= new Sweep( $this->core(), $this->publisher(), $this->connection(), $this->settings(), $this->sync(), new Recorder( $this->outbox() ) );
	}

	/** How the connection does. */
	public function health(): HealthReport {
		return $this->health ??= new HealthReport( $this->connection(), $this->sync() );
	}

	/** Tells the backend how the store is, and hears what it asks for. */
	public function heartbeat(): Heartbeat {
		return $this->heartbeat ??= new Heartbeat( $this->core(), $this->publisher(), $this->connection(), $this->settings(), $this->health(), $this->commands() );
	}

	/** Tells the backend what becomes of the plugin here, in little time; a new one for each time that something does. */
	public function presence(): Presence {
		$publisher = new Client( $this->core(), Presence::SECONDS );
		$heartbeat = new Heartbeat( $this->core(), $publisher, $this->connection(), $this->settings(), $this->health(), $this->commands() );
		return new Presence( $heartbeat, new Authorization( $this->core(), $publisher, $this->connection(), $this->settings(), $this->pending() ) );
	}

	/** What runs in the background. */
	public function ticker(): Ticks {
		return $this->ticker ??= new Ticks( $this->relay(), $this->sync(), $this->sweep(), $this->heartbeat(), $this->connection(), new ReconnectMail( $this->connection() ) );
	}

	/** Takes requests to be told when a product is back. */
	public function signups(): SignupService {
		return $this->signups ??= new SignupService( $this->core(), $this->connection() );
	}

	/** What would be sent of an object, and what became of it. */
	public function inspector(): Inspector {
		return new Inspector( new ClaimReader( $this->core(), $this->snapshots() ), $this->relay() );
	}

	/** What the owner can do, from REST routes and from plain forms. */
	public function actions(): OwnerActions {
		return $this->actions ??= new OwnerActions( $this->authorization(), $this->pending(), $this->connection(), $this->settings(), $this->sync(), $this->ticker() );
	}
}
