<?php
/**
 * The owner's choices.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Connection;

use Storewire\Core\Core;
use Storewire\Shop\ShopperConsent;
use Storewire\Support\Clock;
use Storewire\Support\StoredOption;

/**
 * What to import, what to keep in step (C6, C7), and what may go out about shoppers (E7). The core parses and fills in
 * defaults. They outlive a disconnect.
 */
final class Settings {

	const OPTION = ShopperConsent::CHOICES;

	/** Of what is stored: what went out about shoppers when the choices were last looked at, made or not (E7). */
	const IN_FORCE = 'inForce';

	/** What both sides know and change (C7). */
	const SHARED = array( 'imports', 'sync' );

	private Core $core;

	/**
	 * @param Core $core Parses.
	 */
	public function __construct( Core $core ) {
		$this->core = $core;
	}

	/**
	 * The choices that the backend shares: `{imports: {contacts, …}, sync: {contacts, …}}`, each true or false.
	 *
	 * @return array<string,array<string,bool>>
	 */
	public function all(): array {
		return array_intersect_key( $this->parsed( self::option()->read() ), array_flip( self::SHARED ) );
	}

	/**
	 * What deliveries go by: `sync` as in all(); `consent`, what may go out about shoppers (E7); and `since` when each of
	 * them lets through, milliseconds since 1970 UTC. The consent moves by itself where a consent plugin comes or goes.
	 *
	 * @return array<string,mixed>
	 */
	public function rules(): array {
		$stored = self::option()->read();
		$parsed = $this->parsed( $stored );
		if ( is_array( $stored ) && ( $stored[ self::IN_FORCE ] ?? '' ) !== $parsed['consent'] ) {
			$this->change( array() );
			$parsed = $this->parsed( self::option()->read() );
		}
		return array_intersect_key( $parsed, array_flip( array( 'sync', 'consent', 'since' ) ) );
	}

	/**
	 * What may go out about shoppers: `all`, `subscribers` or `wp_consent_api` (E7). The owner's word alone: the backend
	 * neither sees nor changes it.
	 */
	public function consent(): string {
		return $this->parsed( self::option()->read() )['consent'];
	}

	/**
	 * Stores choices; those that are not named stay as they are, also where somebody else changes them at the same time (X11).
	 * What lets through more than before does so from now on.
	 *
	 * @param mixed $choices `imports`, `sync` and `consent`, or a part of them.
	 * @return array<string,array<string,bool>> As all(), after that.
	 */
	public function change( $choices ): array {
		$changed = is_array( $choices ) ? $choices : array();
		self::option()->change( fn( $stored ): array => $this->changed( is_array( $stored ) ? $stored : array(), $changed ) );
		return $this->all();
	}

	/**
	 * What is stored where choices are made.
	 *
	 * @param array<string,mixed> $stored  What is stored before.
	 * @param array<string,mixed> $changed The choices.
	 * @return array<string,mixed>
	 */
	private function changed( array $stored, array $changed ): array {
		$before = $this->parsed( $stored );
		$all    = array_intersect_key( $before, array_flip( self::SHARED ) );
		foreach ( $all as $group => $switches ) {
			$named         = is_array( $changed[ $group ] ?? null ) ? $changed[ $group ] : array();
			$all[ $group ] = array_merge( $switches, array_intersect_key( $named, $switches ) );
		}
		// Kept only where it was made: where it was not, it follows from what the site has.
		$consent = $changed['consent'] ?? $stored['consent'] ?? null;
		if ( null !== $consent ) {
			$all['consent'] = $consent;
		}
		$parsed = $this->parsed(
			$all + array(
				'since'  => $stored['since'] ?? null,
				'before' => array(
					'sync'    => $before['sync'],
					'consent' => $stored[ self::IN_FORCE ] ?? $before['consent'],
				),
				'now'    => Clock::milliseconds(),
			)
		);
		$all   += array( 'since' => array() );
		return array_intersect_key( $parsed, $all ) + array( self::IN_FORCE => $parsed['consent'] );
	}

	/**
	 * Where they are stored.
	 */
	private static function option(): StoredOption {
		return new StoredOption( self::OPTION );
	}

	/**
	 * Choices as the core reads them.
	 *
	 * @param mixed $choices What was stored or sent.
	 * @return array<string,mixed> `imports`, `sync`, `consent`, `since`.
	 */
	private function parsed( $choices ): array {
		$asked = array( 'consentApi' => ShopperConsent::has_api() ) + ( is_array( $choices ) ? $choices : array() );
		return $this->core->call( array( 'settings' => $asked ) )['settings'];
	}
}
