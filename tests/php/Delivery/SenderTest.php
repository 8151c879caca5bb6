<?php
declare(strict_types=1);

namespace Storewire\Tests\Delivery;

use Storewire\Backend\JsonRequest;
use Storewire\Core\Item;
use Storewire\Core\Mapped;
use Storewire\Delivery\DeliveryHistory;
use Storewire\Tests\Support\StoreTestCase;

/**
 * D2–D4: items on their way to the running reference backend.
 */
final class SenderTest extends StoreTestCase {

	public function test_batches_go_side_by_side_and_verdicts_keep_their_order(): void {
		$this->connect();
		$this->backend->fault( 'slow', 'items', 8, 2000 );
		$batches = array();
		foreach ( range( 1, 4 ) as $batch ) {
			$batches[] = array( self::contact( "a$batch" ), self::contact( "b$batch" ) );
		}
		$verdicts = $this->site()->sender()->deliver( $batches, new DeliveryHistory() );
		$requests = $this->backend->requests();
		$this->assertSame( array( 0, 1, 2, 3 ), array_slice( array_column( $requests, 'beside' ), -4 ), 'The first had no answer yet when the last came.' );
		foreach ( $verdicts as $at => $verdict ) {
			$this->assertSame( 'delivered', $verdict->state, $verdict->message );
			$this->assertSame( array_column( $batches[ $at ], 'id' ), $verdict->acked );
		}
	}

	public function test_d2_the_same_items_again_are_duplicates_and_count_as_delivered(): void {
		$this->connect();
		$batch = array( array( self::contact( 'ann' ) ) );
		$this->site()->sender()->deliver( $batch, new DeliveryHistory() );
		$this->assertSame( 'delivered', $this->site()->sender()->deliver( $batch, new DeliveryHistory() )[0]->state );
	}

	public function test_one_bad_item_does_not_block_the_others(): void {
		$this->connect();
		$bad       = self::contact( 'bad' );
		$bad->json = str_replace( '"bad@example.com"', '5', $bad->json );
		$verdict   = $this->site()->sender()->deliver( array( array( self::contact( 'x' ), $bad, self::contact( 'y' ) ) ), new DeliveryHistory() )[0];
		$this->assertSame( array( 'contact:guest:x@example.com', 'contact:guest:y@example.com' ), $verdict->acked );
		$this->assertSame( array( 'contact:guest:bad@example.com' ), array_keys( $verdict->buried ) );
	}

	/** @dataProvider faults */
	public function test_every_kind_of_trouble_has_a_verdict_and_loses_nothing( string $fault, string $state ): void {
		$this->connect();
		$this->backend->fault( $fault, 'items' );
		$verdict = $this->site()->sender()->deliver( array( array( self::contact( 'ann' ) ) ), new DeliveryHistory( 2 ) )[0];
		$this->assertSame( $state, $verdict->state );
		$this->assertSame( array(), $verdict->acked );
		$this->assertSame( array(), $verdict->buried );
		$this->assertNotSame( '', $verdict->message );
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
		$verdict = $this->site()->sender()->deliver( array( array( self::contact( 'ann' ) ) ), new DeliveryHistory( 9 ) )[0];
		$this->assertEqualsWithDelta( microtime( true ) + 2, $verdict->retry_at / 1000, 1.0, 'the backend says 2 seconds, not a quarter of an hour' );
	}

	public function test_a_redirect_is_never_followed_with_the_token(): void {
		$this->connect();
		$this->backend->fault( 'redirect', 'items' );
		$before = count( $this->backend->requests() );
		$this->site()->sender()->deliver( array( array( self::contact( 'ann' ) ) ), new DeliveryHistory() );
		$this->assertCount( $before + 1, $this->backend->requests() );
	}

	public function test_large_bodies_are_compressed(): void {
		$this->connect();
		$items = array_map( array( self::class, 'contact' ), array_map( 'strval', range( 1000, 1499 ) ) );
		$this->assertCount( 500, $this->site()->sender()->deliver( array( $items ), new DeliveryHistory() )[0]->acked );
		$requests = $this->backend->requests();
		$this->assertSame( 'gzip', array_change_key_case( end( $requests )['headers'] )['content-encoding'] );
	}

	/**
	 * What the core wrote is what the backend got, byte for byte, packed or not.
	 *
	 * @dataProvider amounts
	 */
	public function test_the_bytes_of_the_core_are_the_bytes_on_the_wire( int $orders ): void {
		$this->connect();
		$items = array();
		$texts = array();
		for ( $n = 0; $n < $orders; $n++ ) {
			$call   = self::order( "ann$n", (string) ( $n + 1 ), "№ \"$n\" / \\ \u{2028}\u{1F600}" );
			$items  = array_merge( $items, Mapped::from( $this->site()->core()->call( $call ) )->items );
			$answer = json_decode( $this->site()->core()->answer( $call ), true );
			$texts  = array_merge( $texts, array_column( $answer['mapped']['items'], 'json' ) );
		}
		$body = '{"items":[' . implode( ',', $texts ) . ']}';
		$sent = strlen( $body ) > JsonRequest::COMPRESS_ABOVE ? gzencode( $body, 1 ) : $body;
		$this->assertSame( 'delivered', $this->site()->sender()->deliver( array( $items ), new DeliveryHistory() )[0]->state );
		$requests = $this->backend->requests();
		$this->assertSame( hash( 'sha256', $sent ), end( $requests )['sha256'] );
		$this->assertCount( 2 * $orders, $texts );
	}

	/** @return array<string,int[]> */
	public static function amounts(): array {
		return array(
			'one order' => array( 1 ),
			'many'      => array( 20 ),
		);
	}

	/** The item of a guest, as the core makes one of an order. */
	private static function contact( string $name ): Item {
		return Mapped::from( \Storewire\plugin()->core()->call( self::order( $name ) ) )->items[0];
	}

	/**
	 * A call that maps an order.
	 *
	 * @return array<string,mixed>
	 */
	private static function order( string $name, string $id = '1', string $number = '1' ): array {
		$order = array(
			'id'        => $id,
			'number'    => $number,
			'status'    => 'completed',
			'currency'  => 'USD',
			'createdAt' => 1775088000,
			'total'     => '0',
			'items'     => array(),
			'billing'   => array( 'email' => "$name@example.com" ),
		);
		$run   = array(
			'revision'     => 's1',
			'readAt'       => 1775088000000,
			'contacts'     => true,
			'orders'       => true,
			'transactions' => false,
			'products'     => false,
		);
		return array(
			'order' => array(
				'snapshot' => $order,
				'run'      => $run,
			),
		);
	}
}
