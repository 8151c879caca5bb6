<?php
/**
 * What must arrive at the backend after a complete sync, as JSON.
 *
 * Computed from the shop's tables by SQL and nothing else (rounding included: DECIMAL arithmetic, half away from zero),
 * so that it shares neither code nor method with the core. The numbers in comments are those of the requirements.
 */

declare(strict_types=1);

namespace Storewire\Lab;

use Storewire\Lab\Predict\Contacts;
use Storewire\Lab\Predict\Orders;
use Storewire\Lab\Predict\Products;
use Storewire\Lab\Predict\Tables;

/** @return array<string,mixed> */
function predict(): array {
	$tables   = new Tables();
	$orders   = new Orders( $tables );
	$contacts = new Contacts( $tables, $orders );
	$products = new Products( $tables );
	return array(
		'contacts'     => $contacts->all(),
		'products'     => $products->all(),
		'categories'   => $products->categories(),
		'orders'       => $orders->all(),
		'transactions' => $orders->transactions(),
		'skipped'      => array(
			'contacts'     => $contacts->skipped(),
			'products'     => $products->skipped(),
			'orders'       => $orders->skipped(),
			'transactions' => $orders->skipped_transactions(),
		),
	);
}

if ( basename( $argv[0] ) === basename( __FILE__ ) ) {
	echo json_encode( predict(), JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES ), "\n";
}
