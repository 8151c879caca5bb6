<?php
declare(strict_types=1);

namespace Storewire\Tests\Delivery;

use Storewire\Backend\OutageGate;
use Storewire\Generated\Rules;
use Storewire\Outbox\BuriedRows;
use Storewire\Outbox\Claim;
use Storewire\Outbox\Outbox;
use Storewire\Tests\Outbox\OutboxTestCase;
use Storewire\Tests\Support\RelayProcess;
use Storewire\Tests\Support\VariableProducts;

/**
 * One object never stops the relay, whatever it does, and no outage costs an object anything (D2, D4).
 */
final class RelayPoisonTest extends OutboxTestCase {

	const ITEMS = '/api/woocommerce/items';

	protected function setUp(): void {
		parent::setUp();
		$this->connect();
		$this->site()->sync()->forget();
	}

	/** R4: an object whose reading ends the process is found among others and named. */
	public function test_an_object_that_ends_the_process(): void {
		$bad = $this->changed_product( 'Bad' );
		for ( $n = 0; $n < 20; $n++ ) {
			$this->changed_product( "Good $n" );
		}
		for ( $deaths = 0; $deaths < 20 && 0 === BuriedRows::count(); $deaths++ ) {
			$this->settle();
			( new RelayProcess( 'run-relay.php', array( 'STOREWIRE_POISON' => $bad ) ) )->result();
		}
		$this->assertSame( array( 0, 1 ), array( Outbox::size(), BuriedRows::count() ) );
		$this->assertStringContainsString( "the product $bad ended the process", BuriedRows::page( 1 )[0]['reason'] );
		$this->assertCount( 20, $this->backend->export()['products'] );
	}

	/** R4: many products with many variations, told at once, fit into memory. */
	public function test_big_products_fit_into_memory(): void {
		$big = ( new VariableProducts() )->make( 24, 300 );
		try {
			foreach ( $big->ids as $id ) {
				$this->outbox()->changed( 'product', (string) $id );
			}
			$this->settle();
			$process = new RelayProcess( 'run-relay.php', array( 'STOREWIRE_MEMORY' => '128M' ), array( 'memory_limit' => '128M' ) );
			$this->assertSame( 24, $process->result(), 'The process came to its end.' );
			$this->assertCount( 24, $this->backend->export()['products'] );
		} finally {
			$big->close();
		}
	}

	/** X9: processes killed while the backend hangs cost no row an attempt. */
	public function test_kills_while_the_backend_hangs_cost_no_attempts(): void {
		$product = $this->changed_product( 'Kettle' );
		$this->backend->fault( 'hang', self::ITEMS );
		for ( $kill = 0; $kill <= Rules::ATTEMPTS; $kill++ ) {
			$this->settle();
			$sent    = $this->deliveries();
			$process = new RelayProcess();
			for ( $wait = 0; $wait < 500 && $this->deliveries() === $sent; $wait++ ) {
				usleep( 20000 );
			}
			$this->assertTrue( $process->kill_after( 0 ) );
			$this->assertSame( array( '0' ), array_column( $this->rows(), 'attempts' ) );
		}
		$this->backend->fault( 'none' );
		$this->settle();
		$this->relay()->step( 5.0 );
		$this->assertArrayHasKey( $product, $this->backend->export()['products'] );
	}

	/** X2: an item that the backend never says anything of is set aside with its reason; the others arrive at once. */
	public function test_an_item_that_the_backend_passes_over(): void {
		$bad  = $this->changed_product( 'Bad' );
		$good = $this->changed_product( 'Good' );
		$this->backend->strike( array( 'mode' => 'pass_over', 'match' => "product:$bad:", 'path' => self::ITEMS ) );
		for ( $try = 1; $try <= Rules::ATTEMPTS; $try++ ) {
			$this->assertSame( 0, BuriedRows::count() );
			$this->clock( $try * 600 );
			$this->relay()->step( 5.0 );
			$this->assertArrayHasKey( $good, $this->backend->export()['products'] );
			$this->assertSame( array(), OutageGate::outage(), 'Nobody waits for it.' );
		}
		$this->assertSame( array( 0, 1 ), array( Outbox::size(), BuriedRows::count() ) );
		$this->assertStringContainsString( "what became of the product $bad", BuriedRows::page( 1 )[0]['reason'] );
	}

