<?php
declare(strict_types=1);

namespace Storewire\Tests\Outbox;

use Storewire\Admin\ObjectPanel;
use Storewire\Backend\Client;
use Storewire\Health\Inspector;
use Storewire\Outbox\ClaimedRow;
use Storewire\Outbox\Ledger;
use Storewire\Outbox\LeftOut;
use Storewire\Tests\Support\RecordingTransport;

/**
 * What the owner can know of single objects: what was sent lately (D6), what live delivery left out and why (A14, S10), and
 * what would be sent now, or why not (D8).
 */
final class LedgerTest extends OutboxTestCase {

	protected function setUp(): void {
		parent::setUp();
		Ledger::drop();
		LeftOut::drop();
		$this->connect();
		$this->site()->sync()->forget();
		\WP_CLI::$said = array();
	}

	protected function tearDown(): void {
		Ledger::install();
		LeftOut::install();
		$this->sql( 'DELETE FROM ' . Ledger::table() );
		$this->sql( 'DELETE FROM ' . LeftOut::table() );
		parent::tearDown();
	}

	/** Delivers a change of an object. */
	private function send( string $topic, string $id ): void {
		$this->outbox()->changed( $topic, $id );
		$this->settle();
		$this->relay()->step( 10.0 );
	}

	/** D6: what was delivered stands in the ledger by its object, without addresses; the rows themselves left. */
	public function test_d6_what_was_delivered_lately_is_known_by_object(): void {
		$order = wc_create_order();
		$order->set_billing_email( 'ledger@example.com' );
		$order->add_product( wc_get_product( (int) $this->product() ) );
		$order->set_status( 'processing' );
		$order->save();
		$id = (string) $order->get_id();
		$this->send( 'order', $id );
		$about = $this->about( 'order', (int) $id );
		$this->assertContains( array( 'sent', 'order' ), array_map( static fn( array $entry ): array => array( $entry['outcome'], $entry['topic'] ), $about['history'] ) );
		$this->assertEqualsWithDelta( time(), $about['history'][0]['at'], 60 );
		$this->assertSame( array(), $this->about( 'order', (int) $id + 1000000 )['history'] );
		$this->assertStringNotContainsString( '@', $this->stored() );
		$this->assertSame( array(), $this->rows() );
		$this->outbox()->changed( 'order', $id );
		$this->assertSame( array( 'order' ), $this->about( 'order', (int) $id )['waiting'] );
		$order->delete( true );
	}

	/** A14, S10: what live delivery leaves out is counted by day and reason, and its object named. */
	public function test_a14_what_is_left_out_is_counted_and_named(): void {
		$draft = new \WC_Product_Simple();
		$draft->set_status( 'draft' );
		$draft->set_regular_price( '5' );
		$id = (string) $draft->save();
		$this->send( 'product', $id );
		$this->send( 'product', $id );
		$this->send( 'contact', '1' );
		$today = gmdate( 'Y-m-d' );
		$this->assertSame(
			array( array( 'day' => $today, 'type' => 'product', 'reason' => 'not_published', 'count' => 2 ), array( 'day' => $today, 'type' => 'contact', 'reason' => 'role', 'count' => 1 ) ),
			LeftOut::days( 31 )
		);
		$latest = Ledger::latest( Ledger::LEFT_OUT, 100 );
		$this->assertSame( array( array( 'contact', '1', 'role' ), array( 'product', $id, 'not_published' ), array( 'product', $id, 'not_published' ) ), array_map( static fn( array $row ): array => array( $row['topic'], $row['object'], $row['reason'] ), $latest ) );
		$this->assertSame( 'not published', $latest[1]['text'] );
		$this->assertSame( array( 'not_published' => 2, 'role' => 1 ), $this->site()->health()->report()->left_out );
		$this->assertStringContainsString( 'not published: 2', \Storewire\Health\HealthFigures::list_all( $this->site()->health()->report() )['left_out']['text'] );
		\Storewire\plugin()->object_command()->left_out( array(), array( 'by' => 'day', 'format' => 'json' ) );
		$this->assertStringContainsString( 'not_published', implode( '', \WP_CLI::$said ) );
		wp_delete_post( (int) $id, true );
	}

