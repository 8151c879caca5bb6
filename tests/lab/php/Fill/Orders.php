<?php
/**
 * The demo's orders.
 */

declare(strict_types=1);

namespace Storewire\Lab\Fill;

/** Orders of every kind, in four currencies, over two years. */
final class Orders {

	private const DECIMALS = array(
		'USD' => 2,
		'EUR' => 2,
		'JPY' => 0,
		'KWD' => 3,
	);

	/** One in forty each; what is not listed is completed. */
	private const STATUSES = array(
		1  => 'processing',
		4  => 'processing',
		7  => 'on-hold',
		10 => 'pending',
		13 => 'cancelled',
		16 => 'failed',
		19 => 'awaiting-pickup',
		22 => 'checkout-draft',
		25 => 'processing',
		28 => 'trash',
		31 => 'auto-draft',
		34 => 'pending',
		37 => 'on-hold',
	);

	private const PAID = array( 'completed', 'processing', 'awaiting-pickup' );

	private People $people;
	private Catalog $catalog;

	/** Fractions of a minor unit are kept while an order is made; WooCommerce would round to the store's decimals. */
	private int $price_decimals = 2;

	public function __construct( People $people, Catalog $catalog ) {
		$this->people  = $people;
		$this->catalog = $catalog;
	}

	public function make( int $count ): void {
		add_filter( 'wc_get_price_decimals', fn(): int => $this->price_decimals );
		for ( $i = 0; $i < $count; $i++ ) {
			$this->order( $i );
			if ( 0 === $i % 100 ) {
				wp_cache_flush_runtime();
			}
		}
	}

	private function order( int $i ): void {
		$status   = self::STATUSES[ $i % 40 ] ?? 'completed';
		$currency = array( 'USD', 'USD', 'USD', 'JPY', 'USD', 'KWD', 'USD', 'EUR' )[ $i % 8 ];
		$decimals = self::DECIMALS[ $currency ];
		$placed   = 1704103200 + $i * 126000;
		$buyer    = $this->buyer( $i );

		$this->price_decimals = max( 2, $decimals + 1 );
		$order                = wc_create_order( array( 'customer_id' => $buyer['id'], 'created_via' => 0 === $i % 11 ? 'admin' : 'checkout' ) );
		$order->set_currency( $currency );
		$order->set_prices_include_tax( 0 === $i % 6 );
		$order->set_address( $buyer['billing'], 'billing' );
		if ( 0 === $i % 3 ) {
			$order->set_address( array_diff_key( $buyer['billing'], array( 'email' => 1, 'phone' => 1 ) ), 'shipping' );
		}
		if ( 0 !== $i % 13 ) {
			$order->set_payment_method( 'cod' );
			$order->set_payment_method_title( 'Cash on delivery' );
		}
		if ( 0 === $i % 4 ) {
			$order->set_transaction_id( "ch_$i" );
		}
		$this->lines( $order, $i, $decimals );
		$order->set_date_created( $placed );
		$order->set_status( in_array( $status, array( 'trash', 'auto-draft' ), true ) ? 'processing' : $status );
		$order->set_date_paid( in_array( $status, self::PAID, true ) ? $placed + 300 : null );
		$order->set_date_completed( 'completed' === $status ? $placed + 86400 : null );
		$order->save();

		if ( 'trash' === $status ) {
			$order->delete( false );
		} elseif ( 'auto-draft' === $status ) {
			$order->set_status( 'auto-draft' );
			$order->save();
		} elseif ( 'completed' === $status && 5 === $i % 10 ) {
			$this->refund( $order, 0 === intdiv( $i, 10 ) % 3, $decimals, $placed + 172800 );
		}
	}

	private function lines( \WC_Order $order, int $i, int $decimals ): void {
		$lines   = new Lines( $order, $decimals );
		$scale   = 10 ** $decimals;
		$percent = 0 === $i % 2 ? 19 : 0;
		$free    = 111 === $i % 125; // nothing to pay, so no payment is recorded
		$pieces  = $free ? 1 : 1 + mt_rand( 0, 3 );
		for ( $n = 0; $n < $pieces; $n++ ) {
			$product  = $this->catalog->buyable[ mt_rand( 0, count( $this->catalog->buyable ) - 1 ) ];
			$quantity = mt_rand( 1, 4 );
			$unit     = mt_rand( 3 * $scale, 40 * $scale );
			if ( 0 === $i % 17 && 0 === $n ) {
				$product = $this->catalog->discontinued[ $i % 2 ];
			}
			$discount = $free ? $unit * $quantity : ( 0 === $i % 7 ? intdiv( $unit * $quantity, 10 ) : 0 );
			$lines->product( $product, $quantity, $unit, $discount, $percent );
		}
		if ( 0 === $i % 7 || $free ) {
			$lines->coupon( 'spring10' );
		}
		if ( 0 === $i % 9 && ! $free ) {
			$lines->fee( 'Gift wrap 🎁', 2 * $scale );
		}
		if ( 0 !== $i % 5 && ! $free ) {
			$lines->shipping( 5 * $scale, $percent );
		}
		// Half a minor unit, which must be rounded away from zero.
		$lines->finish( 0 === $i % 21 && ! $free ? ( 0 === $decimals ? '.5' : '5' ) : '' );
	}

	/** @return array{id:int,billing:array<string,string>} */
	private function buyer( int $i ): array {
		if ( 0 === $i % 2 ) {
			$id = $this->people->one_of( 0 === $i % 20 ? 'subscriber' : 'customer' );
		} elseif ( 3 === $i % 50 ) {
			$id = $this->people->one_of( 'shop_manager' );
		} elseif ( 5 === $i % 50 ) {
			$id = $this->people->one_of( array( 'both', 'none' )[ intdiv( $i, 50 ) % 2 ] );
		} elseif ( 7 === $i % 50 ) {
			$id = $this->people->gone();
		} else {
			$billing = People::guest( $i % 80, intdiv( $i, 80 ) );
			if ( 49 === $i % 100 ) {
				$billing['email'] = ''; // bought at the counter
			}
			if ( 89 === $i % 100 ) {
				$billing['email'] = 'PERSON12@example.com'; // has an account, but did not sign in
			}
			return array( 'id' => 0, 'billing' => $billing );
		}
		return array( 'id' => $id, 'billing' => $this->people->billing_of( $id ) );
	}

	private function refund( \WC_Order $order, bool $full, int $decimals, int $when ): void {
		$what = array(
			'order_id'     => $order->get_id(),
			'reason'       => $full ? 'Changed their mind' : 'Damaged 📦',
			'date_created' => gmdate( 'Y-m-d\TH:i:s\Z', $when ),
		);
		if ( $full ) {
			wc_create_refund( $what + array( 'amount' => $order->get_total() ) );
			return;
		}
		foreach ( $order->get_items() as $id => $item ) {
			$scale = 10 ** $decimals;
			wc_create_refund(
				$what + array(
					'amount'     => Lines::text( 2 * $scale, $decimals ),
					'line_items' => array( $id => array( 'qty' => 1, 'refund_total' => Lines::text( 2 * $scale, $decimals ), 'refund_tax' => array() ) ),
				)
			);
			break;
		}
		if ( 0 === $order->get_id() % 2 ) {
			wc_create_refund( array( 'date_created' => gmdate( 'Y-m-d\TH:i:s\Z', $when + 60 ), 'amount' => '1' ) + $what );
		}
	}
}
