<?php
/**
 * Plugin Name: Storewire's stopwatch
 * Description: Notes of each request of a benchmark's shopper what it cost and what of that is Storewire's. For shoppers with the cookie `storewire_bench=off` Storewire is deactivated. Installed by the benchmark, and removed by it.
 */

declare(strict_types=1);

namespace Storewire\Bench;

/** The stopwatch of this request. */
final class Probe {

	const COOKIE = 'storewire_bench';

	/** @var array<string,mixed> What is noted. */
	private array $note;

	/** How deep in Storewire's callbacks the request is. */
	private int $depth = 0;

	/** Seconds that the stopwatch itself took. */
	private float $own = 0.0;

	/** Milliseconds of these that it took to look at queries, which is while Storewire's callbacks run. */
	private float $looked = 0.0;

	public function __construct( string $side ) {
		$this->note = array(
			'side'    => $side,
			'uri'     => ( $_SERVER['REQUEST_METHOD'] ?? '' ) . ' ' . ( $_SERVER['REQUEST_URI'] ?? '' ),
			'load'    => 0.0,
			'hooks'   => 0.0,
			'after'   => 0.0,
			'queries' => 0,
			'writes'  => 0,
			'rows'    => array(),
			'http'    => array(),
		);
	}

	/** Puts it in place. */
	public function start(): void {
		if ( 'off' === $this->note['side'] ) {
			add_filter( 'option_active_plugins', static fn( $plugins ) => array_values( array_diff( (array) $plugins, array( 'storewire/storewire.php' ) ) ) );
		}
		add_action( 'muplugins_loaded', array( $this, 'load' ), PHP_INT_MAX );
		// What WooCommerce loads for whoever declares its features first, as any plugin does, is not Storewire's.
		add_action( 'before_woocommerce_init', static fn() => \Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility( 'cart_checkout_blocks', __FILE__ ), PHP_INT_MIN );
		add_action( 'plugins_loaded', array( $this, 'wrap' ), PHP_INT_MIN );
		add_action( 'plugins_loaded', array( $this, 'wrap' ), PHP_INT_MAX );
		add_filter( 'query', array( $this, 'query' ) );
		add_filter( 'pre_http_request', array( $this, 'http' ), 1, 3 );
		// Registered at the shutdown, so that it comes after all that the shopper waits for.
		register_shutdown_function( fn() => register_shutdown_function( array( $this, 'end' ) ) );
	}

	/** Reads Storewire's main file, right before WordPress would. */
	public function load(): void {
		if ( 'on' === $this->note['side'] ) {
			$start = hrtime( true );
			include_once WP_PLUGIN_DIR . '/storewire/storewire.php';
			$this->note['load'] += ( hrtime( true ) - $start ) / 1e6;
		}
	}

	/** Puts a stopwatch around each of Storewire's callbacks that is there by now. */
	public function wrap(): void {
		$start = microtime( true );
		foreach ( $GLOBALS['wp_filter'] as $hook ) {
			foreach ( $hook->callbacks as $priority => $callbacks ) {
				foreach ( $callbacks as $id => $callback ) {
					if ( self::is_storewires( $callback['function'] ) ) {
						$hook->callbacks[ $priority ][ $id ]['function'] = $this->timed( $callback['function'] );
					}
				}
			}
		}
		$this->own += microtime( true ) - $start;
	}

	/** Counts a query. */
	public function query( string $sql ): string {
		$start = hrtime( true );
		++$this->note['queries'];
		$this->note['writes'] += preg_match( '/^\s*(INSERT|UPDATE|DELETE|REPLACE)\b/i', $sql );
		if ( preg_match( "/INSERT INTO \S*storewire_outbox\b/", $sql ) ) {
			preg_match_all( "/\('(\w+)', '([^']*)', '([^']*)'/", $sql, $rows, PREG_SET_ORDER );
			$this->note['rows'][] = array_map( static fn( array $row ): string => "$row[1] $row[2] $row[3]", $rows );
		}
		$took          = ( hrtime( true ) - $start ) / 1e6;
		$this->looked += $took;
		$this->own    += $took / 1e3;
		return $sql;
	}

	/**
	 * Notes a request that goes out.
	 *
	 * @param mixed $answer    False, to let it go.
	 * @param mixed $arguments Unused.
	 * @return mixed
	 */
	public function http( $answer, $arguments, string $url ) {
		$this->note['http'][] = $url;
		return $answer;
	}

	/** The end: notes the whole, and then times one INSERT for comparison. */
	public function end(): void {
		global $wpdb;
		$this->note['total'] = ( microtime( true ) - $_SERVER['REQUEST_TIME_FLOAT'] - $this->own ) * 1000;
		$files               = preg_grep( '~/plugins/storewire/~', get_included_files() );
		$this->note['files']  = count( $files );
		$this->note['sender'] = array() !== preg_grep( '~/(Core|core|Client)\.php$~', $files );
		remove_filter( 'query', array( $this, 'query' ) );
		if ( '' !== $this->note['side'] ) {
			$sql   = "INSERT INTO {$wpdb->prefix}storewire_bench (topic, object, transition, revision, anonymous, recorded_at, due_at, payload) VALUES ('order', '501', '" . bin2hex( random_bytes( 6 ) ) . "', 'revision', 0, 1770000000000, UNIX_TIMESTAMP() + 5, NULL) ON DUPLICATE KEY UPDATE id = id";
			$start = hrtime( true );
			$wpdb->query( $sql );
			$this->note['insert'] = ( hrtime( true ) - $start ) / 1e6;
		}
		file_put_contents( WP_CONTENT_DIR . '/storewire-bench.jsonl', json_encode( $this->note ) . "\n", FILE_APPEND | LOCK_EX );
	}

	/** A callback with a stopwatch; what it calls of Storewire's counts with it. */
	private function timed( callable $callback ): callable {
		return function ( ...$arguments ) use ( $callback ) {
			$when   = self::is_answered() ? 'after' : 'hooks';
			$looked = $this->looked;
			$start  = hrtime( true );
			++$this->depth;
			try {
				return $callback( ...$arguments );
			} finally {
				if ( 0 === --$this->depth ) {
					$this->note[ $when ] += ( hrtime( true ) - $start ) / 1e6 - ( $this->looked - $looked );
				}
			}
		};
	}

	/** Whether the shopper has the answer: whatever is done after it, nobody waits for. */
	private static function is_answered(): bool {
		return class_exists( \Storewire\Support\Request::class, false ) && \Storewire\Support\Request::is_finished();
	}

	/** @param mixed $callback Of a hook. */
	private static function is_storewires( $callback ): bool {
		if ( $callback instanceof \Closure ) {
			return false !== strpos( (string) ( new \ReflectionFunction( $callback ) )->getFileName(), '/plugins/storewire/' );
		}
		$class = is_array( $callback ) ? ( is_object( $callback[0] ) ? get_class( $callback[0] ) : (string) $callback[0] ) : '';
		return 1 === preg_match( '/^Storewire\\\\(?!Bench|Lab)/', $class );
	}
}

// The first page says on which side the shopper is; requests of nobody's are the store's own.
$storewire_side = $_GET[ Probe::COOKIE ] ?? $_COOKIE[ Probe::COOKIE ] ?? '';
if ( isset( $_GET[ Probe::COOKIE ] ) ) {
	setcookie( Probe::COOKIE, $storewire_side, 0, '/' );
}
( new Probe( $storewire_side ) )->start();
