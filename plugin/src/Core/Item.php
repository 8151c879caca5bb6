<?php
/**
 * One record or event, as it is sent.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Core;

/**
 * An item by the core: its text goes out as it is. Nobody here reads it, or prints it again.
 */
final class Item {

	/** The same on every retry. */
	public string $id;

	/** Such as `order`. */
	public string $type;

	/** JSON. */
	public string $json;

	/**
	 * @param string $id   Its id.
	 * @param string $type Its type.
	 * @param string $json Its text.
	 */
	public function __construct( string $id, string $type, string $json ) {
		$this->id   = $id;
		$this->type = $type;
		$this->json = $json;
	}
}
