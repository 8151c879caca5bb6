<?php
/**
 * Takes requests to be told when a product is back.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\BackInStock;

use Storewire\Connection\Connection;
use Storewire\Core\Core;
use Storewire\Core\CoreFailure;
use Storewire\Core\Limit;
use Storewire\Core\Messages;
use Storewire\Generated\Rules;
use Storewire\Outbox\BuriedRows;
use Storewire\Outbox\DeliveredRequests;
use Storewire\Outbox\Outbox;
use Storewire\Recording\Recorder;
use Storewire\Shop\StoreAddress;
use Storewire\Support\Clock;
use Storewire\Support\RateCounters;
use Storewire\Support\ReadFailure;
use Storewire\Support\ReadWatch;
use Storewire\Support\VisitorAddress;

/**
 * The one path of K2, for the REST route and the plain post, for the links of those who are asked to confirm, and for
 * WooCommerce's own form. What is asked again is answered like the first time, so that nobody learns who is on the list.
 * Nothing is sent to the backend here (D1): a request becomes a fact row of the outbox with its snapshot, and the relay
 * takes it there, however long the backend is down.
 *
 * Where the owner wants shoppers to confirm, a form only sends a mail. Nothing is stored for it: the link says what was
 * asked, so forms that nobody confirms leave nothing behind.
 */
final class SignupService {

	/** Fields of the form. The trap has a name that programs like to fill in. */
	const FIELDS = array( 'product', 'variation', 'email', 'agreed', 'website' );

	private Core $core;
	private Connection $connection;
	private Outbox $outbox;

	/**
	 * @param Core       $core       Reads and judges.
	 * @param Connection $connection To whom requests go.
	 * @param Outbox     $outbox     Keeps them, at once.
	 */
	public function __construct( Core $core, Connection $connection, Outbox $outbox ) {
		$this->core       = $core;
		$this->connection = $connection;
		$this->outbox     = $outbox;
	}

	/**
	 * Takes a form.
	 *
	 * @param array<string,mixed> $form FIELDS, as they came.
	 */
	public function take( array $form ): SignupAnswer {
		try {
			return self::is_open() ? $this->answer( $form ) : SignupAnswer::later();
		} catch ( CoreFailure | ReadFailure $failure ) {
			return SignupAnswer::later();
		}
	}

	/**
	 * Answers a form, and does what is to be done.
	 *
	 * @param array<string,mixed> $form FIELDS, as they came.
	 * @throws CoreFailure Where the core cannot run.
	 * @throws ReadFailure Where the database does not answer.
	 */
	private function answer( array $form ): SignupAnswer {
		$text  = static fn( string $name ): string => is_scalar( $form[ $name ] ?? null ) ? (string) $form[ $name ] : '';
		$goods = self::goods( (int) $text( 'product' ), (int) $text( 'variation' ) );
		$now   = Clock::milliseconds();
		$said  = $this->counted(
			array(
				'requestedAt' => $now,
				'product'     => $goods->snapshot(),
				'email'       => $text( 'email' ),
				'agreed'      => in_array( $text( 'agreed' ), array( '1', 'on', 'true' ), true ),
				'consent'     => FormSettings::texts()['consent'],
				'trap'        => $text( 'website' ),
				'confirms'    => FormSettings::confirms(),
			)
		);
		switch ( $said['state'] ) {
			case 'accepted':
				return $this->keep( $said['request'], $goods, $now ) ? SignupAnswer::done() : SignupAnswer::later();
			case 'confirm':
				return self::mail( $said, $goods, $now ) ? SignupAnswer::done() : SignupAnswer::later();
			case 'invalid':
				return SignupAnswer::invalid( $said['issues'] );
			case 'later':
				return SignupAnswer::later();
			default:
				return SignupAnswer::done();
		}
	}

	/**
	 * A link from a mail was opened, or its button pressed, which keeps the request once.
	 *
	 * @param ConfirmationLink $link    The link.
	 * @param bool             $pressed Whether the button was pressed.
	 * @return string `open`: there is something to confirm; `done`, `expired`, `in_stock`, `not_offered`, `later`, or `unknown`.
	 */
	public function confirm( ConfirmationLink $link, bool $pressed ): string {
		try {
			return $this->confirmed( $link, $pressed );
		} catch ( CoreFailure | ReadFailure $failure ) {
			return 'later';
		}
	}

	/**
	 * What becomes of a link.
	 *
	 * @param ConfirmationLink $link    The link.
	 * @param bool             $pressed Whether the button was pressed.
	 * @return string As confirm() gives it.
	 * @throws CoreFailure Where the core cannot run.
	 * @throws ReadFailure Where the database does not answer.
	 */
	private function confirmed( ConfirmationLink $link, bool $pressed ): string {
		$goods = self::goods( $link->product, $link->variation );
		$since = Withdrawal::last( $link->email, $goods->object() );
		$once  = RateCounters::hash( 'confirmed', "$link->email " . $goods->object() . " $link->asked_at $since " . $this->connection->episode() );
		if ( RateCounters::has( $once ) ) {
			return 'done';
		}
		if ( ! self::is_open() ) {
			return 'later';
		}
		$now  = Clock::milliseconds();
		$said = $this->ask( array( 'confirmedAt' => $now ) + self::form( $goods, $link->email, $link->consent, $link->asked_at ) );
		if ( 'invalid' === $said['state'] ) {
			$issue = reset( $said['issues'] );
			return 'product' === $issue['path'] ? $issue['code'] : 'unknown';
		}
		if ( 'accepted' !== $said['state'] || ! $pressed ) {
			return 'accepted' === $said['state'] ? 'open' : $said['state'];
		}
		if ( ! $this->keep( $said['request'], $goods, $now ) ) {
			return 'later';
		}
		RateCounters::add( $once, DeliveredRequests::REMEMBERED );
		return 'done';
	}

