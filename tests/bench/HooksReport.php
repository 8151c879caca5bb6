<?php
declare(strict_types=1);

namespace Storewire\Bench;

/**
 * What hooks.php says of its shoppers.
 *
 * Storewire's own time in a request is what its main file and its callbacks take until the shopper has the answer,
 * statements included: the stopwatch says it exactly. What is done after the answer is a figure of its own, that nobody
 * waits for. The difference of whole requests with and without Storewire says that nothing was left out; it is as sharp
 * as the machine is quiet, so it counts only as far as it is sure, with 95 of 100.
 */
final class HooksReport {

	/** So many single-row INSERTs a request may take longer; and this share of a page where nobody shops. */
	const INSERTS = 3;
	const SHARE   = 0.01;

	/** @var array<string,array<string,array<int,array{0:array<string,mixed>,1:array<string,mixed>}>>> Pairs of notes, with and without Storewire, by request and visit. */
	private array $pairs = array();

	/** @var array<int,array<string,mixed>> Everything that was noted. */
	private array $notes = array();

	/** @var array<int,array<string,mixed>> */
	private array $metrics = array();

	/**
	 * Takes a pair of visits.
	 *
	 * @param array<string,array<string,mixed>> $on  Notes by request, with Storewire.
	 * @param array<string,array<string,mixed>> $off The same without.
	 */
	public function add( string $visit, array $on, array $off ): void {
		foreach ( $on as $request => $note ) {
			$this->pairs[ $request ][ $visit ][] = array( $note, $off[ $request ] );
		}
	}

	/** @param array<int,array<string,mixed>> $notes Everything that was noted. */
	public function heard( array $notes ): void {
		$this->notes = $notes;
	}

	/** Prints the figures and writes them to a file; gives whether they meet their targets. */
	public function write( string $file ): bool {
		$insert = self::median( array_column( $this->notes, 'insert' ) );
		$this->metric( 'one single-row INSERT', $insert, 'ms' );
		foreach ( array( 'add to cart', 'checkout page', 'checkout' ) as $request ) {
			foreach ( $this->pairs[ $request ] as $visit => $pairs ) {
				$this->metric( "$request, $visit: Storewire / one INSERT", self::own( $pairs ) / $insert, 'ratio', self::INSERTS );
			}
		}
		foreach ( $this->pairs as $request => $visits ) {
			$this->whole( $request, array_merge( ...array_values( $visits ) ), $insert );
		}
		$this->page( array_merge( ...array_values( $this->pairs['page'] ) ) );
		$this->all();
		foreach ( $this->metrics as $metric ) {
			printf( "%-75s %10.3f %-6s %s\n", $metric['name'], $metric['value'], $metric['unit'], null === $metric['target'] ? '' : ( $metric['ok'] ? 'meets ' : 'MISSES ' ) . $metric['target'] );
		}
		wp_mkdir_p( dirname( $file ) );
		file_put_contents( $file, wp_json_encode( array( 'metrics' => $this->metrics ), JSON_PRETTY_PRINT ) . "\n" );
		return ! in_array( false, array_column( $this->metrics, 'ok' ), true );
	}

	/** Whole requests, with Storewire and without. */
	private function whole( string $request, array $pairs, float $insert ): void {
		$with    = array_column( array_column( $pairs, 0 ), 'total' );
		$without = array_column( array_column( $pairs, 1 ), 'total' );
		$added   = array_map( static fn( float $on, float $off ): float => $on - $off, $with, $without );
		sort( $added );
		// The median lies beyond this one with 97.5 of 100, whatever the times are like.
		$sure = $added[ max( 0, (int) floor( ( count( $added ) - 1.96 * sqrt( count( $added ) ) ) / 2 ) ) ];
		$this->metric( "$request: whole request without Storewire, median", self::median( $without ), 'ms' );
		$this->metric( "$request: added by Storewire, median", self::median( $added ), 'ms' );
		$this->metric( "$request: Storewire after the answer", self::median( array_column( array_column( $pairs, 0 ), 'after' ) ), 'ms' );
		$this->metric( "$request: added for sure", $sure, 'ms', round( self::INSERTS * $insert, 3 ) );
		$this->metric( "$request: without Storewire, 95 of 100 within", self::quantile( $without, 0.95 ), 'ms' );
		$this->metric( "$request: with Storewire, 95 of 100 within", self::quantile( $with, 0.95 ), 'ms' );
		$this->metric( "$request: further queries", self::median( self::more( $pairs, 'queries' ) ), 'count', 'page' === $request ? 0 : null );
		$this->metric( "$request: of these, writes", self::median( self::more( $pairs, 'writes' ) ), 'count' );
	}

