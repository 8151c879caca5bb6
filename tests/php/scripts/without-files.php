<?php
/**
 * From here on this process finds none of the plugin's files, as while they are being replaced.
 */

declare(strict_types=1);

foreach ( spl_autoload_functions() as $loader ) {
	if ( $loader instanceof Closure && 'autoload.php' === basename( (string) ( new ReflectionFunction( $loader ) )->getFileName() ) && false !== strpos( (string) ( new ReflectionFunction( $loader ) )->getFileName(), '/storewire/' ) ) {
		spl_autoload_unregister( $loader );
	}
}
