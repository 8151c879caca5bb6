<?php
/**
 * Adds what the header of the plugin's main file says to it as code, for xgettext: strings.php FILE
 */

declare(strict_types=1);

namespace Storewire\Lab;

$file  = $argv[1];
$lines = array();
foreach ( array( 'Plugin Name', 'Description', 'Author' ) as $field ) {
	preg_match( "~^ \* $field: +(.+)$~m", (string) file_get_contents( $file ), $found );
	$lines[] = sprintf( "/* translators: %s of the plugin. */\n__( %s );", $field, var_export( $found[1], true ) );
}
file_put_contents( $file, implode( "\n", $lines ) . "\n", FILE_APPEND );
