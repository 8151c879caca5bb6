<?php
declare(strict_types=1);

namespace Storewire\Tests\Shop;

/**
 * What Storewire and its tests rest on in WooCommerce: values and their types, actions and their order, rows in tables.
 *
 * Everything expected is written out, so that the real WooCommerce proves it right, and the stand-in shop (tests/shop) is
 * measured by the same.
 */
final class ContractTest extends ContractTestCase {

	use OrderContract;
	use RefundContract;
	use ProductContract;
	use StoreContract;
	use QueryContract;
	use PageContract;
}
