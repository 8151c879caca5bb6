<?php
/**
 * What about the connection needs a look.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Health;

/**
 * One thing, for people.
 */
final class Finding {

	const CRITICAL    = 'critical';
	const RECOMMENDED = 'recommended';
	const GOOD        = 'good';

	/** Tells it from others. */
	public string $code;

	/** How bad it is. */
	public string $level;

	/** What is wrong, what that does to the store's data, and what to do. */
	public string $text;

	/**
	 * @param string $code  Tells it from others.
	 * @param string $level How bad it is.
	 * @param string $text  What it says.
	 */
	public function __construct( string $code, string $level, string $text ) {
		$this->code  = $code;
		$this->level = $level;
		$this->text  = $text;
	}
}
