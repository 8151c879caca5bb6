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
use Storewire\Backend\OutageGate;
use Storewire\Background\Commands;
use Storewire\Background\Heartbeat;
use Storewire\Background\Presence;
use Storewire\Background\Ticks;
use Storewire\BackInStock\SignupService;
use Storewire\Cart\CartHooks;
use Storewire\Cli\BuriedCommand;
use Storewire\Cli\ObjectCommand;
use Storewire\Cli\StorewireCommand;
use Storewire\Connection\Authorization;
use Storewire\Connection\CloneLock;
use Storewire\Connection\Connection;
use Storewire\Connection\ConnectionEnd;
use Storewire\Connection\PendingConnection;
use Storewire\Connection\ReconnectMail;
use Storewire\Connection\Schedule;
use Storewire\Connection\Settings;
use Storewire\Connection\TakenCommands;
use Storewire\Core\Core;
use Storewire\Delivery\ClaimReader;
use Storewire\Delivery\ItemMapper;
use Storewire\Delivery\Relay;
use Storewire\Delivery\Sender;
use Storewire\Health\Health;
use Storewire\Health\Inspector;
use Storewire\Health\SiteHealth;
use Storewire\Outbox\Outbox;
use Storewire\Recording\OrderFacts;
use Storewire\Recording\OrderHooks;
use Storewire\Recording\PostHooks;
use Storewire\Recording\ProductHooks;
use Storewire\Recording\Recorder;
use Storewire\Recording\ShopHooks;
use Storewire\Recording\UserHooks;
use Storewire\Setup\Installer;
use Storewire\Shop\CopySpans;
use Storewire\Shop\Snapshots;
use Storewire\Support\Request;
use Storewire\Support\Transactions;
use Storewire\Sweep\MissedFacts;
use Storewire\Sweep\RangeComparison;
use Storewire\Sweep\Sweep;
use Storewire\Sync\Sync;
use Storewire\Sync\SyncReader;
use Storewire\Sync\SyncState;

/**
 * The only place that wires. Parts are made when they are first asked for, so that a page without shop activity makes
 * none of them.
 */
final class Plugin {

	private ?Core $core                   = null;
	private ?Settings $settings           = null;
	private ?Connection $connection       = null;
	private ?PendingConnection $pending   = null;
	private ?Client $publisher            = null;
	private ?Authorization $authorization = null;
	private ?Snapshots $snapshots         = null;
	private ?Outbox $outbox               = null;
	private ?Outbox $outbox_at_once       = null;
	private ?Recorder $recorder           = null;
	private ?ItemMapper $mapper           = null;
	private ?ClaimReader $reader          = null;
	private ?Sender $sender               = null;
	private ?Relay $relay                 = null;
	private ?Sync $sync                   = null;
	private ?Commands $commands           = null;
	private ?Sweep $sweep                 = null;
	private ?Health $health               = null;
	private ?Heartbeat $heartbeat         = null;
	private ?Ticks $ticks                 = null;
	private ?OwnerActions $actions        = null;
	private ?SignupService $signups       = null;

	/**
	 * Made by listener().
	 *
	 * @var array<string,object>
	 */
	private array $listeners = array();

	/** Puts the plugin's hooks in place. */
	public function register(): void {
		( new Hooks( $this ) )->register();
	}

	/** The rules. */
	public function core(): Core {
		return $this->core ??= new Core();
	}

	/** The owner's choices. */
	public function settings(): Settings {
		return $this->settings ??= new Settings( $this->core() );
	}

	/** What is stored of the connection. */
	public function connection(): Connection {
		return $this->connection ??= new Connection( new CloneLock( $this->core() ), $this->connection_end() );
	}

	/** What ends with a connection: whatever is kept for one has its line here. The outbox goes last, and is counted. */
	private function connection_end(): ConnectionEnd {
		return new ConnectionEnd(
			array(
				fn() => $this->pending()->forget(),
				array( CopySpans::class, 'forget' ),
				array( OutageGate::class, 'forget' ),
				array( TakenCommands::class, 'forget' ),
				array( SyncState::class, 'forget' ),
				array( Sweep::class, 'forget' ),
				static fn() => Schedule::follow( 'none' ),
			)
		);
	}

	/** The connection that is being made. */
	public function pending(): PendingConnection {
		return $this->pending ??= new PendingConnection();
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
		return $this->outbox ??= new Outbox( $this->ends_soon() );
	}

	/** The same, written at once: what a shopper is thanked for is kept. */
	public function outbox_at_once(): Outbox {
		return $this->outbox_at_once ??= new Outbox();
	}

	/** Whether this is the request of a visitor, and not a process that may live for hours or be at its end already. */
	public function ends_soon(): bool {
		return 'cli' !== PHP_SAPI && ! wp_doing_cron() && ( ! did_action( 'shutdown' ) || doing_action( 'shutdown' ) );
	}

	/** A visitor's request ends, and something is to be written: sends the answer before. */
	public function answer(): void {
		if ( null !== $this->outbox && $this->outbox->is_holding() ) {
			Request::finish();
		}
	}

	/** Writes what was recorded. */
	public function save_recorded(): void {
		if ( null !== $this->outbox ) {
			$this->outbox->save();
		}
	}

