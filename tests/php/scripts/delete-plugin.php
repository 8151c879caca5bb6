<?php
/**
 * Deletes the plugin as WordPress does, all but its files.
 */

declare(strict_types=1);

define( 'WP_UNINSTALL_PLUGIN', 'storewire/storewire.php' );
require WP_PLUGIN_DIR . '/storewire/uninstall.php';
