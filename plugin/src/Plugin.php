<?php
/**
 * The composition root.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

use Storewire\Actions\{OwnerActions, OwnerStatus, RestRoutes, SyncActions};
use Storewire\Admin\{AdminPage, Notices};
use Storewire\Backend\{Client, OutageGate};
use Storewire\Background\{Commands, Heartbeat, Presence, ReconnectMail, TakenCommands, Ticks};
use Storewire\BackInStock\SignupService;
use Storewire\Cart\{CartFacts, CartHooks};
use Storewire\Cli\{BuriedCommand, ObjectCommand, StorewireCommand};
use Storewire\Connection\{Authorization, CloneLock, Connection, ConnectionEnd, Lifecycle, PendingConnection, Schedule, Settings};
use Storewire\Core\Core;
use Storewire\Delivery\{ClaimReader, ItemMapper, Relay, Sender};
use Storewire\Health\{Health, Inspector, SiteHealth};
use Storewire\Outbox\Outbox;
use Storewire\Recording\{CheckoutHooks, OrderFacts, OrderHooks, PostHooks, ProductHooks, Recorder, ShopHooks, UserHooks};
use Storewire\Setup\Installer;
use Storewire\Shop\{CopySpans, Snapshots};
use Storewire\Support\{Request, Transactions};
use Storewire\Sweep\{MissedFacts, RangeComparison, Sweep};
use Storewire\Sync\{Sync, SyncReader, SyncState};

/**
 * The only place that wires. Parts are made when they are first asked for, so that a page without shop activity makes
 * none of them.
 */
final class Plugin {

	/**
	 * What is made once, by its class or name.
	 *
	 * @var array<string,object>
	 */
	private array $made = array();

	private ?Outbox $outbox = null;

	/** Puts the plugin's hooks in place. */
	public function register(): void {
		( new Hooks( $this ) )->register();
	}

	/** The rules. */
	public function core(): Core {
		return $this->made[ Core::class ] ??= new Core();
	}

	/** The owner's choices. */
	public function settings(): Settings {
		return $this->made[ Settings::class ] ??= new Settings( $this->core() );
	}

	/** Tells this site from a copy of it. */
	private function lock(): CloneLock {
		return $this->made[ CloneLock::class ] ??= new CloneLock( $this->core() );
	}

	/** What is stored of the connection. */
	public function connection(): Connection {
		return $this->made[ Connection::class ] ??= new Connection( $this->lock() );
	}

	/** How a connection begins, moves and ends on this site. */
	public function lifecycle(): Lifecycle {
		return new Lifecycle( $this->lock(), $this->connection_end() );
	}

	/** What ends with a connection: whatever is kept for one has its line here. The outbox goes last, and is counted. */
	private function connection_end(): ConnectionEnd {
		return new ConnectionEnd(
			// What ends with its token already.
			array(
				fn() => $this->pending()->forget(),
				array( OutageGate::class, 'forget' ),
				array( TakenCommands::class, 'forget' ),
			),
			array(
				array( CopySpans::class, 'forget' ),
				array( SyncState::class, 'forget' ),
				array( Sweep::class, 'forget' ),
				static fn() => Schedule::follow( 'none' ),
			)
		);
	}

	/** The connection that is being made. */
	public function pending(): PendingConnection {
		return $this->made[ PendingConnection::class ] ??= new PendingConnection();
	}

	/** The way out of the site. */
	public function client(): Client {
		return $this->made[ Client::class ] ??= new Client( $this->core() );
	}

	/** How a connection comes about and ends. */
	public function authorization(): Authorization {
		return $this->made[ Authorization::class ] ??= new Authorization( $this->core(), $this->client(), $this->connection(), $this->lifecycle(), $this->settings(), $this->pending() );
	}

	/** Reads the shop. */
	public function snapshots(): Snapshots {
		return $this->made[ Snapshots::class ] ??= new Snapshots();
	}

	/** What waits to be sent. */
	public function outbox(): Outbox {
		return $this->outbox ??= new Outbox( $this->ends_soon() );
	}

	/** The same, written at once: what a shopper is thanked for is kept. */
	public function outbox_at_once(): Outbox {
		return $this->made['outbox_at_once'] ??= new Outbox();
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
		return $this->made[ Recorder::class ] ??= new Recorder( $this->outbox() );
	}

	/**
	 * What a hook of the shop tells, made when the first of them fires.
	 *
	 * @param string $name As in Hooks::RECORDED.
	 */
	public function listener( string $name ): object {
		return $this->made[ $name ] ??= array(
			'orders'    => fn() => new OrderHooks( $this->recorder() ),
			'checkouts' => fn() => new CheckoutHooks(),
			'products'  => fn() => new ProductHooks( $this->recorder() ),
			'shop'      => fn() => new ShopHooks( $this->recorder() ),
			'posts'     => fn() => new PostHooks( $this->recorder() ),
			'users'     => fn() => new UserHooks( $this->recorder() ),
			'carts'     => fn() => new CartHooks( fn() => new CartFacts( $this->recorder() ) ),
			'recorder'  => fn() => $this->recorder(),
		)[ $name ]();
	}

