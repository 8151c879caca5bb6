<?php
/**
 * The composition root.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * The only place that wires. Parts are made when they are first asked for, so that a page without shop activity makes
 * none of them.
 */
final class Plugin {

	private ?Vault $vault                 = null;
	private ?Core $core                   = null;
	private ?Settings $settings           = null;
	private ?Connection $connection       = null;
	private ?Pending $pending             = null;
	private ?Publisher $publisher         = null;
	private ?Authorization $authorization = null;
	private ?Snapshots $snapshots         = null;
	private ?Outbox $outbox               = null;
	private ?Listener $listener           = null;
	private ?Relay $relay                 = null;
	private ?Sync $sync                   = null;
	private ?Commands $commands           = null;
	private ?Sweep $sweep                 = null;
	private ?Health $health               = null;
	private ?Heartbeat $heartbeat         = null;
	private ?Ticker $ticker               = null;
	private ?Actions $actions             = null;
	private ?Signups $signups             = null;

	/** Puts the plugin's hooks in place. */
	public function register(): void {
		Ticker::register();
		if ( ! self::ends_soon() ) {
			add_filter( 'query', array( Transactions::class, 'hear' ) );
		}
		$this->listener()->register();
		add_action( 'rest_api_init', array( Rest::class, 'routes' ) );
		add_filter( 'site_status_tests', array( SiteHealth::class, 'tests' ) );
		add_filter( 'debug_information', array( SiteHealth::class, 'section' ) );
		SignupForm::register();
		WithdrawalPage::register();
		OptIn::register();
		SignupBridge::register();
		if ( is_admin() ) {
			AdminPage::register();
			Notices::register();
		}
		if ( defined( 'WP_CLI' ) && WP_CLI ) {
			\WP_CLI::add_command( 'storewire', Cli::class );
			\WP_CLI::add_command( 'storewire buried', CliBuried::class );
			\WP_CLI::add_command( 'storewire object', CliObject::class );
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
	public function pending(): Pending {
		return $this->pending ??= new Pending( $this->vault() );
	}

	/** The way out of the site. */
	public function publisher(): Publisher {
		return $this->publisher ??= new Publisher( $this->core(), $this->connection() );
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
	public function listener(): Listener {
		return $this->listener ??= new Listener( new Recorder( $this->outbox() ) );
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
	public function health(): Health {
		return $this->health ??= new Health( $this->connection(), $this->sync() );
	}

	/** Tells the backend how the store is, and hears what it asks for. */
	public function heartbeat(): Heartbeat {
		return $this->heartbeat ??= new Heartbeat( $this->core(), $this->publisher(), $this->connection(), $this->settings(), $this->health(), $this->commands() );
	}

	/** What runs in the background. */
	public function ticker(): Ticker {
		return $this->ticker ??= new Ticker( $this->relay(), $this->sync(), $this->sweep(), $this->heartbeat(), $this->connection(), new ReconnectMail( $this->connection() ) );
	}

	/** Takes requests to be told when a product is back. */
	public function signups(): Signups {
		return $this->signups ??= new Signups( $this->core(), $this->connection() );
	}

	/** What would be sent of an object, and what became of it. */
	public function inspector(): Inspector {
		return new Inspector( new RelayReader( $this->core(), $this->snapshots() ), $this->relay() );
	}

	/** What the owner can do, from REST routes and from plain forms. */
	public function actions(): Actions {
		return $this->actions ??= new Actions( $this->authorization(), $this->pending(), $this->connection(), $this->settings(), $this->sync(), $this->ticker() );
	}
}
