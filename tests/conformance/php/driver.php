<?php
/**
 * Answers calls for as long as messages come: each is its length in four bytes and the encoded calls, and so is what
 * goes back.  php driver.php CORE [left-on]
 */

declare(strict_types=1);

namespace Storewire\Conformance;

if ( isset( $argv[2] ) ) {
	require __DIR__ . '/jit-left-on.php';
}
require __DIR__ . '/answer.php';

$core = new \Storewire\Core\Core( $argv[1] );
while ( '' !== ( $head = (string) fread( STDIN, 4 ) ) ) {
	$left    = unpack( 'V', $head )[1];
	$message = '';
	while ( strlen( $message ) < $left ) {
		$message .= fread( STDIN, $left - strlen( $message ) );
	}
	$answers = answer_all( $core, $message );
	fwrite( STDOUT, pack( 'V', strlen( $answers ) ) . $answers );
}
