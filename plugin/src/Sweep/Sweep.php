<?php
/**
 * The nightly sweep.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sweep;

use Storewire\Backend\Client;
use Storewire\Backend\OutageGate;
use Storewire\Backend\Response;
use Storewire\Connection\Connection;
use Storewire\Connection\Settings;
use Storewire\Core\Core;
use Storewire\Delivery\Attempts;
use Storewire\Delivery\ReadingPlace;
use Storewire\Generated\Rules;
use Storewire\Outbox\Outbox;
use Storewire\Recording\OrderFacts;
use Storewire\Recording\Recorder;
use Storewire\Shop\CopySpans;
use Storewire\Shop\InventoryRows;
use Storewire\Shop\ObjectPages;
use Storewire\Shop\Snapshots;
use Storewire\Support\Clock;
use Storewire\Support\LeasedOption;
use Storewire\Support\ReadFailure;
use Storewire\Support\TickBudget;
use Storewire\Sync\Sync;

/**
 * Finds and repairs what the hooks missed: a process that ended, a change by direct SQL, a shop or a backend that came back
 * from a backup.
 *
 * It goes through contacts, products and orders by rising id, tells the backend a digest of each range, and records in the
 * outbox what differs, as a hook would have; the relay does the rest. Of contacts the backend keeps no date of the last
 * change to compare: those that changed since the last sweep are recorded again. At last it derives the facts of orders that
 * were placed since connecting and changed since the last sweep.
 *
 * What the backend refuses, or what neither rule nor relay can put right, would be sent every night for ever. So it is
 * remembered of each range how it differed: the same difference is repaired on some nights, and after that only counted,
 * until something about it changes.
 *
 * It runs in ticks and gives way: it waits while a sync runs, while much waits in the outbox, and in an outage.
 */
final class Sweep {

	/** Of objects that could not be read the latest are named, each with so many characters of its reason. */
	const FAILURES = 20;
	const LONGEST  = 300;

	const OPTION = 'storewire_sweep';
	const PATH   = '/api/woocommerce/inventory';

	/** What is compared, in this order, with the topics of the outbox; and what comes after that. */
	const KINDS = Rules::RECORDS + array(
		'people' => '',
		'facts'  => '',
	);

	/** Objects of one request, five ranges of the core's; orders that are loaded at once. */
	const ROWS   = 2500;
	const ORDERS = 100;

	/** More than this in the outbox goes first. */
	const WAITING = 1000;

	/** What changed so shortly before the last sweep counts as changed since then, in seconds. */
	const OVERLAP = 600;

	/** In so many sweeps in a row the same difference is repaired. Where that does not help, it is left as it is. */
	const TRIES = 3;

	/** Seconds until a sweep that the backend did not answer goes on. */
	const AGAIN = 900;

	/** Seconds after the start of the last one until a sweep starts by day: its night has passed without it. */
	const OVERDUE = 36 * HOUR_IN_SECONDS;

	/** The last id: what only the backend has is found behind the store's last one, too. JSON's largest exact number. */
	const LAST = 9007199254740991;

	private Core $core;
	private Client $client;
	private Connection $connection;
	private Settings $settings;
	private Sync $sync;
	private Recorder $recorder;
	private InventoryRows $tables;
	private LeasedOption $row;

	/**
	 * Builds it.
	 *
	 * @param Core       $core       Writes and compares texts.
	 * @param Client     $client     Asks the backend.
	 * @param Connection $connection Whether there is anybody to ask.
	 * @param Settings   $settings   The owner's choices.
	 * @param Sync       $sync       Goes first.
	 * @param Recorder   $recorder   Takes what is to be repaired.
	 */
	public function __construct( Core $core, Client $client, Connection $connection, Settings $settings, Sync $sync, Recorder $recorder ) {
		$this->core       = $core;
		$this->client     = $client;
		$this->connection = $connection;
		$this->settings   = $settings;
		$this->sync       = $sync;
		$this->recorder   = $recorder;
		$this->tables     = new InventoryRows();
		$this->row        = new LeasedOption( self::OPTION );
	}

