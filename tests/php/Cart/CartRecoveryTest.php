<?php
declare(strict_types=1);

namespace Storewire\Tests\Cart;

use PHPUnit\Framework\TestCase;
use Storewire\Cart\CartRecovery;
use Storewire\Support\SealedLink;

/**
 * What a recovery link keeps of a cart's lines (E6).
 */
final class CartRecoveryTest extends TestCase {

	/** F19: product, quantity, variation and what other plugins keep with the line; not what WooCommerce makes anew. */
	public function test_what_makes_a_line(): void {
		$line = self::line( array( 'variation_id' => 102, 'variation' => array( 'attribute_size' => 'Large' ), 'quantity' => 1.5, 'engraving' => array( 'text' => 'Für Zoë', 'cost' => 2.0 ) ) );
		$this->assertSame( array( array( 101, 1.5, 102, array( 'attribute_size' => 'Large' ), array( 'engraving' => array( 'text' => 'Für Zoë', 'cost' => 2.0 ) ) ) ), CartRecovery::lines( array( 'k' => $line ) ) );
	}

	/** F19: a line whose data cannot be kept is left out, for without it, it would be something else; the others stay. */
	public function test_data_that_cannot_be_kept(): void {
		$lines = array( self::line( array( 'booking' => new \ArrayObject( array( 1 ) ) ) ), self::line( array( 'text' => "\xff" ) ), self::line( array( 'cost' => NAN ) ), self::line( array( 'product_id' => 7 ) ) );
		$this->assertSame( array( 7 ), array_column( CartRecovery::lines( $lines ), 0 ) );
	}

	/** F19: a link has an end, however much is in the cart. */
	public function test_a_link_is_bounded(): void {
		$lines   = array_fill( 0, 1000, self::line( array() ) );
		$lines[] = self::line( array( 'text' => str_repeat( 'x', 100000 ) ) );
		$kept    = CartRecovery::lines( $lines );
		$this->assertGreaterThan( 100, count( $kept ) );
		$this->assertLessThan( 7000, strlen( SealedLink::to( home_url( '/' ), CartRecovery::PARAMETER, array( str_repeat( 'c', 32 ), 'session', time(), $kept ) ) ) );
		$huge = self::line( array( 'text' => str_repeat( 'x', 100000 ) ) );
		$this->assertSame( array( 7 ), array_column( CartRecovery::lines( array( $huge, self::line( array( 'product_id' => 7 ) ) ) ), 0 ), 'What there is room for is kept.' );
	}

	/** @param array<string,mixed> $more What differs. */
	private static function line( array $more ): array {
		return $more + array( 'key' => 'k', 'product_id' => 101, 'variation_id' => 0, 'variation' => array(), 'quantity' => 1, 'data' => new \stdClass(), 'data_hash' => 'h', 'line_tax_data' => array(), 'line_subtotal' => 25.0, 'line_subtotal_tax' => 0.0, 'line_total' => 25.0, 'line_tax' => 0.0 );
	}
}
