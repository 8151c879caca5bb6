<?php
/**
 * The way to the owner's page.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Admin;

use Storewire\Support\Owner;
use Storewire\Support\Urls;

/**
 * The entry in WooCommerce's menu, the link in the list of plugins, and what the page's script is told.
 */
final class AdminMenu {

	/**
	 * Adds the page to WooCommerce's menu.
	 *
	 * @param callable $opened Called before it is shown.
	 * @param callable $show   Shows it.
	 */
	public static function add( callable $opened, callable $show ): void {
		$hook = add_submenu_page( 'woocommerce', 'Storewire', 'Storewire', Owner::CAPABILITY, Urls::PAGE, $show );
		add_action( 'load-' . $hook, $opened );
	}

	/**
	 * Adds the way to the page to the list of plugins.
	 *
	 * @param string[] $links Links of the plugin.
	 * @return string[]
	 */
	public static function links( array $links ): array {
		return array_merge( array( 'settings' => sprintf( '<a href="%s">%s</a>', esc_url( Urls::admin_page() ), esc_html__( 'Settings', 'storewire' ) ) ), $links );
	}

	/**
	 * What the script of the page is told.
	 *
	 * @return array<string,string>
	 */
	public static function script_data(): array {
		return array(
			'root'    => Urls::route(),
			'nonce'   => wp_create_nonce( 'wp_rest' ),
			'offline' => __( 'This site cannot be reached. Trying again.', 'storewire' ),
		);
	}
}
