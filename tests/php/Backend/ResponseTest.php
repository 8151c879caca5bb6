<?php
declare(strict_types=1);

namespace Storewire\Tests\Backend;

use PHPUnit\Framework\TestCase;
use Storewire\Backend\Response;

/**
 * D2–D4: what came back.
 */
final class ResponseTest extends TestCase {

	public function test_an_answer_without_end_is_cut(): void {
		$response = Response::whole( 200, '{"results":[' . str_repeat( ' ', 100 ), null );
		$this->assertNull( $response->body );
		$this->assertFalse( $response->snapshot()['json'] );
	}

	public function test_a_list_or_a_text_is_not_the_object_that_the_protocol_asks_for(): void {
		foreach ( array( '[]', '[1]', '"x"', '5', 'null', '', '<html>', "\xEF\xBB\xBF{}" ) as $text ) {
			$this->assertFalse( Response::whole( 200, $text, null )->snapshot()['json'], $text );
		}
		$this->assertTrue( Response::whole( 200, " {}\n", null )->snapshot()['json'] );
	}
}
