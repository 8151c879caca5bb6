<?php
declare(strict_types=1);

namespace Storewire\Tests\Support;

/**
 * A database that knows of replicas, as HyperDB and LudicrousDB do.
 */
final class ReplicatedDatabase extends \wpdb {

	/** Whether reads come from the primary. */
	public bool $primary = false;

	/** The same database as another one. */
	public static function of( \wpdb $database ): self {
		$replicated = new self( DB_USER, DB_PASSWORD, DB_NAME, DB_HOST );
		$replicated->set_prefix( $database->base_prefix );
		foreach ( get_object_vars( $database ) as $name => $value ) {
			if ( is_string( $value ) && 0 === strpos( $value, $database->base_prefix ) ) {
				$replicated->$name = $value;
			}
		}
		return $replicated;
	}

	/** Reads come from the primary from now on. */
	public function send_reads_to_masters(): void {
		$this->primary = true;
	}
}
