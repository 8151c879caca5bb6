<?php
/**
 * A server whose certificate nobody has signed but itself. It says where it listens, and then a line for each visitor: what
 * it heard, or that there was no handshake.
 */

declare(strict_types=1);

$key         = openssl_pkey_new( array( 'private_key_bits' => 2048 ) );
$certificate = openssl_csr_sign( openssl_csr_new( array( 'commonName' => '127.0.0.1' ), $key ), null, $key, 1 );
$file        = tempnam( sys_get_temp_dir(), 'tls' );
openssl_x509_export( $certificate, $public );
openssl_pkey_export( $key, $private );
file_put_contents( $file, $public . $private );

$server = stream_socket_server( 'tcp://127.0.0.1:0', $code, $message, STREAM_SERVER_BIND | STREAM_SERVER_LISTEN, stream_context_create( array( 'ssl' => array( 'local_cert' => $file ) ) ) );
echo stream_socket_get_name( $server, false ), "\n";
// phpcs:ignore -- it runs until it is ended.
while ( $visitor = stream_socket_accept( $server, -1 ) ) {
	stream_set_timeout( $visitor, 5 );
	if ( @stream_socket_enable_crypto( $visitor, true, STREAM_CRYPTO_METHOD_TLS_SERVER ) ) {
		$heard = (string) fread( $visitor, 65536 );
		echo '' === $heard ? 'no handshake' : "heard $heard", "\n";
	} else {
		echo "no handshake\n";
	}
	fclose( $visitor );
}
