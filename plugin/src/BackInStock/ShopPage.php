<?php
/**
 * Pages of the shop that links in mails open.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\BackInStock;

/**
 * A page in the theme's frame, in place of the front page. Nobody keeps it in a cache or an index, and it tells no other
 * site its address.
 */
final class ShopPage {

	/**
	 * Has WordPress show a page.
	 *
	 * @param int    $status  HTTP status.
	 * @param string $heading Its heading.
	 * @param string $html    What it says.
	 */
	public static function show( int $status, string $heading, string $html ): void {
		status_header( $status );
		nocache_headers();
		header( 'X-Robots-Tag: noindex' );
		header( 'Referrer-Policy: no-referrer' );
		// What page caches look for.
		defined( 'DONOTCACHEPAGE' ) || define( 'DONOTCACHEPAGE', true ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals
		add_filter( 'wp_robots', 'wp_robots_no_robots' );
		add_filter( 'pre_get_document_title', static fn(): string => $heading );
		add_filter( 'template_include', static fn( $template ) => self::in_theme( $template, esc_html( $heading ), $html ), PHP_INT_MAX );
	}

	/**
	 * A form of one button, which posts to the page's own address.
	 *
	 * @param string $name What it sends.
	 * @param string $text What it says.
	 */
	public static function button( string $name, string $text ): string {
		return sprintf( '<form method="post"><p><button type="submit" class="button wp-element-button" name="%s" value="1">%s</button></p></form>', esc_attr( $name ), esc_html( $text ) );
	}

	/**
	 * The way out of the page.
	 */
	public static function way_out(): string {
		return sprintf( '<p><a href="%s">%s</a></p>', esc_url( home_url( '/' ) ), esc_html__( 'To the shop', 'storewire' ) );
	}

	/**
	 * The page in the theme's frame.
	 *
	 * @param mixed  $template The template that WordPress found for the front page.
	 * @param string $heading  Its heading, escaped.
	 * @param string $html     What it says.
	 * @return mixed The template to show.
	 */
	private static function in_theme( $template, string $heading, string $html ) {
		global $_wp_current_template_content, $wp_query;
		// It is no front page: themes make the shop's name the heading there.
		$wp_query->init_query_flags();
		if ( wp_is_block_theme() ) {
			// Templates may hold shortcodes; what the page says may not.
			$text                         = str_replace( '[', '&#91;', "<h1 class=\"wp-block-heading\">$heading</h1>$html" );
			$main                         = '<!-- wp:group {"tagName":"main","layout":{"type":"constrained"},"style":{"spacing":{"padding":{"top":"3rem","bottom":"3rem"}}}} --><main class="wp-block-group" style="padding-top:3rem;padding-bottom:3rem">' . $text . '</main><!-- /wp:group -->';
			$_wp_current_template_content = '<!-- wp:template-part {"slug":"header","tagName":"header"} /-->' . $main . '<!-- wp:template-part {"slug":"footer","tagName":"footer"} /-->'; // phpcs:ignore WordPress.WP.GlobalVariablesOverride, WordPress.NamingConventions.PrefixAllGlobals -- WordPress' own.
			return ABSPATH . WPINC . '/template-canvas.php';
		}
		get_header( 'shop' );
		// phpcs:disable WooCommerce.Commenting.CommentHooks, WordPress.NamingConventions.PrefixAllGlobals -- WooCommerce's own, which print the theme's frame.
		remove_action( 'woocommerce_before_main_content', 'woocommerce_breadcrumb', 20 );
		do_action( 'woocommerce_before_main_content' );
		// In the classes that themes know their pages by.
		echo "<article class=\"page hentry\"><header class=\"entry-header alignwide\"><h1 class=\"entry-title\">$heading</h1></header><div class=\"entry-content\">$html</div></article>"; // phpcs:ignore WordPress.Security.EscapeOutput -- escaped where it is made.
		do_action( 'woocommerce_after_main_content' );
		// phpcs:enable
		get_footer( 'shop' );
		exit;
	}
}
