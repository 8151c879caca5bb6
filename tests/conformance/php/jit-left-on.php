<?php
/**
 * Stands in for the plugin's class and leaves the JIT on: what the tests prove of the switch, they could miss.
 */

declare(strict_types=1);

namespace Storewire\Core;

final class Jit {
	public static function switch_off(): bool {
		return true;
	}

	public static function is_there(): bool {
		return true;
	}

	public static function settings(): string {
		return PHP_VERSION;
	}
}