	/**
	 * Forgets all sweeps: they were of another connection.
	 */
	public static function forget(): void {
		( new LeasedOption( self::OPTION ) )->remove();
	}

	/**
	 * Starts a sweep, unless one is under way.
	 */
	public function start(): void {
		$state = $this->row->read();
		if ( array() === ( $state['kinds'] ?? array() ) ) {
			$this->row->write( $this->begun( $state ), false );
		}
	}

	/**
	 * What the sweep that runs, or else the last one, has found so far, for people.
	 *
	 * @return array{startedAt:int,ended:bool,openSeconds:int,repaired:int,left:int,unread:array<int,array{id:string,message:string}>}
	 *         When it began, seconds since 1970 UTC, 0 where none ever did; whether it is through, and for how long it has not been;
	 *         how many objects it had sent again, how many differ still though they were sent again several times, and which orders
	 *         it could not read.
	 */
	public static function status(): array {
		$state = ( new LeasedOption( self::OPTION ) )->read();
		$ended = array() === ( $state['kinds'] ?? array() );
		return array(
			'startedAt'   => $state['startedAt'] ?? 0,
			'ended'       => $ended,
			'openSeconds' => $ended ? 0 : max( 0, Clock::seconds() - $state['startedAt'] ),
			'repaired'    => $state['repaired'] ?? 0,
			'left'        => $state['left'] ?? 0,
			'unread'      => $state['unread'] ?? array(),
		);
	}

	/**
	 * One tick: goes on for some seconds, if there is a sweep, nothing else goes first, and no other process is at it. After
	 * connecting and reconnecting it starts one.
	 *
	 * @param float $seconds How long, about.
	 * @return bool Whether there is more to do.
	 */
	public function step( float $seconds ): bool {
		$budget = new TickBudget( $seconds );
		$state  = $this->row->read();
		if ( 'connected' !== $this->connection->state() ) {
			return false;
		}
		if ( $this->connected_at() !== ( $state['connectedAt'] ?? 0 ) ) {
			$state = $this->begun( array() );
		} elseif ( array() === $state['kinds'] && Clock::seconds() - $state['startedAt'] > self::OVERDUE ) {
			$state = $this->begun( $state );
		}
		if ( array() === $state['kinds'] || self::must_wait( $state ) || ! $this->may_go_on() || ! $this->row->take() ) {
			return array() !== $state['kinds'];
		}
		try {
			do {
				$state = $this->round( $state );
				$goes  = array() !== $state['kinds'] && $state['retryAt'] <= Clock::seconds() && $this->may_go_on();
			} while ( $this->row->write( $state, $goes ) && $goes && ! $budget->is_over() );
		} catch ( \Throwable $failure ) {
			// The core, the database, another plugin: it goes on from the last cursor later.
			$state = $this->row->latest();
			if ( ! Snapshots::is_of_objects( $failure ) ) {
				$state = ReadingPlace::from( $state )->forgiven()->in( $state );
			}
			$state['retryAt'] = Clock::seconds() + self::AGAIN;
		}
		$this->row->write( $state, false );
		return array() !== $state['kinds'];
	}

	/**
	 * Whether it is not time yet. A wait that is longer than waits are was set before the clock was put back.
	 *
	 * @param array<string,mixed> $state The state.
	 */
	private static function must_wait( array $state ): bool {
		$left = $state['retryAt'] - Clock::seconds();
		return $left > 0 && $left <= self::AGAIN;
	}

