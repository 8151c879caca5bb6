<?php
/**
 * What happens to users.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Recording;

use Storewire\Generated\Rules;

/**
 * Notes users that changed, whatever their roles: who is a contact is the core's to say (S1).
 */
final class UserHooks {

	private Recorder $recorder;

	/**
	 * @param Recorder $recorder Takes what is noted.
	 */
	public function __construct( Recorder $recorder ) {
		$this->recorder = $recorder;
	}

	/**
	 * A user was made, changed, or given or deprived of a role.
	 *
	 * @param int $user User id.
	 */
	public function changed( $user ): void {
		$this->recorder->changed( Rules::CONTACT, (int) $user );
	}

	/**
	 * A user was deleted; in a network perhaps only from this site.
	 *
	 * @param int $user User id.
	 */
	public function deleted( $user ): void {
		$this->recorder->gone( Rules::CONTACT, (int) $user );
	}
}
