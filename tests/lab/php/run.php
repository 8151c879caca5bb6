<?php
/**
 * Runs a script inside a WordPress: php run.php WP_DIR SCRIPT [ARGS…]. The script sees its own $argv.
 */

declare(strict_types=1);

$_SERVER['HTTP_HOST']   = '127.0.0.1';
$_SERVER['REQUEST_URI'] = '/';
$_SERVER['REMOTE_ADDR'] = '127.0.0.1';

array_shift( $argv );
$storewire_lab_wordpress = array_shift( $argv );
$argc                    = count( $argv );
$_SERVER['argv']         = $argv;
$_SERVER['argc']         = $argc;

// WordPress keeps failures for its log; whoever runs a script wants to see them.
register_shutdown_function(
	static function (): void {
		$error = error_get_last();
		if ( null !== $error && ( $error['type'] & ( E_ERROR | E_PARSE | E_COMPILE_ERROR ) ) ) {
			fwrite( STDERR, "{$error['message']} in {$error['file']} on line {$error['line']}\n" );
			exit( 1 );
		}
	}
);

require dirname( __DIR__, 2 ) . '/autoload.php';
require $storewire_lab_wordpress . '/wp-load.php';
require $argv[0];