	/** Makes items of what is read. */
	private function mapper(): ItemMapper {
		return $this->made[ ItemMapper::class ] ??= new ItemMapper( $this->core() );
	}

	/** Reads what is to be delivered. */
	public function reader(): ClaimReader {
		return $this->made[ ClaimReader::class ] ??= new ClaimReader( $this->mapper(), $this->snapshots() );
	}

	/** Sends it. */
	public function sender(): Sender {
		return $this->made[ Sender::class ] ??= new Sender( $this->core(), $this->client(), $this->connection() );
	}

	/** Delivers it. */
	public function relay(): Relay {
		return $this->made[ Relay::class ] ??= new Relay( $this->core(), $this->reader(), $this->settings(), $this->sender(), $this->connection() );
	}

	/** Sync Store. */
	public function sync(): Sync {
		return $this->made[ Sync::class ] ??= new Sync( $this->core(), new SyncReader( $this->mapper(), $this->snapshots(), $this->settings() ), $this->sender(), $this->connection() );
	}

	/** What the backend asks for. */
	public function commands(): Commands {
		return $this->made[ Commands::class ] ??= new Commands( $this->core(), $this->connection(), $this->settings(), $this->sync() );
	}

	/** Finds and repairs what the hooks missed. */
	public function sweep(): Sweep {
		return $this->made[ Sweep::class ] ??= new Sweep(
			$this->connection(),
			$this->sync(),
			$this->recorder(),
			new RangeComparison( $this->core(), $this->client(), $this->connection(), $this->settings(), $this->recorder() ),
			new MissedFacts( $this->core(), new OrderFacts( $this->recorder() ) )
		);
	}

	/** How the connection does. */
	public function health(): Health {
		return $this->made[ Health::class ] ??= new Health( $this->core(), $this->connection(), $this->sync() );
	}

	/** Tells the backend how the store is, and hears what it asks for. */
	public function heartbeat(): Heartbeat {
		return $this->made[ Heartbeat::class ] ??= new Heartbeat( $this->core(), $this->client(), $this->connection(), $this->settings(), $this->health(), $this->commands() );
	}

	/** Tells the backend what becomes of the plugin here, in little time; a new one for each time that something does. */
	public function presence(): Presence {
		$client    = new Client( $this->core(), Presence::SECONDS );
		$heartbeat = new Heartbeat( $this->core(), $client, $this->connection(), $this->settings(), $this->health(), $this->commands() );
		return new Presence( $heartbeat, new Authorization( $this->core(), $client, $this->connection(), $this->lifecycle(), $this->settings(), $this->pending() ) );
	}

	/** What runs in the background. */
	public function ticks(): Ticks {
		return $this->made[ Ticks::class ] ??= new Ticks( $this->relay(), $this->sync(), $this->sweep(), $this->heartbeat(), $this->connection(), new ReconnectMail( $this->connection() ) );
	}

	/** Takes requests to be told when a product is back. */
	public function signups(): SignupService {
		return $this->made[ SignupService::class ] ??= new SignupService( $this->core(), $this->connection(), $this->outbox_at_once() );
	}

	/** What would be sent of an object, and what became of it. */
	public function inspector(): Inspector {
		return new Inspector( $this->reader(), $this->relay() );
	}

	/** What the owner can do about a sync. */
	public function sync_actions(): SyncActions {
		return $this->made[ SyncActions::class ] ??= new SyncActions( $this->connection(), $this->sync(), $this->ticks() );
	}

	/** What the owner can do, from REST routes and from plain forms. */
	public function actions(): OwnerActions {
		return $this->made[ OwnerActions::class ] ??= new OwnerActions( $this->authorization(), $this->connection(), $this->lifecycle(), $this->settings(), $this->sync(), $this->ticks(), new OwnerStatus( $this->connection(), $this->pending(), $this->settings(), $this->sync_actions() ) );
	}

	/** REST routes. */
	public function rest_routes(): RestRoutes {
		return new RestRoutes( fn() => $this->actions(), fn() => $this->sync_actions(), fn() => $this->commands(), fn() => $this->signups(), fn() => $this->inspector() );
	}

	/** The owner's page. */
	public function admin_page(): AdminPage {
		return new AdminPage( $this->actions(), $this->sync_actions(), $this->health(), $this->inspector(), $this->notices() );
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
		return new StorewireCommand( fn() => $this->relay(), fn() => $this->sync(), fn() => $this->ticks(), fn() => $this->connection(), fn() => $this->health(), fn() => $this->sync_actions() );
	}

	/** `wp storewire buried`. */
	public function buried_command(): BuriedCommand {
		return new BuriedCommand();
	}

	/** `wp storewire object`. */
	public function object_command(): ObjectCommand {
		return new ObjectCommand( fn() => $this->inspector() );
	}

	/** What happens when the plugin is activated, deactivated or deleted. */
	public function installer(): Installer {
		return new Installer( $this->presence(), $this->connection() );
	}
}