	/** X2: so in a quiet shop, where it goes alone: it looks like an outage until something else is taken. */
	public function test_an_item_alone_that_the_backend_passes_over(): void {
		$bad = (string) self::user( 'customer' );
		$this->outbox()->changed( 'contact', $bad );
		$this->backend->strike( array( 'mode' => 'pass_over', 'match' => "contact:user:$bad:", 'path' => self::ITEMS ) );
		for ( $probe = 1; $probe <= 3 * Rules::ATTEMPTS; $probe++ ) {
			$this->clock( $probe * 1000 );
			$this->relay()->step( 5.0 );
		}
		$this->assertSame( array( 1, 0 ), array( Outbox::size(), BuriedRows::count() ), 'An outage buries nothing, however long it takes.' );
		for ( $good = 1; $good <= 3 * Rules::ATTEMPTS && 0 === BuriedRows::count(); $good++ ) {
			$id = $this->changed_product( "Good $good" );
			for ( $turn = 1; $turn <= 2 && ! isset( $this->backend->export()['products'][ $id ] ); $turn++ ) {
				$this->clock( ++$probe * 1000 );
				$this->relay()->step( 5.0 );
			}
			$this->assertArrayHasKey( $id, $this->backend->export()['products'], 'It waits for one probe at most.' );
		}
		$this->assertSame( 1, BuriedRows::count() );
		$this->assertStringContainsString( "contact $bad", BuriedRows::page( 1 )[0]['reason'] );
	}

	/** X2: a backend that says nothing of anything is out of order. */
	public function test_an_outage_without_results_buries_nothing(): void {
		for ( $n = 0; $n < 3; $n++ ) {
			$this->changed_product( "Kettle $n" );
		}
		$this->backend->strike( array( 'mode' => 'pass_over', 'match' => ':', 'path' => self::ITEMS ) );
		for ( $probe = 1; $probe <= 4 * Rules::ATTEMPTS; $probe++ ) {
			$this->clock( $probe * 1000 );
			$this->relay()->step( 5.0 );
		}
		$this->assertSame( array( 3, 0 ), array( Outbox::size(), BuriedRows::count() ) );
		$this->assertNotSame( array(), OutageGate::outage() );
		$this->backend->fault( 'none' );
		$this->clock( $probe * 1000 );
		$this->relay()->step( 5.0 );
		$this->clock( $probe * 1000 + 600 );
		$this->relay()->step( 5.0 );
		$this->assertSame( 0, Outbox::size() );
	}

	/** @return array<string,array{0:string,1:bool}> */
	public function less_curl(): array {
		return array(
			'no requests side by side' => array( 'curl_multi_exec', true ),
			'none of that family'      => array( 'curl_multi_init,curl_multi_exec,curl_multi_add_handle,curl_multi_close', true ),
			'no curl'                  => array( 'curl_init,curl_exec,curl_multi_exec', true ),
			'a curl that throws'       => array( 'curl_setopt', false ),
		);
	}

	/**
	 * F11: some hosts switch off parts of curl. What can be sent is sent; what cannot is an outage that is shown, and no row
	 * is buried for it.
	 *
	 * @dataProvider less_curl
	 */
	public function test_a_host_that_switches_off_parts_of_curl( string $functions, bool $sends ): void {
		$product = $this->changed_product( 'Kettle' );
		for ( $try = 0; $try <= ( $sends ? 0 : Rules::ATTEMPTS ); $try++ ) {
			$this->settle();
			OutageGate::forget();
			$this->assertNotNull( ( new RelayProcess( 'run-relay.php', array(), array( 'disable_functions' => $functions ) ) )->result() );
		}
		$this->assertSame( array( $sends ? 0 : 1, 0 ), array( Outbox::size(), BuriedRows::count() ) );
		$this->assertSame( $sends, isset( $this->backend->export()['products'][ $product ] ) );
		$this->assertSame( $sends, array() === OutageGate::outage() );
	}

