<?php
declare(strict_types=1);

namespace Storewire\Tests\Support;

/**
 * Code that runs in each request of the site for as long as a test wants it, as another plugin's would.
 */
final class MuPlugin {

	/** Neither WP-Cron nor Action Scheduler does anything meanwhile. */
	const QUIET = "add_filter( 'pre_get_ready_cron_jobs', '__return_empty_array' ); add_filter( 'action_scheduler_allow_async_request_runner', '__return_false' );";

	/** The plugin's listeners hear each hook twice. */
	const TWICE = <<<'CODE'
	add_action( 'plugins_loaded', static function () {
		foreach ( array_unique( array_column( Storewire\Hooks::RECORDED, 0 ) ) as $hook ) {
			foreach ( $GLOBALS['wp_filter'][ $hook ]->callbacks as $priority => $callbacks ) {
				foreach ( $callbacks as $callback ) {
					if ( $callback['function'] instanceof Closure && isset( ( new ReflectionFunction( $callback['function'] ) )->getStaticVariables()['method'] ) ) {
						add_action( $hook, static function ( ...$passed ) use ( $callback ) { $callback['function']( ...$passed ); }, $priority, $callback['accepted_args'] );
					}
				}
			}
		}
	}, 99 );
CODE;

	/**
	 * Puts it in.
	 *
	 * @param string $name Names the file.
	 * @param string $code PHP.
	 * @return callable Takes it away again.
	 */
	public static function add( string $name, string $code ): callable {
		$file = WPMU_PLUGIN_DIR . "/storewire-$name.php";
		file_put_contents( $file, "<?php\n$code\n" );
		return static function () use ( $file ): void {
			unlink( $file );
		};
	}
}
