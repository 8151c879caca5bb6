<?php
declare(strict_types=1);

namespace Storewire\Tests\Setup;

use PHPUnit\Framework\TestCase;
use Storewire\Setup\Requirements;

/**
 * What the site must have: a notice where it is missing, never a fatal.
 */
final class RequirementsTest extends TestCase {

	public function test_nothing_stands_in_the_way_of_the_oldest_supported_versions(): void {
		$this->assertSame( array(), Requirements::obstacles( '6.8', '8.9.0', true ) );
		$this->assertSame( array(), Requirements::obstacles( '7.1.3', '11.0.1', true ) );
	}

	/** @dataProvider obstacles */
	public function test_each_obstacle_is_named_with_what_to_do( string $wordpress, ?string $woocommerce, bool $sodium, string $said ): void {
		$obstacles = Requirements::obstacles( $wordpress, $woocommerce, $sodium );
		$this->assertCount( 1, $obstacles );
		$this->assertStringContainsString( $said, Requirements::explain( $obstacles ) );
	}

	/** @return array<string,array{string,?string,bool,string}> */
	public static function obstacles(): array {
		return array(
			'old WordPress'       => array( '6.7.2', '9.0.0', true, 'Update WordPress' ),
			'old WooCommerce'     => array( '6.8', '8.8.3', true, 'Update WooCommerce' ),
			'WooCommerce missing' => array( '6.8', null, true, 'activate WooCommerce' ),
			'libsodium missing'   => array( '6.8', '9.0.0', false, 'sodium_compat' ),
		);
	}

	public function test_the_header_says_the_same_versions(): void {
		$header = get_file_data(
			STOREWIRE_FILE,
			array(
				'version'     => 'Version',
				'wordpress'   => 'Requires at least',
				'php'         => 'Requires PHP',
				'plugins'     => 'Requires Plugins',
				'woocommerce' => 'WC requires at least',
				'tested'      => 'WC tested up to',
			)
		);
		$this->assertSame( STOREWIRE_VERSION, $header['version'] );
		$this->assertSame( Requirements::WORDPRESS, $header['wordpress'] );
		$this->assertSame( Requirements::WOOCOMMERCE, $header['woocommerce'] );
		$this->assertSame( '7.4', $header['php'] );
		$this->assertSame( 'woocommerce', $header['plugins'] );
		$this->assertNotSame( '', $header['tested'] );
	}

	public function test_without_woocommerce_there_is_a_notice_and_no_page(): void {
		$this->without_woocommerce(
			<<<'PHP'
			$tests = array(
				'guard holds'   => ! Storewire\Setup\Requirements::pass(),
				'no form'     => ! shortcode_exists( 'storewire_back_in_stock' ),
				'no ticks'      => ! has_action( 'storewire_sync_tick' ),
			);
			set_current_screen( 'plugins' );
			wp_set_current_user( 1 );
			ob_start();
			do_action( 'admin_notices' );
			$notice = ob_get_clean();
			$tests['notice for the administrator'] = false !== strpos( $notice, 'Storewire for WooCommerce is not running' );
			wp_set_current_user( 0 );
			ob_start();
			do_action( 'admin_notices' );
			$tests['none for visitors'] = false === strpos( ob_get_clean(), 'Storewire' );
			Storewire\plugin()->installer()->activate();
			Storewire\plugin()->installer()->deactivate();
			echo wp_json_encode( $tests );
			PHP
		);
	}

	public function test_the_main_file_is_written_for_php_5_6(): void {
		$code = (string) file_get_contents( STOREWIRE_FILE );
		$new  = array(
			'return types'    => '/function[^(]*\([^)]*\)\s*:/',
			'scalar types'    => '/function[^(]*\([^)]*\b(string|int|bool|float)\s+\$/',
			'strict types'    => '/declare\s*\(/',
			'null coalescing' => '/\?\?/',
			'arrow functions' => '/\bfn\s*\(/',
			'typed property'  => '/(private|public|protected)\s+\??[A-Z]\w*\s+\$/',
			'spaceship'       => '/<=>/',
		);
		foreach ( $new as $what => $pattern ) {
			$this->assertDoesNotMatchRegularExpression( $pattern, $code, $what );
		}
	}

	/** Runs a script in a WordPress in which WooCommerce is deactivated; it prints what must be true. */
	private function without_woocommerce( string $script ): void {
		$file = (string) tempnam( sys_get_temp_dir(), 'storewire' );
		file_put_contents(
			$file,
			'<?php
			$_SERVER += array( "HTTP_HOST" => "127.0.0.1", "REQUEST_URI" => "/", "REMOTE_ADDR" => "127.0.0.1" );
			define( "WP_ADMIN", true );
			$GLOBALS["wp_filter"] = array( "option_active_plugins" => array( 10 => array( array( "accepted_args" => 1, "function" => function ( $plugins ) {
				return array_values( array_filter( $plugins, function ( $plugin ) { return false === strpos( $plugin, "woocommerce" ); } ) );
			} ) ) ) );
			require ' . var_export( ABSPATH . 'wp-load.php', true ) . ';
			require_once ABSPATH . "wp-admin/includes/admin.php";
			' . $script
		);
		$ini = php_ini_loaded_file();
		exec( PHP_BINARY . ( $ini ? ' -c ' . escapeshellarg( $ini ) : '' ) . ' -d display_errors=1 -d error_reporting=-1 ' . escapeshellarg( $file ) . ' 2>&1', $lines, $status );
		unlink( $file );
		$said  = implode( "\n", $lines );
		$tests = json_decode( $said, true );
		$this->assertIsArray( $tests, $said );
		$this->assertSame( 0, $status );
		foreach ( $tests as $what => $holds ) {
			$this->assertTrue( $holds, $what );
		}
	}
}