	/**
	 * Somebody asked elsewhere in the shop, and needs no answer from here.
	 *
	 * @param WaitedProduct $goods   What is waited for.
	 * @param string      $email   Address.
	 * @param string      $consent What was agreed to.
	 * @param int|null    $at      When it was asked, milliseconds since 1970 UTC, where it was confirmed now; null where it
	 *                             is asked now, which counts for the limits.
	 * @throws CoreFailure Where the core cannot run.
	 */
	public function join( WaitedProduct $goods, string $email, string $consent, ?int $at ): void {
		if ( ! self::is_open() ) {
			return;
		}
		$now  = Clock::milliseconds();
		$form = self::form( $goods, $email, $consent, $at ?? $now );
		$said = null === $at ? $this->counted( $form ) : $this->ask( array( 'confirmedAt' => $now ) + $form );
		if ( 'accepted' === $said['state'] ) {
			$this->keep( $said['request'], $goods, $now );
		}
	}

	/**
	 * Whether there is anybody to tell (D8), and whoever asks can be told: Product Sync is what tells of stock.
	 */
	public static function is_open(): bool {
		return Recorder::is_wanted( Rules::BACK_IN_STOCK );
	}

	/**
	 * What is waited for. Nobody is told that it is not offered because it could not be read.
	 *
	 * @param int $product   Product id.
	 * @param int $variation Variation id; 0 for none.
	 * @throws ReadFailure Where the database does not answer.
	 */
	private static function goods( int $product, int $variation ): WaitedProduct {
		return ReadWatch::over( static fn(): WaitedProduct => WaitedProduct::named( $product, $variation ) );
	}

	/**
	 * The core's form for somebody who has agreed.
	 *
	 * @param WaitedProduct $goods   What is waited for.
	 * @param string      $email   Address.
	 * @param string      $consent What was agreed to.
	 * @param int         $at      When, milliseconds since 1970 UTC.
	 * @return array<string,mixed>
	 */
	private static function form( WaitedProduct $goods, string $email, string $consent, int $at ): array {
		return array(
			'requestedAt' => $at,
			'product'     => $goods->snapshot(),
			'email'       => $email,
			'agreed'      => true,
			'consent'     => $consent,
		);
	}

	/**
	 * What the core says to a form that counts for the limits; `later` or `mailed` where it is over one.
	 *
	 * @param array<string,mixed> $asked The form.
	 * @return array<string,mixed>
	 * @throws CoreFailure Where it cannot be read.
	 */
	private function counted( array $asked ): array {
		$visitor = VisitorAddress::here();
		$said    = $this->ask( $asked + array( 'visitor' => $visitor->snapshot() ) );
		$passed  = Limit::passed( Limit::all( $said ) );
		if ( null === $passed ) {
			return $said;
		}
		RateCounters::turned_away( $passed->is_of_clients() ? $visitor->unnamed_proxy() : '' );
		return array( 'state' => $passed->over );
	}

	/**
	 * Asks a shopper to confirm. A mail that could not be sent does not count.
	 *
	 * @param array<string,mixed> $said  What the core said to the form.
	 * @param WaitedProduct       $goods What is waited for.
	 * @param int                 $at    When it was asked, milliseconds since 1970 UTC.
	 */
	private static function mail( array $said, WaitedProduct $goods, int $at ): bool {
		$link    = ConfirmationLink::to( $said['request'], $at );
		$is_sent = ConfirmationMail::send( $link->email, $goods->name(), $link->url(), (string) ( $said['expiresAt'] ?? '' ) );
		if ( ! $is_sent ) {
			// The mail is counted last.
			$limits = Limit::all( $said );
			end( $limits )->forget();
		}
		return $is_sent;
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
			throw new CoreFailure( Messages::of_issues( $answer ) ); // phpcs:ignore WordPress.Security.EscapeOutput.ExceptionNotEscaped -- escaped where it is shown.
		}
		return $answer['signup'];
	}

	/**
	 * Keeps a request, unless the backend has it already: the same shopper and product, and the product has not changed
	 * since, so that it cannot have been in stock meanwhile. While it waits, its row is the only mark of it, for whatever
	 * takes the row away must not leave a shopper with thanks alone.
	 *
	 * @param array<string,mixed> $request What the core made of it.
	 * @param WaitedProduct         $goods   What is waited for.
	 * @param int                 $at      When, milliseconds since 1970 UTC.
	 * @return bool Whether it is there, or was delivered.
	 */
	private function keep( array $request, WaitedProduct $goods, int $at ): bool {
		$since = Withdrawal::last( $request['email'], $goods->object() );
		$known = RateCounters::hash( 'request', $request['email'] . ' ' . $goods->object() . ' ' . $goods->revision() . " $since" );
		if ( DeliveredRequests::has( $known, $this->connection->episode() ) ) {
			return true;
		}
		$store    = StoreAddress::of_this_site( $this->core );
		$request += is_wp_error( $store ) ? array() : array( 'storeUrl' => $store->url );
		// Written at once: what the shopper is thanked for is there.
		$kept = $this->outbox->happened( Rules::BACK_IN_STOCK, $goods->object(), $known, array( 'snapshot' => $request ), ! is_user_logged_in(), $at );
		// The backend may have refused it before, for a reason that is mended.
		BuriedRows::replay_fact( Rules::BACK_IN_STOCK, $goods->object(), $known );
		Withdrawal::asked( $request['email'], $goods->object() );
		return $kept;
	}
}
