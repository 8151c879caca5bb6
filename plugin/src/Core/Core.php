<?php
/**
 * The one way from PHP to the rules.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Core;

/**
 * Calls the core, which is WebAssembly translated to PHP (pkg/php/core.php) and is loaded by the first call.
 */
final class Core {

	/**
	 * Where the translated core is.
	 *
	 * @var string
	 */
	private $file;

	/**
	 * The core's other side, or null while there is none.
	 *
	 * @var CoreHost|null
	 */
	private $host;

	/**
	 * Whether it may be believed.
	 *
	 * @var CoreTrust
	 */
	private $trust;

	/**
	 * Why it may not be believed, once that is known: this process tries no other, for each takes memory.
	 *
	 * @var string|null
	 */
	private $refused;

	/**
	 * @param string|null $file The translated core; by default the one that ships with the plugin.
	 */
	public function __construct( ?string $file = null ) {
		$this->file  = $file ?? dirname( __DIR__, 2 ) . '/pkg/php/core.php';
		$this->trust = new CoreTrust();
	}

	/**
	 * Why the core cannot run here, in plain words; empty when it can. Where PHP would compute wrong values, a wrong record
	 * would be worse than a late one: nothing may be delivered.
	 */
	public static function obstacle(): string {
		if ( PHP_INT_SIZE < 8 ) {
			return 'Storewire needs a 64-bit PHP; this one has 32 bits. Ask your host for a 64-bit PHP.';
		}
		if ( ! Jit::switch_off() ) {
			return 'PHP\'s JIT is on, which computes wrong values in code like Storewire\'s, and Storewire may not switch it off. Ask your host to set opcache.jit to "disable".';
		}
		return '';
	}

	/**
	 * Asks the core.
	 *
	 * @param array $call A map with one key, such as `order`; see src/core/call.rs.
	 * @return array A map with one key, such as `mapped`.
	 * @throws CoreFailure When the core cannot run here or stopped in the middle.
	 */
	public function call( array $call ): array {
		$answer = json_decode( $this->answer( $call ), true );
		if ( ! is_array( $answer ) ) {
			throw new CoreFailure( 'The core gave no answer.' );
		}
		return $answer;
	}

	/**
	 * Asks the core for its answer's JSON text.
	 *
	 * @param array $call As for call().
	 * @throws CoreFailure As call() does.
	 */
	public function answer( array $call ): string {
		$host = $this->host ?? $this->load();
		// Whatever stops the core leaves it in an unknown state: the next call gets a new one.
		$this->host = null;
		try {
			$json = $host->answer( $call );
		} catch ( \Throwable $error ) {
			throw new CoreFailure( 'The core stopped: ' . $error->getMessage(), 0, $error ); // phpcs:ignore WordPress.Security.EscapeOutput.ExceptionNotEscaped -- escaped where it is shown.
		}
		$this->host = $host;
		return $json;
	}

	/**
	 * A new core.
	 *
	 * @throws CoreFailure When it cannot run here, or may not be believed.
	 */
	private function load(): CoreHost {
		$obstacle = self::obstacle();
		foreach ( array( $this->file, KnownAnswers::beside( $this->file ) ) as $file ) {
			if ( '' === $obstacle && ! is_readable( $file ) ) {
				$obstacle = "Storewire is not complete: $file is missing. Install the plugin again.";
			}
		}
		if ( '' !== $obstacle ) {
			$this->trust->note( $this->file, $obstacle );
			throw new CoreFailure( $obstacle ); // phpcs:ignore WordPress.Security.EscapeOutput.ExceptionNotEscaped -- escaped where it is shown.
		}
		if ( null !== $this->refused ) {
			throw new CoreFailure( $this->refused ); // phpcs:ignore WordPress.Security.EscapeOutput.ExceptionNotEscaped -- escaped where it is shown.
		}
		require_once $this->file;
		$host = new CoreHost();
		try {
			$this->trust->test( $host, $this->file );
		} catch ( CoreFailure $failure ) {
			$this->refused = $failure->getMessage();
			throw $failure;
		}
		return $host;
	}
}
