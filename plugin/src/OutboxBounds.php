<?php
/**
 * For requests that an update finds at work.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * The first 0.1.0 kept its classes here, without folders. A request that began with it, such as that of the update itself, goes
 * on with its code: what it has not loaded yet is gone, and its listeners count such failures by this class. Were it gone, too,
 * the request would end with a fatal error. What they miss, the nightly comparison finds.
 */
final class OutboxBounds {

	const UNRECORDED = '';

	/**
	 * Counts nothing: the update alone misses something each time.
	 */
	public static function count(): void {}
}
