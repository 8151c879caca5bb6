<?php
/**
 * Bare product pages: title, price, stock, and a picker for variations, with the hooks and class names that WooCommerce
 * gives them. The button is shown but sells nothing: there is no cart.
 *
 * @package StandInShop
 */

// Themes know nothing of products, so the page is put where they print the content.
add_filter(
	'the_content',
	static function ( $content ) {
		if ( ! is_singular( 'product' ) || ! in_the_loop() || ! is_main_query() ) {
			return $content;
		}
		$GLOBALS['product'] = wc_get_product( get_the_ID() );
		ob_start();
		stand_in_product_page( $GLOBALS['product'], $content );
		return ob_get_clean();
	},
	20
);

/** The page, as a list of hooks. */
function stand_in_product_page( WC_Product $product, $description ) {
	do_action( 'woocommerce_before_single_product' );
	printf( '<div id="product-%d" class="product type-product product-type-%s %s">', (int) $product->get_id(), esc_attr( $product->get_type() ), esc_attr( $product->get_stock_status() ) );
	do_action( 'woocommerce_before_single_product_summary' );
	echo '<div class="summary entry-summary">';
	do_action( 'woocommerce_single_product_summary' );
	echo '</div>';
	do_action( 'woocommerce_after_single_product_summary' );
	echo '<div class="woocommerce-Tabs-panel--description">' . $description . '</div></div>'; // phpcs:ignore WordPress.Security.EscapeOutput -- filtered by the_content.
	do_action( 'woocommerce_after_single_product' );
}

add_action(
	'woocommerce_single_product_summary',
	static function () {
		echo '<h1 class="product_title entry-title">' . esc_html( $GLOBALS['product']->get_name() ) . '</h1>';
	},
	5
);
add_action(
	'woocommerce_single_product_summary',
	static function () {
		echo '<p class="price">' . wp_kses_post( $GLOBALS['product']->get_price_html() ) . '</p>';
	},
	10
);
add_action(
	'woocommerce_single_product_summary',
	static function () {
		echo '<div class="woocommerce-product-details__short-description">' . wp_kses_post( wpautop( $GLOBALS['product']->get_short_description() ) ) . '</div>';
	},
	20
);
add_action(
	'woocommerce_single_product_summary',
	static function () {
		do_action( 'woocommerce_' . $GLOBALS['product']->get_type() . '_add_to_cart' );
	},
	30
);

add_action( 'woocommerce_simple_add_to_cart', 'woocommerce_simple_add_to_cart', 30 );
function woocommerce_simple_add_to_cart() {
	global $product;
	if ( ! $product->is_purchasable() ) {
		return;
	}
	echo wp_kses_post( wc_get_stock_html( $product ) );
	if ( ! $product->is_in_stock() ) {
		return;
	}
	do_action( 'woocommerce_before_add_to_cart_form' );
	printf( '<form class="cart" action="%s" method="post">', esc_url( $product->get_permalink() ) );
	stand_in_button( $product );
	echo '</form>';
	do_action( 'woocommerce_after_add_to_cart_form' );
}

add_action( 'woocommerce_variable_add_to_cart', 'woocommerce_variable_add_to_cart', 30 );
function woocommerce_variable_add_to_cart() {
	global $product;
	do_action( 'woocommerce_before_add_to_cart_form' );
	printf( '<form class="variations_form cart" action="%s" method="post" data-product_id="%d" data-product_variations="%s">', esc_url( $product->get_permalink() ), (int) $product->get_id(), _wp_specialchars( wp_json_encode( $product->get_available_variations() ), ENT_QUOTES, 'UTF-8', true ) );
	do_action( 'woocommerce_before_variations_form' );
	echo '<table class="variations" role="presentation"><tbody>';
	foreach ( $product->get_variation_attributes() as $name => $options ) {
		$key = sanitize_title( $name );
		printf( '<tr><th class="label"><label for="%1$s">%2$s</label></th><td class="value"><select id="%1$s" name="attribute_%1$s" data-attribute_name="attribute_%1$s"><option value="">Choose an option</option>', esc_attr( $key ), esc_html( wc_attribute_label( $name, $product ) ) );
		foreach ( $options as $option ) {
			printf( '<option value="%1$s">%1$s</option>', esc_attr( $option ) );
		}
		echo '</select></td></tr>';
	}
	echo '</tbody></table>';
	do_action( 'woocommerce_after_variations_table' );
	echo '<div class="single_variation_wrap">';
	do_action( 'woocommerce_before_single_variation' );
	do_action( 'woocommerce_single_variation' );
	do_action( 'woocommerce_after_single_variation' );
	echo '</div>';
	do_action( 'woocommerce_after_variations_form' );
	echo '</form>';
	do_action( 'woocommerce_after_add_to_cart_form' );
	wp_enqueue_script( 'wc-add-to-cart-variation', plugins_url( 'assets/variation-picker.js', WC_PLUGIN_FILE ), array( 'jquery' ), WC_VERSION, true );
}

add_action(
	'woocommerce_single_variation',
	static function () {
		echo '<div class="woocommerce-variation single_variation" role="alert" aria-relevant="additions"></div>';
	},
	10
);
add_action(
	'woocommerce_single_variation',
	static function () {
		global $product;
		echo '<div class="woocommerce-variation-add-to-cart variations_button">';
		stand_in_button( $product );
		printf( '<input type="hidden" name="product_id" value="%d"><input type="hidden" name="variation_id" class="variation_id" value="0"></div>', (int) $product->get_id() );
	},
	20
);

/** How many, and the button. */
function stand_in_button( WC_Product $product ) {
	do_action( 'woocommerce_before_add_to_cart_button' );
	do_action( 'woocommerce_before_add_to_cart_quantity' );
	echo '<div class="quantity"><input type="number" class="input-text qty text" name="quantity" value="1" min="1" aria-label="Product quantity"></div>';
	do_action( 'woocommerce_after_add_to_cart_quantity' );
	printf( '<button type="submit" name="add-to-cart" value="%d" class="single_add_to_cart_button button alt">Add to cart</button>', (int) $product->get_id() );
	do_action( 'woocommerce_after_add_to_cart_button' );
}
