<?php
/**
 * Answers encoded calls with the plugin's own Core; shared by the command line (driver.php) and FPM (fpm.php).
 * Any notice, warning or deprecation is a failure.
 */

declare(strict_types=1);

namespace Storewire\Conformance;

use Storewire\Core\Core;

require __DIR__ . '/wordpress.php';
error_reporting( -1 );
set_error_handler(
	static function ( int $level, string $message, string $file, int $line ): bool {
		throw new \ErrorException( $message, 0, $level, $file, $line );
	}
);
// As the plugin loads them: each when it is needed, so that the core's side of the door comes after the switch.
spl_autoload_register(
	static function ( string $class ): void {
		require dirname( __DIR__, 3 ) . '/plugin/src/' . strtr( substr( $class, strlen( 'Storewire\\' ) ), '\\', '/' ) . '.php';
	}
);

/** Takes encoded values off a message; the encoding is described at Value::encode in value.rs. */
final class Message {
	/** @var string */
	private $bytes;
	/** @var int */
	private $at = 0;

	public function __construct( string $bytes ) {
		$this->bytes = $bytes;
	}

	public function length(): int {
		return unpack( 'V', $this->take( 4 ) )[1];
	}

	public function value() {
		$kind = $this->take( 1 );
		switch ( $kind ) {
			case 'n':
				return null;
			case 't':
			case 'f':
				return 't' === $kind;
			case 'i':
				return unpack( 'q', $this->take( 8 ) )[1];
			case 'd':
				return unpack( 'e', $this->take( 8 ) )[1];
			case 's':
				return $this->take( $this->length() );
		}
		$values = array();
		for ( $left = $this->length(); $left > 0; $left-- ) {
			if ( 'l' === $kind ) {
				$values[] = $this->value();
			} else {
				$key            = $this->take( $this->length() );
				$values[ $key ] = $this->value();
			}
		}
		return $values;
	}

	private function take( int $length ): string {
		$bytes     = substr( $this->bytes, $this->at, $length );
		$this->at += $length;
		return $bytes;
	}
}

/** What opcache says of the JIT, if there is one. */
function jit(): ?array {
	return function_exists( 'opcache_get_status' ) ? opcache_get_status( false )['jit'] ?? null : null;
}

/**
 * Answers a message of calls with a line of JSON, the JIT's state before the core was asked and after it has answered, and
 * a message of answers.
 */
function answer_all( Core $core, string $bytes ): string {
	$message = new Message( $bytes );
	$calls   = array();
	for ( $left = $message->length(); $left > 0; $left-- ) {
		$calls[] = $message->value();
	}
	$before  = jit();
	$answers = '';
	foreach ( $calls as $call ) {
		try {
			$answer = $core->answer( $call );
		} catch ( \Throwable $error ) {
			$answer = "failed: $error";
		}
		$answers .= pack( 'V', strlen( $answer ) ) . $answer;
	}
	return json_encode( array( 'before' => $before, 'after' => jit() ) ) . "\n" . $answers;
}
