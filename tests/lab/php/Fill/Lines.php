<?php
/**
 * The lines of one order, counted in minor units.
 */

declare(strict_types=1);

namespace Storewire\Lab\Fill;

/** Puts lines on an order and keeps its sums, in minor units of its currency. */
final class Lines {

	private int $net      = 0;
	private int $discount = 0;
	private int $tax      = 0;
	private int $fees     = 0;
	private int $shipping = 0;
	private int $ship_tax = 0;

	private \WC_Order $order;
	private int $decimals;

	public function __construct( \WC_Order $order, int $decimals ) {
		$this->order    = $order;
		$this->decimals = $decimals;
	}

	/** $discount is taken off the whole line; $percent is the tax on what is left. */
	public function product( \WC_Product $product, int $quantity, int $unit, int $discount, int $percent ): void {
		$subtotal = $unit * $quantity;
		$total    = $subtotal - $discount;
		$tax      = intdiv( $total * $percent, 100 );
		$item     = new \WC_Order_Item_Product();
		$item->set_name( $product->get_name() );
		$item->set_product_id( $product->is_type( 'variation' ) ? $product->get_parent_id() : $product->get_id() );
		$item->set_variation_id( $product->is_type( 'variation' ) ? $product->get_id() : 0 );
		$item->set_quantity( $quantity );
		$item->set_subtotal( $this->decimal( $subtotal ) );
		$item->set_total( $this->decimal( $total ) );
		$item->set_taxes(
			array(
				'subtotal' => array( 1 => $this->decimal( intdiv( $subtotal * $percent, 100 ) ) ),
				'total'    => array( 1 => $this->decimal( $tax ) ),
			)
		);
		$this->order->add_item( $item );
		$this->net      += $total;
		$this->discount += $discount;
		$this->tax      += $tax;
	}

	public function fee( string $name, int $amount ): void {
		$item = new \WC_Order_Item_Fee();
		$item->set_name( $name );
		$item->set_tax_status( 'none' );
		$item->set_total( $this->decimal( $amount ) );
		$this->order->add_item( $item );
		$this->fees += $amount;
	}

	public function shipping( int $amount, int $percent ): void {
		$tax  = intdiv( $amount * $percent, 100 );
		$item = new \WC_Order_Item_Shipping();
		$item->set_method_title( 'Flat rate' );
		$item->set_method_id( 'flat_rate' );
		$item->set_total( $this->decimal( $amount ) );
		$item->set_taxes( array( 'total' => array( 1 => $this->decimal( $tax ) ) ) );
		$this->order->add_item( $item );
		$this->shipping += $amount;
		$this->ship_tax += $tax;
	}

	public function coupon( string $code ): void {
		$item = new \WC_Order_Item_Coupon();
		$item->set_code( $code );
		$item->set_discount( $this->decimal( $this->discount ) );
		$this->order->add_item( $item );
	}

	/** Writes the sums to the order. $odd is added to the total as it stands: a fraction that has to be rounded. */
	public function finish( string $odd = '' ): void {
		$tax = new \WC_Order_Item_Tax();
		$tax->set_rate_id( 1 );
		$tax->set_label( 'Tax' );
		$tax->set_tax_total( $this->decimal( $this->tax ) );
		$tax->set_shipping_tax_total( $this->decimal( $this->ship_tax ) );
		$this->order->add_item( $tax );
		$this->order->set_discount_total( $this->decimal( $this->discount ) );
		$this->order->set_shipping_total( $this->decimal( $this->shipping ) );
		$this->order->set_cart_tax( $this->decimal( $this->tax ) . $odd );
		$this->order->set_shipping_tax( $this->decimal( $this->ship_tax ) );
		$this->order->set_total( $this->decimal( $this->net + $this->tax + $this->fees + $this->shipping + $this->ship_tax ) . $odd );
	}

	private function decimal( int $minor ): string {
		return self::text( $minor, $this->decimals );
	}

	/** "12.34" of 1234 and 2. */
	public static function text( int $minor, int $decimals ): string {
		if ( 0 === $decimals ) {
			return (string) $minor;
		}
		$digits = str_pad( (string) $minor, $decimals + 1, '0', STR_PAD_LEFT );
		return substr( $digits, 0, -$decimals ) . '.' . substr( $digits, -$decimals );
	}
}