	/** A page where nobody shops. */
	private function page( array $pairs ): void {
		$off = array_column( $pairs, 1 );
		$this->metric( 'page: Storewire / the page without it', self::own( $pairs ) / self::median( array_column( $off, 'total' ) ), 'ratio', self::SHARE );
		$this->metric( "page: Storewire's files", self::median( array_column( array_column( $pairs, 0 ), 'files' ) ), 'count' );
	}

	/** What no request of a shopper may do, and what those in the background did. */
	private function all(): void {
		$shoppers   = array_filter( $this->notes, static fn( array $note ): bool => 'on' === $note['side'] );
		$background = array_filter( $this->notes, static fn( array $note ): bool => '' === $note['side'] );
		$rows       = array_map( static fn( array $note ): array => array_merge( array(), ...$note['rows'] ), $shoppers );
		$checkouts  = array_merge( ...array_values( $this->pairs['checkout'] ) );
		// WordPress itself starts WP-Cron from whatever request comes when something is due.
		$sent = array_filter( array_merge( array(), ...array_column( $shoppers, 'http' ) ), static fn( string $url ): bool => false === strpos( $url, '/wp-cron.php' ) );
		$this->metric( "shoppers' requests that sent something", count( $sent ), 'count', 0 );
		$this->metric( "shoppers' requests that loaded the core or the client", count( array_filter( array_column( $shoppers, 'sender' ) ) ), 'count', 0 );
		$this->metric( "shoppers' requests that wrote an object twice", count( array_filter( $rows, static fn( array $one ): bool => array_unique( $one ) !== $one ) ), 'count', 0 );
		$this->metric( "checkout: Storewire's INSERTs", self::median( array_map( static fn( array $pair ): int => count( $pair[0]['rows'] ), $checkouts ) ), 'count' );
		$this->metric( 'checkout: rows of the outbox', self::median( array_map( static fn( array $pair ): int => count( array_merge( array(), ...$pair[0]['rows'] ) ), $checkouts ) ), 'count' );
		$this->metric( 'background requests that tried to send meanwhile', count( array_filter( array_column( $background, 'sender' ) ) ), 'count' );
	}

	/** A figure, and the most it may be. */
	private function metric( string $name, float $value, string $unit, ?float $most = null ): void {
		$this->metrics[] = array(
			'name'   => $name,
			'value'  => round( $value, 4 ),
			'unit'   => $unit,
			'target' => null === $most ? null : "<= $most",
			'ok'     => null === $most ? null : $value <= $most,
		);
	}

	/** Storewire's own time, milliseconds. */
	private static function own( array $pairs ): float {
		return self::median( array_map( static fn( array $pair ): float => $pair[0]['load'] + $pair[0]['hooks'], $pairs ) );
	}

	/** How much more of something there is with Storewire. */
	private static function more( array $pairs, string $what ): array {
		return array_map( static fn( array $pair ): int => $pair[0][ $what ] - $pair[1][ $what ], $pairs );
	}

	private static function median( array $values ): float {
		return self::quantile( $values, 0.5 );
	}

	private static function quantile( array $values, float $share ): float {
		sort( $values );
		return (float) $values[ (int) floor( $share * ( count( $values ) - 1 ) ) ];
	}
}
