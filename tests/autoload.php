<?php
/**
 * Finds the classes of the tests and of the lab: one class a file, folders as in the namespace.
 */

declare(strict_types=1);

spl_autoload_register(
	static function ( string $name ): void {
		$folders = array(
			'Storewire\\Tests\\Faults\\' => 'faults',
			'Storewire\\Tests\\'         => 'php',
			'Storewire\\Lab\\'           => 'lab/php',
			'Storewire\\Bench\\'         => 'bench',
		);
		foreach ( $folders as $prefix => $folder ) {
			$file = __DIR__ . "/$folder/" . strtr( substr( $name, strlen( $prefix ) ), '\\', '/' ) . '.php';
			if ( 0 === strpos( $name, $prefix ) && is_file( $file ) ) {
				require $file;
				return;
			}
		}
	}
);
