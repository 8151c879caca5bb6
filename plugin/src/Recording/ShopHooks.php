<?php
/**
 * What happens to what products derive from.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Recording;

use Storewire\Connection\Schedule;
use Storewire\Generated\Rules;

/**
 * The shop's currency, its addresses, the names of attributes: each may concern any number of products. So none of them is
 * noted here: the sweep, which finds them page by page, begins now and not at night (S12).
 */
final class ShopHooks {

	private Recorder $recorder;

	/**
	 * @param Recorder $recorder Knows whether products are wanted.
	 */
	public function __construct( Recorder $recorder ) {
		$this->recorder = $recorder;
	}

	/**
	 * A setting was changed, or an attribute.
	 */
	public function changed(): void {
		if ( $this->recorder->wants( Rules::PRODUCT ) ) {
			wp_schedule_single_event( time(), Schedule::NIGHT_HOOK );
		}
	}

	/**
	 * A term was changed: a category, or one of an attribute's values.
	 *
	 * @param int    $term     Term id.
	 * @param int    $id       Its id in the taxonomy.
	 * @param string $taxonomy Taxonomy.
	 */
	public function term_changed( $term, $id, $taxonomy ): void {
		if ( 'product_cat' === $taxonomy || 0 === strpos( $taxonomy, 'pa_' ) ) {
			$this->changed();
		}
	}
}
