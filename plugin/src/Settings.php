<?php
/**
 * The owner's choices.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * What to import and what to keep in step (C6, C7). The core parses and fills in defaults. They outlive a disconnect.
 */
final class Settings {

	const OPTION = 'storewire_settings';

	private Core $core;

	/**
	 * Builds it.
	 *
	 * @param Core $core Parses.
	 */
	public function __construct( Core $core ) {
		$this->core = $core;
	}

	/**
	 * All choices: `{imports: {contacts, …}, sync: {contacts, …}}`, each true or false.
	 *
	 * @return array<string,array<string,bool>>
	 */
	public function all(): array {
		return $this->parsed( get_option( self::OPTION ) );
	}

	/**
	 * What deliveries go by: `sync` as in all(), and `consent`, whom events may be about (E7).
	 *
	 * @return array<string,mixed>
	 */
	public function rules(): array {
		$stored = get_option( self::OPTION );
		$answer = $this->core->call( array( 'settings' => is_array( $stored ) ? $stored : array() ) )['settings'];
		return array(
			'sync'    => $answer['sync'],
			'consent' => $answer['consent'],
		);
	}

	/**
	 * Stores choices; those that are not named stay as they are.
	 *
	 * @param mixed $choices `imports` and `sync`, or a part of them.
	 * @return array<string,array<string,bool>> All choices after that.
	 */
	public function change( $choices ): array {
		$all     = $this->all();
		$changed = is_array( $choices ) ? $choices : array();
		foreach ( $all as $group => $switches ) {
			$named         = is_array( $changed[ $group ] ?? null ) ? $changed[ $group ] : array();
			$all[ $group ] = array_merge( $switches, array_intersect_key( $named, $switches ) );
		}
		$all = $this->parsed( $all );
		update_option( self::OPTION, $all, false );
		return $all;
	}

	/**
	 * Choices as the core reads them.
	 *
	 * @param mixed $choices What was stored or sent.
	 * @return array<string,array<string,bool>>
	 */
	private function parsed( $choices ): array {
		$answer = $this->core->call( array( 'settings' => is_array( $choices ) ? $choices : array() ) )['settings'];
		return array(
			'imports' => $answer['imports'],
			'sync'    => $answer['sync'],
		);
	}
}
