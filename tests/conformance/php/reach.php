<?php
/**
 * Prints, for each call of a message, which functions of the core it reaches: php reach.php CORE CALLS FOLDER
 */

declare(strict_types=1);

namespace Storewire\Conformance;

require __DIR__ . '/answer.php';

$core = preg_replace(
	'/^\t(?:private|public) function &?(\w+)\(.*\n\t\{$/m',
	'$0' . "\n\t\t" . '$GLOBALS["reached"]["$1"] = true;',
	file_get_contents( $argv[1] )
);
file_put_contents( "$argv[3]/core.php", $core );
require "$argv[3]/core.php";
$host    = new \Storewire\Core\CoreHost();
$message = new Message( file_get_contents( $argv[2] ) );
for ( $left = $message->length(); $left > 0; $left-- ) {
	$GLOBALS['reached'] = array();
	$call               = $message->value();
	is_array( $call ) && $host->answer( $call );
	echo implode( ' ', array_keys( $GLOBALS['reached'] ) ), "\n";
}
