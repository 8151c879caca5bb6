<?php
/**
 * Whether the core may be believed.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Core;

/**
 * Before the first answer of a process counts, the core has to know the known answers: all of them the first time after
 * PHP, its settings or the core changed, a few in each process. Where one is wrong, nothing is mapped and nothing is sent,
 * while recording goes on; it is tried again once an hour, or as soon as something changes. What came out is kept for
 * Health, for the command line and for each way of running PHP.
 */
final class CoreTrust {

	const OPTION = 'storewire_core_trust';

	/** Results that are kept: web nodes, the command line, former versions. */
	const KEPT = 24;

	/** After two failures in a row the next trial is so many seconds away. */
	const AGAIN    = HOUR_IN_SECONDS;
	const AT_ONCE = 2;

	/**
	 * So many trials may have begun and not ended. Whoever finds one cannot tell a process that died from one that is still
	 * at it, as several are when the first visitors come after an update.
	 */
	const BEGUN = 20;

	const REMEDY = 'Ask your host to set opcache.jit to "disable", or for another version of PHP.';

	/**
	 * Tries a core.
	 *
	 * @param CoreHost $host A new one.
	 * @param string   $file Its file.
	 * @throws CoreFailure Where it gives a wrong answer.
	 */
	public function test( CoreHost $host, string $file ): void {
		$print = self::fingerprint( $file );
		$last  = self::results()[ $print ] ?? null;
		$most  = ( $last['begun'] ?? false ) ? self::BEGUN : self::AT_ONCE;
		if ( null !== $last && '' !== $last['problem'] && $last['times'] >= $most && time() - $last['at'] < self::AGAIN ) {
			throw new CoreFailure( $last['problem'] ); // phpcs:ignore WordPress.Security.EscapeOutput.ExceptionNotEscaped -- escaped where it is shown.
		}
		$new = null === $last || '' !== $last['problem'];
		if ( $new ) {
			// A core that computes wrong values may also take all memory, or never end: then this stays.
			$this->keep( $print, sprintf( 'PHP %s ended while the core was being tested.', PHP_VERSION ) . ' ' . self::REMEDY, 1, true );
		}
		$known = new KnownAnswers( $file );
		$wrong = $new ? $known->ask_all( $host, Jit::is_there() ? KnownAnswers::HOT : 1 ) : $known->ask_few( $host );
		if ( '' !== $wrong ) {
			$this->forget_compiled( $file );
			$problem = sprintf( 'PHP %s computes wrong values here: the core failed its test "%s".', PHP_VERSION, $wrong ) . ' ' . self::REMEDY;
			$this->keep( $print, $problem, $new ? 0 : 1 );
			throw new CoreFailure( $problem ); // phpcs:ignore WordPress.Security.EscapeOutput.ExceptionNotEscaped -- escaped where it is shown.
		}
		if ( $new ) {
			$this->keep( $print, '' );
		}
	}

	/**
	 * Notes why the core cannot even be loaded.
	 *
	 * @param string $file    Its file.
	 * @param string $problem Why.
	 */
	public function note( string $file, string $problem ): void {
		$print = self::fingerprint( $file );
		$last  = self::results()[ $print ] ?? null;
		if ( null === $last || $last['problem'] !== $problem || time() - $last['at'] >= self::AGAIN ) {
			$this->keep( $print, $problem );
		}
	}

	/**
	 * What came out last, the worst of all ways in which PHP is run here: the command line's may differ from the web
	 * server's.
	 *
	 * @return array{at:int,php:string,problem:string} `at` in seconds since 1970 UTC, 0 where nothing was tried yet; `problem`
	 *         '' where all is well.
	 */
	public static function status(): array {
		$latest = array();
		foreach ( self::results() as $result ) {
			if ( $result['at'] >= ( $latest[ $result['sapi'] ]['at'] ?? 0 ) ) {
				$latest[ $result['sapi'] ] = $result;
			}
		}
		$worst = array(
			'at'      => 0,
			'php'     => '',
			'problem' => '',
		);
		foreach ( $latest as $result ) {
			if ( 0 === $worst['at'] || ( '' !== $result['problem'] ) > ( '' !== $worst['problem'] ) ) {
				$worst = array_intersect_key( $result, $worst );
			}
		}
		return $worst;
	}

	/**
	 * Keeps a result.
	 *
	 * @param string $print   Of what.
	 * @param string $problem What is wrong, or ''.
	 * @param int    $more    How many failures that makes more.
	 * @param bool   $begun   Whether a trial only begins.
	 */
	private function keep( string $print, string $problem, int $more = 1, bool $begun = false ): void {
		$results = self::results();
		$times   = '' === $problem ? 0 : $more + ( $results[ $print ]['times'] ?? 0 );
		unset( $results[ $print ] );
		$results[ $print ] = array(
			'at'      => time(),
			'sapi'    => PHP_SAPI,
			'php'     => PHP_VERSION,
			'problem' => $problem,
			'times'   => $times,
			'begun'   => $begun,
		);
		update_option( self::OPTION, array_slice( $results, -self::KEPT, null, true ), false );
	}

	/**
	 * Results by fingerprint, the latest last.
	 *
	 * @return array<string,array{at:int,sapi:string,php:string,problem:string,times:int,begun:bool}>
	 */
	private static function results(): array {
		$results = get_option( self::OPTION, array() );
		return is_array( $results ) ? $results : array();
	}

	/**
	 * Has opcache compile the core anew next time: somebody may have had it compiled while the JIT was on, such as a plugin
	 * that warms opcache.
	 *
	 * @param string $file The core's file.
	 */
	private function forget_compiled( string $file ): void {
		if ( function_exists( 'opcache_invalidate' ) && '' === (string) ini_get( 'opcache.restrict_api' ) ) {
			opcache_invalidate( $file, true );
		}
	}

	/**
	 * What the answers depend on: PHP, its settings, the core. A letter first, for PHP makes numbers of keys that look so.
	 *
	 * @param string $file The core's file.
	 */
	private static function fingerprint( string $file ): string {
		$core = is_readable( $file ) ? filesize( $file ) . ' ' . filemtime( $file ) : '';
		return 'p' . md5( implode( ' ', array( Jit::settings(), $core, STOREWIRE_VERSION ) ) );
	}
}
