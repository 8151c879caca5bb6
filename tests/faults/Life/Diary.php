<?php
declare(strict_types=1);

namespace Storewire\Tests\Faults\Life;

/**
 * What was done in the shop, and what events must exist of it: by name, by what they are about, and by moment. It shares
 * nothing with the plugin: which switch lets which event through is written here once more, from the requirements (C7, E1-E4).
 */
final class Diary {

	private const SWITCH = array(
		'order_placed'     => 'orderReceivedTrigger',
		'payment_received' => 'paymentReceivedTrigger',
		'order_fulfilled'  => 'orders',
		'order_cancelled'  => 'orders',
		'order_refunded'   => 'orders',
		'cart_started'     => 'contacts',
		'checkout_started' => 'contacts',
		'cart_cleared'     => 'contacts',
		'stock_changed'    => 'products',
	);

	/** Seconds by which a moment may differ: clocks of several processes were asked. */
	private const ABOUT = 5;

	/** @var array<string,mixed> What a restored backup brings back: `off`, switches that are off; `consent`; `taken_up`, by order. */
	public array $state = array( 'off' => array(), 'consent' => 'all', 'taken_up' => array() );

	/** @var array<string,true> Orders that are gone while something of them waited to be told. */
	public array $buried = array();

	/** @var string[] What was done, a line each. */
	public array $lines = array();

	/** @var array<int,array<string,mixed>> What waits to be sent: `name`, `about`, `from` and `to`, `once`, `number`, `heard`, `asleep`. */
	private array $waiting = array();

	/** @var array<int,array<string,mixed>> What must be at the backend. */
	private array $told = array();

	/** @var array<string,true> What is told once, and was. */
	private array $once = array();

	private int $number = 0;

	/** Whether the hooks are heard. */
	private bool $heard = true;

	/** When the action began, seconds since 1970 UTC. */
	private int $from = 0;

	/** An action begins. */
	public function begins( string $action, int $now ): void {
		$this->from    = $now;
		$this->heard   = true;
		$this->lines[] = gmdate( 'Y-m-d H:i ', $now ) . $action;
	}

	/** It has ended: what happened, happened by now. */
	public function ends( int $now ): void {
		foreach ( $this->waiting as $at => $event ) {
			$this->waiting[ $at ]['to'] = $event['to'] ?: $now;
		}
	}

	/** Adds to the line of the action. */
	public function note( string $what ): void {
		$this->lines[] = (string) array_pop( $this->lines ) . " $what";
	}

	/**
	 * Something happened that is told, if its switch is on and consent allows it.
	 *
	 * @param string $name  Event, without `ecommerce.`.
	 * @param string $about An order's id, a refund's as `ORDER:REFUND`, a product's or variation's id, an e-mail address.
	 * @param string $once  What tells it from all others where it is told only once, whatever the shop says later.
	 */
	public function happened( string $name, string $about, string $once = '' ): void {
		$this->note( "$name($about)" );
		$person = 'stock_changed' !== $name;
		++$this->number;
		$once = "$name:" . ( '' === $once ? $this->number : $once );
		if ( in_array( self::SWITCH[ $name ], $this->state['off'], true ) || ( $person && 'all' !== $this->state['consent'] ) || isset( $this->once[ $once ] ) ) {
			return;
		}
		$this->once[ $once ] = true;
		$this->waiting[]     = array( 'name' => "ecommerce.$name", 'about' => $about, 'from' => $this->from, 'to' => 0, 'once' => $once, 'number' => $this->number, 'heard' => $this->heard, 'asleep' => false );
	}

	/** What waits is not sent any more: a switch is off, consent is not there, the order is in the trash. */
	public function drop( callable $which ): void {
		foreach ( array_filter( $this->waiting, $which ) as $at => $event ) {
			unset( $this->waiting[ $at ], $this->once[ $event['once'] ] );
		}
	}

	/** An order is not there any more: what waits of it is not sent. */
	public function forget( int $order ): void {
		$this->buried[ (string) $order ] = true;
		$this->drop( static fn( array $event ): bool => self::is_of( $event, $order ) );
	}

	/** An order is in the trash for now. */
	public function sleeps( int $order ): void {
		foreach ( $this->waiting as $at => $event ) {
			$this->waiting[ $at ]['asleep'] = $event['asleep'] || self::is_of( $event, $order );
		}
	}