	/**
	 * The state of a new sweep.
	 *
	 * @param array<string,mixed> $last State of the one before; empty where there was none on this connection.
	 * @return array<string,mixed> `kinds`: what is left to do; `after`: the id up to which the first of them is done; `found`:
	 *         for each range that differed, how, and in how many sweeps in a row; `before`: that of the last sweep.
	 */
	private function begun( array $last ): array {
		return array(
			'kinds'       => array_keys( self::KINDS ),
			'after'       => 0,
			'since'       => ( $last['startedAt'] ?? 0 ) - self::OVERLAP,
			'startedAt'   => Clock::seconds(),
			'connectedAt' => $this->connected_at(),
			'repaired'    => 0,
			'left'        => 0,
			'unread'      => array(),
			'found'       => array(),
			'before'      => $last['found'] ?? array(),
			'retryAt'     => 0,
		);
	}

	/**
	 * Whether nothing else goes first.
	 */
	private function may_go_on(): bool {
		return 'connected' === $this->connection->state()
			&& ! in_array( $this->sync->status()['state'], array( 'running', 'waiting' ), true )
			&& array() === OutageGate::outage()
			&& Outbox::size( false ) < self::WAITING;
	}

	/**
	 * Deals with the next objects.
	 *
	 * @param array<string,mixed> $state The state.
	 * @return array<string,mixed> The state after that.
	 * @throws ReadFailure Where the database did not take all that was found.
	 */
	private function round( array $state ): array {
		$kind    = $state['kinds'][0];
		$refused = $this->recorder->refused();
		if ( 'facts' === $kind ) {
			$next = $this->derive( $state );
		} elseif ( 'people' === $kind ) {
			$next = $this->record_people( $state );
		} else {
			$choices = $this->settings->all();
			// Whom "subscribers only" leaves out (E7), SQL cannot tell.
			$can  = $choices['sync'][ $kind ] && ( Rules::CONTACTS !== $kind || Rules::CONSENT_SUBSCRIBERS !== $this->settings->consent() );
			$next = $can ? $this->compare( $kind, $state, $choices['imports'][ $kind ] ) : array( 'after' => self::LAST );
		}
		if ( $this->recorder->refused() > $refused ) {
			throw new ReadFailure( 'The database did not take what is to be sent again.' );
		}
		$state = $next + $state;
		if ( self::LAST === $state['after'] ) {
			array_shift( $state['kinds'] );
			$state['after'] = 0;
		}
		return $state;
	}

	/**
	 * Compares the next objects with what the backend has.
	 *
	 * @param string              $kind  Kind.
	 * @param array<string,mixed> $state The state.
	 * @param bool                $all   Whether the owner wants what was there before connecting, too (C6).
	 * @return array<string,mixed> What changes in the state.
	 */
	private function compare( string $kind, array $state, bool $all ): array {
		$after = $state['after'];
		if ( 0 === $after && ! $all ) {
			$first = $this->tables->page( $kind, 0, 1, $state['connectedAt'] );
			if ( array() === $first ) {
				return array( 'after' => self::LAST );
			}
			$after = $first[0]['id'] - 1;
		}
		$rows     = $this->tables->page( $kind, $after, self::ROWS );
		$to       = count( $rows ) < self::ROWS ? self::LAST : end( $rows )['id'];
		$texts    = $this->texts( $kind, $after + 1, $to, InventoryRows::with_fingerprints( $kind, $rows ) );
		$response = $this->client->report(
			self::PATH,
			array(
				'type'   => $kind,
				'ranges' => array_map( array( self::class, 'digest' ), array_values( $texts ) ),
			),
			$this->connection->token()
		);
		$differing = is_array( $response->body['differing'] ?? null ) ? $response->body['differing'] : null;
		if ( ! $this->is_answer( $response, null !== $differing ) ) {
			return array( 'retryAt' => Clock::seconds() + self::AGAIN );
		}
		foreach ( $differing as $range ) {
			$ours = $texts[ $range['from'] ?? '' ]['text'] ?? null;
			if ( null !== $ours && is_string( $range['text'] ?? null ) ) {
				$state = $this->repair( $kind, $state, $range['from'], $ours, $range['text'] );
			}
		}
		return array(
			'after'   => $to,
			'retryAt' => 0,
		) + $state;
	}

