<?php
/**
 * One pass of a sync.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sync;

use Storewire\Shop\ObjectPages;

/**
 * The way through all objects of a kind by rising id, up to the highest id that there was when it was planned.
 */
final class SyncPass {

	/** `contacts`, `products` or `orders`. */
	public string $kind;

	/**
	 * Types that are wanted of it.
	 *
	 * @var string[]
	 */
	public array $types;

	/** The first moment, seconds since 1970 UTC; null for no limit. */
	public ?int $from;

	/** The last moment. */
	public ?int $to;

	/** The id up to which all is settled. */
	public int $cursor = 0;

	/** The last id. */
	public int $last;

	/** How many objects there are. */
	public int $objects;

	/** How many of them are settled. */
	public int $processed = 0;

	/**
	 * How many there are of each type.
	 *
	 * @var array<string,int>
	 */
	public array $totals;

	/**
	 * @param array<string,mixed> $plan `kind`, `types`, `from` and `to`.
	 */
	private function __construct( array $plan ) {
		$this->kind  = $plan['kind'];
		$this->types = $plan['types'];
		$this->from  = $plan['from'];
		$this->to    = $plan['to'];
	}

	/**
	 * A pass before it begins.
	 *
	 * @param array<string,mixed> $plan   The core's: `kind`, `types`, `from` and `to`.
	 * @param ObjectPages         $tables Counts.
	 */
	public static function planned( array $plan, ObjectPages $tables ): self {
		$pass          = new self( $plan );
		$extent        = $tables->extent( $pass->kind, $pass->from, $pass->to );
		$pass->last    = $extent['last'];
		$pass->objects = $extent['count'];
		$pass->totals  = array();
		foreach ( $pass->types as $type ) {
			$pass->totals[ $type ] = $type === $pass->kind ? $extent['count'] : $tables->extent( $type, $pass->from, $pass->to )['count'];
		}
		return $pass;
	}

	/**
	 * A pass as it was stored.
	 *
	 * @param array<string,mixed> $stored Of stored().
	 */
	public static function load( array $stored ): self {
		$pass            = new self( $stored );
		$pass->cursor    = $stored['cursor'];
		$pass->last      = $stored['last'];
		$pass->objects   = $stored['objects'];
		$pass->processed = $stored['processed'];
		$pass->totals    = $stored['totals'];
		return $pass;
	}

	/**
	 * What is stored of it.
	 *
	 * @return array<string,mixed>
	 */
	public function stored(): array {
		return $this->plan() + array(
			'cursor'    => $this->cursor,
			'last'      => $this->last,
			'objects'   => $this->objects,
			'processed' => $this->processed,
			'totals'    => $this->totals,
		);
	}

	/**
	 * What the core knows of it.
	 *
	 * @return array<string,mixed>
	 */
	public function plan(): array {
		return array(
			'kind'  => $this->kind,
			'types' => $this->types,
			'from'  => $this->from,
			'to'    => $this->to,
		);
	}
}
