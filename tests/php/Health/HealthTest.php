<?php
declare(strict_types=1);

namespace Storewire\Tests\Health;

use Storewire\Connection\Connection;
use Storewire\Connection\Schedule;
use Storewire\Health\HealthFindings;
use Storewire\Health\Loopback;
use Storewire\Outbox\BuriedRows;
use Storewire\Outbox\Caps;
use Storewire\Outbox\Claim;
use Storewire\Support\Urls;
use Storewire\Tests\Outbox\OutboxTestCase;

/**
 * How the connection does, in Site Health and at the backend (D5).
 */
final class HealthTest extends OutboxTestCase {

	/** A healthy store says so, with all of its figures, and none of them is a secret (C3). */
	public function test_a_healthy_store(): void {
		$this->connect();
		$this->assertSame( array( 'well' ), $this->codes() );
		$result = \Storewire\plugin()->site_health()->result();
		$this->assertSame( 'good', $result['status'] );
		$this->assertStringContainsString( 'Acme Coffee', $result['description'] );
		$fields = \Storewire\plugin()->site_health()->section( array() )['storewire']['fields'];
		$this->assertSame( 'connected', $fields['state']['value'] );
		$this->assertSame( '0', $fields['waiting']['value'] );
		$this->assertStringContainsString( 'PHP ' . PHP_VERSION . ', WordPress ', $fields['software']['value'] );
		$this->assertSame( 'on' === getenv( 'HPOS' ), false !== strpos( $fields['orders']['value'], 'HPOS' ) );
		$this->assertTrue( $fields['company']['private'] );

		$token = $this->site()->connection()->token();
		$said  = wp_json_encode( array( $this->site()->health()->report()->to_array(), $result, $fields ) );
		$this->assertStringNotContainsString( $token, $said );
		$this->assertStringNotContainsString( get_option( Connection::OPTION )['token'], $said );
		foreach ( $this->site()->connection()->secrets() as $secret ) {
			$this->assertStringNotContainsString( $secret, $said );
		}
	}

	/** WordPress' own pages run the test and show the section; the plugin's own says it, too. */
	public function test_site_health_has_the_test_and_the_section(): void {
		$this->connect();
		$owner = self::sign_in( 'administrator' );
		$this->assertStringContainsString( 'Storewire sends what happens in your store', $owner->open( admin_url( 'site-health.php' ) )->body );
		$figures = $owner->open( admin_url( 'site-health.php?tab=debug' ) )->text();
		$this->assertStringContainsString( 'Waiting to be sent', $figures );
		$this->assertStringContainsString( 'Acme Coffee', $figures );
		$this->outbox()->changed( 'product', '101' );
		$page = preg_replace( '/\s+/', ' ', $owner->open( Urls::admin_page() )->text() );
		$this->assertMatchesRegularExpression( '/Health.*what happens in it is delivered.*Waiting to be sent ?1/', $page );
	}

	/** Nothing is sent, for want of a connection, of a token, of an answer about the address. */
	public function test_what_keeps_everything_from_being_sent(): void {
		$this->assertSame( array( 'none' ), $this->codes() );
		$this->assertSame( 'recommended', \Storewire\plugin()->site_health()->result()['status'] );
		$this->connect();
		$stored = get_option( Connection::OPTION );
		update_option( Connection::OPTION, array( 'problem' => 'The token <b>expired</b>.' ) + $stored, false );
		$this->assertSame( array( 'reconnect' ), $this->codes() );
		$this->assertSame( 'critical', \Storewire\plugin()->site_health()->result()['status'] );
		$this->assertStringContainsString( 'The token &lt;b&gt;expired&lt;/b&gt;. Nothing is sent until you reconnect.', \Storewire\plugin()->site_health()->result()['description'] );
		update_option( Connection::OPTION, array( 'siteHash' => 'another' ) + $stored, false );
		$this->assertSame( array( 'locked' ), $this->codes() );
	}

	/** An outage: since when, why, and what waits; after an hour it is critical. */
	public function test_an_outage(): void {
		$this->connect();
		$this->outbox()->changed( 'product', $this->product() );
		$this->settle();
		$this->backend->fault( 'outage' );
		$this->relay()->step( 5.0 );
		$report = $this->site()->health()->report();
		$this->assertSame( array( 'outage' ), array_column( $this->findings( $report ), 'code' ) );
		$this->assertSame( array( 'delivery', $report->outage['message'] ), array( $report->errors[0]->about, $report->errors[0]->message ) );
		$this->assertSame( 1, $report->waiting );
		$this->assertSame( 'recommended', $this->findings( $report )[0]->level );
		$report->outage['since'] -= HOUR_IN_SECONDS;
		$this->assertSame( 'critical', $this->findings( $report )[0]->level );
		$this->assertStringContainsString( '1 hour', $this->findings( $report )[0]->text );
	}

	/** A row that waits for hours though nothing is in its way. */
	public function test_a_row_that_waits_too_long(): void {
		$this->connect();
		$this->clock( -2 * HOUR_IN_SECONDS );
		$this->outbox()->happened( 'order_placed', '501', 'once', null, false, 1000 * ( time() - 2 * HOUR_IN_SECONDS ) );
		$this->clock( null );
		$this->assertSame( array( 'queue' ), $this->codes() );
		$this->assertSame( '2 hours', \Storewire\plugin()->site_health()->section( array() )['storewire']['fields']['oldest']['value'] );
	}