	/**
	 * The ranges of some objects.
	 *
	 * @param string                         $kind Kind.
	 * @param int                            $from The first id that they speak for.
	 * @param int                            $to   The last.
	 * @param array<int,array<string,mixed>> $rows The objects.
	 * @return array<int,array<string,mixed>> `from`, `to`, `count`, `text`, by the first id.
	 */
	private function texts( string $kind, int $from, int $to, array $rows ): array {
		$answer = $this->core->call(
			array(
				'inventory' => array(
					'type' => $kind,
					'from' => $from,
					'to'   => $to,
					'rows' => $rows,
				),
			)
		);
		return array_column( $answer['inventory']['ranges'], null, 'from' );
	}

	/**
	 * A range as it is told to the backend.
	 *
	 * @param array<string,mixed> $range Of texts().
	 * @return array<string,mixed>
	 */
	private static function digest( array $range ): array {
		return array(
			'from'   => $range['from'],
			'to'     => $range['to'],
			'count'  => $range['count'],
			'digest' => substr( hash( 'sha256', $range['text'] ), 0, 16 ),
		);
	}

	/**
	 * Whether the backend answered. Where it refuses the token, the owner has to reconnect (D3).
	 *
	 * @param Response $response What came.
	 * @param bool     $complete Whether everything is in it.
	 */
	private function is_answer( Response $response, bool $complete ): bool {
		$outcome = $this->core->call(
			array(
				'reply' => array(
					'step'     => 'heartbeat',
					'response' => $response->snapshot(),
					'complete' => $complete,
				),
			)
		)['outcome'];
		$this->connection->heed( array( 'state' => 'revoked' === $outcome['code'] ? 'reconnect' : $outcome['code'] ) + $outcome );
		return 'ok' === $outcome['code'];
	}

	/**
	 * Records what differs. What only the backend has counts where there is something to say of it: a product is not
	 * available any more, an order went to the trash. What is gone altogether stays at the backend, unless deletions are
	 * synced (S8); so does an order whose number another one got on a copy, which is left out (U2).
	 *
	 * @param string              $kind   Kind.
	 * @param array<string,mixed> $state  The state.
	 * @param int                 $from   The first id of the range.
	 * @param string              $ours   The store's text.
	 * @param string              $theirs The backend's.
	 * @return array<string,mixed> The state after that.
	 */
	private function repair( string $kind, array $state, int $from, string $ours, string $theirs ): array {
		$difference = $this->core->call(
			array(
				'compare' => array(
					'store'   => $ours,
					'backend' => $theirs,
				),
			)
		)['difference'];
		$deletions  = $this->settings->all()['sync'][ Rules::DELETIONS ];
		$on_copy    = CopySpans::left_out();
		$surplus    = array_filter(
			$difference['surplus'],
			static function ( string $id ) use ( $kind, $deletions, $on_copy ): bool {
				return Rules::PRODUCTS === $kind || ( ObjectPages::is_gone( self::KINDS[ $kind ], (int) $id ) ? $deletions : Rules::ORDERS === $kind && ! $on_copy->has( (int) $id ) );
			}
		);
		$wrong      = array_merge( $difference['send'], $surplus );
		if ( array() === $wrong ) {
			return $state;
		}
		$range = "$kind:$from";
		$how   = substr( hash( 'sha256', implode( "\n", array_intersect_key( self::lines( $ours ), array_flip( $wrong ) ) ) . "\n" . implode( ',', $surplus ) ), 0, 16 );
		$tries = 1 + ( ( $state['before'][ $range ][0] ?? '' ) === $how ? $state['before'][ $range ][1] : 0 );

		$state['found'][ $range ] = array( $how, min( $tries, self::TRIES ) );
		if ( $tries > self::TRIES ) {
			$state['left'] += count( $wrong );
			return $state;
		}
		foreach ( $wrong as $id ) {
			self::drop_cached( $kind, (int) $id );
			$this->recorder->changed( self::KINDS[ $kind ], $id );
		}
		$state['repaired'] += count( $wrong );
		return $state;
	}

