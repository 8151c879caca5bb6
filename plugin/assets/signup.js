/**
 * Improves the back-in-stock form. Until somebody touches it nothing is loaded; then the core checks what is typed, by
 * the rules that the store applies, and sends it. Whatever fails here, or takes too long, the form is posted as it would
 * be without a script.
 */
( () => {
	const improve = ( section ) => {
		const form = section.querySelector( 'form' );
		const status = section.querySelector( '[role="status"]' );
		const { url, core, words } = JSON.parse( section.dataset.storewire );
		const field = ( name ) => form.elements[ `storewire_signup[${ name }]` ];
		let loaded;
		let busy = false;

		const load = () =>
			( loaded ??= import( core ).then( async ( module ) => {
				// Told its address, for by itself it would ask for another version's.
				await module.default( { module_or_path: core.replace( '.js?', '_bg.wasm?' ) } );
				return module;
			} ) );

		const say = ( message, issues ) => {
			status.textContent = message;
			let first = message ? status : null;
			for ( const name of [ 'agreed', 'email' ] ) {
				const issue = issues[ name ] || '';
				section.querySelector( `[data-issue="${ name }"]` ).textContent = issue;
				field( name ).toggleAttribute( 'aria-invalid', false );
				if ( issue ) {
					field( name ).setAttribute( 'aria-invalid', 'true' );
					first = field( name );
				}
			}
			first?.focus();
		};

		const values = () => ( {
			product: field( 'product' ).value,
			variation: field( 'variation' ).value,
			email: field( 'email' ).value,
			agreed: field( 'agreed' ).checked,
			website: field( 'website' ).value,
		} );

		// Of the product the browser knows no more than its id; the store looks at the rest.
		const check = ( signup, typed ) => {
			const said = signup( {
				requestedAt: Date.now(),
				product: { id: typed.product, title: '-' },
				email: typed.email,
				agreed: typed.agreed,
				consent: '-',
			} );
			const issues = {};
			for ( const issue of said?.issues ?? [] ) {
				issues[ issue.path ] = words[ issue.code ] ?? issue.message;
			}
			return issues;
		};

		const send = async () => {
			const typed = values();
			const { signup, submit } = await load();
			const issues = check( signup, typed );
			if ( Object.keys( issues ).length ) {
				return say( '', issues );
			}
			const said = await submit( url, typed );
			section.dataset.state = said.state;
			form.hidden = said.state === 'done';
			say( said.message, said.issues );
		};

		form.noValidate = true;
		form.addEventListener( 'focusin', () => load().catch( () => {} ), { once: true } );
		form.addEventListener( 'submit', ( event ) => {
			event.preventDefault();
			if ( ! busy ) {
				busy = true;
				const late = new Promise( ( done, fail ) => setTimeout( fail, 12000 ) );
				Promise.race( [ send(), late ] )
					.catch( () => form.submit() )
					.finally( () => ( busy = false ) );
			}
		} );

		// The picker of variations speaks through jQuery's events.
		const picker = `form.variations_form[data-product_id="${ section.dataset.product }"]`;
		const pick = ( id ) => {
			section.hidden = ! id;
			field( 'variation' ).value = id || 0;
			if ( section.dataset.state ) {
				section.dataset.state = '';
				form.hidden = false;
				say( '', {} );
			}
		};
		if ( section.hidden && window.jQuery ) {
			window
				.jQuery( picker )
				.on( 'found_variation', ( event, variation ) => pick( variation.is_in_stock ? 0 : variation.variation_id ) )
				.on( 'reset_data hide_variation', () => pick( 0 ) );
		} else if ( section.dataset.state ) {
			( section.querySelector( '[aria-invalid]' ) || status ).focus();
		}
	};

	document.querySelectorAll( '.storewire-signup' ).forEach( improve );
} )();
