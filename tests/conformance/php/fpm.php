<?php
/**
 * Answers the message of calls in the request's body. One line of JSON goes before the answers: the JIT's state when
 * the request began and after its last answer.
 */

declare(strict_types=1);

namespace Storewire\Conformance;

$before = opcache_get_status( false )['jit'];
require __DIR__ . '/answer.php';
$answers = answer_all( new \Storewire\Core( $_SERVER['CORE'] ), file_get_contents( 'php://input' ) );
header( 'Content-Type: application/octet-stream' );
echo json_encode( array( 'before' => $before, 'after' => opcache_get_status( false )['jit'] ) ), "\n", $answers;
