// Fetches encoded calls, answers them with the core, posts the answers; until the server is gone.
import init, { answer } from '/pkg/storewire.js';

/** Takes encoded values off a message; the encoding is described at Value::encode in value.rs. */
class Message {
	constructor( buffer ) {
		this.view = new DataView( buffer );
		this.at = 0;
	}

	skip( length ) {
		this.at += length;
		return this.at - length;
	}

	length() {
		return this.view.getUint32( this.skip( 4 ), true );
	}

	bytes() {
		const length = this.length();
		return new Uint8Array( this.view.buffer, this.skip( length ), length );
	}

	value() {
		const kind = String.fromCharCode( this.view.getUint8( this.skip( 1 ) ) );
		switch ( kind ) {
			case 'n':
				return null;
			case 't':
			case 'f':
				return kind === 't';
			case 'i': {
				const int = this.view.getBigInt64( this.skip( 8 ), true );
				// An integer that no number holds is no number here.
				return Number.isSafeInteger( Number( int ) ) ? Number( int ) : int;
			}
			case 'd':
				return this.view.getFloat64( this.skip( 8 ), true );
			case 's': {
				const bytes = this.bytes();
				try {
					return new TextDecoder( 'utf-8', { fatal: true, ignoreBOM: true } ).decode( bytes );
				} catch {
					return bytes.slice(); // What no string holds stays bytes.
				}
			}
		}
		const count = this.length();
		if ( kind === 'l' ) {
			return Array.from( { length: count }, () => this.value() );
		}
		return Object.fromEntries(
			Array.from( { length: count }, () => [ new TextDecoder().decode( this.bytes() ), this.value() ] )
		);
	}
}

function answerAll( buffer ) {
	const message = new Message( buffer );
	const encoder = new TextEncoder();
	return Array.from( { length: message.length() }, () => {
		const call = message.value();
		let json;
		try {
			json = JSON.stringify( answer( call ) );
		} catch ( error ) {
			json = `failed: ${ error }`;
		}
		const text = encoder.encode( json );
		return [ new Uint32Array( [ text.length ] ), text ]; // Every browser's machine is little-endian.
	} ).flat();
}

await init();
for ( ;; ) {
	const calls = await fetch( '/calls', { method: 'POST' } );
	await fetch( '/answers', { method: 'POST', body: new Blob( answerAll( await calls.arrayBuffer() ) ) } );
}
