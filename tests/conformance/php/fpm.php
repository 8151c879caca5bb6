<?php
/**
 * Answers the message of calls in the request's body; or only has opcache compile the core, as plugins do that warm it.
 */

declare(strict_types=1);

namespace Storewire\Conformance;

if ( 'warm' === $_SERVER['JIT'] ) {
	echo opcache_compile_file( $_SERVER['CORE'] ) ? 'warm' : 'cold';
	return;
}
if ( 'on' === $_SERVER['JIT'] ) {
	require __DIR__ . '/jit-left-on.php';
}
require __DIR__ . '/answer.php';
$answers = answer_all( new \Storewire\Core\Core( $_SERVER['CORE'] ), file_get_contents( 'php://input' ) );
header( 'Content-Type: application/octet-stream' );
echo $answers;
