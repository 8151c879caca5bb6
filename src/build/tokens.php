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
 * What a check allows: where (a pattern), what (a pattern), why. What nothing needs any more is a fault, too.
 */
final class Exceptions {

	/** @var array<int,array{0:string,1:string,2:string}> */
	private array $rows;

	/** @var array<int,array{0:string,1:string,2:string}> */
	private array $needed = array();

	/** @param array<int,array{0:string,1:string,2:string}> $rows Where, what, why. */
	public function __construct( array $rows ) {
		$this->rows = $rows;
	}

	/** Whether something may stand in a place of files(). */
	public function allow( string $place, string $what ): bool {
		$allowing      = array_filter( $this->rows, static fn( array $row ): bool => 1 === preg_match( "~^($row[0])$~", $place ) && 1 === preg_match( "~^($row[1])$~", $what ) );
		$this->needed += $allowing;
		return array() !== $allowing;
	}

	/**
	 * What allowed nothing.
	 *
	 * @return string[] Faults.
	 */
	public function unneeded(): array {
		return array_map( static fn( array $row ): string => "nothing needs what is allowed for $row[0]: $row[1]", array_values( array_diff_key( $this->rows, $this->needed ) ) );
	}
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
