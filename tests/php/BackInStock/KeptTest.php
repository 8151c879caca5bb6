<?php
declare(strict_types=1);

namespace Storewire\Tests\BackInStock;

use Storewire\BackInStock\FormSettings;
use Storewire\Outbox\BuriedRows;
use Storewire\Outbox\OutboxTable;
use Storewire\Tests\Support\Browser;
use Storewire\Tests\Support\Mailbox;
use Storewire\Tests\Support\MuPlugin;

/**
 * K2: thanks only for what is kept, whatever became of an earlier request.
 */
final class KeptTest extends SignupTestCase {

	/** The database refuses shoppers' requests. */
	const REFUSE = "add_filter( 'query', static fn( \$sql ) => 0 === strpos( \$sql, 'INSERT INTO' ) && strpos( \$sql, 'storewire_outbox' ) && strpos( \$sql, \"'back_in_stock'\" ) ? 'REFUSED' : \$sql );";

	/** R7: the connection ended before the request was sent; whoever asks again gets on the list. */
	public function test_r7_asked_again_after_a_disconnect(): void {
		$form = $this->form( 'ann@example.com' );
		$this->assertSame( 'done', $this->ask( $form )['state'] );
		$this->site()->actions()->disconnect( true );
		$this->assertSame( array(), $this->signups() );
		$this->connect();
		$this->assertSame( 'done', $this->ask( $form )['state'] );
		$this->deliver();
		$this->assertSame( array( 'ann@example.com' ), $this->waiting() );
	}

	/** R7: what one company has, another does not. */
	public function test_r7_delivered_to_another_company(): void {
		$form = $this->form( 'ann@example.com' );
		$this->ask( $form );
		$this->deliver();
		$this->assertSame( 'done', $this->ask( $form )['state'] );
		$this->assertSame( array(), $this->signups(), 'Delivered: not sent twice.' );
		$this->site()->actions()->disconnect( true );
		$this->connect_beta();
		$this->assertSame( 'done', $this->ask( $form )['state'] );
		$this->assertCount( 1, $this->signups() );
	}

	/** R7: the database refuses the row: no thanks, and the next try is not taken for a repetition. */
	public function test_r7_a_row_that_is_refused(): void {
		$form    = $this->form( 'ann@example.com' );
		$mend    = MuPlugin::add( 'refuse', self::REFUSE );
		$refused = $this->ask( $form );
		$mend();
		$this->assertSame( array( 429, 'later' ), array( $refused['status'], $refused['state'] ) );
		$this->assertSame( array(), $this->signups() );
		$this->assertSame( 'done', $this->ask( $form )['state'] );
		$this->deliver();
		$this->assertSame( array( 'ann@example.com' ), $this->waiting() );
	}

	/** R7: the same by way of a link in a mail. */
	public function test_r7_a_confirmation_that_is_refused(): void {
		$mailbox = new Mailbox();
		update_option( FormSettings::OPTION, array( 'confirm' => true ), false );
		$this->ask( $this->form( 'ann@example.com' ) );
		$link = $mailbox->link();
		$mend = MuPlugin::add( 'refuse', self::REFUSE );
		$page = new Browser();
		$page->open( $link );
		$page->press( 'Confirm' );
		$mend();
		$mailbox->close();
		$this->assertSame( 503, $page->status );
		$this->assertStringNotContainsString( 'You are on the list', $page->text() );
		$page->open( $link );
		$page->press( 'Confirm' );
		$this->assertSame( 303, $page->status );
		$this->assertCount( 1, $this->signups() );
	}

	/** R7: evicted or thrown away, the request is gone, and so is what was known of it. */
	public function test_r7_a_row_that_went(): void {
		$form = $this->form( 'ann@example.com' );
		$this->ask( $form );
		$this->sql( 'TRUNCATE TABLE ' . OutboxTable::name() );
		$this->ask( $form );
		$this->assertCount( 1, $this->signups() );
	}

	/** R7: the backend refused it for good; asked again it is sent again. */
	public function test_r7_a_row_that_was_buried(): void {
		$form = $this->form( 'ann@example.com' );
		$this->ask( $form );
		$this->sql( 'UPDATE ' . OutboxTable::name() . " SET due_at = NULL, buried_at = UNIX_TIMESTAMP(), reason = '\"no\"'" );
		$this->assertSame( 'done', $this->ask( $form )['state'] );
		$this->assertSame( 0, BuriedRows::count() );
		$this->deliver();
		$this->assertSame( array( 'ann@example.com' ), $this->waiting() );
	}

	/** @return array<string,mixed> */
	private function form( string $email ): array {
		return array( 'product' => $this->sold_out( 'Kettle' ), 'email' => $email, 'agreed' => true );
	}

	/** @return array<string,mixed> */
	private function ask( array $form ): array {
		$browser = new Browser();
		$answer  = $browser->json( 'POST', rest_url( 'storewire/v1/signup' ), $form );
		$this->assertIsArray( $answer, $browser->body );
		return array( 'status' => $browser->status ) + $answer;
	}

	/** @return string[] Addresses on the backend's list. */
	private function waiting(): array {
		return array_column( ( new Browser() )->json( 'GET', STOREWIRE_BACKEND_URL . '/test/export?storeUrl=' . rawurlencode( home_url() ) )['waitlist'], 'email' );
	}
}
