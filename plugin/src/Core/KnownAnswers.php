<?php
/**
 * Whether PHP computes here what it should.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Core;

/**
 * Calls whose answers are known from the build (pkg/php/known-answers.php). Together they go through every part of the
 * core that any golden case goes through. Whoever runs PHP may have a version, an extension or a setting that nobody has
 * tried, and some compute wrong values without any error: a wrong answer here is seen before one goes out.
 */
final class KnownAnswers {

	/** So many of the calls go through most of the core; they are asked in every process. */
	const FEW = 3;

	/** So often all are asked where the JIT could have compiled what is hot: a function of 127 calls, a loop of 64 rounds. */
	const HOT = 130;

	/**
	 * Names, calls and answers.
	 *
	 * @var array<string,array{0:array<string,mixed>,1:string}>
	 */
	private $known;

	/**
	 * Reads them.
	 *
	 * @param string $core The core's file.
	 */
	public function __construct( string $core ) {
		$this->known = require self::beside( $core );
	}

	/**
	 * Where they are.
	 *
	 * @param string $core The core's file.
	 */
	public static function beside( string $core ): string {
		return dirname( $core ) . '/known-answers.php';
	}

	/**
	 * Asks a few.
	 *
	 * @param CoreHost $host A core.
	 * @return string The name of the first with a wrong answer; '' where all are right.
	 */
	public function ask_few( CoreHost $host ): string {
		return self::ask( $host, array_slice( $this->known, 0, self::FEW ) );
	}

	/**
	 * Asks all.
	 *
	 * @param CoreHost $host   A core.
	 * @param int      $rounds How often.
	 * @return string As ask_few().
	 */
	public function ask_all( CoreHost $host, int $rounds ): string {
		$wrong = '';
		for ( $round = 0; $round < $rounds && '' === $wrong; $round++ ) {
			$wrong = self::ask( $host, $this->known );
		}
		return $wrong;
	}

	/**
	 * Asks some.
	 *
	 * @param CoreHost                                            $host  A core.
	 * @param array<string,array{0:array<string,mixed>,1:string}> $known Names, calls and answers.
	 */
	private static function ask( CoreHost $host, array $known ): string {
		foreach ( $known as $name => list( $call, $answer ) ) {
			try {
				if ( $host->answer( $call ) !== $answer ) {
					return $name;
				}
			} catch ( \Throwable $error ) {
				return $name;
			}
		}
		return '';
	}
}
