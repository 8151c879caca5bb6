/**
 * WooCommerce → Storewire: keeps the page moving. Every button is a form that works without this file; here are only the
 * turns of a sync while the page is open, and the wait for an approval. All words come from the server.
 */

const page = document.querySelector( '.storewire' );
const { root, nonce, offline } = JSON.parse( document.getElementById( 'wp-script-module-data-storewire-admin' ).textContent );

const PAUSE_MS = 3000;
const LONGEST_PAUSE_MS = 30000;

/** Asks one of the plugin's REST routes; throws with the server's words when it refuses. */
async function ask( method, route ) {
	const response = await fetch( `${ root }${ route }`, {
		method,
		headers: { 'X-WP-Nonce': nonce, Accept: 'application/json' },
		credentials: 'same-origin',
		cache: 'no-store',
	} );
	const answer = await response.json();
	if ( ! response.ok ) {
		throw Object.assign( new Error( answer.message ), { fromServer: true } );
	}
	return answer;
}

const sleep = ( ms ) => new Promise( ( resolve ) => setTimeout( resolve, ms ) );

/** Sets a text only where it differs, so that live regions speak of changes alone. */
function say( place, text ) {
	if ( place.textContent !== text ) {
		place.textContent = text;
	}
}

/** Shows how far the sync is. */
function showProgress( panel, view ) {
	say( panel.querySelector( '[data-headline]' ), view.headline );
	say( panel.querySelector( '[data-detail]' ), view.detail );
	for ( const place of panel.querySelectorAll( '[data-type]' ) ) {
		const row = view.rows[ place.dataset.type ];
		place.hidden = ! row;
		if ( row ) {
			const bar = place.querySelector( 'progress' );
			bar.max = Math.max( 1, row.total );
			bar.value = row.total ? row.done : 1;
			say( place.querySelector( '[data-text]' ), row.text );
			say( place.querySelector( '[data-note]' ), row.note );
			say( place.querySelector( '[data-error]' ), row.error );
		}
	}
	showReport( panel.querySelector( '[data-report]' ), view.report );
	panel.querySelector( '[data-steer]' ).hidden = ! ( view.active || view.waits || view.held );
	panel.querySelector( '[data-form]' ).hidden = ( view.active || view.waits ) && ! view.stuck;
}

/** Replaces the report when it differs, and keeps open what was open. The server has escaped it. */
function showReport( place, html ) {
	if ( place.dataset.shown !== html ) {
		const open = [ ...place.querySelectorAll( 'details[open]' ) ].map( ( { id } ) => id );
		place.dataset.shown = html;
		place.innerHTML = html;
		open.forEach( ( id ) => document.getElementById( id )?.setAttribute( 'open', '' ) );
	}
}

/** Takes turns while a sync runs; while it waits, a turn does nothing before it is time. */
async function drive( panel ) {
	let active = panel.hasAttribute( 'data-active' );
	let waits = panel.hasAttribute( 'data-waits' );
	let pause = PAUSE_MS;
	while ( active || waits ) {
		try {
			const { view } = await ask( 'POST', '/sync/step' );
			showProgress( panel, view );
			await sleep( view.active ? 100 : PAUSE_MS );
			( { active, waits } = view );
			pause = PAUSE_MS;
		} catch ( error ) {
			say( panel.querySelector( '[data-detail]' ), error.fromServer ? error.message : offline );
			await sleep( pause );
			pause = Math.min( 2 * pause, LONGEST_PAUSE_MS );
		}
	}
}

/** Asks whether the owner has approved, and shows the next screen when there is one. */
async function wait( section ) {
	const trouble = section.querySelector( '[data-trouble]' );
	for (;;) {
		await sleep( PAUSE_MS );
		try {
			const { screen, pending } = await ask( 'GET', '/status' );
			if ( screen !== page.dataset.screen ) {
				location.reload();
				return;
			}
			say( trouble, pending.message );
		} catch ( error ) {
			say( trouble, error.fromServer ? error.message : offline );
		}
	}
}

document.querySelector( '[data-notice]' )?.focus();

/** A form is sent once, however often its button is clicked. */
page.addEventListener( 'submit', ( { target } ) => {
	for ( const button of target.querySelectorAll( 'button' ) ) {
		setTimeout( () => {
			button.disabled = true;
		} );
	}
} );

const panel = page.querySelector( '[data-sync]' );
if ( panel ) {
	drive( panel );
}
const section = page.querySelector( '[data-wait]' );
if ( section ) {
	wait( section );
}
