<?php
/**
 * A relay on a web node whose clock is an hour ahead; see run-relay.php.
 */

declare(strict_types=1);

// phpcs:disable -- PHP asks for functions of the plugin's own namespace first.
namespace Storewire {
	/** @return float|string */
	function microtime( bool $as_float = false ) {
		return $as_float ? \microtime( true ) + 3600 : \microtime();
	}

	function time(): int {
		return \time() + 3600;
	}
}

namespace {
	require __DIR__ . '/run-relay.php';
}
