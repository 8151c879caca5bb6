<?php
declare(strict_types=1);

namespace Storewire\Tests\Backend;

use Storewire\Core\Item;
use Storewire\Core\Mapped;
use Storewire\Tests\Support\StoreTestCase;

/**
 * D2–D4: the way out of the site, against the running reference backend.
 */
final class ClientTest extends StoreTestCase {

	public function test_batches_go_side_by_side_and_verdicts_keep_their_order(): void {
		$this->connect();
		$this->backend->fault( 'slow', 'items', 8, 2000 );
		$batches = array();
		foreach ( range( 1, 4 ) as $batch ) {
			$batches[] = array( self::contact( "a$batch" ), self::contact( "b$batch" ) );
		}
		$verdicts = $this->site()->publisher()->deliver( $batches, $this->token() );
		$requests = $this->backend->requests();
		$this->assertSame( array( 0, 1, 2, 3 ), array_slice( array_column( $requests, 'beside' ), -4 ), 'The first had no answer yet when the last came.' );
		foreach ( $verdicts as $at => $verdict ) {
			$this->assertSame( 'delivered', $verdict['state'], $verdict['message'] );
			$this->assertSame( array_column( $batches[ $at ], 'id' ), $verdict['acked'] );
		}
	}

	public function test_d2_the_same_items_again_are_duplicates_and_count_as_delivered(): void {
		$this->connect();
		$batch = array( array( self::contact( 'ann' ) ) );
		$this->site()->publisher()->deliver( $batch, $this->token() );
		$this->assertSame( 'delivered', $this->site()->publisher()->deliver( $batch, $this->token() )[0]['state'] );
	}

	public function test_one_bad_item_does_not_block_the_others(): void {
		$this->connect();
		$bad       = self::contact( 'bad' );
		$bad->json = str_replace( '"bad@example.com"', '5', $bad->json );
		$verdict   = $this->site()->publisher()->deliver( array( array( self::contact( 'x' ), $bad, self::contact( 'y' ) ) ), $this->token() )[0];
		$this->assertSame( array( 'contact:guest:x@example.com', 'contact:guest:y@example.com' ), $verdict['acked'] );
		$this->assertSame( array( 'contact:guest:bad@example.com' ), array_column( $verdict['buried'], 'id' ) );
	}

	/** @dataProvider faults */
	public function test_every_kind_of_trouble_has_a_verdict_and_loses_nothing( string $fault, string $state ): void {
		$this->connect();
		$this->backend->fault( $fault, 'items' );
		$verdict = $this->site()->publisher()->deliver( array( array( self::contact( 'ann' ) ) ), $this->token(), 2 )[0];
		$this->assertSame( $state, $verdict['state'] );
		$this->assertSame( array( 'contact:guest:ann@example.com' ), $verdict['retry'] );
		$this->assertSame( array(), $verdict['buried'] );
		$this->assertNotSame( '', $verdict['message'] );
	}

	/** @return array<string,array{string,string}> */
	public static function faults(): array {
		return array(
			'HTML'              => array( 'html', 'retry' ),
			'half a response'   => array( 'truncated', 'retry' ),
			'wrong JSON'        => array( 'wrong_json', 'retry' ),
			'a redirect'        => array( 'redirect', 'retry' ),
			'an outage'         => array( 'outage', 'retry' ),
			'500'               => array( '500', 'retry' ),
			'429'               => array( '429', 'retry' ),
			'401'               => array( '401', 'reconnect' ),
			'403'               => array( '403', 'reconnect' ),
			'404'               => array( '404', 'reconnect' ),
			'410'               => array( '410', 'disconnected' ),
		);
	}

	public function test_d4_retry_after_is_honoured(): void {
		$this->connect();
		$this->backend->fault( '429', 'items' );
		$verdict = $this->site()->publisher()->deliver( array( array( self::contact( 'ann' ) ) ), $this->token(), 9 )[0];
		$this->assertEqualsWithDelta( microtime( true ) + 2, $verdict['retryAt'] / 1000, 1.0, 'the backend says 2 seconds, not a quarter of an hour' );
	}

	public function test_a_redirect_is_never_followed_with_the_token(): void {
		$this->connect();
		$this->backend->fault( 'redirect', 'items' );
		$before = count( $this->backend->requests() );
		$this->site()->publisher()->deliver( array( array( self::contact( 'ann' ) ) ), $this->token() );
		$this->assertCount( $before + 1, $this->backend->requests() );
	}

	public function test_large_bodies_are_compressed(): void {
		$this->connect();
		$items = array_map( array( self::class, 'contact' ), array_map( 'strval', range( 1000, 1499 ) ) );
		$this->assertCount( 500, $this->site()->publisher()->deliver( array( $items ), $this->token() )[0]['acked'] );
		$requests = $this->backend->requests();
		$this->assertSame( 'gzip', array_change_key_case( end( $requests )['headers'] )['content-encoding'] );
	}

	public function test_an_answer_without_end_is_cut(): void {
		$response = \Storewire\Backend\Response::whole( 200, '{"results":[' . str_repeat( ' ', 100 ), null );
		$this->assertNull( $response->body );
		$this->assertFalse( $response->snapshot()['json'] );
	}

	public function test_a_list_or_a_text_is_not_the_object_that_the_protocol_asks_for(): void {
		foreach ( array( '[]', '[1]', '"x"', '5', 'null', '', '<html>', "\xEF\xBB\xBF{}" ) as $text ) {
			$this->assertFalse( \Storewire\Backend\Response::whole( 200, $text, null )->snapshot()['json'], $text );
		}
		$this->assertTrue( \Storewire\Backend\Response::whole( 200, " {}\n", null )->snapshot()['json'] );
	}

	/** The item of a guest, as the core makes one of an order. */
	private static function contact( string $name ): Item {
		$order  = array(
			'id'        => '1',
			'status'    => 'completed',
			'currency'  => 'USD',
			'createdAt' => 1775088000,
			'total'     => '0',
			'items'     => array(),
			'billing'   => array( 'email' => "$name@example.com" ),
		);
		$run    = array(
			'revision'     => 's1',
			'readAt'       => 1775088000000,
			'contacts'     => true,
			'orders'       => true,
			'transactions' => false,
			'products'     => false,
		);
		$answer = \Storewire\plugin()->core()->call(
			array(
				'order' => array(
					'snapshot' => $order,
					'run'      => $run,
				),
			)
		);
		return Mapped::of( $answer )->items[0];
	}

	/** The installation token. */
	private function token(): ?string {
		return $this->site()->connection()->token();
	}
}
