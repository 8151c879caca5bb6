<?php
declare(strict_types=1);

namespace Storewire\Tests;

foreach ( array( 'ShopTestCase', 'OrderContract', 'RefundContract', 'ProductContract', 'StoreContract', 'QueryContract', 'PageContract' ) as $file ) {
	require_once __DIR__ . "/shop/$file.php";
}

/**
 * What Storewire and its tests rest on in WooCommerce: values and their types, actions and their order, rows in tables.
 *
 * Everything expected is written out, so that the real WooCommerce proves it right, and the stand-in shop (tests/shop) is
 * measured by the same.
 */
final class ShopContractTest extends Shop\ShopTestCase {

	use Shop\OrderContract;
	use Shop\RefundContract;
	use Shop\ProductContract;
	use Shop\StoreContract;
	use Shop\QueryContract;
	use Shop\PageContract;
}
