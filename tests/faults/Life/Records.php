<?php
declare(strict_types=1);

namespace Storewire\Tests\Faults\Life;

use Storewire\Lab\Differences;

/**
 * The records that must be at the backend: those that SQL predicts now, and of what is gone from the shop what was there before.
 */
final class Records {

	private const LISTS = array( 'contacts', 'products', 'categories', 'orders', 'transactions' );

	/** @var array<string,array<string,array<string,mixed>>> Records as they were when they were first compared, by list and id. */
	private array $sent = array();

	/** @var array<string,array<string,bool>> Records that may have been sent when nobody compared. */
	private array $maybe = array();

	/** @var array<string,bool> Addresses of all accounts there ever were: what guests with these are is the backend's to say, which has one contact of each. */
	private array $accounts = array();

	/**
	 * By day, and where something is held back, nobody compares: what is there now may have been sent.
	 *
	 * @param array<string,array<string,mixed>> $predicted By list and id.
	 */
	public function may_be_sent( array $predicted ): void {
		$this->note_accounts( $predicted['contacts'] );
		foreach ( self::LISTS as $list ) {
			$this->maybe[ $list ] = ( $this->maybe[ $list ] ?? array() ) + array_fill_keys( array_keys( $predicted[ $list ] ), true );
		}
	}

	/**
	 * @param array<string,array<string,array<string,mixed>>> $predicted By list and id.
	 * @param array<string,array<string,array<string,mixed>>> $export    What the backend has.
	 * @return string[]
	 */
	public function differences( array $predicted, array $export ): array {
		$this->note_accounts( $predicted['contacts'] + $export['contacts'] );
		$predicted['contacts'] = $this->without_accounts( $predicted['contacts'] );
		$export['contacts']    = $this->without_accounts( $export['contacts'] );
		$differences           = new Differences();
		foreach ( self::LISTS as $list ) {
			$expected = $this->expected( $list, $predicted, $export[ $list ] );
			$differences->lists( $list, $expected, array_diff_key( $export[ $list ], array_diff_key( $this->maybe[ $list ] ?? array(), $expected ) ) );
		}
		return $differences->all;
	}

	/**
	 * What must be there. What is gone from the shop stays (S8), whatever it was last; products are marked instead, and transactions
	 * go with what is left of their order. A guest is as the first order said (S2).
	 *
	 * @param array<string,array<string,array<string,mixed>>> $predicted By list and id.
	 * @param array<string,array<string,mixed>>               $there     What the backend has of the list.
	 * @return array<string,array<string,mixed>>
	 */
	private function expected( string $list, array $predicted, array $there ): array {
		$now = $predicted[ $list ];
		foreach ( $now as $id => $record ) {
			$first = $this->sent[ $list ][ $id ] ?? $record;
			if ( 0 === strpos( (string) $id, 'guest:' ) ) {
				$now[ $id ] = $first;
			}
			$this->sent[ $list ][ $id ] = $first;
		}
		$gone = array_diff_key( $this->sent[ $list ] ?? array(), $now );
		if ( 'products' === $list ) {
			return $now + array_map( static fn(): array => array( 'includeInOnlineStore' => false ), $gone );
		}
		if ( 'contacts' === $list ) {
			$gone = $this->without_accounts( $gone );
		} elseif ( 'transactions' === $list ) {
			$gone = array_filter( $gone, static fn( array $transaction ): bool => ! isset( $predicted['orders'][ $transaction['orderId'] ] ) );

			$this->sent[ $list ] = $now + $gone;
		}
		return $now + array_intersect_key( $there, $gone ) + $gone;
	}

	/** @param array<string,array<string,mixed>> $contacts By id. */
	private function note_accounts( array $contacts ): void {
		$this->accounts += array_fill_keys( array_column( array_filter( $contacts, static fn( array $contact ): bool => 'registered' === $contact['kind'] ), 'email' ), true );
	}

	/**
	 * @param array<string,array<string,mixed>> $contacts By id.
	 * @return array<string,array<string,mixed>> Without guests whose address is, or was, an account's.
	 */
	private function without_accounts( array $contacts ): array {
		return array_filter( $contacts, fn( array $contact ): bool => 'guest' !== $contact['kind'] || ! isset( $this->accounts[ $contact['email'] ] ) );
	}
}