	/** Nothing comes after this: writes what was recorded since, also what waits for the end of somebody's transaction. */
	public function close_recorded(): void {
		if ( null !== $this->outbox ) {
			$this->outbox->close();
		}
		// Where nothing ever waited, its class is not there, and at the end of a request its file may be gone (X6).
		if ( class_exists( Transactions::class, false ) ) {
			Transactions::settle();
		}
	}

	/** Takes what the hooks tell. */
	public function recorder(): Recorder {
		return $this->recorder ??= new Recorder( $this->outbox() );
	}

	/**
	 * What a hook of the shop tells, made when the first of them fires.
	 *
	 * @param string $name As in Hooks::RECORDED.
	 */
	public function listener( string $name ): object {
		return $this->listeners[ $name ] ??= $this->make_listener( $name );
	}

	/**
	 * Makes one of them.
	 *
	 * @param string $name As in Hooks::RECORDED.
	 */
	private function make_listener( string $name ): object {
		switch ( $name ) {
			case 'orders':
				return new OrderHooks( $this->recorder() );
			case 'products':
				return new ProductHooks( $this->recorder() );
			case 'shop':
				return new ShopHooks( $this->recorder() );
			case 'posts':
				return new PostHooks( $this->recorder() );
			case 'users':
				return new UserHooks( $this->recorder() );
			case 'carts':
				return new CartHooks( $this->recorder() );
			default:
				return $this->recorder();
		}
	}

	/** Makes items of what is read. */
	private function mapper(): ItemMapper {
		return $this->mapper ??= new ItemMapper( $this->core() );
	}

	/** Reads what is to be delivered. */
	public function reader(): ClaimReader {
		return $this->reader ??= new ClaimReader( $this->mapper(), $this->snapshots() );
	}

	/** Sends it. */
	public function sender(): Sender {
		return $this->sender ??= new Sender( $this->core(), $this->publisher(), $this->connection() );
	}

	/** Delivers it. */
	public function relay(): Relay {
		return $this->relay ??= new Relay( $this->core(), $this->reader(), $this->settings(), $this->sender(), $this->connection() );
	}

	/** Sync Store. */
	public function sync(): Sync {
		return $this->sync ??= new Sync( $this->core(), new SyncReader( $this->mapper(), $this->snapshots(), $this->settings() ), $this->sender(), $this->connection() );
	}

	/** What the backend asks for. */
	public function commands(): Commands {
		return $this->commands ??= new Commands( $this->core(), $this->connection(), $this->settings(), $this->sync() );
	}

	/** Compares ranges of records with the backend's. */
	private function range_comparison(): RangeComparison {
		return new RangeComparison( $this->core(), $this->publisher(), $this->connection(), $this->settings(), $this->recorder() );
	}

	/** Finds and repairs what the hooks missed. */
	public function sweep(): Sweep {
		return $this->sweep ??= new Sweep( $this->connection(), $this->sync(), $this->recorder(), $this->range_comparison(), new MissedFacts( new OrderFacts( $this->recorder() ) ) );
	}

	/** How the connection does. */
	public function health(): Health {
		return $this->health ??= new Health( $this->core(), $this->connection(), $this->sync() );
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
	public function ticks(): Ticks {
		return $this->ticks ??= new Ticks( $this->relay(), $this->sync(), $this->sweep(), $this->heartbeat(), $this->connection(), new ReconnectMail( $this->connection() ) );
	}

	/** Takes requests to be told when a product is back. */
	public function signups(): SignupService {
		return $this->signups ??= new SignupService( $this->core(), $this->connection(), $this->outbox_at_once() );
	}

	/** What would be sent of an object, and what became of it. */
	public function inspector(): Inspector {
		return new Inspector( $this->reader(), $this->relay() );
	}

	/** What the owner can do, from REST routes and from plain forms. */
	public function actions(): OwnerActions {
		return $this->actions ??= new OwnerActions( $this->authorization(), $this->pending(), $this->connection(), $this->settings(), $this->sync(), $this->ticks() );
	}

	/** REST routes. */
	public function rest_routes(): RestRoutes {
		return new RestRoutes( fn() => $this->actions(), fn() => $this->commands(), fn() => $this->signups(), fn() => $this->inspector() );
	}

	/** The owner's page. */
	public function admin_page(): AdminPage {
		return new AdminPage( $this->actions(), $this->health(), $this->inspector(), $this->notices() );
	}

	/** What other screens of wp-admin say. */
	public function notices(): Notices {
		return new Notices( $this->connection() );
	}

	/** WordPress' own page of health. */
	public function site_health(): SiteHealth {
		return new SiteHealth( $this->health() );
	}

	/** `wp storewire`. */
	public function command(): StorewireCommand {
		return new StorewireCommand( $this->relay(), $this->sync(), $this->ticks(), $this->connection(), $this->health(), $this->actions() );
	}

	/** `wp storewire buried`. */
	public function buried_command(): BuriedCommand {
		return new BuriedCommand();
	}

	/** `wp storewire object`. */
	public function object_command(): ObjectCommand {
		return new ObjectCommand( $this->inspector() );
	}

	/** What happens when the plugin is activated, deactivated or deleted. */
	public function installer(): Installer {
		return new Installer( $this->presence(), $this->connection() );
	}
}
