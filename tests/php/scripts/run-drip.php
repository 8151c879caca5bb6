<?php
/**
 * A process that waits one second for each answer, and says what came.
 */

declare(strict_types=1);

fwrite( STDOUT, "ready\n" );
$plugin    = Storewire\plugin();
$client = static fn(): Storewire\Backend\Client => new Storewire\Backend\Client( $plugin->core(), 1 );
fwrite(
	STDOUT,
	json_encode(
		array(
			'report'  => $client()->report( '/api/woocommerce/heartbeat', array( 'health' => array() ), 'token' )->snapshot(),
			'deliver' => ( new Storewire\Delivery\Sender( $plugin->core(), $client(), $plugin->connection() ) )->deliver( array( array( new Storewire\Core\Item( 'contact:guest:ann@example.com', 'contact', '{}' ) ) ) )[0],
		)
	) . "\n"
);
