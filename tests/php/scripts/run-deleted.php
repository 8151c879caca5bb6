<?php
/**
 * A process under which the plugin is deleted, by another process, while WHAT, a tick of it, reads a product or sends
 * something. Its files are gone then, too.
 */

declare(strict_types=1);

$delete = static function (): void {
	static $is_done = false;
	if ( ! $is_done ) {
		$is_done = true;
		exec( PHP_BINARY . ' -c ' . escapeshellarg( (string) php_ini_loaded_file() ) . ' ' . escapeshellarg( dirname( __DIR__, 2 ) . '/lab/php/run.php' ) . ' ' . escapeshellarg( untrailingslashit( ABSPATH ) ) . ' ' . escapeshellarg( __DIR__ . '/delete-plugin.php' ) . ' 2>&1', $lines, $status );
		if ( 0 !== $status ) {
			fwrite( STDOUT, json_encode( $lines ) . "\n" );
			exit( 1 );
		}
		require __DIR__ . '/without-files.php';
	}
};
fwrite( STDOUT, "ready\n" );
add_action( 'requests-requests.before_request', $delete );
add_action( 'post_type_link', static function ( string $link ) use ( $delete ): string {
	$delete();
	return $link;
} );
do_action( getenv( 'WHAT' ) );
fwrite( STDOUT, json_encode( 'ended' ) . "\n" );
