<?php
/**
 * The account of what was delivered.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Outbox;

use Storewire\Core\Core;

/**
 * Notes of rows that are done what was sent, and what was left out and why (D6, S10).
 */
final class DeliveryAccount {

	private Core $core;

	/**
	 * @param Core $core Says what counts as left out.
	 */
	public function __construct( Core $core ) {
		$this->core = $core;
	}

	/**
	 * Notes rows.
	 *
	 * @param Claim                          $claim The claim that they are of.
	 * @param array<int,array<string,mixed>> $rows  By row id, as the core reads them (src/core/sync/round.rs), with `sent`:
	 *                                              whether the backend had a use for anything of it.
	 */
	public function keep( Claim $claim, array $rows ): void {
		$of      = array_column( $claim->rows, null, 'id' );
		$entries = array();
		foreach ( array_filter( $rows, static fn( array $row ): bool => $row['sent'] ) as $id => $row ) {
			$entries[] = array(
				'outcome' => Ledger::SENT,
				'row'     => $of[ $id ],
			);
		}
		$rest = array_filter( $rows, static fn( array $row ): bool => array() !== $row['skipped'] || array() !== $row['unused'] );
		$left = array() === $rest ? array() : $this->core->call( array( 'leftOut' => array( 'objects' => array_values( $rest ) ) ) )['leftOut'];
		foreach ( $left as $reason ) {
			foreach ( $reason['examples'] as $id ) {
				$entries[] = array(
					'outcome' => Ledger::LEFT_OUT,
					'row'     => $of[ $id ],
				) + $reason;
			}
		}
		Ledger::note( $entries );
		LeftOut::count( $left );
	}
}
