<?php
/**
 * The core could not answer.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Core;

/**
 * Thrown by Core: it cannot run here, or it stopped in the middle of a call. What was wrong with the data is never
 * told this way; that is part of an answer.
 */
final class CoreFailure extends \RuntimeException {
}
