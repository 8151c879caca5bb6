<?php
/**
 * The instance's clock, which a test can move for all of its processes: a file beside WordPress' content says by how many
 * seconds. The database's clock is moved by its own word for that; what WordPress dates by the server's clock is dated
 * anew before it is written. Without the file, everything is as it is.
 */

declare(strict_types=1);

namespace Storewire\Lab {

	/** Moves the clocks of a process. */
	final class MovedClock {

		private const NEAR = 300;

		public static int $by = 0;

		/** Where requests look. */
		public static function file(): string {
			return WP_CONTENT_DIR . '/storewire-clock';
		}

		/**
		 * Moves this process' clocks; the database's stands still until it is moved again.
		 *
		 * @param int $seconds So far from the true time.
		 */
		public static function move( int $seconds ): void {
			global $wpdb;
			self::$by = $seconds;
			$wpdb->query( 'SET SESSION timestamp = ' . ( 0 === $seconds ? 'DEFAULT' : sprintf( '%.3F', \microtime( true ) + $seconds ) ) );
		}

		/** Dates anew what WooCommerce dated. */
		public static function follow(): void {
			add_action( 'woocommerce_before_order_object_save', array( self::class, 'date' ), 1 );
			add_action( 'woocommerce_before_order_refund_object_save', array( self::class, 'date' ), 1 );
			add_filter( 'wp_insert_post_data', array( self::class, 'date_post' ), 99 );
			add_filter( 'wp_pre_insert_user_data', array( self::class, 'date_user' ), 99, 2 );
		}

		/** @param \WC_Abstract_Order $order To be saved next. */
		public static function date( $order ): void {
			if ( 0 === self::$by ) {
				return;
			}
			if ( 0 === $order->get_id() && null === $order->get_date_created( 'edit' ) ) {
				$order->set_date_created( \time() + self::$by );
			}
			foreach ( array( 'date_created', 'date_paid', 'date_completed' ) as $date ) {
				$set = $order->get_changes()[ $date ] ?? null;
				if ( $set instanceof \WC_DateTime && abs( $set->getTimestamp() - \time() ) < self::NEAR ) {
					$order->{"set_$date"}( \time() + self::$by );
				}
			}
		}

		/**
		 * @param array<string,mixed> $post Columns.
		 * @return array<string,mixed>
		 */
		public static function date_post( array $post ): array {
			foreach ( array( 'post_date', 'post_modified' ) as $column ) {
				$at = strtotime( $post[ "{$column}_gmt" ] . ' UTC' );
				if ( 0 !== self::$by && false !== $at && abs( $at - \time() ) < self::NEAR ) {
					$post[ "{$column}_gmt" ] = gmdate( 'Y-m-d H:i:s', $at + self::$by );
					$post[ $column ]         = get_date_from_gmt( $post[ "{$column}_gmt" ] );
				}
			}
			return $post;
		}

		/**
		 * @param array<string,mixed> $user    Columns.
		 * @param bool                $updates Whether the user is there already.
		 * @return array<string,mixed>
		 */
		public static function date_user( array $user, bool $updates ): array {
			return $updates || 0 === self::$by ? $user : array( 'user_registered' => gmdate( 'Y-m-d H:i:s', \time() + self::$by ) ) + $user;
		}
	}

	if ( is_file( MovedClock::file() ) ) {
		MovedClock::move( (int) file_get_contents( MovedClock::file() ) );
	}
	MovedClock::follow();

	// PHP looks for functions in the namespace of whoever calls first: each of the plugin's folders is one.
	foreach ( (array) glob( WP_PLUGIN_DIR . '/storewire/src/*', GLOB_ONLYDIR ) as $folder ) {
		// phpcs:ignore Squiz.PHP.Eval -- there is no other way to name a namespace.
		eval(
			'namespace Storewire\\' . basename( (string) $folder ) . ';
			function time(): int {
				return \time() + \Storewire\Lab\MovedClock::$by;
			}
			function microtime( bool $as_float = false ) {
				return $as_float ? \microtime( true ) + \Storewire\Lab\MovedClock::$by : \microtime();
			}'
		);
	}
}

namespace Automattic\WooCommerce\Internal\DataStores\Orders {
	function time(): int {
		return \time() + \Storewire\Lab\MovedClock::$by;
	}

	/** @return int|string */
	function current_time( string $type, $gmt = 0 ) {
		$by = \Storewire\Lab\MovedClock::$by;
		return 0 === $by || 'timestamp' === $type ? \current_time( $type, $gmt ) : gmdate( 'mysql' === $type ? 'Y-m-d H:i:s' : $type, (int) strtotime( \current_time( 'mysql', $gmt ) . ' UTC' ) + $by );
	}
}
