<?php
/**
 * What approval yields.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Connection;

/**
 * The backend's word that the store is connected to a company.
 */
final class Grant {

	/** The installation token. */
	public string $token;

	/** What the backend signs its requests with. */
	public string $secret;

	/** The backend's id of the company. */
	public string $company_id;

	/** Its name. */
	public string $company_name;

	/**
	 * What was chosen at the backend, as it came: see `Settings::change()`.
	 *
	 * @var array<string,mixed>
	 */
	public array $choices;

	/**
	 * Reads it.
	 *
	 * @param array<string,string> $said The core's `Grant`.
	 * @param array<string,mixed>  $body What the backend answered.
	 */
	public function __construct( array $said, array $body ) {
		$this->token        = $said['installationToken'];
		$this->secret       = $said['signingSecret'];
		$this->company_id   = $said['companyId'];
		$this->company_name = $said['companyName'];
		$this->choices      = array_intersect_key( $body, array_flip( Settings::SHARED ) );
	}
}
