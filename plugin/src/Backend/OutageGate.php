<?php
/**
 * Whether one of the ways to the backend is open.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Backend;

use Storewire\Outbox\Lane;
use Storewire\Support\Clock;
use Storewire\Support\LeasedOption;

/**
 * Remembers an outage of one lane, in one row for all relays. Items and shoppers' requests go to doors of their own, and
 * trouble at one does not hold up the other. While there is one, a single probe at a time goes out when the core's
 * schedule says so (D4); without one there is no row, and all relays work.
 *
 * Time is the database's. The core's moments are turned into seconds from now, so that clocks need not agree; should the
 * clock be put back behind the moment of the failure, a probe goes out at once.
 */
final class OutageGate {

	const OPTION = 'storewire_relay';

	/** The row of each lane. */
	const OPTIONS = array(
		Lane::ITEMS    => self::OPTION,
		Lane::WAITLIST => 'storewire_relay_waitlist',
	);

	/**
	 * The row.
	 *
	 * @var LeasedOption
	 */
	private $row;

	/**
	 * The outage: `{failures, failedAt, retryAt, message, hangs}`, moments in seconds since 1970 UTC; empty where there is
	 * none.
	 *
	 * @var array<string,mixed>
	 */
	private $outage = array();

	/**
	 * Whether this relay is the one that probes.
	 *
	 * @var bool
	 */
	private $probing = false;

	/**
	 * @param string $lane Of `Lane`.
	 */
	public function __construct( string $lane = Lane::ITEMS ) {
		$this->row = new LeasedOption( self::OPTIONS[ $lane ] );
	}

	/**
	 * Asks whether this relay may send something now.
	 *
	 * @return bool False while an outage lasts and it is not time for a probe, or somebody else is at it.
	 */
	public function may_send(): bool {
		$this->outage = $this->row->read();
		if ( array() === $this->outage ) {
			return true;
		}
		$now = Clock::seconds();
		$this->probing = ( $now >= $this->outage['retryAt'] || $now < $this->outage['failedAt'] ) && $this->row->take();
		return $this->probing;
	}

	/**
	 * How many deliveries in a row have failed.
	 */
	public function failures(): int {
		return $this->outage['failures'] ?? 0;
	}

	/**
	 * Whether no answer came the last time.
	 */
	public function hangs(): bool {
		return $this->outage['hangs'] ?? false;
	}

	/**
	 * The backend answered: the outage, if there was one, is over.
	 */
	public function opened(): void {
		if ( array() !== $this->outage ) {
			$this->row->remove();
			$this->outage  = array();
			$this->probing = false;
		}
	}

	/**
	 * A delivery failed. Where another relay found that out in the meantime, its word stands.
	 *
	 * @param int    $delay   Seconds until the next probe.
	 * @param string $message What happened, for people.
	 * @param bool   $hangs   Whether no answer came.
	 */
	public function failed( int $delay, string $message, bool $hangs = false ): void {
		$now          = Clock::seconds();
		$this->outage = array(
			'failures' => $this->failures() + 1,
			'since'    => $this->outage['since'] ?? $now,
			'failedAt' => $now,
			'retryAt'  => $now + $delay,
			'message'  => $message,
			'hangs'    => $hangs,
		);
		$this->row->write( $this->outage, false );
		$this->probing = false;
	}

	/**
	 * This relay is at its end. Where it was to probe and had nothing to send, another may.
	 */
	public function leave(): void {
		if ( $this->probing ) {
			$this->row->write( $this->outage, false );
			$this->probing = false;
		}
	}

	/**
	 * The outage of a lane, for people: `{failures, since, failedAt, retryAt, message}`; empty where there is none.
	 *
	 * @param string $lane Of `Lane`.
	 * @return array<string,mixed>
	 */
	public static function outage( string $lane = Lane::ITEMS ): array {
		$outage = ( new LeasedOption( self::OPTIONS[ $lane ] ) )->read();
		return array_diff_key( $outage, array_flip( array( 'lease', 'write', 'hangs' ) ) );
	}

	/**
	 * Forgets all outages: what was out of order is another connection now.
	 */
	public static function forget(): void {
		foreach ( self::OPTIONS as $option ) {
			( new LeasedOption( $option ) )->remove();
		}
	}
}
