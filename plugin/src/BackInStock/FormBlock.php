<?php
/**
 * The block "Back in stock".
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\BackInStock;

/**
 * What pages need of the block stands here, and what the editor shows of it in blocks/back-in-stock/edit.js: every page of
 * the site registers blocks, and a block.json would be read, parsed and translated on each of them.
 */
final class FormBlock {

	const NAME = 'storewire/back-in-stock';

	/**
	 * Registers it.
	 */
	public static function register(): void {
		register_block_type(
			self::NAME,
			array(
				'api_version'     => 3,
				'uses_context'    => array( 'postId' ),
				'attributes'      => array(
					'product' => array(
						'type'    => 'integer',
						'default' => 0,
					),
					'heading' => array(
						'type'    => 'string',
						'default' => '',
					),
					'button'  => array(
						'type'    => 'string',
						'default' => '',
					),
				),
				'supports'        => array(
					'html'       => false,
					'align'      => array( 'wide', 'full' ),
					'color'      => array( 'link' => true ),
					'spacing'    => array(
						'margin'  => true,
						'padding' => true,
					),
					'typography' => array( 'fontSize' => true ),
				),
				'render_callback' => array( FormPlacement::class, 'block' ),
			)
		);
	}

	/**
	 * The editor is opened.
	 */
	public static function editor(): void {
		$needs = array( 'wp-block-editor', 'wp-blocks', 'wp-components', 'wp-element', 'wp-i18n', 'wp-server-side-render' );
		wp_enqueue_script( 'storewire-back-in-stock-editor', plugins_url( 'blocks/back-in-stock/edit.js', STOREWIRE_FILE ), $needs, STOREWIRE_VERSION, true );
		wp_set_script_translations( 'storewire-back-in-stock-editor', 'storewire', dirname( STOREWIRE_FILE ) . '/languages' );
	}
}
