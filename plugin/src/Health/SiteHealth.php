<?php
/**
 * Tools → Site Health.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Health;

use Storewire\Support\Owner;
use Storewire\Support\ReadFailure;
use Storewire\Support\Urls;

/**
 * Tells WordPress' own page how the connection does: one test that says what to do, and a section of figures for those who
 * help (D5). What may name people stays out of the text that owners copy into forums.
 */
final class SiteHealth {

	private Health $health;

	/**
	 * @param Health $health How the connection does.
	 */
	public function __construct( Health $health ) {
		$this->health = $health;
	}

	/**
	 * Adds the test.
	 *
	 * @param array<string,array<string,mixed>> $tests WordPress' tests.
	 * @return array<string,array<string,mixed>>
	 */
	public function tests( array $tests ): array {
		$tests['direct']['storewire'] = array(
			'label' => 'Storewire',
			'test'  => array( $this, 'result' ),
		);
		return $tests;
	}

	/**
	 * The test's result, as WordPress wants it.
	 *
	 * @return array<string,mixed>
	 */
	public function result(): array {
		$labels = array(
			Finding::CRITICAL    => __( 'Storewire does not send what happens in your store', 'storewire' ),
			Finding::RECOMMENDED => __( 'Storewire needs a look', 'storewire' ),
			Finding::GOOD        => __( 'Storewire sends what happens in your store', 'storewire' ),
		);
		try {
			$findings = $this->health->findings( $this->health->report() );
		} catch ( ReadFailure $failure ) {
			$findings = array( HealthFindings::unreadable( $failure ) );
		}
		$worst = reset( $findings )->level;
		$link  = sprintf( '<p><a href="%s">%s</a></p>', esc_url( Urls::admin_page() ), esc_html__( 'Open Storewire', 'storewire' ) );
		return array(
			'label'       => $labels[ $worst ],
			'status'      => $worst,
			'badge'       => array(
				'label' => 'Storewire',
				'color' => 'blue',
			),
			'description' => implode( '', array_map( static fn( Finding $finding ): string => '<p>' . esc_html( $finding->text ) . '</p>', $findings ) ),
			'actions'     => Owner::is_here() ? $link : '',
			'test'        => 'storewire',
		);
	}

	/**
	 * Adds the section of figures.
	 *
	 * @param array<string,array<string,mixed>> $info WordPress' sections.
	 * @return array<string,array<string,mixed>>
	 */
	public function section( array $info ): array {
		try {
			$facts = HealthFigures::list_all( $this->health->report() );
		} catch ( ReadFailure $failure ) {
			return $info;
		}
		$fields = array();
		foreach ( $facts as $name => $fact ) {
			$fields[ $name ] = array(
				'label'   => $fact['label'],
				'value'   => $fact['text'],
				'private' => $fact['private'],
			);
		}
		$info['storewire'] = array(
			'label'  => 'Storewire',
			'fields' => $fields,
		);
		return $info;
	}
}
