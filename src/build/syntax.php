<?php
/**
 * Parses files with whatever PHP runs this: syntax.php FILE…
 */

declare(strict_types=1);

$faults = 0;
foreach ( array_slice( $argv, 1 ) as $file ) {
	try {
		token_get_all( (string) file_get_contents( $file ), TOKEN_PARSE );
	} catch ( ParseError $error ) {
		echo "$file:{$error->getLine()}: {$error->getMessage()}\n";
		++$faults;
	}
}
echo 'PHP ', PHP_VERSION, ', ', count( $argv ) - 1, " files, $faults with faults\n";
exit( min( 1, $faults ) );
