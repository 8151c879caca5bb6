<?php
/**
 * Measures what Storewire adds to the shop's pages on the server. Visitors come in pairs and open the same pages: one in
 * the shop as it is, one in the same shop with Storewire deactivated. What each request costs is noted by hooks-probe.php.
 *
 * Runs inside WordPress:  page.php ROUNDS
 *
 * Prints JSON, by page: `url`; `form`, whether it shows one; `without`, milliseconds of a whole request without Storewire;
 * `own`, milliseconds that its code takes; `added`, milliseconds by which whole requests differ; `queries`, further ones
 * (medians all); `html`, further bytes of the page, and `gzip`, the same compressed.
 */

declare(strict_types=1);

namespace Storewire\Bench;

use Storewire\Lab\Browser;

require __DIR__ . '/stopwatch.php';

/** Rounds before anything counts: the opcode cache fills. */
const WARM_UP = 3;

/** A product, and its page. */
function product( string $name, string $stock ): string {
	$product = new \WC_Product_Simple();
	$product->set_props( array( 'name' => $name, 'regular_price' => '49', 'stock_status' => $stock ) );
	$product->save();
	return $product->get_permalink();
}

/** A product of two variations, and its page. */
function variable( string $name ): string {
	$size = new \WC_Product_Attribute();
	$size->set_name( 'Size' );
	$size->set_options( array( 'S', 'L' ) );
	$size->set_variation( true );
	$product = new \WC_Product_Variable();
	$product->set_props( array( 'name' => $name, 'attributes' => array( $size ) ) );
	$product->save();
	foreach ( array( 'S' => 'outofstock', 'L' => 'instock' ) as $value => $stock ) {
		$variation = new \WC_Product_Variation();
		$variation->set_props( array( 'parent_id' => $product->get_id(), 'attributes' => array( 'size' => $value ), 'regular_price' => '20', 'stock_status' => $stock ) );
		$variation->save();
	}
	\WC_Product_Variable::sync( $product->get_id() );
	return $product->get_permalink();
}

function median( array $values ): float {
	sort( $values );
	return (float) $values[ intdiv( count( $values ) - 1, 2 ) ];
}

$rounds = (int) ( $argv[1] ?? 40 );
$pages  = array(
	'front page'       => array( 'url' => home_url( '/' ), 'form' => false ),
	'product in stock' => array( 'url' => product( 'Tea Pot', 'instock' ), 'form' => false ),
	'product sold out' => array( 'url' => product( 'Copper Kettle', 'outofstock' ), 'form' => true ),
	'variation sold out' => array( 'url' => variable( 'Shirt' ), 'form' => true ),
);
$pairs  = array_fill_keys( array_keys( $pages ), array() );
$remove = probe();
try {
	$visitors = array( 'on' => new Browser(), 'off' => new Browser() );
	foreach ( $visitors as $side => $visitor ) {
		$visitor->get( home_url( "/?storewire_bench=$side" ) );
	}
	for ( $round = -WARM_UP; $round < $rounds; $round++ ) {
		foreach ( $pages as $name => $page ) {
			$pair = array();
			foreach ( 0 === $round % 2 ? array( 'on', 'off' ) : array( 'off', 'on' ) as $side ) {
				$done          = filesize( NOTES );
				$html[ $side ] = $visitors[ $side ]->get( $page['url'] );
				clearstatcache();
				$path          = 'GET ' . wp_parse_url( $page['url'], PHP_URL_PATH );
				$noted         = array_filter( notes( $done ), static fn( array $note ): bool => $note['uri'] === $path && $note['side'] === $side );
				$pair[ $side ] = end( $noted );
			}
			if ( $round >= 0 ) {
				$pairs[ $name ][] = $pair;
			}
			$pages[ $name ]['html'] = strlen( $html['on'] ) - strlen( $html['off'] );
			$pages[ $name ]['gzip'] = strlen( gzencode( $html['on'] ) ) - strlen( gzencode( $html['off'] ) );
		}
	}
} finally {
	$remove();
}
foreach ( $pairs as $name => $of ) {
	$pages[ $name ] += array(
		'without' => median( array_map( static fn( array $pair ): float => $pair['off']['total'], $of ) ),
		'own'     => median( array_map( static fn( array $pair ): float => $pair['on']['load'] + $pair['on']['hooks'], $of ) ),
		'added'   => median( array_map( static fn( array $pair ): float => $pair['on']['total'] - $pair['off']['total'], $of ) ),
		'queries' => median( array_map( static fn( array $pair ): int => $pair['on']['queries'] - $pair['off']['queries'], $of ) ),
	);
}
echo wp_json_encode( $pages );
