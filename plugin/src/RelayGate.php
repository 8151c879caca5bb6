<?php
/**
 * Whether the way to the backend is open.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * Remembers an outage, in one row for all relays. While there is one, a single probe at a time goes out when the core's
 * schedule says so (D4); without one there is no row, and all relays work.
 *
 * Time is the database's. The core's moments are turned into seconds from now, so that clocks need not agree; should the
 * clock be put back behind the moment of the failure, a probe goes out at once.
 */
final class RelayGate {

	const OPTION = 'storewire_relay';

	/**
	 * The row.
	 *
	 * @var LeasedRow
	 */
	private $row;

	/**
	 * The outage: `{failures, failedAt, retryAt, message}`, moments in seconds since 1970 UTC; empty where there is none.
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

	/** Builds it. */
	public function __construct() {
		$this->row = new LeasedRow( self::OPTION );
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
		$now = LeasedRow::now();
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
	 */
	public function failed( int $delay, string $message ): void {
		$now          = LeasedRow::now();
		$this->outage = array(
			'failures' => $this->failures() + 1,
			'since'    => $this->outage['since'] ?? $now,
			'failedAt' => $now,
			'retryAt'  => $now + $delay,
			'message'  => $message,
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
	 * The outage, for people: `{failures, since, failedAt, retryAt, message}`; empty where there is none.
	 *
	 * @return array<string,mixed>
	 */
	public static function outage(): array {
		$outage = ( new LeasedRow( self::OPTION ) )->read();
		return array_diff_key( $outage, array_flip( array( 'lease', 'write' ) ) );
	}

	/**
	 * Forgets an outage: what was out of order is another connection now.
	 */
	public static function forget(): void {
		( new LeasedRow( self::OPTION ) )->remove();
	}
}
