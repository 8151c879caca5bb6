/**
 * The block in the editor: the form as it will look, and its settings.
 */
( ( { blockEditor, blocks, components, element, i18n, serverSideRender } ) => {
	const { createElement: make, Fragment } = element;
	const { __ } = i18n;

	const edit = ( { attributes, setAttributes } ) => {
		const text = ( name, label ) =>
			make( components.TextControl, {
				label,
				value: attributes[ name ],
				onChange: ( value ) => setAttributes( { [ name ]: value } ),
				__next40pxDefaultSize: true,
				__nextHasNoMarginBottom: true,
			} );
		const settings = make(
			components.PanelBody,
			{ title: __( 'Settings', 'storewire' ) },
			make( components.TextControl, {
				type: 'number',
				min: 0,
				label: __( 'Product ID', 'storewire' ),
				help: __( '0 for the product of the page.', 'storewire' ),
				value: attributes.product,
				onChange: ( value ) => setAttributes( { product: Math.max( 0, parseInt( value, 10 ) || 0 ) } ),
				__next40pxDefaultSize: true,
				__nextHasNoMarginBottom: true,
			} ),
			text( 'heading', __( 'Heading', 'storewire' ) ),
			text( 'button', __( 'Button', 'storewire' ) )
		);
		return make(
			Fragment,
			null,
			make( blockEditor.InspectorControls, null, settings ),
			make(
				'div',
				blockEditor.useBlockProps(),
				make( serverSideRender, { block: 'storewire/back-in-stock', attributes } )
			)
		);
	};

	blocks.registerBlockType( 'storewire/back-in-stock', {
		title: __( 'Back in stock', 'storewire' ),
		description: __( 'Lets shoppers ask to be told when a product is back in stock. It shows where the product is out of stock.', 'storewire' ),
		keywords: [ __( 'waitlist', 'storewire' ), __( 'notify', 'storewire' ), 'storewire' ],
		category: 'woocommerce',
		icon: 'email-alt',
		edit,
		save: () => null,
	} );
} )( window.wp );