	/** It came back from there: the night will tell what was not told. */
	public function wakes( int $order ): void {
		foreach ( $this->waiting as $at => $event ) {
			if ( self::is_of( $event, $order ) ) {
				$this->waiting[ $at ] = array( 'asleep' => false, 'heard' => false ) + $event;
			}
		}
	}

	/** @param array<string,mixed> $event Of an order, or of anything. */
	private static function is_of( array $event, int $order ): bool {
		return 0 === strpos( $event['name'], 'ecommerce.order_' ) || 'ecommerce.payment_received' === $event['name'] ? strtok( $event['about'], ':' ) === (string) $order : false;
	}

	/** The owner switched something. */
	public function switched( string $switch, bool $on ): void {
		$this->state['off'] = $on ? array_values( array_diff( $this->state['off'], array( $switch ) ) ) : array_unique( array_merge( $this->state['off'], array( $switch ) ) );
		$this->drop( static fn( array $event ): bool => ! $on && self::SWITCH[ substr( $event['name'], 10 ) ] === $switch );
	}

	/** The owner asks for another consent; of this shop's people nobody subscribed. */
	public function consent( string $choice ): void {
		$this->state['consent'] = $choice;
		$this->drop( static fn( array $event ): bool => 'all' !== $choice && 'ecommerce.stock_changed' !== $event['name'] );
	}

	/** Nobody heard of what happens now: the night will. */
	public function unheard(): void {
		$this->heard = false;
	}

	/** The relay has run dry; the night has gone through the shop, too, or not. */
	public function delivered( bool $swept = false ): void {
		$sent          = array_filter( $this->waiting, static fn( array $event ): bool => ! $event['asleep'] && ( $swept || $event['heard'] ) );
		$this->told    = array_merge( $this->told, $sent );
		$this->waiting = array_diff_key( $this->waiting, $sent );
	}

	/**
	 * What a backup holds of all this.
	 *
	 * @return array{array<string,mixed>,array<int,array<string,mixed>>}
	 */
	public function backup(): array {
		return array( $this->state, $this->waiting );
	}

	/**
	 * A backup was restored: what waited then waits again, unless it was told since; what waits now is lost.
	 *
	 * @param array{array<string,mixed>,array<int,array<string,mixed>>} $backup Of backup().
	 */
	public function restore( array $backup ): void {
		$this->drop( static fn(): bool => true );
		list( $this->state, $waited ) = $backup;
		$told = array_column( $this->told, 'number', 'number' );
		foreach ( $waited as $event ) {
			if ( ! isset( $told[ $event['number'] ] ) ) {
				$this->waiting[]              = $event;
				$this->once[ $event['once'] ] = true;
			}
		}
	}

	/** Whether everything is let through. */
	public function is_open(): bool {
		return array() === $this->state['off'] && 'all' === $this->state['consent'];
	}

	/**
	 * What is missing at the backend, and what is there that nothing was done for.
	 *
	 * @param array<int,array<string,mixed>> $events The backend's.
	 * @return string[]
	 */
	public function differences( array $events ): array {
		$missing = $this->told;
		$found   = array();
		foreach ( $events as $event ) {
			$about = self::about( $event['data'] );
			$when  = (int) strtotime( $event['occurredAt'] );
			$same  = array_filter( $missing, static fn( array $due ): bool => $due['name'] === $event['data']['name'] && $due['about'] === $about && $when >= $due['from'] - self::ABOUT && $when <= $due['to'] + self::ABOUT );
			if ( array() === $same ) {
				$found[] = "$event[occurredAt] $event[id] ($about) should not be at the backend";
			} else {
				unset( $missing[ array_key_first( $same ) ] );
			}
		}
		foreach ( $missing as $due ) {
			$found[] = gmdate( 'Y-m-d\TH:i:s', $due['from'] ) . " $due[name] of $due[about] is missing at the backend";
		}
		return $found;
	}

	/** @param array<string,mixed> $data Of an event. */
	private static function about( array $data ): string {
		if ( isset( $data['refund'] ) ) {
			return "$data[orderId]:" . $data['refund']['id'];
		}
		return (string) ( $data['orderId'] ?? $data['contact']['email'] ?? $data['id'] ?? '' );
	}
}
