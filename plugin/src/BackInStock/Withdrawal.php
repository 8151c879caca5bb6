<?php
/**
 * Withdrawals of requests to be told when a product is back.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\BackInStock;

use Storewire\Connection\Connection;
use Storewire\Generated\Rules;
use Storewire\Outbox\DeliveredRequests;
use Storewire\Outbox\Outbox;
use Storewire\Outbox\OutboxTable;
use Storewire\Support\Clock;
use Storewire\Support\RateCounters;
use Storewire\Support\ReadFailure;
use Storewire\Support\WithdrawalLink;

/**
 * Each request carries a link by which it can be withdrawn (K4), sealed, good for as long as the site has its keys. It says
 * what was asked for and by whom, and nothing is looked up: whoever presses its button reads the same words, on the list or
 * not. The destination is told by a fact, which no switch and no cap keeps back, and what waits here is thrown away.
 */
final class Withdrawal {

	/** Seconds in which pressing the button again is the same withdrawal, unless the shopper has asked in between. */
	const AGAIN = MINUTE_IN_SECONDS;

	/**
	 * Withdraws.
	 *
	 * @param WithdrawalLink $link   The link.
	 * @param Outbox         $outbox Keeps it, at once.
	 * @return bool Whether it is kept. Where the store is connected to nobody, there is nobody to be told.
	 * @throws ReadFailure Where the database does not answer.
	 */
	public static function take( WithdrawalLink $link, Outbox $outbox ): bool {
		if ( ! Connection::is_stored() ) {
			return false;
		}
		$object  = $link->object();
		$pressed = self::counter( 'pressed', $link->email, $object );
		if ( RateCounters::has( $pressed ) ) {
			return true;
		}
		$now     = Clock::milliseconds();
		$payload = array(
			'snapshot' => array(
				'productId'   => (string) $link->product,
				'variationId' => (string) $link->variation,
				'email'       => $link->email,
			),
		);
		$key     = RateCounters::hash( 'withdrawal', "$link->email $object $now" );
		// Written at once: what the shopper is told is so.
		if ( ! $outbox->happened( Rules::BACK_IN_STOCK_WITHDRAWN, $object, $key, $payload, false, $now ) ) {
			return false;
		}
		self::drop_waiting( $object, $link->email );
		$last = self::counter( 'withdrawn', $link->email, $object );
		RateCounters::forget( $last );
		RateCounters::add( $last, DeliveredRequests::REMEMBERED );
		RateCounters::add( $pressed, self::AGAIN );
		return true;
	}

	/**
	 * A shopper has asked: the next withdrawal is another one.
	 *
	 * @param string $email  Address.
	 * @param string $object What is waited for.
	 */
	public static function asked( string $email, string $object ): void {
		RateCounters::forget( self::counter( 'pressed', $email, $object ) );
	}

	/**
	 * Tells the last withdrawal of a shopper and product from others, as long as requests are remembered: what is asked for
	 * after it is another request than the one before.
	 *
	 * @param string $email  Address.
	 * @param string $object What was waited for.
	 */
	public static function last( string $email, string $object ): int {
		return RateCounters::ends_at( self::counter( 'withdrawn', $email, $object ) );
	}

	/**
	 * What a withdrawal is remembered under.
	 *
	 * @param string $what   `withdrawn` or `pressed`.
	 * @param string $email  Address.
	 * @param string $object What was waited for.
	 */
	private static function counter( string $what, string $email, string $object ): string {
		return RateCounters::hash( $what, "$email $object" );
	}

	/**
	 * Throws away what waits to be sent of a shopper's requests, buried or not.
	 *
	 * @param string $object What was waited for.
	 * @param string $email  Address.
	 */
	private static function drop_waiting( string $object, string $email ): void {
		global $wpdb;
		$said = trim( (string) wp_json_encode( array( 'email' => $email ) ), '{}' );
		// phpcs:ignore WordPress.DB.PreparedSQL -- the table's name.
		OutboxTable::write( $wpdb->prepare( 'DELETE FROM ' . OutboxTable::name() . ' WHERE topic = %s AND object = %s AND payload LIKE %s', Rules::BACK_IN_STOCK, $object, '%' . $wpdb->esc_like( $said ) . '%' ) );
	}
}
