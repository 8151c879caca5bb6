<?php
/**
 * Comparing what is there with what should be.
 */

declare(strict_types=1);

namespace Storewire\Lab;

/** Collects differences in plain words. Fields that the prediction does not name are not compared. */
final class Differences {

	/** @var string[] */
	public array $all = array();

	/** How many objects were compared. */
	public int $compared = 0;

	/**
	 * @param array<string|int,array<string,mixed>> $expected By id.
	 * @param array<string|int,array<string,mixed>> $actual   By id.
	 */
	public function lists( string $what, array $expected, array $actual ): void {
		foreach ( $expected as $id => $object ) {
			++$this->compared;
			if ( isset( $actual[ $id ] ) ) {
				$this->values( "$what $id", $object, $actual[ $id ] );
			} else {
				$this->all[] = "$what $id is missing at the backend";
			}
		}
		foreach ( array_diff_key( $actual, $expected ) as $id => $object ) {
			$this->all[] = "$what $id should not be at the backend";
		}
	}

	/**
	 * @param mixed $expected Predicted.
	 * @param mixed $actual   At the backend.
	 */
	private function values( string $where, $expected, $actual ): void {
		if ( is_array( $expected ) && is_array( $actual ) ) {
			if ( array_keys( $expected ) === range( 0, count( $expected ) - 1 ) || array() === $expected ) {
				list( $expected, $actual ) = self::sorted( $expected, $actual );
				if ( count( $expected ) !== count( $actual ) ) {
					$this->all[] = "$where has " . count( $actual ) . ' elements, not ' . count( $expected );
					return;
				}
			}
			foreach ( $expected as $key => $value ) {
				$this->values( is_int( $key ) ? "{$where}[$key]" : "$where $key", $value, $actual[ $key ] ?? null );
			}
		} elseif ( $expected !== $actual ) {
			$json        = static fn( $value ): string => (string) json_encode( $value, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES );
			$this->all[] = "$where is {$json( $actual )}, not {$json( $expected )}";
		}
	}

	/**
	 * Lists of variants, of sums and of ids mean the same in any order.
	 *
	 * @param array<int,mixed> $expected Predicted.
	 * @param array<int,mixed> $actual   At the backend.
	 * @return array{array<int,mixed>,array<int,mixed>}
	 */
	private static function sorted( array $expected, array $actual ): array {
		$by_id = static fn( $left, $right ): int => strnatcmp( (string) ( $left['id'] ?? $left['currency'] ?? '' ), (string) ( $right['id'] ?? $right['currency'] ?? '' ) );
		usort( $expected, is_string( $expected[0] ?? null ) ? 'strnatcmp' : $by_id );
		usort( $actual, is_string( $actual[0] ?? null ) ? 'strnatcmp' : $by_id );
		return array( $expected, $actual );
	}
}
