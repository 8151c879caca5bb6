<?php
declare(strict_types=1);

namespace Storewire\Tests\Support;

/**
 * A relay in a process of its own, which can be killed.
 */
final class RelayProcess {

	/** @var resource */
	private $process;

	/** @var array<int,resource> */
	private array $pipes = array();

	/**
	 * Starts it, and waits until it begins to work.
	 *
	 * @param string               $script      What it does, beside this file.
	 * @param array<string,string> $environment What it is told; `STOREWIRE_ELSEWHERE` puts the backend somewhere else.
	 * @param array<string,string> $settings    Settings of PHP.
	 */
	public function __construct( string $script = 'run-relay.php', array $environment = array(), array $settings = array() ) {
		$options = array( '-d', 'auto_prepend_file=' . dirname( __DIR__ ) . '/scripts/elsewhere.php' );
		foreach ( $settings as $name => $value ) {
			array_push( $options, '-d', "$name=$value" );
		}
		$this->process = proc_open(
			array( PHP_BINARY, '-c', (string) php_ini_loaded_file(), ...$options, ...array( dirname( __DIR__, 2 ) . '/lab/php/run.php', untrailingslashit( ABSPATH ), dirname( __DIR__ ) . '/scripts/' . $script ) ),
			array( 1 => array( 'pipe', 'w' ) ),
			$this->pipes,
			null,
			$environment + getenv()
		);
		if ( "ready\n" !== fgets( $this->pipes[1] ) ) {
			throw new \RuntimeException( 'The process did not begin.' );
		}
	}

	/**
	 * Kills it after a while, as the operating system would (SIGKILL).
	 *
	 * @return bool Whether it was still at work then.
	 */
	public function kill_after( int $microseconds ): bool {
		usleep( $microseconds );
		$running = proc_get_status( $this->process )['running'];
		proc_terminate( $this->process, 9 );
		$this->end();
		return $running;
	}

	/** @return mixed What it said at its end, decoded. */
	public function result() {
		$result = json_decode( (string) fgets( $this->pipes[1] ), true );
		$this->end();
		return $result;
	}

	private function end(): void {
		fclose( $this->pipes[1] );
		proc_close( $this->process );
	}
}
