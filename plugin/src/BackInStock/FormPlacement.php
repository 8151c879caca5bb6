<?php
/**
 * Where the back-in-stock form stands.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\BackInStock;

use Storewire\Generated\Rules;

/**
 * Block, shortcode, and placement by itself on products of which something is out of stock: by WooCommerce's hook in
 * classic templates, after the add-to-cart block in block themes. Where it was placed by itself, there is no other; but of
 * the forms that somebody put there, none stands for another: what a shortcode makes may be seen by nobody, for shops have
 * descriptions rendered for search engines, too. A plain post comes back to the page that
 * it came from.
 */
final class FormPlacement {

	const SHORTCODE = 'storewire_back_in_stock';
	const FIELD     = 'storewire_signup';
	const ASSETS    = 'storewire-signup';

	/** Blocks that sell the product of a page. */
	const BLOCKS = array( 'woocommerce/add-to-cart-form', 'woocommerce/add-to-cart-with-options' );

	/**
	 * How many forms of a product were made on this page, by product.
	 *
	 * @var array<int,int>
	 */
	private static array $made = array();

	/**
	 * Products whose form was placed by itself.
	 *
	 * @var array<int,true>
	 */
	private static array $placed = array();

	/**
	 * Products of which somebody put a form where it is seen for certain.
	 *
	 * @var array<int,true>
	 */
	private static array $seen = array();

	/**
	 * What came of a plain post that was not taken.
	 *
	 * @var array<string,mixed>
	 */
	private static array $posted = array();

	/**
	 * `[storewire_back_in_stock product="501"]`; without a product, that of the page.
	 *
	 * @param array<string,string>|string $attributes `product`, `heading`, `button`.
	 */
	public static function shortcode( $attributes ): string {
		$attributes = shortcode_atts(
			array(
				'product' => 0,
				'heading' => '',
				'button'  => '',
			),
			$attributes,
			self::SHORTCODE
		);
		// Block templates fire the summary's hook for whoever listens, and read out descriptions meanwhile.
		$in_summary = ! wp_is_block_theme() && doing_action( 'woocommerce_single_product_summary' );
		$in_content = in_the_loop() && doing_filter( 'the_content' );
		return self::render( self::product( (int) $attributes['product'] ), array_filter( $attributes ), true, $in_summary || $in_content );
	}

	/**
	 * The block.
	 *
	 * @param array<string,mixed> $attributes `product`, `heading`, `button`.
	 * @param string              $content    Nothing.
	 * @param \WP_Block|null      $block      Knows which product it stands in.
	 */
	public static function block( array $attributes, string $content = '', ?\WP_Block $block = null ): string {
		$product = self::product( (int) ( $attributes['product'] ?? 0 ), (int) ( $block->context['postId'] ?? 0 ) );
		$texts   = array_filter( array_intersect_key( $attributes, array_flip( array( 'heading', 'button' ) ) ) );
		$preview = defined( 'REST_REQUEST' ) && REST_REQUEST && current_user_can( 'edit_posts' );
		$html    = $preview ? FormMarkup::preview( $texts ) : self::render( $product, $texts, true, true );
		return '' === $html ? '' : sprintf( '<div %s>%s</div>', get_block_wrapper_attributes(), $html );
	}

	/**
	 * In the summary of classic templates. WooCommerce fires their hooks in block templates, too, but there the form's
	 * place is after the block that sells.
	 */
	public static function in_summary(): void {
		global $_wp_current_template_content;
		$sells = array_filter( self::BLOCKS, static fn( string $block ): bool => has_block( $block, (string) $_wp_current_template_content ) );
		if ( array() === $sells ) {
			echo self::render( self::product( 0 ), null, true, true ); // phpcs:ignore WordPress.Security.EscapeOutput -- escaped where it is made.
		}
	}

	/**
	 * After the block that sells the product.
	 *
	 * @param string              $content What the block shows.
	 * @param array<string,mixed> $parsed  The block as it stands in the template.
	 * @param \WP_Block|null      $block   Knows which product it stands in.
	 */
	public static function after_block( $content, $parsed = array(), $block = null ): string {
		$product = self::product( 0, (int) ( $block->context['postId'] ?? 0 ) );
		// Elsewhere than on the page of the product there would be a form in each tile.
		$is_page = $product && is_singular( 'product' ) && get_queried_object_id() === $product->get_id();
		// Interactive pickers tell nobody what was picked.
		$follows = 'woocommerce/add-to-cart-with-options' !== ( $parsed['blockName'] ?? '' );
		return $content . ( $is_page ? self::render( $product, null, $follows, true ) : '' );
	}

