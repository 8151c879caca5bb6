<?php
/**
 * What a shopper hears who sent the form.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\BackInStock;

/**
 * Whether the form was taken, in words for the shopper; what is wrong stands at its field.
 */
final class SignupAnswer {

	const DONE    = 'done';
	const INVALID = 'invalid';
	const LATER   = 'later';

	/** Fields that have a place for what is wrong with them. */
	const FIELDS = array( 'email', 'agreed' );

	/** One of the three. */
	public string $state;

	/** What to say. */
	public string $message;

	/**
	 * What is wrong, by field.
	 *
	 * @var array<string,string>
	 */
	public array $issues = array();

	/**
	 * @param string $state   One of the three.
	 * @param string $message What to say.
	 */
	private function __construct( string $state, string $message ) {
		$this->state   = $state;
		$this->message = $message;
	}

	/** It was taken: thanks, the same whoever asks. */
	public static function done(): self {
		return new self( self::DONE, FormWords::state( self::DONE ) );
	}

	/** Nothing is taken now. */
	public static function later(): self {
		return new self( self::LATER, FormWords::state( self::LATER ) );
	}

	/**
	 * Something is to be corrected.
	 *
	 * @param array<int,array<string,mixed>> $issues The core's.
	 */
	public static function invalid( array $issues ): self {
		$at   = array();
		$rest = array();
		foreach ( $issues as $issue ) {
			if ( in_array( $issue['path'], self::FIELDS, true ) ) {
				$at[ $issue['path'] ] = FormWords::issue( $issue );
			} else {
				$rest[] = FormWords::issue( $issue );
			}
		}
		$answer         = new self( self::INVALID, implode( ' ', $rest ) );
		$answer->issues = $at;
		return $answer;
	}

	/**
	 * As the storefront's script reads it; see src/core/waitlist/storefront.rs.
	 *
	 * @return array<string,mixed>
	 */
	public function body(): array {
		return array(
			'state'   => $this->state,
			'message' => $this->message,
			'issues'  => (object) $this->issues,
		);
	}
}
