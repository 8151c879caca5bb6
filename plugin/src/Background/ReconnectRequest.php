<?php
/**
 * That the backend asks for a reconnection.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Background;

/**
 * The owner pressed Reconnect at the backend and chose there what to import and to keep in step. The choices wait in a draft
 * at the backend; here is its id, as long as the draft is good for. Nothing changes until the owner goes on here.
 */
final class ReconnectRequest {

	const OPTION = 'storewire_reconnect';

	/** Seconds that a draft is good for. */
	const LIFETIME = 900;

	/**
	 * Keeps a draft in place of an older one.
	 *
	 * @param string $draft Its id.
	 */
	public static function keep( string $draft ): void {
		update_option(
			self::OPTION,
			array(
				'draft' => $draft,
				'until' => time() + self::LIFETIME,
			),
			false
		);
	}

	/**
	 * The draft that waits, or ''.
	 */
	public static function draft(): string {
		$kept = get_option( self::OPTION );
		return is_array( $kept ) && ( $kept['until'] ?? 0 ) > time() ? (string) ( $kept['draft'] ?? '' ) : '';
	}

	/**
	 * Forgets it.
	 */
	public static function forget(): void {
		delete_option( self::OPTION );
	}
}
