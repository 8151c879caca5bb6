<?php
/**
 * Answers the message of calls in one file into another.  php file.php CORE CALLS ANSWERS
 */

declare(strict_types=1);

namespace Storewire\Conformance;

require __DIR__ . '/answer.php';

file_put_contents( $argv[3], answer_all( new \Storewire\Core\Core( $argv[1] ), file_get_contents( $argv[2] ) ) );
echo 'PHP ', PHP_VERSION, "\n";
