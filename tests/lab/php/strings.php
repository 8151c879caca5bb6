<?php
/**
 * Turns the texts that WordPress translates outside of code into code, for xgettext: strings.php FILE
 *
 * FILE is a block.json, which becomes PHP, or the plugin's main file, to which what its header says is added.
 */

declare(strict_types=1);

namespace Storewire\Lab;

$file  = $argv[1];
$lines = array();
if ( 'block.json' === basename( $file ) ) {
	$block = json_decode( (string) file_get_contents( $file ), true );
	foreach ( array( 'title' => 'block title', 'description' => 'block description', 'keywords' => 'block keyword' ) as $field => $context ) {
		foreach ( (array) ( $block[ $field ] ?? array() ) as $text ) {
			$lines[] = sprintf( '_x( %s, %s );', var_export( $text, true ), var_export( $context, true ) );
		}
	}
	file_put_contents( $file, "<?php\n" . implode( "\n", $lines ) . "\n" );
} else {
	foreach ( array( 'Plugin Name', 'Description', 'Author' ) as $field ) {
		preg_match( "~^ \* $field: +(.+)$~m", (string) file_get_contents( $file ), $found );
		$lines[] = sprintf( "/* translators: %s of the plugin. */\n__( %s );", $field, var_export( $found[1], true ) );
	}
	file_put_contents( $file, implode( "\n", $lines ) . "\n", FILE_APPEND );
}
