<?php
/**
 * Before wp-config.php is read: puts the backend where the environment says, if it does.
 */

declare(strict_types=1);

if ( '' !== (string) getenv( 'STOREWIRE_ELSEWHERE' ) ) {
	define( 'STOREWIRE_BACKEND_URL', getenv( 'STOREWIRE_ELSEWHERE' ) );
}
