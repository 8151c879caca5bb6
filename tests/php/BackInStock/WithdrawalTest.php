<?php
declare(strict_types=1);

namespace Storewire\Tests\BackInStock;

use Storewire\BackInStock\ConfirmationLink;
use Storewire\BackInStock\FormSettings;
use Storewire\Connection\Connection;
use Storewire\Recording\Recorder;
use Storewire\Support\WithdrawalLink;
use Storewire\Tests\Support\Browser;
use Storewire\Tests\Support\Mailbox;

/**
 * A9, K4: whoever asked to be told can withdraw that, by a page with one button, over HTTP as shoppers come.
 */
final class WithdrawalTest extends SignupTestCase {

	/** The whole way: the link goes with the request; the button ends it at the backend; nobody is told any more. */
	public function test_a9_k4_from_the_request_to_its_end(): void {
		$id = $this->sold_out( 'Copper Kettle' );
		$this->ask( $id, 'ann@example.com' );
		$this->ask( $id, 'bob@example.com' );
		$this->deliver();
		$link = $this->waitlist()['ann@example.com']['withdrawUrl'];
		$this->assertStringStartsWith( home_url( '/' ), $link );
		$this->assertStringNotContainsString( 'ann', $link );
		$page = ( new Browser() )->open( $link );
		$this->assertSame( 200, $page->status );
		$this->assertStringContainsString( 'when “Copper Kettle” is back in stock', $page->text() );
		$this->assertStringNotContainsString( 'ann@example.com', $page->body );
		$this->assertSame( 1, substr_count( $page->body, 'name="' . WithdrawalLink::PARAMETER . '"' ) );
		$this->deliver();
		$this->assertSame( 'waiting', $this->waitlist()['ann@example.com']['state'], 'Programs that open links do nothing.' );
		$page->press( 'Withdraw my request' );
		$this->assertSame( 303, $page->status );
		$this->assertStringContainsString( 'We will not write to you', $page->follow()->text() );
		$this->deliver();
		$this->assertSame( array( 'ann@example.com' => 'withdrawn', 'bob@example.com' => 'waiting' ), array_column( $this->waitlist(), 'state', 'email' ) );
		$event = $this->backend->events()[0];
		$this->assertStringNotContainsString( 'ann', $event['id'], 'P2' );
		$this->assertSame( array( 'ecommerce.back_in_stock_withdrawn', (string) $id, 'ann@example.com' ), array( $event['data']['name'], $event['data']['providerVariantId'], $event['data']['email'] ) );
		$checked = ( new Browser() )->json( 'GET', STOREWIRE_BACKEND_URL . '/test/violations' );
		$this->assertSame( array(), $checked['violations'] ?? array() );
	}

	/** K4: the same words for somebody who is on no list; and what is no link of this site is none. */
	public function test_k4_nothing_is_said_of_who_is_on_the_list(): void {
		$id = $this->sold_out( 'Kettle' );
		$this->ask( $id, 'ann@example.com' );
		$this->deliver();
		$pages = array();
		foreach ( array( 'ann@example.com', 'nobody@example.com' ) as $email ) {
			$page    = ( new Browser() )->open( WithdrawalLink::to( array( 'providerProductId' => (string) $id, 'email' => $email ) ) );
			$pages[] = array( $page->status, $page->text(), $page->press( 'Withdraw my request' )->status, $page->follow()->text() );
		}
		$this->assertSame( $pages[0], $pages[1] );
		$confirm = \Storewire\Support\SealedLink::to( home_url( '/' ), ConfirmationLink::PARAMETER, array( $id, 0, 'ann@example.com' ) );
		foreach ( array( 'x', '', strtok( (string) wp_parse_url( $confirm, PHP_URL_QUERY ), '' ) ) as $token ) {
			$this->assertSame( 404, ( new Browser() )->open( add_query_arg( WithdrawalLink::PARAMETER, rawurlencode( str_replace( ConfirmationLink::PARAMETER . '=', '', $token ) ), home_url( '/' ) ) )->status );
		}
	}

	/** Everywhere: what waits here goes to nobody, whichever arrives first; another shopper's and another product's stay. */
	public function test_a9_what_waits_is_withdrawn_too(): void {
		$id    = $this->sold_out( 'Kettle' );
		$other = $this->sold_out( 'Pot' );
		foreach ( array( array( $id, 'ann@example.com' ), array( $id, 'joann@example.com' ), array( $other, 'ann@example.com' ) ) as list( $product, $email ) ) {
			$this->ask( $product, $email );
		}
		$this->withdraw( $id, 'ann@example.com' );
		$this->assertCount( 2, $this->signups() );
		$this->deliver();
		$this->assertSame( array( "$id joann@example.com", "$other ann@example.com" ), $this->on_the_list() );
	}

