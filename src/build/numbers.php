<?php
/**
 * Holds that the shell has no numbers without a name: numbers.php plugin/src
 *
 * How many, how long, how often: that is a rule, or at least somebody's choice, and has a constant that says what it is, the
 * core's in the generated Rules or one of the class. So no number above 1 stands in an expression, but for positions in
 * brackets, conversions between units of time, and what is listed here with its reason. An entry of ALLOWED that nothing
 * needs any more is a fault, too.
 */

declare(strict_types=1);

namespace Storewire\Build;

require __DIR__ . '/tokens.php';

/** Where (a pattern), which numbers, why. */
const ALLOWED = array(
	array( 'Hooks', '.*', 'priorities of hooks and numbers of their arguments' ),
	array( 'Core/Core(Host|Output)', '.*', 'how values lie in the core\'s memory' ),
	array( 'Core/Core', '8', 'bytes of an integer' ),
	array( 'Health/Loopback', '200', 'an HTTP status' ),
);

/** Functions whose numbers say how a text or list is cut, or how much is left to chance; and what answers with an HTTP status. */
const CALLS = array( 'substr', 'str_repeat', 'explode', 'array_pad', 'array_slice', 'array_column', 'dirname', 'random_bytes', 'random_int', 'wp_rand', 'remove_action', 'status_header', 'wp_safe_redirect', 'show', 'say' );

/** Keys of WordPress whose numbers are HTTP statuses, or versions. */
const KEYS = array( "'status'", "'response'", "'api_version'" );

/** Milliseconds of a second, nanoseconds of a millisecond and of a second. */
const UNITS = array( '1000', '1000000', '1e9' );

/**
 * The numbers in a file's expressions, with the function in whose arguments each stands, or ''.
 *
 * @param array<int,\PhpToken> $code Of code().
 * @return iterable<int,string> Function by place in the code.
 */
function numbers( array $code ): iterable {
	$calls    = array( '' );
	$is_const = false;
	foreach ( $code as $at => $token ) {
		$before = $code[ $at - 1 ] ?? $token;
		if ( $token->is( array( '(', '[', '{', T_CURLY_OPEN, T_DOLLAR_OPEN_CURLY_BRACES ) ) ) {
			$is_call = '(' === $token->text && $before->is( array( T_STRING, T_NAME_FULLY_QUALIFIED ) );
			// What only groups belongs to what it stands in.
			$calls[] = $is_call ? ltrim( $before->text, '\\' ) : ( '(' === $token->text && ! $before->is( array( T_ARRAY, T_VARIABLE, T_LIST ) ) ? end( $calls ) : '' );
		} elseif ( $token->is( array( ')', ']', '}' ) ) ) {
			array_pop( $calls );
		}
		$is_const = $token->is( T_CONST ) || ( $is_const && ';' !== $token->text );
		if ( ! $is_const && value( $token ) > 1 ) {
			yield $at => (string) end( $calls );
		}
	}
}

/** What a token is as a number, however that is written; 0 where it is none. */
function value( \PhpToken $token ): float {
	if ( $token->is( T_CONSTANT_ENCAPSED_STRING ) ) {
		$inside = substr( $token->text, 1, -1 );
		return is_numeric( $inside ) && trim( $inside ) === $inside ? (float) $inside : 0.0;
	}
	$number = $token->is( array( T_LNUMBER, T_DNUMBER ) ) ? str_replace( '_', '', $token->text ) : '';
	return 1 === preg_match( '/^0[xbo\d]+$/i', $number ) || 1 === preg_match( '/^0x/i', $number ) ? (float) intval( $number, 0 ) : (float) $number;
}

/**
 * Whether a number is a position, a unit of time, or an HTTP status for WordPress.
 *
 * @param array<int,\PhpToken> $code Of code().
 * @param int                  $at   Its place.
 * @param string               $call Of numbers().
 */
function is_plain( array $code, int $at, string $call ): bool {
	$before  = $code[ $at - 1 ]->text;
	$after   = $code[ $at + 1 ]->text;
	$is_unit = in_array( $code[ $at ]->text, UNITS, true ) && ( 'intdiv' === $call || in_array( '*', array( $before, $after ), true ) || '/' === $before );
	$is_key  = '=>' === $after || ( '[' === $before && ']' === $after );
	return $is_unit || $is_key || in_array( $call, CALLS, true ) || ( '=>' === $before && in_array( $code[ $at - 2 ]->text, KEYS, true ) );
}

$root    = rtrim( $argv[1], '/' );
$wrong   = array();
$allowed = new Exceptions( ALLOWED );
foreach ( files( $root ) as $place => $file ) {
	$code = code( $file );
	foreach ( numbers( $code ) as $at => $call ) {
		$number = $code[ $at ]->text;
		if ( ! is_plain( $code, $at, $call ) && ! $allowed->allow( $place, $number ) ) {
			$wrong[] = "$file:{$code[ $at ]->line} has the number $number without a name";
		}
	}
}
finish( array_merge( $wrong, $allowed->unneeded() ) );
