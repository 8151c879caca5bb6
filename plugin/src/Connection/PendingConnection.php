<?php
/**
 * A connection that is being made.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Connection;

use Storewire\Support\LeasedOption;
use Storewire\Support\ReadFailure;
use Storewire\Support\Vault;

/**
 * What is kept between Connect and the owner's confirmation. It belongs to the user who clicked Connect and to one random
 * state that only the return address holds, so that a link sent by somebody else matches nothing (C1).
 *
 * Stages: `waiting` for approval · `approved`, but the company is not known yet · `confirm`, the owner has to say yes ·
 * `failed`, with the reason.
 */
final class PendingConnection {

	const OPTION = 'storewire_pending';

	/**
	 * Where it is stored. Two tabs, or two managers, may be at it, and one of them waits for the backend meanwhile: nothing
	 * is written over what the other has stored.
	 */
	private LeasedOption $row;

	/**
	 * What is stored, once it was read; empty when nothing is pending.
	 *
	 * @var array<string,mixed>|null
	 */
	private ?array $stored = null;

	public function __construct() {
		$this->row = new LeasedOption( self::OPTION );
	}

	/**
	 * What is stored.
	 *
	 * @return array<string,mixed>
	 * @throws ReadFailure Where the database does not answer.
	 */
	private function stored(): array {
		if ( null === $this->stored ) {
			$this->load();
		}
		return $this->stored;
	}

	/** Reads what is stored. */
	private function load(): void {
		$stored       = $this->row->read();
		$this->stored = isset( $stored['stage'], $stored['id'] ) ? $stored : array();
	}

	/**
	 * `none`, `waiting`, `approved`, `confirm` or `failed`. What ran out of time failed.
	 */
	public function stage(): string {
		if ( array() === $this->stored() ) {
			return 'none';
		}
		return $this->number( 'expiresAt' ) <= time() ? 'failed' : $this->text( 'stage' );
	}

	/**
	 * Why it failed, or what is in the way for the moment; or ''.
	 */
	public function message(): string {
		$message = $this->text( 'message' );
		return '' === $message && 'failed' === $this->stage() ? __( 'The approval took too long. Click Connect to start again.', 'storewire' ) : $message;
	}

	/**
	 * Begins a new one in place of any older one.
	 *
	 * @param array              $attempt What the backend said of it: `Outcome::$attempt`.
	 * @param AuthorizationProof $proof   What proves that this site and this browser asked.
	 */
	public function begin( array $attempt, AuthorizationProof $proof ): void {
		// It is written over what is there now.
		$this->load();
		$this->write(
			array(
				'id'           => $attempt['connectionId'],
				'authorizeUrl' => esc_url_raw( $attempt['authorizeUrl'], array( 'https', 'http' ) ),
				'verifier'     => Vault::seal( $proof->verifier ),
				'stateHash'    => hash( 'sha256', $proof->state ),
				'user'         => get_current_user_id(),
				'interval'     => $attempt['interval'],
				'expiresAt'    => $attempt['expiresAt'],
				'polledAt'     => time(),
				'stage'        => 'waiting',
				'message'      => '',
			)
		);
	}

	/**
	 * Whether the state that came back belongs to it.
	 *
	 * @param string $random_state From the return address.
	 */
	public function matches( string $random_state ): bool {
		return array() !== $this->stored() && hash_equals( $this->text( 'stateHash' ), hash( 'sha256', $random_state ) );
	}

	/**
	 * Whether the current user began it.
	 */
	public function is_mine(): bool {
		return get_current_user_id() === $this->number( 'user' );
	}

	/**
	 * Whether it is time to ask the backend again; notes that it was asked.
	 */
	public function due(): bool {
		if ( time() - $this->number( 'polledAt' ) < $this->number( 'interval' ) ) {
			return false;
		}
		$this->change( array( 'polledAt' => time() ) );
		return true;
	}

	/**
	 * Keeps the one-time code, whatever a poll has found out meanwhile.
	 *
	 * @param string $code As the browser brought it.
	 */
	public function keep_code( string $code ): void {
		$id = $this->id();
		do {
			$done = $this->change(
				array(
					'code'  => Vault::seal( $code ),
					'stage' => 'approved',
				)
			);
		} while ( ! $done && $id === $this->id() );
	}

	/**
	 * Names the company that approved.
	 *
	 * @param string $id   The backend's id of the company.
	 * @param string $name Its name.
	 */
	public function name_company( string $id, string $name ): void {
		$this->change(
			array(
				'company' => array(
					'id'   => $id,
					'name' => $name,
				),
				'stage'   => 'confirm',
				'message' => '',
			)
		);
	}

	/**
	 * Notes where it stands.
	 *
	 * @param string $stage   See above.
	 * @param string $message In words for the owner, or ''.
	 */
	public function set_stage( string $stage, string $message ): void {
		$this->change(
			array(
				'stage'   => $stage,
				'message' => $message,
			)
		);
	}

	/**
	 * Forgets it.
	 */
	public function forget(): void {
		$this->stored = array();
		$this->row->remove();
	}

	/** Whether the browser has brought the code. */
	public function has_code(): bool {
		return isset( $this->stored()['code'] );
	}

	/** The backend's id of the connection. */
	public function id(): string {
		return $this->text( 'id' );
	}

	/** Where the owner approves. */
	public function authorize_url(): string {
		return $this->text( 'authorizeUrl' );
	}

	/**
	 * The company that approved: `id` and `name`, both '' before the stage `confirm`.
	 *
	 * @return array<string,string>
	 */
	public function company(): array {
		return $this->stored()['company'] ?? array(
			'id'   => '',
			'name' => '',
		);
	}

	/**
	 * What the token is asked for with; null when there is no code yet or it cannot be decrypted.
	 *
	 * @return array{verifier:string,code:string}|null
	 */
	public function proof(): ?array {
		$verifier = Vault::open( $this->stored()['verifier'] ?? null );
		$code     = Vault::open( $this->stored()['code'] ?? null );
		return null === $verifier || null === $code ? null : array(
			'verifier' => $verifier,
			'code'     => $code,
		);
	}

	/**
	 * A stored text, or ''.
	 *
	 * @param string $key Key.
	 */
	private function text( string $key ): string {
		return is_string( $this->stored()[ $key ] ?? null ) ? $this->stored()[ $key ] : '';
	}

	/**
	 * A stored number, or 0.
	 *
	 * @param string $key Key.
	 */
	private function number( string $key ): int {
		return (int) ( $this->stored()[ $key ] ?? 0 );
	}

	/**
	 * Stores changes, unless it went on meanwhile, or is over: then what is stored counts.
	 *
	 * @param array<string,mixed> $changes By key.
	 * @return bool Whether they were stored.
	 */
	private function change( array $changes ): bool {
		$before = array( $this->id(), $this->text( 'stage' ) );
		do {
			$this->load();
			if ( array() === $this->stored() || array( $this->id(), $this->text( 'stage' ) ) !== $before ) {
				return false;
			}
		} while ( ! $this->write( $changes + $this->stored() ) );
		return true;
	}

	/**
	 * Stores all of it in place of what was read.
	 *
	 * @param array<string,mixed> $all By key.
	 * @return bool False where somebody else wrote in between.
	 */
	private function write( array $all ): bool {
		$this->stored = $all;
		return $this->row->write( $all, false );
	}
}
