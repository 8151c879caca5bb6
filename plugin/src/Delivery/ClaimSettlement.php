<?php
/**
 * Does with each claimed row what became of it.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Delivery;

use Storewire\Generated\Rules;
use Storewire\Outbox\Claim;
use Storewire\Outbox\ClaimedRow;
use Storewire\Outbox\DeliveredRequests;
use Storewire\Outbox\DeliveryAccount;
use Storewire\Outbox\Lane;

/**
 * After a delivery each row leaves the outbox, is buried, or waits again, for as long as what became of it says.
 */
final class ClaimSettlement {

	private Lanes $lanes;
	private DeliveryAccount $account;

	/**
	 * @param Lanes           $lanes   Whether others pass.
	 * @param DeliveryAccount $account Told of what was delivered.
	 */
	public function __construct( Lanes $lanes, DeliveryAccount $account ) {
		$this->lanes   = $lanes;
		$this->account = $account;
	}

	/**
	 * Deals with all rows of a claim.
	 *
	 * @param Claim             $claim    The claim.
	 * @param ClaimedItems      $batch    What was delivered of it.
	 * @param array<int,string> $failures Why rows could not be read, by row id.
	 * @param int               $delay    Seconds until what is left may be sent again.
	 * @param string            $over     The connection that it went over.
	 * @return int How many rows were dealt with; 0 where the backend took nothing.
	 */
	public function settle( Claim $claim, ClaimedItems $batch, array $failures, int $delay, string $over ): int {
		$outcome = $batch->outcome();
		$this->lanes->note_delivered( $batch->delivered( $outcome->done ) );
		$this->set_aside( $claim, $outcome->suspect );
		$claim->ack( $outcome->done );
		DeliveredRequests::note( $claim->only( $outcome->done ), $over );
		foreach ( $outcome->buried + self::given_up( $claim, $failures, $outcome->passed ) as $id => $reason ) {
			$claim->bury( $id, $reason );
		}
		$claim->postpone( array_keys( $failures ), Rules::AGAIN_SECONDS );
		$claim->postpone( $outcome->passed, $this->lanes->failures( Lane::ITEMS ) > 0 ? 0 : Rules::AGAIN_SECONDS );
		$claim->release( $outcome->left, $delay );
		foreach ( $batch->unripe as $id => $seconds ) {
			$claim->release( array( $id ), $seconds );
		}
		$this->account->keep( $claim, $batch->delivered_rows( $outcome->done ) );
		return $outcome->settled() + count( $failures ) + count( $batch->unripe );
	}

	/**
	 * Rows that have failed for the last time, with the reasons.
	 *
	 * @param Claim             $claim    The claim.
	 * @param array<int,string> $failures Why rows could not be read, by row id.
	 * @param int[]             $passed   Ids of rows that the backend passed over.
	 * @return array<int,string> By row id.
	 */
	private static function given_up( Claim $claim, array $failures, array $passed ): array {
		$reasons = array();
		foreach ( array_filter( $claim->rows, static fn( ClaimedRow $row ): bool => Attempts::are_spent( $row->attempts ) ) as $row ) {
			if ( isset( $failures[ $row->id ] ) ) {
				$reasons[ $row->id ] = $failures[ $row->id ];
			} elseif ( in_array( $row->id, $passed, true ) ) {
				$reasons[ $row->id ] = Attempts::unanswered( $row->topic, $row->object );
			}
		}
		return $reasons;
	}

	/**
	 * Deals with rows that something between refuses, such as a firewall for a word in them. They wait by themselves. Only
	 * an attempt while others pass counts, and after so many of them the row is buried.
	 *
	 * @param Claim             $claim   The claim.
	 * @param array<int,string> $suspect Why, by row id.
	 */
	private function set_aside( Claim $claim, array $suspect ): void {
		foreach ( $claim->only( array_keys( $suspect ) ) as $row ) {
			if ( ! $this->lanes->has_delivered( $row->lane() ) ) {
				$claim->release( array( $row->id ), Rules::LONGEST_WAIT_SECONDS );
			} elseif ( ! Attempts::are_spent( $row->attempts ) ) {
				$claim->postpone( array( $row->id ), Rules::LONGEST_WAIT_SECONDS );
			} else {
				$claim->bury( $row->id, $suspect[ $row->id ] );
			}
		}
	}
}
