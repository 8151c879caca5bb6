<?php
/**
 * Where opcache may not be asked, and the settings say that there is a JIT, and there is none: another extension, such as
 * Xdebug, keeps it off. PHP answers an attempt to switch it with a warning, and so do the functions here.
 */

declare(strict_types=1);

namespace Storewire\Core;

require __DIR__ . '/answer.php';

function function_exists( string $name ): bool {
	return 'opcache_get_status' !== $name && \function_exists( $name );
}

function ini_get( string $name ) {
	$settings = array(
		'opcache.enable'          => '1',
		'opcache.enable_cli'      => '1',
		'opcache.jit'             => 'tracing',
		'opcache.jit_buffer_size' => '64M',
	);
	return $settings[ $name ] ?? \ini_get( $name );
}

function ini_set( string $name, string $value ) {
	if ( 'missing' === $GLOBALS['argv'][1] ) {
		trigger_error( 'Cannot change opcache.jit setting at run-time (JIT is disabled)', E_USER_WARNING );
	}
	return false;
}

echo Jit::switch_off() ? 'off' : 'on';
