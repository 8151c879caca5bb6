<?php
declare(strict_types=1);

namespace Storewire\Tests\Faults;

use Storewire\Backend\OutageGate;
use Storewire\Outbox\Caps;
use Storewire\Outbox\OutboxTable;

/**
 * Troubles that are not the backend's: on the way to it, in the database, with the clock.
 */
trait Troubles {

	/** @var callable[] What ends the trouble. */
	private array $remedies = array();

	/** Ends the trouble. */
	private function mend(): void {
		$this->backend->fault( 'none' );
		foreach ( $this->remedies as $remedy ) {
			$remedy();
		}
		$this->remedies = array();
	}

	protected function tearDown(): void {
		$this->mend();
		parent::tearDown();
	}

	/** Nobody listens where the backend was. */
	private function nobody_listens(): void {
		$server = stream_socket_server( 'tcp://127.0.0.1:0' );
		$this->go_to( 'http://' . stream_socket_get_name( $server, false ) );
		fclose( $server );
		$this->record();
	}

	/** Somebody else answers in the backend's place; not a byte of ours may reach them. */
	private function an_unknown_certificate(): void {
		$process = proc_open( array( PHP_BINARY, __DIR__ . '/tls-server.php' ), array( 1 => array( 'pipe', 'w' ) ), $pipes );
		$this->go_to( 'https://' . trim( (string) fgets( $pipes[1] ) ) );
		$this->record();
		$this->remedies[] = function () use ( $process, $pipes ): void {
			proc_terminate( $process );
			$this->assertSame( array( 'no handshake' ), array_unique( explode( "\n", trim( stream_get_contents( $pipes[1] ) ) ) ) );
			proc_close( $process );
		};
	}

	/** Relays find the backend somewhere else. */
	private function go_to( string $url ): void {
		$this->elsewhere  = $url;
		$this->remedies[] = function (): void {
			$this->elsewhere = '';
		};
	}

	/** Another process holds the table while a hook records; it lets go before the second try is over. */
	private function a_lock_while_recording(): void {
		$this->lock_until_the_second( 'INSERT INTO ' );
		$this->record();
		$this->assertSame( array( '', 0 ), array( $GLOBALS['wpdb']->last_error, Caps::counts()['unrecorded'] ) );
	}

	/** Another process holds the table while a relay would claim. */
	private function a_lock_while_claiming(): void {
		$this->record();
		$free = $this->lock();
		$this->assertSame( 0, $this->step() );
		$free();
		$this->assert_all_waits();
	}

	/** Another process holds the table when what is delivered should leave it. */
	private function a_lock_while_removing(): void {
		$this->record();
		$free = null;
		$lock = function ( string $query ) use ( &$free, &$lock ): string {
			if ( 0 === strpos( $query, 'DELETE FROM ' . OutboxTable::name() ) ) {
				remove_filter( 'query', $lock );
				$free = $this->lock();
			}
			return $query;
		};
		add_filter( 'query', $lock );
		$this->step();
		$free();
	}

	/** The disk has no room for another row. */
	private function a_full_disk(): void {
		$table = OutboxTable::name();
		$this->sql( "CREATE TRIGGER storewire_disk BEFORE INSERT ON $table FOR EACH ROW SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1114, MESSAGE_TEXT = 'The table is full'" );
		$this->remedies[] = function (): void {
			$this->sql( 'DROP TRIGGER storewire_disk' );
		};
		$this->record();
	}

	/** After all was recorded, the clock jumps back an hour. */
	private function a_clock_put_back(): void {
		$this->clock( HOUR_IN_SECONDS );
		$this->outbox()->changed( 'product', $this->product );
		$this->placed( $this->order );
		$this->clock( 0 );
	}

	/** The same while the backend is out of order. */
	private function a_clock_put_back_in_an_outage(): void {
		$this->clock( HOUR_IN_SECONDS );
		$this->record();
		$this->backend->fault( '500', self::ITEMS, 1 );
		$this->assertSame( 0, $this->step() );
		$this->clock( 0 );
	}

	/** The same while the relay that was to probe has been killed. */
	private function a_clock_put_back_and_a_dead_probe(): void {
		$this->a_clock_put_back_in_an_outage();
		$this->clock( HOUR_IN_SECONDS + 60 );
		$this->assertTrue( ( new OutageGate() )->may_send(), 'It is time for a probe, which never comes back.' );
		$this->clock( 0 );
	}

	/** Locks the table until a statement is tried for the second time. */
	private function lock_until_the_second( string $statement ): void {
		$free  = $this->lock();
		$tries = 0;
		$count = static function ( string $query ) use ( $free, $statement, &$tries, &$count ): string {
			if ( 0 === strpos( $query, $statement . OutboxTable::name() ) && 2 === ++$tries ) {
				remove_filter( 'query', $count );
				$free();
			}
			return $query;
		};
		add_filter( 'query', $count );
	}

	/**
	 * Locks all rows of the table and the room between them.
	 *
	 * @return callable Lets go.
	 */
	private function lock(): callable {
		$other = $this->other_connection();
		$other->query( 'START TRANSACTION' );
		$other->query( 'SELECT * FROM ' . OutboxTable::name() . ' FOR UPDATE' );
		$this->sql( 'SET SESSION innodb_lock_wait_timeout = 1' );
		return function () use ( $other ): void {
			$other->query( 'ROLLBACK' );
			$other->close();
			$this->sql( 'SET SESSION innodb_lock_wait_timeout = DEFAULT' );
		};
	}

	private function other_connection(): \mysqli {
		list( $host, $port, $socket ) = $GLOBALS['wpdb']->parse_db_host( DB_HOST );
		return new \mysqli( $host, DB_USER, DB_PASSWORD, DB_NAME, (int) $port, $socket );
	}
}
