<?php
declare(strict_types=1);

namespace Storewire\Tests\Support;

use Storewire\Lab\Differences;

/**
 * Compares all that the backend has of this store with what SQL over the shop's tables predicts.
 */
trait Predicted {

	protected function assert_as_predicted( string $when = '' ): void {
		$argv = array( '' );
		require_once dirname( __DIR__, 2 ) . '/lab/php/predict.php';
		$differences = new Differences();
		$predicted   = \Storewire\Lab\predict();
		foreach ( $this->backend->export() as $list => $records ) {
			$differences->lists( $list, $predicted[ $list ], $records );
		}
		$this->assertGreaterThan( 4, $differences->compared );
		$this->assertSame( array(), $differences->all, $when );
	}
}
