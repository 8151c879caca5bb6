<?php
declare(strict_types=1);

namespace Storewire\Tests\Recording;

use Storewire\Tests\Support\MuPlugin;
use Storewire\Tests\Support\Shopper;

/**
 * D1: a shopper has the answer before what they did is written down, where PHP can go on after it.
 */
final class AnswerFirstTest extends RecordingTestCase {

	/** Once the outbox is written to, this process waits for a word; here it comes after the shopper has the answer. */
	const WAITS = <<<'CODE'
	add_filter( 'storewire_answer_first', '__return_true', 99 );
	add_filter( 'query', static function ( string $sql ): string {
		if ( preg_match( '/^INSERT INTO \S+storewire_outbox /', $sql ) ) {
			for ( $try = 0; $try < 600 && ! file_exists( WP_CONTENT_DIR . '/storewire-write' ); $try++ ) {
				usleep( 100000 );
				clearstatcache();
			}
		}
		return $sql;
	} );
CODE;

	public function test_the_answer_comes_before_the_row(): void {
		if ( 'woocommerce' !== getenv( 'SHOP' ) ) {
			$this->markTestSkipped( 'The stand-in shop has no carts.' );
		}
		$product = $this->product();
		$shopper = new Shopper();
		$shopper->log_in( $this->customer() );
		$this->forget();
		$word = WP_CONTENT_DIR . '/storewire-write';
		$this->later( static fn() => is_file( $word ) && unlink( $word ) );
		$this->later( MuPlugin::add( 'waits', self::WAITS ) );
		$shopper->adds( $product );
		$this->assertSame( array(), $this->rows(), 'The shopper has the answer, and nothing is written yet.' );
		touch( $word );
		for ( $try = 0; $try < 600 && array() === $this->rows(); $try++ ) {
			usleep( 100000 );
		}
		$this->assertSame( array( 'cart_started' ), array_map( static fn( string $row ): string => strtok( $row, ' ' ), $this->rows() ) );
	}
}