	/** What could not be delivered; the reason may name somebody, so it is not copied with the rest. */
	public function test_undeliverable_items(): void {
		$this->connect();
		$this->outbox()->changed( 'contact', '7' );
		$this->settle();
		$claim = Claim::take( 1, 60 );
		$claim->bury( (int) array_column( $claim->rows, 'id' )[0], 'ann@example.com is refused.' );
		$this->assertSame( array( 'undeliverable' ), $this->codes() );
		Caps::count( Caps::BURIED, 12 );
		$fields = \Storewire\plugin()->site_health()->section( array() )['storewire']['fields'];
		$this->assertStringContainsString( 'contact 7: ann@example.com is refused.', $fields['error_0']['value'] );
		$this->assertTrue( $fields['error_0']['private'] );
		$this->assertSame( '12', $fields['lost_buried']['value'], 'What was evicted is counted and shown (D6).' );
		$this->assertArrayNotHasKey( 'lost_unrecorded', $fields );
	}

	/** D6: on the plugin's page undeliverable items are shown with their reasons, and sent again one by one or all at once. */
	public function test_undeliverable_items_are_sent_again_from_the_page(): void {
		$this->connect();
		foreach ( array( '501', '502', '503' ) as $order ) {
			$this->outbox()->changed( 'order', $order );
		}
		$this->settle();
		$claim = Claim::take( 10, 60 );
		foreach ( $claim->rows as $row ) {
			$claim->bury( $row->id, "<i>No</i> {$row->object}." );
		}
		$owner = self::sign_in( 'administrator' );
		$owner->open( Urls::admin_page() );
		$this->assertStringContainsString( 'order 502: &lt;i&gt;No&lt;/i&gt; 502.', $owner->body );
		$owner->press( 'Send again' );
		$this->assertSame( 2, BuriedRows::count() );
		$owner->follow()->press( 'Send all again' );
		$this->assertSame( 0, BuriedRows::count() );
		$this->assertStringNotContainsString( 'storewire-buried', $owner->follow()->body );
	}

	/** Background work that is late, or taken out of the schedule. */
	public function test_late_background_work(): void {
		$this->connect();
		$report = $this->site()->health()->report();
		$this->assertLessThan( MINUTE_IN_SECONDS, $report->cron->late_seconds );
		$this->assertTrue( $report->cron->is_disabled, 'As wp-config.php says on the command line.' );
		foreach ( array( 'critical' => true, 'recommended' => false ) as $level => $disabled ) {
			$report->cron->is_disabled  = $disabled;
			$report->cron->late_seconds = 2 * HOUR_IN_SECONDS;
			$found                      = $this->findings( $report );
			$this->assertSame( array( 'cron' => $level ), array_column( $found, 'level', 'code' ) );
			$this->assertStringContainsString( '2 hours', $found[0]->text );
			$this->assertSame( $disabled, false !== strpos( $found[0]->text, 'DISABLE_WP_CRON' ) );
		}
		$report->cron->late_seconds = 20 * MINUTE_IN_SECONDS;
		$this->assertSame( 'well', $this->findings( $report )[0]->code, 'A quiet store is late now and then.' );
		wp_clear_scheduled_hook( Schedule::RELAY_HOOK );
		$this->assertSame( array( 'unscheduled' ), $this->codes() );
	}

	/** A site that does not reach itself, and one that a server's cron job calls anyway. */
	public function test_a_site_that_does_not_reach_itself(): void {
		$this->connect();
		$this->assertNull( Loopback::last()['ok'] );
		$this->assertTrue( Loopback::check()['ok'], Loopback::last()['message'] );
		$elsewhere = static fn( array $request ): array => array( 'url' => home_url( '/wp-admin/nothing-here.php' ) ) + $request;
		add_filter( 'cron_request', $elsewhere );
		Loopback::check();
		remove_filter( 'cron_request', $elsewhere );
		$this->assertSame( array( false, 'HTTP 404' ), array( Loopback::last()['ok'], Loopback::last()['message'] ) );
		$report = $this->site()->health()->report();
		$this->assertSame( 'well', $this->findings( $report )[0]->code );
		$report->cron->is_disabled = false;
		$this->assertSame( 'loopback', $this->findings( $report )[0]->code );
		$this->assertStringContainsString( '(HTTP 404)', $this->findings( $report )[0]->text );
	}

	/** The backend hears it by the heartbeat, and shows it. */
	public function test_the_backend_is_told(): void {
		$this->connect();
		$this->outbox()->changed( 'product', '101' );
		$this->site()->heartbeat()->beat();
		$page = html_entity_decode( wp_strip_all_tags( $this->backend->settings_page() ) );
		$this->assertStringContainsString( 'queue waiting 1', $page );
		$this->assertStringContainsString( 'cron disabled true', $page );
	}

	/** Whatever the core finds in its golden cases has words of its own, with what it names and for how long. */
	public function test_each_finding_has_words_of_its_own(): void {
		$texts = array();
		foreach ( glob( dirname( __DIR__, 2 ) . '/cases/health-*.json' ) as $file ) {
			foreach ( json_decode( file_get_contents( $file ), true )['answer']['findings'] ?? array() as $said ) {
				$text = HealthFindings::finding( $said )->text;
				if ( 'locked' !== $said['code'] ) {
					$this->assertStringContainsString( $said['text'], $text, $file );
				}
				if ( $said['seconds'] > 0 ) {
					$this->assertStringContainsString( HealthFindings::span( $said['seconds'] ), $text, $file );
				}
				if ( $said['count'] > 0 ) {
					$this->assertStringContainsString( (string) $said['count'], $text, $file );
				}
				$texts[ "{$said['code']} {$said['cause']}" ] = $text;
			}
		}
		$this->assertGreaterThan( 20, count( $texts ) );
		$this->assertSame( $texts, array_unique( $texts ) );
	}

	/** @return string[] Codes of the findings. */
	private function codes(): array {
		return array_column( $this->findings(), 'code' );
	}
}
