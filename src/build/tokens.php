<?php
/**
 * PHP files as tokens, for the checks beside this file.
 */

declare(strict_types=1);

namespace Storewire\Build;

/**
 * The tokens of a file that are code.
 *
 * @return array<int,\PhpToken>
 */
function code( string $file ): array {
	$tokens = \PhpToken::tokenize( (string) file_get_contents( $file ) );
	return array_values( array_filter( $tokens, static fn( \PhpToken $token ): bool => ! $token->isIgnorable() ) );
}

/**
 * The files of a folder and of those in it, by their place in it: `Folder/Name`.
 *
 * @return array<string,string>
 */
function files( string $root ): array {
	$files = array();
	foreach ( new \RecursiveIteratorIterator( new \RecursiveDirectoryIterator( $root, \FilesystemIterator::SKIP_DOTS ) ) as $file ) {
		if ( 'php' === $file->getExtension() ) {
			$files[ substr( $file->getPathname(), strlen( $root ) + 1, -4 ) ] = $file->getPathname();
		}
	}
	ksort( $files );
	return $files;
}

/**
 * Prints what is wrong, and ends.
 *
 * @param string[] $wrong Faults.
 * @return never
 */
function finish( array $wrong ): void {
	echo implode( "\n", $wrong ), array() === $wrong ? '' : "\n";
	exit( array() === $wrong ? 0 : 1 );
}