	/**
	 * Keeps caches away from a page that says what came of a form, also those that look at no query string.
	 */
	private static function keep_out_of_caches(): void {
		nocache_headers();
		defined( 'DONOTCACHEPAGE' ) || define( 'DONOTCACHEPAGE', true ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals
	}

	/**
	 * A form was posted without a script: takes it. One that is taken leads back to the page, so that reloading repeats
	 * nothing; one that is not comes back with what was typed.
	 *
	 * @param SignupService $signups Takes it.
	 */
	public static function posted( SignupService $signups ): void {
		// phpcs:disable WordPress.Security.NonceVerification, WordPress.Security.ValidatedSanitizedInput -- the core checks all of it; a cached page cannot hold one; see Signups.
		if ( isset( $_GET[ self::FIELD ] ) ) {
			self::keep_out_of_caches();
		}
		if ( ! isset( $_POST[ self::FIELD ] ) || ! is_array( $_POST[ self::FIELD ] ) ) {
			return;
		}
		$form   = wp_unslash( $_POST[ self::FIELD ] );
		$here   = FormOrigin::is_from_here();
		$answer = $here ? $signups->take( $form ) : SignupAnswer::later();
		$id     = is_scalar( $form['product'] ?? null ) ? (int) $form['product'] : 0;
		// phpcs:enable
		self::keep_out_of_caches();
		if ( SignupAnswer::DONE === $answer->state ) {
			wp_safe_redirect( add_query_arg( self::FIELD, $id ) . '#' . FormMarkup::id( $id ), 303 );
			exit;
		}
		status_header( SignupAnswer::LATER !== $answer->state ? 422 : ( $here ? 429 : 403 ) );
		self::$posted = array(
			'product' => $id,
			'form'    => $form,
			'answer'  => $answer,
		);
	}

	/**
	 * The form of a product, where there is something to wait for and somebody to tell.
	 *
	 * @param \WC_Product|null          $product The product.
	 * @param array<string,string>|null $texts   Words that are other than the owner's settings; null where nobody put it there.
	 * @param bool                      $follows Whether the page has a picker that can be followed.
	 * @param bool                      $is_seen Whether it is seen for certain.
	 */
	private static function render( ?\WC_Product $product, ?array $texts, bool $follows, bool $is_seen ): string {
		$id = null === $product ? 0 : $product->get_id();
		if ( null === $product || isset( self::$placed[ $id ] ) || ( null === $texts && isset( self::$seen[ $id ] ) ) || ! SignupService::is_open() ) {
			return '';
		}
		$is_variable = $product->is_type( Rules::PRODUCT_VARIABLE );
		$missing     = $is_variable ? WaitedProduct::missing_variations( $product ) : array();
		if ( ! $product->is_type( Rules::PRODUCT_TYPES ) || ( array() === $missing && ( $product->is_in_stock() || ! WaitedProduct::is_priced( $product ) ) ) ) {
			return '';
		}
		// Asked last: the settings are a query, which pages without a form do not need.
		if ( null === $texts && ( WooNotifications::shows( $id, $follows ) || ! FormSettings::places() ) ) {
			return '';
		}
		if ( null === $texts ) {
			self::$placed[ $id ] = true;
		} elseif ( $is_seen ) {
			self::$seen[ $id ] = true;
		}
		self::$made[ $id ] = 1 + ( self::$made[ $id ] ?? 0 );
		wp_enqueue_script(
			self::ASSETS,
			plugins_url( 'assets/signup.js', STOREWIRE_FILE ),
			array(),
			STOREWIRE_VERSION,
			array(
				'strategy'  => 'defer',
				'in_footer' => true,
			)
		);
		// phpcs:ignore WordPress.Security.NonceVerification -- only says thanks.
		$is_done = isset( $_GET[ self::FIELD ] ) && (string) $id === $_GET[ self::FIELD ];
		$posted  = ( self::$posted['product'] ?? 0 ) === $id ? self::$posted : array();
		if ( $is_done ) {
			$posted = array( 'answer' => SignupAnswer::done() );
		}
		// A picker that leaves out what is sold out never leads to it.
		$follows = $follows && is_singular( 'product' ) && 'yes' !== get_option( 'woocommerce_hide_out_of_stock_items' );
		return ( new FormMarkup( $product, $texts ?? array(), $posted ) )->html( $missing, $follows, self::$made[ $id ] > 1 ? '-' . self::$made[ $id ] : '' );
	}

	/**
	 * The product that is meant.
	 *
	 * @param int $named   Its id, or 0 for that of the page.
	 * @param int $context Id of the post that the block stands in, or 0.
	 */
	private static function product( int $named, int $context = 0 ): ?\WC_Product {
		global $product;
		if ( 0 === $named && 0 === $context && $product instanceof \WC_Product ) {
			return $product;
		}
		$id    = $named > 0 ? $named : ( $context > 0 ? $context : (int) get_the_ID() );
		$found = 'product' === get_post_type( $id ) ? wc_get_product( $id ) : null;
		return $found instanceof \WC_Product && 'publish' === $found->get_status() && ! post_password_required( $id ) ? $found : null;
	}
}
