<?php
/**
 * The ways to the backend.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Outbox;

/**
 * Items and shoppers' requests for the waitlist go to doors of their own; the names are the core's.
 */
final class Lane {

	const ITEMS    = 'items';
	const WAITLIST = 'waitlist';
}
