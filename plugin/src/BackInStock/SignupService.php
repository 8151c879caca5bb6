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
use Storewire\Support\SealedLink;
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
	 * Builds it.
	 *
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
	 * @return array{state:string,message:string,issues:array<string,string>} `done`, `invalid` or `later`; what to say; and
	 *         what is wrong by field, `email` or `agreed`.
	 */
	public function take( array $form ): array {
		if ( ! self::is_open() ) {
			return self::answer( 'later' );
		}
		$text = static fn( string $name ): string => is_scalar( $form[ $name ] ?? null ) ? (string) $form[ $name ] : '';
		try {
			$goods = self::goods( (int) $text( 'product' ), (int) $text( 'variation' ) );
			$asked = array(
				'requestedAt' => self::now(),
				'product'     => $goods->snapshot(),
				'email'       => $text( 'email' ),
				'agreed'      => in_array( $text( 'agreed' ), array( '1', 'on', 'true' ), true ),
				'consent'     => FormSettings::texts()['consent'],
				'trap'        => $text( 'website' ),
				'confirms'    => FormSettings::confirms(),
			);
			$said  = $this->counted( $asked );
			$fails = ( 'accepted' === $said['state'] && ! $this->keep( $said['request'], $goods, $asked['requestedAt'] ) )
				|| ( 'confirm' === $said['state'] && ! $this->mail( $asked, $said, $goods ) );
			if ( $fails ) {
				return self::answer( 'later' );
			}
		} catch ( CoreFailure | ReadFailure $failure ) {
			return self::answer( 'later' );
		}
		return self::answer( in_array( $said['state'], array( 'later', 'invalid' ), true ) ? $said['state'] : 'done', $said['issues'] );
	}

	/**
	 * A link from a mail was opened, or its button pressed, which keeps the request once.
	 *
	 * @param array<int,mixed> $link    What the link says: product, variation, e-mail address, when it was asked, consent.
	 * @param bool             $pressed Whether the button was pressed.
	 * @return array{state:string,goods:WaitedProduct} `open`: there is something to confirm; `done`, `expired`, `in_stock`,
	 *         `not_offered`, `later`, or `unknown`.
	 */
	public function confirm( array $link, bool $pressed ): array {
		list( $product, $variation, $email, $at, $consent ) = array_pad( $link, 5, '' );

		$state = 'later';
		try {
			$goods = self::goods( (int) $product, (int) $variation );
			$since = Withdrawal::last( (string) $email, $goods->object() );
			$once  = RateCounters::hash( 'confirmed', "$email " . $goods->object() . " $at $since " . $this->connection->episode() );
			if ( RateCounters::has( $once ) ) {
				$state = 'done';
			} elseif ( self::is_open() ) {
				$now   = self::now();
				$said  = $this->ask( array( 'confirmedAt' => $now ) + self::form( $goods, (string) $email, (string) $consent, (int) $at ) );
				$state = $said['state'];
				if ( 'invalid' === $state ) {
					$state = 'product' === $said['issues'][0]['path'] ? $said['issues'][0]['code'] : 'unknown';
				}
				if ( 'accepted' === $state ) {
					$state = $pressed ? 'done' : 'open';
				}
				if ( 'done' === $state && $this->keep( $said['request'], $goods, $now ) ) {
					RateCounters::add( $once, DeliveredRequests::REMEMBERED );
				} elseif ( 'done' === $state ) {
					$state = 'later';
				}
			}
		} catch ( CoreFailure | ReadFailure $failure ) {
			$state = 'later';
		}
		return array(
			'state' => $state,
			'goods' => $goods ?? WaitedProduct::named( (int) $product, (int) $variation ),
		);
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
		$now  = self::now();
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
	 * Now by the database's clock, milliseconds since 1970 UTC.
	 */
	private static function now(): int {
		return Clock::milliseconds();
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
	 * What the core says to a form that counts for the limits. Each count is added only where the ones before it leave
	 * something to be done.
	 *
	 * @param array<string,mixed> $asked The form.
	 * @return array<string,mixed>
	 * @throws CoreFailure Where it cannot be read.
	 */
	private function counted( array $asked ): array {
		$asked['clientInHour'] = RateCounters::add( RateCounters::hash( 'client', VisitorAddress::client() ), HOUR_IN_SECONDS );
		$said                  = $this->ask( $asked );
		if ( 'later' === $said['state'] ) {
			RateCounters::turned_away( VisitorAddress::sent_headers() );
		}
		if ( in_array( $said['state'], array( 'accepted', 'confirm' ), true ) ) {
			$asked['emailInDay'] = RateCounters::add( RateCounters::hash( 'email', $said['request']['email'] ), DAY_IN_SECONDS );
			$said                = $this->ask( $asked );
		}
		if ( 'confirm' === $said['state'] ) {
			$asked['mailsInHour'] = RateCounters::add( self::of_mail( $said['request'] ), HOUR_IN_SECONDS );
			$said                 = $this->ask( $asked );
		}
		return $said;
	}

	/**
	 * What mails about a request are counted under.
	 *
	 * @param array<string,mixed> $request What the core made of it.
	 */
	private static function of_mail( array $request ): string {
		return RateCounters::hash( 'mail', "$request[email] $request[providerProductId] " . ( $request['providerVariantId'] ?? '' ) );
	}

	/**
	 * Asks a shopper to confirm. A mail that could not be sent does not count.
	 *
	 * @param array<string,mixed> $asked The form.
	 * @param array<string,mixed> $said  What the core said to it.
	 * @param WaitedProduct         $goods What is waited for.
	 */
	private function mail( array $asked, array $said, WaitedProduct $goods ): bool {
		$request = $said['request'];
		$link    = SealedLink::to( home_url( '/' ), FormPlacement::LINK, array( (int) $request['providerProductId'], (int) ( $request['providerVariantId'] ?? 0 ), $request['email'], $asked['requestedAt'], $request['consent'] ) );
		$is_sent = ConfirmationMail::send( $request['email'], $goods->name(), $link, (string) ( $said['expiresAt'] ?? '' ) );
		if ( ! $is_sent ) {
			RateCounters::forget( self::of_mail( $request ) );
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

	/**
	 * What is said where nothing is taken now.
	 *
	 * @return array{state:string,message:string,issues:array<string,string>}
	 */
	public static function later(): array {
		return self::answer( 'later' );
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
				$at[ $issue['path'] ] = FormWords::of( $issue );
			} else {
				$rest[] = FormWords::of( $issue );
			}
		}
		if ( 'invalid' !== $state ) {
			$rest = array( FormWords::state( $state ) );
		}
		return array(
			'state'   => $state,
			'message' => implode( ' ', $rest ),
			'issues'  => $at,
		);
	}
}
