<?php
/**
 * A server that answers every request well, but byte by byte: it says where it listens, and takes some seconds for an answer.
 */

declare(strict_types=1);

$server = stream_socket_server( 'tcp://127.0.0.1:0' );
echo stream_socket_get_name( $server, false ), "\n";
// phpcs:ignore -- it runs until it is ended.
while ( $visitor = stream_socket_accept( $server, -1 ) ) {
	stream_set_blocking( $visitor, false );
	foreach ( str_split( "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"commands\":[],\"results\":[]}" ) as $byte ) {
		usleep( 40000 );
		fread( $visitor, 65536 );
		if ( false === @fwrite( $visitor, $byte ) ) {
			break;
		}
	}
	fclose( $visitor );
}
