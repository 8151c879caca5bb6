<?php
/**
 * What may be recorded at all.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Recording;

use Storewire\Connection\Connection;
use Storewire\Connection\OptInSettings;
use Storewire\Connection\Schedule;
use Storewire\Connection\Settings;
use Storewire\Generated\Rules;
use Storewire\Outbox\Outbox;
use Storewire\Support\StoredOption;

/**
 * Between the listeners and the outbox: nothing is recorded before the store is connected (D8), nor what the owner has
 * switched off (C7). While the backend refuses the token, everything is recorded (D3).
 *
 * What is wanted is kept in an option of its own, the only one of the plugin that is loaded with every page, so that
 * hooks ask the database nothing. It follows the connection and the owner's choices whenever they are stored, which
 * happens at least once an hour.
 */
final class Recorder {

	/** Names of the switches that are on; missing while not connected. */
	const OPTION = Schedule::RECORDING;

	/** Beside them: whether the checkout has the opt-in box. */
	const OPT_IN = 'optIn';

	/**
	 * Where it is recorded.
	 *
	 * @var Outbox
	 */
	private $outbox;

	/**
	 * @param Outbox $outbox Where it is recorded.
	 */
	public function __construct( Outbox $outbox ) {
		$this->outbox = $outbox;
	}

	/**
	 * The connection or the owner's choices were stored. A choice that was never made counts as on.
	 */
	public function follow(): void {
		if ( ! Connection::is_stored() ) {
			delete_option( self::OPTION );
			return;
		}
		$choices  = ( new StoredOption( Settings::OPTION ) )->read()['sync'] ?? array();
		$switches = array_unique( array_merge( ...array_column( Rules::TOPICS, 'switches' ) ) );
		$on       = array_filter( $switches, static fn( string $switch ): bool => (bool) ( $choices[ $switch ] ?? true ) );
		if ( OptInSettings::wants() ) {
			$on[] = self::OPT_IN;
		}
		update_option( self::OPTION, array_values( $on ), true );
	}

	/**
	 * Whether something is to be recorded.
	 *
	 * @param string $topic Of the outbox.
	 */
	public function wants( string $topic ): bool {
		return self::is_wanted( $topic );
	}

	/**
	 * Whether one of a topic's switches is on.
	 *
	 * @param string $topic Of the outbox.
	 */
	public static function is_wanted( string $topic ): bool {
		return array() !== array_intersect( Rules::TOPICS[ $topic ]['switches'], (array) get_option( self::OPTION, array() ) );
	}

	/**
	 * Whether something is to be recorded of an object. Where there is none, as with a variation that lost its product,
	 * WordPress says 0, and the backend would be told of an object 0.
	 *
	 * @param string     $topic  Of the outbox.
	 * @param int|string $object The object's id.
	 */
	private function wants_of( string $topic, $object ): bool {
		return '0' !== (string) $object && $this->wants( $topic );
	}

	/**
	 * Records that an object changed.
	 *
	 * @param string     $topic  Its kind.
	 * @param int|string $object Its id.
	 */
	public function changed( string $topic, $object ): void {
		if ( ! $this->outbox->has( $topic, (string) $object ) && $this->wants_of( $topic, $object ) ) {
			$this->outbox->changed( $topic, (string) $object );
		}
	}

	/**
	 * Records that an object was deleted.
	 *
	 * @param string     $topic  Its kind.
	 * @param int|string $object Its id.
	 */
	public function gone( string $topic, $object ): void {
		if ( $this->wants_of( $topic, $object ) ) {
			$this->outbox->gone( $topic, (string) $object );
		}
	}

	/**
	 * Records that something happened.
	 *
	 * @param string                   $topic      Topic of the fact.
	 * @param int|string               $object     What it happened to.
	 * @param string                   $transition Tells it from other facts of the same topic and object.
	 * @param array<string,mixed>|null $payload    What nothing else remembers.
	 * @param int|null                 $at         When, milliseconds since 1970 UTC; now by default.
	 */
	public function happened( string $topic, $object, string $transition, ?array $payload = null, ?int $at = null ): void {
		if ( $this->wants_of( $topic, $object ) ) {
			$this->outbox->happened( $topic, (string) $object, $transition, $payload, false, $at );
		}
	}

	/**
	 * How many rows the database has refused so far, for whoever can try again.
	 */
	public function refused(): int {
		return $this->outbox->refused();
	}

	/**
	 * The request is about to wait for another server, maybe for too long: what an order must not lose is written now.
	 */
	public function save_order(): void {
		$this->outbox->save_order();
	}

	/**
	 * Records what somebody did who is not logged in; such rows have a cap of their own (D6).
	 *
	 * @param string              $topic      Topic of the fact.
	 * @param string              $object     What it happened to.
	 * @param string              $transition Tells it from other facts of the same topic and object.
	 * @param array<string,mixed> $payload    What nothing else remembers.
	 * @param int                 $at         When, milliseconds since 1970 UTC.
	 */
	public function visitor_did( string $topic, string $object, string $transition, array $payload, int $at ): void {
		if ( $this->wants( $topic ) ) {
			$this->outbox->happened( $topic, $object, $transition, $payload, true, $at );
		}
	}
}