	/**
	 * Has a shared cache (Redis, Memcached) forget an object: what changed by SQL it has as it was, and the record would be
	 * made of that.
	 *
	 * @param string $kind Kind.
	 * @param int    $id   The object's id.
	 */
	private static function drop_cached( string $kind, int $id ): void {
		if ( Rules::CONTACTS === $kind ) {
			clean_user_cache( $id );
			return;
		}
		$variations = Rules::PRODUCTS === $kind ? ( new ObjectPages() )->variations( array( $id ) )[ $id ] ?? array() : array();
		foreach ( array_merge( array( $id ), $variations ) as $post ) {
			clean_post_cache( $post );
		}
	}

	/**
	 * The lines of a text by the id that each begins with.
	 *
	 * @param string $text Of texts().
	 * @return array<int,string>
	 */
	private static function lines( string $text ): array {
		$lines = explode( "\n", $text );
		return array_combine( array_map( 'intval', $lines ), $lines );
	}

	/**
	 * Records the next contacts that changed since the last sweep; none in the first, which follows the first sync.
	 *
	 * @param array<string,mixed> $state The state.
	 * @return array<string,mixed> What changes in the state.
	 */
	private function record_people( array $state ): array {
		$rows = $state['since'] > 0 ? $this->tables->page( Rules::CONTACTS, $state['after'], self::WAITING, 0, $state['since'] ) : array();
		foreach ( $rows as $row ) {
			$this->recorder->changed( self::KINDS[ Rules::CONTACTS ], $row['id'] );
		}
		return array( 'after' => count( $rows ) < self::WAITING ? self::LAST : end( $rows )['id'] );
	}

	/**
	 * Derives the facts of the next orders. An order that cannot be read is passed over, and told of.
	 *
	 * @param array<string,mixed> $state The state.
	 * @return array<string,mixed> What changes in the state.
	 */
	private function derive( array $state ): array {
		$place    = ReadingPlace::from( $state );
		$tries    = $place->tries( $state['after'] );
		$page     = Attempts::page( $this->core, self::ORDERS, $tries );
		$last     = $place->last( $state['after'], self::LAST );
		$ids      = array_column( $this->tables->page( Rules::ORDERS, $state['after'], $page, $state['connectedAt'], $state['since'] ), 'id' );
		$ids      = array_values( array_filter( $ids, static fn( int $id ): bool => $id <= $last ) );
		$failures = array();
		$unread   = $state['unread'] ?? array();
		if ( array() !== $ids && Attempts::are_spent( $tries ) ) {
			$failures[ $ids[0] ] = Attempts::ended( self::KINDS[ Rules::ORDERS ], (string) $ids[0] );
		} elseif ( array() !== $ids ) {
			if ( ! $this->row->write( $place->begun( $state['after'], end( $ids ) )->in( $state ), true ) ) {
				throw new \RuntimeException( 'Another process goes on with it.' );
			}
			$failures = ( new OrderFacts( $this->recorder ) )->derive( $ids );
		}
		$after = count( $ids ) < $page ? $last : end( $ids );
		foreach ( $failures as $id => $reason ) {
			$unread[] = array(
				'id'      => (string) $id,
				'message' => mb_substr( $reason, 0, self::LONGEST ),
			);
		}
		return array(
			'after'  => $after,
			'unread' => array_slice( $unread, -self::FAILURES ),
		);
	}

	/**
	 * When the store was connected, seconds since 1970 UTC.
	 */
	private function connected_at(): int {
		return $this->connection->facts()['connectedAt'];
	}
}
