// Picks the variation that fits what is chosen, and says so with the jQuery events that WooCommerce's picker fires:
// found_variation and show_variation with the variation's data, reset_data and hide_variation where none fits.
jQuery( function ( $ ) {
	$( '.variations_form' ).each( function () {
		const form = $( this );
		const variations = form.data( 'product_variations' );
		const box = form.find( '.single_variation' );

		const fits = ( variation, chosen ) =>
			Object.entries( variation.attributes ).every( ( [ name, value ] ) => value === '' || value === chosen[ name ] );

		form.on( 'change', '.variations select', function () {
			const chosen = {};
			form.find( '.variations select' ).each( function () {
				chosen[ this.name ] = this.value;
			} );
			const found = Object.values( chosen ).every( Boolean ) && variations.find( ( variation ) => fits( variation, chosen ) );
			form.find( '.variation_id' ).val( found ? found.variation_id : 0 ).trigger( 'change' );
			form.find( '.single_add_to_cart_button' ).prop( 'disabled', ! found || ! found.is_in_stock );
			if ( found ) {
				box.html( found.price_html + found.availability_html );
				form.trigger( 'found_variation', [ found ] );
				box.trigger( 'show_variation', [ found, found.is_in_stock && found.is_purchasable ] );
			} else {
				box.empty();
				form.trigger( 'reset_data' );
				box.trigger( 'hide_variation' );
			}
		} );
		form.find( '.single_add_to_cart_button' ).prop( 'disabled', true );
	} );
} );
