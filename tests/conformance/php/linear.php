<?php
/**
 * Makes each list and each text of the golden calls long and longer, and tells where the time grows faster than they do:
 * php linear.php CORE CASES
 *
 * Both lengths are measured in the same process, each by the best of some tries, in time of the processor and not of the
 * clock. Between them lies a factor of 8; what takes the square of the time takes 64 times as long. Where it seems to be
 * more than 20 times as long, it has to be so again and again before it counts: others may be using the machine.
 */

declare(strict_types=1);

namespace Storewire\Conformance;

use Storewire\Core\Core;

require __DIR__ . '/answer.php';

const SHORT  = 400;
const LONG   = 8 * SHORT;
const FACTOR = 20;
const TRIES  = 3;
const AGAIN  = 8;

/** Each list and each text within a value, as the keys that lead to it. */
function places( $value, array $path = array() ): array {
	if ( ! is_array( $value ) ) {
		return is_string( $value ) && '' !== $value ? array( $path ) : array();
	}
	$found = array();
	if ( isset( $value[0] ) && array_keys( $value ) === range( 0, count( $value ) - 1 ) ) {
		$found[] = $path;
	}
	foreach ( $value as $key => $inside ) {
		array_push( $found, ...places( $inside, array_merge( $path, array( $key ) ) ) );
	}
	return $found;
}

/** An element of a list, with ids of its own. */
function another( $value, int $number ) {
	if ( ! is_array( $value ) ) {
		return is_string( $value ) && 2 > strlen( $value ) ? $value . $number : $value;
	}
	foreach ( array( 'id', 'variationId', 'from' ) as $key ) {
		if ( isset( $value[ $key ] ) ) {
			$value[ $key ] = is_int( $value[ $key ] ) ? $number : (string) ( 100000 + $number );
		}
	}
	return $value;
}

/** The call with a list, or a text, made as long as that; a text ten times as long. */
function stretched( array $call, array $path, int $length ): array {
	$list = &$call;
	foreach ( $path as $key ) {
		$list = &$list[ $key ];
	}
	$first = $list;
	if ( is_string( $first ) ) {
		$list = substr( str_repeat( $first, 10 * $length ), 0, 10 * $length );
		return $call;
	}
	$list = array();
	for ( $number = 0; $number < $length; $number++ ) {
		$list[] = another( $first[ $number % count( $first ) ], $number );
	}
	return $call;
}

/** Microseconds that the processor has worked for this process. */
function worked(): int {
	$usage = getrusage();
	return 1000000 * ( $usage['ru_utime.tv_sec'] + $usage['ru_stime.tv_sec'] ) + $usage['ru_utime.tv_usec'] + $usage['ru_stime.tv_usec'];
}

/** Microseconds of the fastest of some tries. */
function fastest( Core $core, array $call ): int {
	$best = PHP_INT_MAX;
	for ( $try = 0; $try < TRIES; $try++ ) {
		$start = worked();
		$core->answer( $call );
		$best = min( $best, worked() - $start );
	}
	return max( 1, $best );
}

/** Whether the time grows faster than the call. */
function grows( Core $core, array $call, array $path ): bool {
	for ( $again = 0; $again < AGAIN; $again++ ) {
		$short = fastest( $core, stretched( $call, $path, SHORT ) );
		$long  = fastest( $core, stretched( $call, $path, LONG ) );
		// What takes less than a millisecond may be one page of memory that the system had to find.
		if ( $long < 1000 || $long <= FACTOR * $short ) {
			return false;
		}
	}
	return true;
}

$core = new Core( $argv[1] );
$seen = array();
$slow = array();
foreach ( glob( $argv[2] . '/*.json' ) as $file ) {
	$call = json_decode( file_get_contents( $file ), true )['call'];
	foreach ( is_array( $call ) ? places( $call ) : array() as $path ) {
		$name = preg_replace( '/\b\d+\b/', '#', implode( '.', $path ) );
		if ( isset( $seen[ $name ] ) || strpos( $name, '$' ) !== false ) {
			continue;
		}
		$seen[ $name ] = true;
		if ( grows( $core, $call, $path ) ) {
			$slow[] = $name;
		}
	}
}
echo count( preg_grep( '/(items|rows|variations|refunds|results|categories|expected)$/', array_keys( $seen ) ) ), ' lists that can be long among ', count( $seen ), ' lists and texts; not linear: ', $slow ? implode( ', ', $slow ) : 'none', "\n";