	/** A14, P2: an order whose buyer did not agree is named by its number; the address that its contact goes by is not kept. */
	public function test_a14_no_address_is_kept(): void {
		$this->site()->settings()->change( array( 'consent' => 'subscribers' ) );
		$order = wc_create_order();
		$order->set_billing_email( 'no-consent@example.com' );
		$order->save();
		$this->send( 'order', (string) $order->get_id() );
		$latest = Ledger::latest( Ledger::LEFT_OUT, 1 )[0];
		$this->assertSame( array( 'order', (string) $order->get_id(), 'contact', 'no_consent' ), array( $latest['topic'], $latest['object'], $latest['type'], $latest['reason'] ) );
		$this->assertStringNotContainsString( '@', $this->stored() );
		$order->delete( true );
	}

	/** F28, A14: so is what the backend had no use for. */
	public function test_f28_what_the_backend_had_no_use_for_is_left_out(): void {
		$order = wc_create_order();
		$order->set_billing_email( 'trash@example.com' );
		$id = (string) $order->save();
		$order->delete();
		$this->send( 'order', $id );
		$this->assertSame( array( 'left' ), array_column( $this->about( 'order', (int) $id )['history'], 'outcome' ) );
		$this->assertSame( 'unused', Ledger::latest( Ledger::LEFT_OUT, 1 )[0]['reason'] );
		wc_get_order( $id )->delete( true );
	}

	/** D6: the ledger stays within its bounds, and so do the counts. */
	public function test_d6_the_ledger_is_bounded(): void {
		Ledger::install();
		LeftOut::install();
		$row = new ClaimedRow( array( 'topic' => 'order', 'object' => '5' ) + array_fill_keys( explode( ', ', ClaimedRow::COLUMNS ), '' ) );
		Ledger::note( array_fill( 0, 1003, array( 'outcome' => Ledger::SENT, 'row' => $row ) ) );
		Ledger::note( array_fill( 0, 103, array( 'outcome' => Ledger::LEFT_OUT, 'row' => $row, 'type' => 'order', 'reason' => 'draft', 'text' => str_repeat( 'ü', 500 ) ) ) );
		$old = time() - 8 * DAY_IN_SECONDS;
		$this->sql( 'UPDATE ' . Ledger::table() . " SET at = $old WHERE outcome = 'sent' ORDER BY id DESC LIMIT 1" );
		$day = intdiv( time(), DAY_IN_SECONDS );
		$this->sql( 'INSERT INTO ' . LeftOut::table() . " VALUES ($day - 40, 'order', 'draft', 7), ($day - 20, 'order', 'draft', 9)" );
		$this->send( 'product', $this->product() );
		global $wpdb;
		$this->assertSame( array( 'left' => '100', 'sent' => '1000' ), array_column( $wpdb->get_results( 'SELECT outcome, COUNT(*) AS n FROM ' . Ledger::table() . ' GROUP BY outcome ORDER BY outcome', ARRAY_A ), 'n', 'outcome' ) );
		$this->assertSame( '0', $wpdb->get_var( 'SELECT COUNT(*) FROM ' . Ledger::table() . " WHERE at = $old" ) );
		$this->assertSame( array( 9 ), array_column( LeftOut::days( 100 ), 'count' ) );
	}

