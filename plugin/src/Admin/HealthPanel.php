<?php
/**
 * Health, on the page.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Admin;

use Storewire\Health\Finding;
use Storewire\Health\HealthFigures;
use Storewire\Health\HealthReport;

/**
 * What needs a look, what waits, and all figures on demand (D5).
 */
final class HealthPanel {

	/** Figures that are always in sight. */
	const FIRST = array( 'waiting', 'oldest', 'undeliverable' );

	/** Findings that the page says already, at its top. */
	const SAID = array( 'reconnect', 'locked' );

	private HealthReport $report;

	/**
	 * What needs a look.
	 *
	 * @var Finding[]
	 */
	private array $findings;

	/**
	 * @param HealthReport $report   The figures.
	 * @param Finding[]    $findings What needs a look.
	 */
	public function __construct( HealthReport $report, array $findings ) {
		$this->report   = $report;
		$this->findings = $findings;
	}

	/**
	 * Prints it.
	 */
	public function print(): void {
		$facts = HealthFigures::list_all( $this->report );
		printf( '<section class="storewire-card" data-health><h2>%s</h2><ul class="storewire-findings">', esc_html__( 'Health', 'storewire' ) );
		foreach ( $this->findings as $finding ) {
			if ( ! in_array( $finding->code, self::SAID, true ) ) {
				printf( '<li data-level="%s">%s</li>', esc_attr( $finding->level ), esc_html( $finding->text ) );
			}
		}
		echo '</ul>';
		self::figures( 'storewire-facts', array_intersect_key( $facts, array_flip( self::FIRST ) ) );
		BuriedPanel::print( $this->report->undeliverable );
		printf( '<details><summary>%s</summary>', esc_html__( 'All figures', 'storewire' ) );
		self::figures( 'storewire-figures', array_diff_key( $facts, array_flip( self::FIRST ) ) );
		echo '</details></section>';
	}

	/**
	 * Prints figures.
	 *
	 * @param string                                                    $classes How they look.
	 * @param array<string,array{label:string,text:string,private:bool}> $facts   Of HealthFigures.
	 */
	private static function figures( string $classes, array $facts ): void {
		printf( '<dl class="%s">', esc_attr( $classes ) );
		foreach ( $facts as $fact ) {
			printf( '<div><dt>%s</dt><dd>%s</dd></div>', esc_html( $fact['label'] ), esc_html( $fact['text'] ) );
		}
		echo '</dl>';
	}
}
