<?php
/**
 * What a run goes through.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Sync;

use Storewire\Core\Core;
use Storewire\Generated\Rules;
use Storewire\Shop\ObjectPages;

/**
 * The core's answer to a request for types and dates (src/core/sync/plan.rs).
 */
final class SyncPlan {

	/**
	 * Passes, each `kind`, `types`, `from` and `to`.
	 *
	 * @var array<int,array<string,mixed>>
	 */
	private array $passes;

	/**
	 * Types whose tallies begin anew.
	 *
	 * @var string[]
	 */
	private array $fresh;

	/**
	 * Types that the request adds.
	 *
	 * @var string[]
	 */
	public array $added;

	/**
	 * Types that the run was about already.
	 *
	 * @var string[]
	 */
	public array $under_way;

	/**
	 * Asks.
	 *
	 * @param Core     $core  The rules.
	 * @param SyncRun  $run   The run that is under way, or a new one.
	 * @param string[] $types Types asked for.
	 * @param int|null $from  Only what was made since.
	 * @param int|null $to    Only what was made until.
	 */
	public function __construct( Core $core, SyncRun $run, array $types, ?int $from, ?int $to ) {
		$plan            = $core->call(
			array(
				'plan' => array(
					'types'  => $types,
					'from'   => $from,
					'to'     => $to,
					'passes' => array_map( static fn( SyncPass $pass ): array => $pass->plan(), $run->passes ),
					'begun'  => null !== $run->reading || ( array() !== $run->passes && $run->pass()->cursor > 0 ),
				),
			)
		)['plan'];
		$this->passes    = $plan['passes'];
		$this->fresh     = $plan['fresh'];
		$this->added     = $plan['added'];
		$this->under_way = $plan['underWay'];
	}

	/**
	 * The run goes through this from now on. A pass that the plan leaves as it is goes on where it was.
	 *
	 * @param SyncRun     $run    The run.
	 * @param ObjectPages $tables Counts.
	 */
	public function take_over( SyncRun $run, ObjectPages $tables ): void {
		$old         = $run->passes;
		$run->passes = array();
		foreach ( $this->passes as $at => $pass ) {
			$is_kept       = isset( $old[ $at ] ) && $old[ $at ]->plan() === $pass;
			$run->passes[] = $is_kept ? $old[ $at ] : SyncPass::planned( $pass, $tables );
		}
		foreach ( $this->fresh as $type ) {
			$run->types[ $type ] = new SyncTally();
		}
		// The page shows them in this order.
		$run->types = array_merge( array_intersect_key( array_flip( Rules::TYPES ), $run->types ), $run->types );
		$run->look_ahead();
	}
}
