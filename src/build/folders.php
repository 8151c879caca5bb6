<?php
/**
 * Holds the order of the plugin's folders: folders.php plugin/src
 *
 * - A folder uses only those above it in the list, and nobody but storewire.php asks for `plugin()`, or names Plugin or Hooks.
 * - No folder holds more than sixteen files, and no file more than three hundred lines.
 * - Hooks are put up in Hooks.php, and elsewhere only by those who take them down again (see TAKEN_DOWN).
 * - What Plugin.php makes, nobody else makes.
 */

declare(strict_types=1);

namespace Storewire\Build;

require __DIR__ . '/tokens.php';

const FOLDERS = array( 'Support', 'Core', 'Shop', 'Outbox', 'Backend', 'Connection', 'Recording', 'Cart', 'Delivery', 'Sync', 'Sweep', 'BackInStock', 'Privacy', 'Health', 'Background', 'Actions', 'Admin', 'Cli', 'Setup' );
const MOST    = 16;
const LONGEST = 300;

/** Who hears something only for a while, or in a request that does nothing else. */
const TAKEN_DOWN = array( 'Backend/Transport', 'Support/ReadWatch', 'BackInStock/ShopPage', 'Connection/Schedule', 'Admin/AdminMenu', 'Setup/Requirements' );

/** Functions that put up a hook. */
const HOOKS = array( 'add_action', 'add_filter', 'add_shortcode' );

/**
 * What a token names of the plugin, as `Folder\Name` or `Name`; '' for nothing. Strings name, too: WordPress calls by them.
 */
function named( \PhpToken $token ): string {
	$is_name = $token->is( array( T_NAME_QUALIFIED, T_NAME_FULLY_QUALIFIED, T_CONSTANT_ENCAPSED_STRING, T_ENCAPSED_AND_WHITESPACE ) );
	return $is_name && preg_match( '/(?<![\w\\\\])\\\\*Storewire\\\\+((?:\w+\\\\+)?\w+)/', $token->text, $found ) ? preg_replace( '/\\\\+/', '\\', $found[1] ) : '';
}

/**
 * The classes that a file names at its top, one by one or several of a namespace.
 *
 * @param array<int,\PhpToken> $code Of code().
 * @return array<string,string> Full name by the last part.
 */
function imported( array $code ): array {
	$imported = array();
	foreach ( $code as $at => $token ) {
		if ( ! $token->is( T_USE ) || ! isset( $code[ $at + 1 ] ) ) {
			continue;
		}
		$name = $code[ $at + 1 ]->text;
		if ( '{' !== ( $code[ $at + 3 ]->text ?? '' ) ) {
			$imported[ (string) preg_replace( '/^.*\\\\/', '', $name ) ] = $name;
			continue;
		}
		for ( $in = $at + 4; '}' !== $code[ $in ]->text; $in++ ) {
			if ( $code[ $in ]->is( T_STRING ) ) {
				$imported[ $code[ $in ]->text ] = "$name\\{$code[ $in ]->text}";
			}
		}
	}
	return $imported;
}

/**
 * The classes that a file makes.
 *
 * @param array<int,\PhpToken> $code      Of code().
 * @param string               $namespace The file's own.
 * @return array<string,int> Line by the class' full name.
 */
function made( array $code, string $namespace ): array {
	$imported = imported( $code );
	$made     = array();
	foreach ( $code as $at => $token ) {
		$next = $code[ $at + 1 ]->text ?? '';
		if ( $token->is( T_NEW ) && preg_match( '/\w$/', $next ) ) {
			$made[ '\\' === $next[0] ? ltrim( $next, '\\' ) : $imported[ $next ] ?? "$namespace\\$next" ] = $token->line;
		}
	}
	return $made;
}

/**
 * What is wrong with a file of a folder.
 *
 * @param string            $folder   The folder.
 * @param string            $name     The file's name, without its ending.
 * @param array<int,\PhpToken> $code  Of code().
 * @param array<string,int> $services What Plugin.php makes.
 * @return iterable<int,string> By line.
 */
function faults( string $folder, string $name, array $code, array $services ): iterable {
	$place = array_search( $folder, FOLDERS, true );
	foreach ( $code as $at => $token ) {
		$named = explode( '\\', named( $token ) );
		$of    = array_search( $named[0], FOLDERS, true );
		if ( false !== $of && $of > $place ) {
			yield $token->line => 'uses ' . implode( '\\', $named ) . ", which stands below $folder";
		}
		if ( in_array( implode( '\\', $named ), array( 'plugin', 'Plugin', 'Hooks' ), true ) ) {
			yield $token->line => "asks for $named[0]: what it needs is handed to it by Plugin.php";
		}
		$is_call = $token->is( array( T_STRING, T_NAME_FULLY_QUALIFIED ) ) && '(' === ( $code[ $at + 1 ]->text ?? '' );
		if ( $is_call && in_array( ltrim( $token->text, '\\' ), HOOKS, true ) && ! in_array( "$folder/$name", TAKEN_DOWN, true ) ) {
			yield $token->line => "puts up a hook by $token->text(): hooks stand in Hooks.php";
		}
	}
	foreach ( array_intersect_key( made( $code, "Storewire\\$folder" ), $services ) as $class => $line ) {
		yield $line => "makes $class, as Plugin.php does";
	}
}

/**
 * Files that are too long.
 *
 * @param string[] $files Paths.
 * @return string[] What is wrong with each.
 */
function too_long( array $files ): array {
	$long = array_filter( $files, static fn( string $file ): bool => count( file( $file ) ) > LONGEST );
	return array_values( array_map( static fn( string $file ): string => "$file: more than " . LONGEST . ' lines', $long ) );
}

$root     = rtrim( $argv[1], '/' );
$wrong    = too_long( glob( "$root/*.php" ) );
$services = made( code( "$root/Plugin.php" ), 'Storewire' );
foreach ( glob( "$root/*", GLOB_ONLYDIR ) as $path ) {
	$folder = basename( $path );
	$files  = glob( "$path/*.php" );
	if ( ! in_array( $folder, FOLDERS, true ) ) {
		$wrong[] = "$path: the list of folders does not have it";
		continue;
	}
	if ( count( $files ) > MOST ) {
		$wrong[] = "$path: more than " . MOST . ' files';
	}
	$wrong = array_merge( $wrong, too_long( $files ) );
	foreach ( $files as $file ) {
		foreach ( faults( $folder, basename( $file, '.php' ), code( $file ), $services ) as $line => $fault ) {
			$wrong[] = "$file:$line $fault";
		}
	}
}
finish( $wrong );