	/** D8: what is shown is what is sent, byte for byte but for the moment of reading and the end of the ids. */
	public function test_d8_what_is_shown_is_what_is_sent(): void {
		$id    = $this->product( 'Ünï "Kettle"' );
		$about = $this->about( 'product', (int) $id );
		$this->assertSame( Client::backend() . '/api/woocommerce/items', $about['url'] );
		$this->outbox()->changed( 'product', $id );
		$this->settle();
		$sent = RecordingTransport::over( fn() => $this->relay()->step( 10.0 ) );
		$changing = array( '/"occurredAt":"[^"]*"/', "/\"id\":\"product:$id:[^\"]*\"/", '/"id":"category:(\d+):[^"]*"/' );
		$this->assertSame( preg_replace( $changing, '', $sent ), preg_replace( $changing, '', $about['body'] ) );
		$this->assertNotSame( '', $sent );
		$this->assertStringContainsString( 'Ünï \"Kettle\"', $about['body'] );
		$this->assertSame( array(), array_merge( $about['leftOut'], $about['faults'] ) );
	}

	/** D8: at any time, before connecting too; nothing leaves and nothing is stored by looking. */
	public function test_d8_it_can_be_looked_at_before_connecting(): void {
		$id = $this->product();
		$this->assertNotWPError( $this->site()->actions()->disconnect( false ) );
		$requests = count( $this->backend->requests() );
		$before   = $this->dump();
		$this->assertStringContainsString( "\"id\":\"$id\"", (string) $this->about( 'product', (int) $id )['body'] );
		$this->assertSame( $before, $this->dump() );
		$this->assertCount( $requests, $this->backend->requests() );
	}

	/** D8, S10: of what is not sent the reason is said, in words. */
	public function test_d8_why_something_is_not_sent(): void {
		$about = $this->about( 'contact', 1 );
		$this->assertNull( $about['body'] );
		$this->assertSame( array( array( 'type' => 'contact', 'reason' => 'role', 'text' => 'neither customer nor subscriber' ) ), $about['leftOut'] );
		$this->assertContains( 'Left out: contact: neither customer nor subscriber', ObjectPanel::lines( $about ) );
		$this->assertContains( 'Nothing would be sent now.', ObjectPanel::lines( $about ) );
		$this->site()->settings()->change( array( 'sync' => array( 'products' => false ) ) );
		$this->assertSame( 'switched_off', $this->about( 'product', (int) $this->product() )['leftOut'][0]['reason'] );
		$this->assertSame( 'deleted', $this->about( 'order', 99999999 )['leftOut'][0]['reason'] );
	}

	/** D8: over REST, on the page and on the command line. */
	public function test_d8_everywhere(): void {
		$id      = $this->product( 'Everywhere' );
		$browser = self::sign_in( 'administrator' );
		$page    = $browser->open( \Storewire\Support\Urls::admin_page() . "&storewire_type=product&storewire_id=$id" )->text();
		$this->assertStringContainsString( 'This would be sent now to', $page );
		$this->assertStringContainsString( '"title":"Everywhere"', $page );
		$browser->open( admin_url( 'admin-ajax.php?action=rest-nonce' ) );
		$nonce = array( 'X-WP-Nonce: ' . $browser->body );
		$this->assertStringContainsString( 'Everywhere', $browser->json( 'GET', add_query_arg( array( 'type' => 'product', 'id' => $id ), rest_url( 'storewire/v1/object' ) ), null, $nonce )['body'] );
		$this->assertSame( array( 'days', 'latest' ), array_keys( $browser->json( 'GET', rest_url( 'storewire/v1/left-out' ), null, $nonce ) ) );
		wp_cache_flush();
		\Storewire\plugin()->object_command()->show( array( 'product', $id ), array() );
		$this->assertStringContainsString( 'Everywhere', implode( '', \WP_CLI::$said ) );
	}

	/** What another request sees. */
	private function about( string $type, int $id ): array {
		$this->assertArrayHasKey( $type, Inspector::TOPICS );
		return $this->site()->inspector()->inspect( $type, $id );
	}

	/** All that is kept of deliveries. */
	private function stored(): string {
		global $wpdb;
		return (string) wp_json_encode( array( $wpdb->get_results( 'SELECT * FROM ' . Ledger::table() ), LeftOut::days( 100 ) ) );
	}
}
