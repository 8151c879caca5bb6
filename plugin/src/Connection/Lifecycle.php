<?php
/**
 * How a connection begins, moves and ends on this site.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Connection;

use Storewire\Outbox\OutboxTable;
use Storewire\Shop\CopySpans;
use Storewire\Shop\ObjectPages;
use Storewire\Support\Clock;
use Storewire\Support\Vault;

/**
 * What is stored then, without any HTTP: what the backend is told is `Authorization`'s.
 */
final class Lifecycle {

	private CloneLock $lock;
	private ConnectionEnd $end;

	/**
	 * @param CloneLock     $lock Knows the site's address.
	 * @param ConnectionEnd $end  Ends what ends with a connection.
	 */
	public function __construct( CloneLock $lock, ConnectionEnd $end ) {
		$this->lock = $lock;
		$this->end  = $end;
	}

	/**
	 * Stores a new connection in place of any older one. Where the same company is connected again without a disconnect in
	 * between, the connection goes on: since the same moment, so that what happened while it was broken is told (D3, E8).
	 * Where the backend had disconnected the store, what waited is sent, but nothing of the time between is made up.
	 *
	 * @param Grant  $grant        What approval has yielded.
	 * @param string $company_name The company's name, as the owner has seen it.
	 * @param string $site_hash    Hash of the store's URL (C10).
	 * @return int How much waited for another connection and was thrown away.
	 */
	public function establish( Grant $grant, string $company_name, string $site_hash ): int {
		// A new site of a network was never activated by itself.
		OutboxTable::install();
		$before  = StoredConnection::read();
		$goes_on = $before->company_id === $grant->company_id && $before->site_hash === $site_hash;
		$left    = $goes_on ? 0 : $this->end->run();
		$now     = Clock::seconds();
		$state   = array(
			'token'       => Vault::seal( $grant->token ),
			'secret'      => Vault::seal( $grant->secret ),
			'company'     => array(
				'id'   => $grant->company_id,
				'name' => $company_name,
			),
			'siteHash'    => $site_hash,
			'connectedAt' => $now,
			'lastSeenAt'  => $now,
			'heartbeatAt' => $now,
			'problem'     => '',
		);
		$state   = ( $goes_on ? self::kept( $before, $now ) : self::begun() ) + $state;
		StoredConnection::change( static fn(): array => $state );
		$this->end->of_token();
		return $left;
	}

	/**
	 * What a connection notes that begins.
	 *
	 * @return array<string,int>
	 */
	private static function begun(): array {
		return array(
			'lastOrder'   => ObjectPages::last_order(),
			'markedSince' => 0,
		);
	}

	/**
	 * What a connection keeps that goes on.
	 *
	 * @param StoredConnection $before What was stored.
	 * @param int              $now    Seconds since 1970 UTC.
	 * @return array<string,int>
	 */
	private static function kept( StoredConnection $before, int $now ): array {
		$since    = $before->has_token() ? $before->connected_at : $now;
		$recorded = 0 === $before->recorded_since ? $now : $before->recorded_since;
		$kept     = array(
			'connectedAt'   => $since,
			'recordedSince' => $recorded < $since ? $recorded : null,
			'lastOrder'     => $before->last_order,
			'markedSince'   => $before->marked_since,
		);
		return array_filter( $kept, 'is_int' );
	}

	/**
	 * The owner says that the store has moved: the connection is bound to its address of now (C10).
	 *
	 * @param bool $leave_out Whether to leave out what was ordered while this was a copy (U2).
	 * @return bool False where that address is none that could be connected.
	 */
	public function move( bool $leave_out ): bool {
		$hash = $this->lock->hash();
		if ( '' === $hash || ! StoredConnection::read()->has_token() ) {
			return false;
		}
		// First: where it ends here, the question is still there.
		CopySpans::answer( $leave_out );
		return StoredConnection::change(
			static fn( StoredConnection $it, array $stored ): ?array => ! $it->has_token() ? null : array(
				'siteHash' => $hash,
				'moved'    => true,
			) + array_diff_key( $stored, array_flip( array( 'twin', 'apart' ) ) )
		);
	}

	/**
	 * Clears the connection, and with it what `ConnectionEnd` lists.
	 *
	 * @return int How much still waited and was thrown away.
	 */
	public function forget(): int {
		StoredConnection::forget();
		return $this->end->run();
	}
}
