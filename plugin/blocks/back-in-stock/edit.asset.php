<?php
/**
 * What edit.js needs.
 *
 * @package Storewire
 */

return array(
	'dependencies' => array( 'wp-block-editor', 'wp-blocks', 'wp-components', 'wp-element', 'wp-i18n', 'wp-server-side-render' ),
	'version'      => STOREWIRE_VERSION,
);