	/** @return array<string,array{string}> */
	public function curls(): array {
		return array(
			'curl'                     => array( '' ),
			'no requests side by side' => array( 'curl_multi_exec' ),
			'no curl'                  => array( 'curl_init,curl_exec,curl_multi_exec' ),
		);
	}

	/**
	 * X13: the time that an answer may take is that of the whole answer.
	 *
	 * @dataProvider curls
	 */
	public function test_x13_an_answer_that_drips_is_ended( string $functions ): void {
		$server = proc_open( array( PHP_BINARY, dirname( __DIR__ ) . '/scripts/drip-server.php' ), array( 1 => array( 'pipe', 'w' ) ), $pipes );
		try {
			$answers = ( new RelayProcess( 'run-drip.php', array( 'STOREWIRE_ELSEWHERE' => 'http://' . trim( (string) fgets( $pipes[1] ) ) ), array( 'disable_functions' => $functions ) ) )->result();
		} finally {
			proc_terminate( $server, 9 );
			proc_close( $server );
		}
		$this->assertNull( $answers['report']['status'] );
		$this->assertSame( 'retry', $answers['deliver']['state'] );
		foreach ( array( $answers['report']['failure'], $answers['deliver']['message'] ) as $why ) {
			$this->assertMatchesRegularExpression( '/timed out|too long/', $why );
		}
	}

	/** F11: what is thrown while a shopper's request is sent keeps neither the rest of the shop nor its own row from going. */
	public function test_what_is_thrown_at_one_door_leaves_the_other_open(): void {
		$product = $this->changed_product( 'Kettle' );
		$request = array( 'storeUrl' => home_url(), 'email' => 'ann@example.com', 'providerProductId' => $product, 'productTitle' => 'Kettle' );
		$this->outbox()->happened( Rules::BACK_IN_STOCK, $product, Outbox::ONCE, array( 'snapshot' => $request ) );
		$this->settle();
		add_filter( 'http_request_args', $throw = static function (): array {
			throw new \Error( 'broken by a plugin' );
		} );
		$this->relay()->step( 5.0 );
		remove_filter( 'http_request_args', $throw );
		$this->assertArrayHasKey( $product, $this->backend->export()['products'] );
		$this->assertSame( array( array( Rules::BACK_IN_STOCK, '0' ) ), array_map( static fn( array $row ): array => array( $row['topic'], $row['attempts'] ), $this->rows() ) );
	}

	/** @return array<string,array{0:string,1:array<string,mixed>}> What is kept with a row, and is not as this version keeps it. */
	public function odd_payloads(): array {
		$stock = array( 'id' => '7', 'type' => 'simple' );
		return array(
			'a link of one value'          => array( 'cart_started', array( 'snapshot' => array(), 'recovery' => array( 7 ) ) ),
			'a link of four'               => array( 'cart_started', array( 'snapshot' => array(), 'recovery' => array( 7, 'session', array(), array() ) ) ),
			'a link with names'            => array( 'cart_started', array( 'snapshot' => array(), 'recovery' => array( 'customer' => 7 ) ) ),
			'a link that is a text'        => array( 'cart_started', array( 'snapshot' => array(), 'recovery' => 'link' ) ),
			'a snapshot that is a text'    => array( 'cart_started', array( 'snapshot' => 'cart', 'recovery' => array( 7, 'session', array() ) ) ),
			'a stock that is a text'       => array( 'stock_changed', array( 'snapshot' => 'stock' ) ),
			'consent that is a text'       => array( 'stock_changed', array( 'snapshot' => $stock, 'consent' => 'yes' ) ),
			'a visitor that is a number'   => array( 'cart_started', array( 'snapshot' => array(), 'visitor' => 7 ) ),
		);
	}

