<?php
/**
 * A relay on a web node whose clock is an hour ahead; see run-relay.php.
 */

declare(strict_types=1);

// PHP's clock alone: the database's is what all nodes share.
Storewire\Lab\MovedClock::$by = HOUR_IN_SECONDS;
require __DIR__ . '/run-relay.php';
