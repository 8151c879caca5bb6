<?php
declare(strict_types=1);

namespace Storewire\Tests\Faults\Life;

/**
 * A copy of all of the store's tables, as the host makes it every night; and of what the life knows of them.
 */
final class Backup {

	private Shop $shop;

	/** What the names of its tables begin with. */
	private string $prefix;

	/** @var array<string,mixed> What the diary and the shop knew. */
	private array $known;

	/** @var string[] */
	private array $tables;

	public function __construct( Shop $shop, string $prefix = 'backup_of_' ) {
		global $wpdb;
		$this->shop   = $shop;
		$this->prefix = $prefix;
		$this->known  = array( $shop->diary->backup(), $shop->products, $shop->categories );
		$this->tables = array_map( 'current', $shop->rows( "SHOW TABLES LIKE '" . $wpdb->esc_like( $wpdb->prefix ) . "%'" ) );
		$this->forget();
		foreach ( $this->tables as $table ) {
			$shop->sql( "CREATE TABLE {$this->prefix}$table LIKE $table" );
			$shop->sql( "INSERT INTO {$this->prefix}$table SELECT * FROM $table" );
		}
	}

	/** Brings it back. */
	public function restore(): void {
		foreach ( $this->tables as $table ) {
			$this->shop->sql( "TRUNCATE TABLE $table" );
			$this->shop->sql( "INSERT INTO $table SELECT * FROM {$this->prefix}$table" );
		}
		list( $backup, $this->shop->products, $this->shop->categories ) = $this->known;
		$this->shop->diary->restore( $backup );
	}

	/** Throws it away. */
	public function forget(): void {
		foreach ( $this->shop->rows( "SHOW TABLES LIKE '{$this->prefix}%'" ) as $row ) {
			$this->shop->sql( 'DROP TABLE ' . current( $row ) );
		}
	}
}
