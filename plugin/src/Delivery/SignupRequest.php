<?php
/**
 * A shopper's request to be told when a product is back.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Delivery;

use Storewire\Generated\Rules;

/**
 * Goes as a request of its own (K1), whose body is finished when it is sent, and not as an item among others.
 */
final class SignupRequest {

	/** The same on every retry. */
	public string $id;

	public string $type = Rules::BACK_IN_STOCK;

	/**
	 * What the core made of the form.
	 *
	 * @var array<string,mixed>
	 */
	public array $body;

	/**
	 * @param string              $id   Its id.
	 * @param array<string,mixed> $body What the core made of the form.
	 */
	public function __construct( string $id, array $body ) {
		$this->id   = $id;
		$this->body = $body;
	}
}
