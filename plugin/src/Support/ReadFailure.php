<?php
/**
 * The database did not answer.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Support;

/**
 * What was asked for is not known. It says nothing about whether it is there (D11). Its code is the number of the database's
 * error where it has one.
 */
final class ReadFailure extends \RuntimeException {
}
