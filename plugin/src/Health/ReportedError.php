<?php
/**
 * Something that went wrong.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Health;

/**
 * One of the last errors.
 */
final class ReportedError {

	/** When, seconds since 1970 UTC; 0 where nobody knows. */
	public int $at;

	/** What it is about. */
	public string $about;

	/** What happened. */
	public string $message;

	/**
	 * @param int    $at      When, seconds since 1970 UTC.
	 * @param string $about   What it is about.
	 * @param string $message What happened.
	 */
	public function __construct( int $at, string $about, string $message ) {
		$this->at      = $at;
		$this->about   = $about;
		$this->message = $message;
	}
}