	/** Whoever asks again after that is on the list again, and it counts as often. */
	public function test_a9_asking_again(): void {
		$id = $this->sold_out( 'Kettle' );
		for ( $n = 0; $n < 2; $n++ ) {
			$this->ask( $id, 'ann@example.com' );
			$this->deliver();
			$this->assertSame( array( "$id ann@example.com" ), $this->on_the_list(), "Time $n" );
			$this->withdraw( $id, 'ann@example.com' );
			$this->deliver();
			$this->assertSame( array(), $this->on_the_list(), "Time $n" );
			// Again, with nothing asked in between, it is the same.
			$this->withdraw( $id, 'ann@example.com' );
			$this->assertSame( array(), $this->rows() );
		}
	}

	/** Double opt-in: a link that was confirmed before confirms anew, for its button is another word of the shopper. */
	public function test_a9_a_confirmation_after_the_withdrawal(): void {
		$mailbox = new Mailbox();
		update_option( FormSettings::OPTION, array( 'confirm' => true ), false );
		try {
			$id = $this->sold_out( 'Kettle' );
			$this->ask( $id, 'ann@example.com' );
			$confirm = $mailbox->link();
			( new Browser() )->open( $confirm )->press( 'Confirm' );
			$this->deliver();
			$this->assertSame( array( "$id ann@example.com" ), $this->on_the_list() );
			$this->withdraw( $id, 'ann@example.com' );
			$this->deliver();
			$this->assertSame( array(), $this->on_the_list() );
			$page = ( new Browser() )->open( $confirm );
			$this->assertStringNotContainsString( 'You are on the list', $page->text() );
			$page->press( 'Confirm' );
			$this->deliver();
			$this->assertSame( array( "$id ann@example.com" ), $this->on_the_list() );
		} finally {
			$mailbox->close();
		}
	}

	/** No switch keeps a withdrawal back; only where there is nobody to be told, it is not said to be done. */
	public function test_k4_whatever_is_off(): void {
		$id = $this->sold_out( 'Kettle' );
		$this->ask( $id, 'ann@example.com' );
		$this->deliver();
		$this->site()->settings()->change( array( 'consent' => 'subscribers', 'sync' => array( 'contacts' => false, 'products' => false, 'orders' => false ) ) );
		$this->assertSame( 303, $this->withdraw( $id, 'ann@example.com' ) );
		$this->deliver();
		$this->assertSame( array(), $this->on_the_list() );
		delete_option( Connection::OPTION );
		delete_option( Recorder::OPTION );
		$this->assertSame( 503, $this->withdraw( $id, 'ann@example.com' ) );
	}

	private function ask( int $product, string $email ): void {
		$answer = ( new Browser() )->json( 'POST', rest_url( 'storewire/v1/signup' ), array( 'product' => $product, 'email' => $email, 'agreed' => true ) );
		$this->assertSame( 'done', $answer['state'] );
	}

	/** Presses the button; gives the status. */
	private function withdraw( int $product, string $email ): int {
		$link = WithdrawalLink::to( array( 'providerProductId' => (string) $product, 'email' => $email ) );
		return ( new Browser() )->open( $link )->press( 'Withdraw my request' )->status;
	}

	/** Lets all that waits go out. */
	protected function deliver(): void {
		parent::deliver();
		$this->relay()->step( 20 );
	}

	/** @return array<string,array<string,mixed>> What the backend has, by address. */
	private function waitlist(): array {
		return array_column( $this->entries(), null, 'email' );
	}

	/** @return array<int,array<string,mixed>> */
	private function entries(): array {
		return ( new Browser() )->json( 'GET', STOREWIRE_BACKEND_URL . '/test/export?storeUrl=' . rawurlencode( home_url() ) )['waitlist'];
	}

	/** @return string[] Who waits at the backend for what. */
	private function on_the_list(): array {
		$list = array();
		foreach ( $this->entries() as $entry ) {
			if ( 'waiting' === $entry['state'] ) {
				$list[] = "$entry[providerProductId] $entry[email]";
			}
		}
		sort( $list );
		return $list;
	}
}
