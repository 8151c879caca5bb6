<?php
/**
 * Kills all children of a process, again and again, at random moments: killer.php PARENT SEED
 */

declare(strict_types=1);

list( , $parent, $seed ) = $argv;
mt_srand( (int) $seed );
while ( true ) {
	usleep( mt_rand( 100000, 2500000 ) );
	foreach ( explode( ' ', trim( (string) file_get_contents( "/proc/$parent/task/$parent/children" ) ) ) as $child ) {
		if ( '' !== $child ) {
			posix_kill( (int) $child, 9 );
		}
	}
}
