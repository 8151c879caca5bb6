<?php
/**
 * What may be recorded at all.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * Between the listeners and the outbox: nothing is recorded before the store is connected (D8), nor what the owner has
 * switched off (C7). While the backend refuses the token, everything is recorded (D3).
 *
 * It reads two options as they are stored, with one query in a request that records something and none in any other. The
 * core, which parses them when they are saved, is not needed here; a choice that was never saved counts as made.
 */
final class Recorder {

	/** For each topic the switches that want it; one of them is enough. */
	const SWITCHES = array(
		'contact'          => array( 'contacts' ),
		'category'         => array( 'products' ),
		'product'          => array( 'products' ),
		'order'            => array( 'orders', 'transactions' ),
		'order_placed'     => array( 'orderReceivedTrigger' ),
		'payment_received' => array( 'paymentReceivedTrigger' ),
		'order_fulfilled'  => array( 'orders' ),
		'order_cancelled'  => array( 'orders' ),
		'order_refunded'   => array( 'orders' ),
		'stock_changed'    => array( 'products' ),
		'cart_started'     => array( 'contacts' ),
		'checkout_started' => array( 'contacts' ),
		'cart_cleared'     => array( 'contacts' ),
	);

	/**
	 * Where it is recorded.
	 *
	 * @var Outbox
	 */
	private $outbox;

	/**
	 * Builds it.
	 *
	 * @param Outbox $outbox Where it is recorded.
	 */
	public function __construct( Outbox $outbox ) {
		$this->outbox = $outbox;
	}

	/**
	 * Whether something is to be recorded.
	 *
	 * @param string $topic Of the outbox.
	 */
	public function wants( string $topic ): bool {
		wp_prime_option_caches( array( Connection::OPTION, Settings::OPTION ) );
		$connection = get_option( Connection::OPTION );
		if ( ! isset( $connection['token'] ) ) {
			return false;
		}
		$settings = get_option( Settings::OPTION );
		foreach ( self::SWITCHES[ $topic ] as $switch ) {
			if ( $settings['sync'][ $switch ] ?? true ) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Records that an object changed.
	 *
	 * @param string     $topic  Its kind.
	 * @param int|string $object Its id.
	 */
	public function changed( string $topic, $object ): void {
		if ( $this->wants( $topic ) ) {
			$this->outbox->changed( $topic, (string) $object );
		}
	}

	/**
	 * Records that something happened.
	 *
	 * @param string                   $topic      Topic of the fact.
	 * @param int|string               $object     What it happened to.
	 * @param string                   $transition Tells it from other facts of the same topic and object.
	 * @param array<string,mixed>|null $payload    What nothing else remembers.
	 * @param int|null                 $at         When, milliseconds since 1970 UTC; now by default.
	 */
	public function happened( string $topic, $object, string $transition, ?array $payload = null, ?int $at = null ): void {
		if ( $this->wants( $topic ) ) {
			$this->outbox->happened( $topic, (string) $object, $transition, $payload, false, $at );
		}
	}

	/**
	 * Records what somebody did who is not logged in; such rows have a cap of their own (D6).
	 *
	 * @param string              $topic      Topic of the fact.
	 * @param string              $object     What it happened to.
	 * @param string              $transition Tells it from other facts of the same topic and object.
	 * @param array<string,mixed> $payload    What nothing else remembers.
	 * @param int                 $at         When, milliseconds since 1970 UTC.
	 */
	public function visitor_did( string $topic, string $object, string $transition, array $payload, int $at ): void {
		if ( $this->wants( $topic ) ) {
			$this->outbox->happened( $topic, $object, $transition, $payload, true, $at );
		}
	}
}