	/**
	 * C6: a row that cannot be read as this version keeps it fails alone, in the end visibly; the others of its claim go out.
	 *
	 * @dataProvider odd_payloads
	 * @param array<string,mixed> $payload
	 */
	public function test_c6_a_row_with_an_odd_payload_fails_alone( string $topic, array $payload ): void {
		$product = $this->changed_product( 'Kettle' );
		$this->outbox()->happened( $topic, '7', Outbox::ONCE, $payload );
		$user = (string) self::user( 'customer' );
		$this->outbox()->changed( 'contact', $user );
		$this->settle();
		$this->relay()->step( 5.0 );
		$this->assertArrayHasKey( $product, $this->backend->export()['products'] );
		$this->assertArrayHasKey( "user:$user", $this->backend->export()['contacts'] );
		for ( $try = 2; $try <= Rules::ATTEMPTS && 0 === BuriedRows::count(); $try++ ) {
			$this->assertSame( array( array( $topic, (string) ( $try - 1 ) ) ), array_map( static fn( array $row ): array => array( $row['topic'], $row['attempts'] ), $this->rows() ) );
			$this->clock( $try * 1000 );
			$this->relay()->step( 5.0 );
		}
		$this->assertSame( array( 0, 1 ), array( Outbox::size(), BuriedRows::count() ) );
		$this->assertNotSame( '', BuriedRows::page( 1 )[0]['reason'] );
	}

	/** @return array<string,array{0:string,1:string}> */
	public function topics(): array {
		$all = array();
		foreach ( array_keys( Rules::TOPICS ) as $at => $topic ) {
			$all[ $topic ] = array( $topic, $at < 4 ? '' : Outbox::ONCE );
		}
		return $all;
	}

	/**
	 * R12: whatever is told while a relay holds its row is still there when the relay is done with it.
	 *
	 * @dataProvider topics
	 */
	public function test_what_is_told_while_claimed_stays( string $topic, string $transition ): void {
		$tell = function () use ( $topic, $transition ): void {
			'' === $transition ? $this->outbox()->changed( $topic, '501' ) : $this->outbox()->happened( $topic, '501', $transition );
		};
		$tell();
		$this->settle();
		$claim = Claim::take( 10, 300 );
		$id    = $claim->rows[0]->id;
		$tell();
		$claim->forgive( array( $id ) );
		$claim->ack( array( $id ) );
		$this->assertSame( array( array( '501', '0' ) ), array_map( static fn( array $row ): array => array( $row['object'], $row['attempts'] ), $this->rows() ) );
		$this->clock( 6 );
		$this->assertCount( 1, Claim::take( 10, 300 )->rows, 'It is due as soon as it has settled, not when the lease is over.' );
	}

	/** R12: a fact that was told while it waits, or that is buried, stays as it is. */
	public function test_a_fact_told_again_later_stays_as_it_is(): void {
		$this->outbox()->happened( 'order_placed', '501', Outbox::ONCE );
		$this->settle();
		$claim = Claim::take( 10, 300 );
		$claim->bury( $claim->rows[0]->id, 'refused' );
		$before = $this->rows();
		$this->outbox()->happened( 'order_placed', '501', Outbox::ONCE );
		$this->assertSame( $before, $this->rows() );
	}

	/** A product that qualifies, and its row. */
	private function changed_product( string $name ): string {
		$id = $this->product( $name );
		$this->outbox()->changed( 'product', $id );
		return $id;
	}

	private function deliveries(): int {
		return count( array_filter( $this->backend->requests(), static fn( $request ) => self::ITEMS === $request['path'] ) );
	}
}
