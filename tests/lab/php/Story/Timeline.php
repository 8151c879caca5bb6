<?php
/**
 * A story's steps, and when each of them is at the backend.
 */

declare(strict_types=1);

namespace Storewire\Lab\Story;

use Storewire\Lab\Browser;

/** Prints a step as soon as it has arrived, with the page that shows it. */
final class Timeline {

	/** Seconds; in a healthy store it takes 90 at most (D10). */
	private const PATIENCE = 150;

	private string $backend;
	private Browser $visitor;

	/** @var array<int,array{at:float,text:string,found:string,url:string,is_there:callable}> Steps that did not arrive yet. */
	private array $steps = array();

	public function __construct() {
		$this->backend = (string) getenv( 'BACKEND_URL' );
		$this->visitor = new Browser();
	}

	/**
	 * Notes what was just done.
	 *
	 * @param string   $text     What.
	 * @param string   $found    What the backend makes of it.
	 * @param string   $path     The backend's page that shows it.
	 * @param callable $is_there Takes what the backend holds; whether the step is there.
	 */
	public function did( string $text, string $found, string $path, callable $is_there ): void {
		$this->steps[] = array(
			'at'       => microtime( true ),
			'text'     => $text,
			'found'    => $found,
			'url'      => $this->backend . $path,
			'is_there' => $is_there,
		);
	}

	/** Says what is left out. */
	public static function skipped( string $text, string $why ): void {
		echo "  skipped   $text: $why\n";
	}

	/**
	 * Visits the shop until all steps are at the backend. WordPress works in the background when somebody visits, as in any
	 * store: nothing else delivers.
	 */
	public function wait(): void {
		$end = microtime( true ) + self::PATIENCE;
		while ( array() !== $this->steps ) {
			$held = $this->held();
			while ( array() !== $this->steps && ( $this->steps[0]['is_there'] )( $held ) ) {
				$step = array_shift( $this->steps );
				printf( "  %s  %s\n            %s, %s\n            %s\n", gmdate( 'H:i:s', (int) $step['at'] ), $step['text'], $step['found'], self::delay( $step['at'] ), $step['url'] );
			}
			if ( array() !== $this->steps && microtime( true ) > $end ) {
				throw new \RuntimeException( "after " . self::PATIENCE . " s this is not at the backend: {$this->steps[0]['text']} ({$this->steps[0]['found']})" );
			}
			$this->visitor->get( (string) getenv( 'SITE_URL' ) . '/' );
			sleep( array() === $this->steps ? 0 : 1 );
		}
	}

	/**
	 * What the backend holds of this store.
	 *
	 * @return array<string,array<int,array<string,mixed>>>
	 */
	private function held(): array {
		return json_decode( (string) file_get_contents( "$this->backend/test/export?storeUrl=" . rawurlencode( (string) getenv( 'SITE_URL' ) ) ), true );
	}

	private static function delay( float $since ): string {
		$seconds = (int) round( microtime( true ) - $since );
		return $seconds < 2 ? 'at once' : "$seconds s later";
	}
}
