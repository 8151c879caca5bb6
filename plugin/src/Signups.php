<?php
/**
 * Takes requests to be told when a product is back.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire;

/**
 * The one path of K2, for the REST route and the plain post. What is asked again is answered like the first time, so that
 * nobody learns who is on the list. Nothing is sent here (D1): a request becomes a fact row of the outbox with its
 * snapshot, and the relay takes it to the backend, however long that is down.
 */
final class Signups {

	/** Fields of the form. The trap has a name that programs like to fill in. */
	const FIELDS = array( 'product', 'variation', 'email', 'agreed', 'website' );

	/** Seconds that a request is remembered after it was sent, so that it is not sent twice. */
	const REMEMBERED = WEEK_IN_SECONDS;

	private Core $core;

	/**
	 * Builds it.
	 *
	 * @param Core $core Reads and judges.
	 */
	public function __construct( Core $core ) {
		$this->core = $core;
	}

	/**
	 * Takes a form.
	 *
	 * @param array<string,mixed> $form FIELDS, as they came.
	 * @return array{state:string,message:string,issues:array<string,string>} `done`, `invalid` or `later`; what to say; and
	 *         what is wrong by field, `email` or `agreed`.
	 */
	public function take( array $form ): array {
		if ( false === get_option( Recorder::OPTION ) ) {
			return self::answer( 'later' );
		}
		$text  = static fn( string $name ): string => is_scalar( $form[ $name ] ?? null ) ? (string) $form[ $name ] : '';
		$goods = SignupGoods::named( (int) $text( 'product' ), (int) $text( 'variation' ) );
		$asked = array(
			'requestedAt'  => (int) ( microtime( true ) * 1000 ),
			'product'      => $goods->snapshot(),
			'email'        => $text( 'email' ),
			'agreed'       => in_array( $text( 'agreed' ), array( '1', 'on', 'true' ), true ),
			'consent'      => SignupSettings::texts()['consent'],
			'trap'         => $text( 'website' ),
			'clientInHour' => SignupCounts::add( SignupCounts::hash( 'client', SignupSettings::client() ), HOUR_IN_SECONDS ),
		);
		try {
			$said = $this->ask( $asked );
			if ( 'accepted' === $said['state'] ) {
				$by_email = SignupCounts::add( SignupCounts::hash( 'email', $said['request']['email'] ), DAY_IN_SECONDS );
				$said     = $this->ask( $asked + array( 'emailInDay' => $by_email ) );
			}
			if ( 'accepted' === $said['state'] ) {
				$this->keep( $said['request'], $goods, $asked['requestedAt'] );
			}
		} catch ( CoreFailure $failure ) {
			return self::answer( 'later' );
		}
		return self::answer( in_array( $said['state'], array( 'accepted', 'dropped' ), true ) ? 'done' : $said['state'], $said['issues'] );
	}

	/**
	 * What the core says to a form.
	 *
	 * @param array<string,mixed> $asked The form, and what is known.
	 * @return array<string,mixed>
	 * @throws CoreFailure Where it cannot be read.
	 */
	private function ask( array $asked ): array {
		$answer = $this->core->call( array( 'signup' => $asked ) );
		if ( ! isset( $answer['signup'] ) ) {
			throw new CoreFailure( Messages::of_issues( $answer ) );
		}
		return $answer['signup'];
	}

	/**
	 * Keeps a request, unless it is there already: the same shopper and product, and the product has not changed since, so
	 * that it cannot have been in stock meanwhile.
	 *
	 * @param array<string,mixed> $request What the core made of it.
	 * @param SignupGoods         $goods   What is waited for.
	 * @param int                 $at      When, milliseconds since 1970 UTC.
	 */
	private function keep( array $request, SignupGoods $goods, int $at ): void {
		$known = SignupCounts::hash( 'request', $request['email'] . ' ' . $goods->object() . ' ' . $goods->revision() );
		if ( SignupCounts::has( $known ) ) {
			return;
		}
		$store    = Store::of_this_site( $this->core );
		$request += is_wp_error( $store ) ? array() : array( 'storeUrl' => $store->url );
		// Written at once: what the shopper is thanked for is there.
		( new Outbox() )->happened( OutboxTopics::SIGNUP, $goods->object(), $known, array( 'snapshot' => $request ), ! is_user_logged_in(), $at );
		SignupCounts::add( $known, self::REMEMBERED );
	}

	/**
	 * What is said.
	 *
	 * @param string                            $state  See take().
	 * @param array<int,array<string,mixed>> $issues The core's.
	 * @return array{state:string,message:string,issues:array<string,string>}
	 */
	private static function answer( string $state, array $issues = array() ): array {
		$at   = array();
		$rest = array();
		foreach ( $issues as $issue ) {
			if ( in_array( $issue['path'], array( 'email', 'agreed' ), true ) ) {
				$at[ $issue['path'] ] = SignupMessages::of( $issue );
			} else {
				$rest[] = SignupMessages::of( $issue );
			}
		}
		if ( 'invalid' !== $state ) {
			$rest = array( SignupMessages::state( $state ) );
		}
		return array(
			'state'   => $state,
			'message' => implode( ' ', $rest ),
			'issues'  => $at,
		);
	}
}
