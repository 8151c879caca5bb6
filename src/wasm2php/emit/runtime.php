<?php
/**
 * What generated code calls. wasm2php pastes these methods into the class, as far as it needs
 * them; the rest of this file only makes it a complete PHP file to read and check.
 */

declare(strict_types=1);

namespace Storewire\Wasm2php;

abstract class Runtime
{
	private $m = [];
	private $bad = -1;
	private $pages = 0;
	private $mostPages = 0;
	private $poisoned = false;

	/** The bytes from $at on, as a string. */
	public function readBytes(int $at, int $len): string
	{
		if ($len <= 0) {
			if ($len < 0 || $at < 0 || $at > $this->pages << 16) {
				$this->outOfBounds();
			}
			return '';
		}
		if ($at < 0 || $at + $len > $this->pages << 16) {
			$this->outOfBounds();
		}
		$m = &$this->m;
		$i = $at >> 2;
		$last = ($at + $len - 1) >> 2;
		// A few words are handed over faster one by one.
		if ($last <= $i + 1) {
			$bytes = \pack('V2', $m[$i], $m[$last]);
		} elseif ($last <= $i + 7 && $i + 8 <= $this->pages << 14) {
			$bytes = \pack('V8', $m[$i], $m[$i + 1], $m[$i + 2], $m[$i + 3], $m[$i + 4], $m[$i + 5], $m[$i + 6], $m[$i + 7]);
		} else {
			$bytes = \pack('V*', ...\array_slice($m, $i, $last - $i + 1));
		}
		return \substr($bytes, $at & 3, $len);
	}

	/** Writes $bytes from $at on. */
	public function writeBytes(int $at, string $bytes): void
	{
		$len = \strlen($bytes);
		if ($at < 0 || $at + $len > $this->pages << 16) {
			$this->outOfBounds();
		}
		if ($len === 0) {
			return;
		}
		// Whole words are written: what lies around the bytes in the first and the last
		// word is written back as it was.
		$m = &$this->m;
		$end = $at + $len;
		if ($at & 3) {
			$bytes = \substr(\pack('V', $m[$at >> 2]), 0, $at & 3) . $bytes;
		}
		if ($end & 3) {
			$bytes .= \substr(\pack('V', $m[$end >> 2]), $end & 3);
		}
		$i = $at >> 2;
		// Two words at once: unpack() makes a key for each number it gives.
		foreach (\unpack('P*', $bytes) as $pair) {
			$m[$i++] = $pair & 0xffffffff;
			$m[$i++] = $pair >> 32 & 0xffffffff;
		}
		if (\strlen($bytes) & 4) {
			$m[$i] = \unpack('V', $bytes, \strlen($bytes) - 4)[1];
		}
	}

	/** The memory itself, for a host that writes many words: it stays within what is there. */
	public function &memory(): array
	{
		return $this->m;
	}

	private function trap(string $what): \RuntimeException
	{
		$this->poisoned = true;
		return new \RuntimeException('wasm trap: ' . $what);
	}

	private function refuseIfPoisoned(): void
	{
		if ($this->poisoned) {
			throw new \RuntimeException('This instance ended with a trap or an exception; make a new one.');
		}
	}

	/** @return never */
	private function outOfBounds(): int
	{
		throw $this->trap('out of bounds memory access');
	}

	/** @return never */
	private function divideByZero(): int
	{
		throw $this->trap('integer divide by zero');
	}

	/** Allocates the memory when the instance starts. */
	private function setUp(int $pages): void
	{
		$this->m = $pages > 0 ? \array_fill(0, $pages << 14, 0) : [];
		$this->resized($pages);
	}

	/** Sets what follows from the memory's size. */
	private function resized(int $pages): void
	{
		$this->pages = $pages;
		if ($pages > 0) {
			// The fast part is the largest power of two that fits.
			$bytes = 65536;
			while ($bytes << 1 <= $pages << 16) {
				$bytes <<= 1;
			}
			$this->bad = ~($bytes - 1) | 3;
		}
	}

	/** memory.grow: the old size in pages, or 2^32 - 1 if the limit forbids it. */
	private function grow(int $delta): int
	{
		$old = $this->pages;
		if ($old + $delta > $this->mostPages) {
			return 0xffffffff;
		}
		$m = &$this->m;
		for ($i = $delta << 14; $i > 0; $i--) {
			$m[] = 0;
		}
		$this->resized($old + $delta);
		return $old;
	}

	/** memory.copy; the ranges may overlap. */
	private function copy(int $to, int $from, int $len): void
	{
		$size = $this->pages << 16;
		$end = $to + $len;
		if ($end > $size || $from + $len > $size) {
			$this->outOfBounds();
		}
		$m = &$this->m;
		if ((($to | $from | $len) & 3) === 0) {
			$to >>= 2;
			foreach (\array_slice($m, $from >> 2, $len >> 2) as $word) {
				$m[$to++] = $word;
			}
			return;
		}
		if ($len > 128 || $len === 0 || $from < 4 || $from + $len + 8 > $size || ($to < $from + $len && $from < $end)) {
			$this->writeBytes($to, $this->readBytes($from, $len));
			return;
		}
		// A few bytes at any place: of two words at $from one at $to is made.
		$keep = (1 << (($to & 3) << 3)) - 1;
		$right = (($from - $to) & 3) << 3;
		$left = 32 - $right;
		$from = ($from - ($to & 3)) >> 2;
		$to >>= 2;
		$last = $end >> 2;
		$next = $m[$from + 1];
		$word = $m[$to] & $keep | ($m[$from] >> $right | $next << $left) & 0xffffffff & ~$keep;
		for ($from += 2; $to < $last; $from++) {
			$m[$to++] = $word;
			$word = $next >> $right;
			$next = $m[$from];
			$word = ($word | $next << $left) & 0xffffffff;
		}
		if ($end & 3) {
			$keep = -1 << (($end & 3) << 3);
			$m[$to] = $m[$to] & $keep | $word & ~$keep;
		}
	}

	/** memory.fill. */
	private function fill(int $at, int $byte, int $len): void
	{
		if ($at + $len > $this->pages << 16) {
			$this->outOfBounds();
		}
		if ((($at | $len) & 3) !== 0) {
			$this->writeBytes($at, \str_repeat(\chr($byte & 0xff), $len));
			return;
		}
		$m = &$this->m;
		$word = ($byte & 0xff) * 0x01010101;
		$end = ($at + $len) >> 2;
		for ($i = $at >> 2; $i < $end; $i++) {
			$m[$i] = $word;
		}
	}

	/** memory.init: a part of a data segment. */
	private function init(string $data, int $to, int $from, int $len): void
	{
		if ($from + $len > \strlen($data) || $to + $len > $this->pages << 16) {
			$this->outOfBounds();
		}
		$this->writeBytes($to, (string) \substr($data, $from, $len));
	}

	/** table.init, and active element segments. */
	private function initTable(array &$table, array $items, int $to, int $from, int $len): void
	{
		if ($from + $len > \count($items) || $to + $len > \count($table)) {
			throw $this->trap('out of bounds table access');
		}
		for ($i = 0; $i < $len; $i++) {
			$table[$to + $i] = $items[$from + $i];
		}
	}

	/** table.copy; the ranges may overlap. */
	private function copyTable(array &$table, array $source, int $to, int $from, int $len): void
	{
		$this->initTable($table, $source, $to, $from, $len);
	}

	/** A load of 16 bits at any address. */
	private function load16(int $at): int
	{
		if ($at + 2 > $this->pages << 16) {
			$this->outOfBounds();
		}
		$i = $at >> 2;
		$shift = ($at & 3) << 3;
		$low = $this->m[$i] >> $shift;
		if ($shift === 24) {
			$low |= $this->m[$i + 1] << 8;
		}
		return $low & 0xffff;
	}

	/** A load of 32 bits at any address. */
	private function load32(int $at): int
	{
		if ($at + 4 > $this->pages << 16) {
			$this->outOfBounds();
		}
		$i = $at >> 2;
		$shift = ($at & 3) << 3;
		if ($shift === 0) {
			return $this->m[$i];
		}
		return ($this->m[$i] >> $shift | $this->m[$i + 1] << (32 - $shift)) & 0xffffffff;
	}

	/** A load of 64 bits at any address. */
	private function load64(int $at): int
	{
		$high = $this->load32($at + 4);
		return $high << 32 | $this->load32($at);
	}

	/** A store of 16 bits at any address. */
	private function store16(int $at, int $value): void
	{
		if ($at + 2 > $this->pages << 16) {
			$this->outOfBounds();
		}
		$i = $at >> 2;
		$shift = ($at & 3) << 3;
		$m = &$this->m;
		$m[$i] = ($m[$i] & ~(0xffff << $shift) | $value << $shift) & 0xffffffff;
		if ($shift === 24) {
			$m[$i + 1] = $m[$i + 1] & 0xffffff00 | $value >> 8;
		}
	}

	/** A store of 32 bits at any address. */
	private function store32(int $at, int $value): void
	{
		if ($at + 4 > $this->pages << 16) {
			$this->outOfBounds();
		}
		$i = $at >> 2;
		$shift = ($at & 3) << 3;
		$m = &$this->m;
		if ($shift === 0) {
			$m[$i] = $value;
			return;
		}
		$m[$i] = ($m[$i] & ~(0xffffffff << $shift) | $value << $shift) & 0xffffffff;
		$m[$i + 1] = $m[$i + 1] & (-1 << $shift) | $value >> (32 - $shift);
	}

	/** A store of 64 bits at any address: nothing is written if a part is out of bounds. */
	private function store64(int $at, int $value): void
	{
		$this->store32($at + 4, $value >> 32 & 0xffffffff);
		$this->store32($at, $value & 0xffffffff);
	}

	/** i32.mul: the product of 64 bits would become a float, so one factor is split. */
	private function mul32(int $a, int $b): int
	{
		return ($a * ($b & 0xffff) + (($a * ($b >> 16) & 0xffff) << 16)) & 0xffffffff;
	}

	/** i32.div_s. */
	private function divS32(int $a, int $b): int
	{
		if ($b === 0) {
			$this->divideByZero();
		}
		if ($b === -1 && $a === -0x80000000) {
			throw $this->trap('integer overflow');
		}
		return \intdiv($a, $b);
	}

	/** i32.rotl. */
	private function rotl32(int $a, int $n): int
	{
		return ($a << $n | $a >> (32 - $n)) & 0xffffffff;
	}

	/** i32.rotr. */
	private function rotr32(int $a, int $n): int
	{
		return ($a >> $n | $a << (32 - $n)) & 0xffffffff;
	}

	/** i32.clz. */
	private function clz32(int $a): int
	{
		if ($a === 0) {
			return 32;
		}
		$n = 0;
		for ($width = 16; $width > 0; $width >>= 1) {
			if ($a >> (32 - $width) === 0) {
				$n += $width;
				$a <<= $width;
			}
		}
		return $n;
	}

	/** i32.ctz. */
	private function ctz32(int $a): int
	{
		if ($a === 0) {
			return 32;
		}
		$n = 0;
		for ($width = 16; $width > 0; $width >>= 1) {
			if (($a & ((1 << $width) - 1)) === 0) {
				$n += $width;
				$a >>= $width;
			}
		}
		return $n;
	}

	/** i32.popcnt. */
	private function popcnt32(int $a): int
	{
		$a -= $a >> 1 & 0x55555555;
		$a = ($a & 0x33333333) + ($a >> 2 & 0x33333333);
		$a = $a + ($a >> 4) & 0x0f0f0f0f;
		return ($a * 0x01010101 >> 24) & 0xff;
	}

	/** i64.clz. */
	private function clz64(int $a): int
	{
		$high = $a >> 32 & 0xffffffff;
		return $high === 0 ? 32 + $this->clz32($a & 0xffffffff) : $this->clz32($high);
	}

	/** i64.ctz. */
	private function ctz64(int $a): int
	{
		$low = $a & 0xffffffff;
		return $low === 0 ? 32 + $this->ctz32($a >> 32 & 0xffffffff) : $this->ctz32($low);
	}

	/** i64.popcnt. */
	private function popcnt64(int $a): int
	{
		return $this->popcnt32($a & 0xffffffff) + $this->popcnt32($a >> 32 & 0xffffffff);
	}

	/** i64.add, where PHP's sum became a float. */
	private function add64(int $a, int $b): int
	{
		$low = ($a & 0xffffffff) + ($b & 0xffffffff);
		return (($a >> 32) + ($b >> 32) + ($low >> 32)) << 32 | $low & 0xffffffff;
	}

	/** i64.sub, where PHP's difference became a float. */
	private function sub64(int $a, int $b): int
	{
		$low = ($a & 0xffffffff) - ($b & 0xffffffff);
		return (($a >> 32) - ($b >> 32) + ($low >> 32)) << 32 | $low & 0xffffffff;
	}

	/** i64.mul, where PHP's product became a float: 32 bits at a time, each by a split factor. */
	private function mul64(int $a, int $b): int
	{
		$aLow = $a & 0xffffffff;
		$bLow = $b & 0xffffffff;
		// $aLow * $bLow in two parts of 48 bits.
		$first = $aLow * ($bLow & 0xffff);
		$second = $aLow * ($bLow >> 16);
		$low = ($first & 0xffffffff) + (($second & 0xffff) << 16);
		$high = ($first >> 32) + ($second >> 16) + ($low >> 32)
			+ $this->mul32($aLow, $b >> 32 & 0xffffffff)
			+ $this->mul32($a >> 32 & 0xffffffff, $bLow);
		return $high << 32 | $low & 0xffffffff;
	}

	/** i64.div_s. */
	private function divS64(int $a, int $b): int
	{
		if ($b === 0) {
			$this->divideByZero();
		}
		if ($b === -1 && $a === \PHP_INT_MIN) {
			throw $this->trap('integer overflow');
		}
		return \intdiv($a, $b);
	}

	/** i64.div_u. */
	private function divU64(int $a, int $b): int
	{
		if ($b === 0) {
			$this->divideByZero();
		}
		if ($b < 0) {
			// The divisor is at least 2^63: it fits once or not at all.
			return ($a ^ \PHP_INT_MIN) >= ($b ^ \PHP_INT_MIN) ? 1 : 0;
		}
		if ($a >= 0) {
			return \intdiv($a, $b);
		}
		// Half of the dividend fits into a signed number; the rest decides the last bit.
		$quotient = \intdiv($a >> 1 & \PHP_INT_MAX, $b) << 1;
		$rest = $this->sub64($a, $this->mul64($quotient, $b));
		return ($rest ^ \PHP_INT_MIN) >= ($b ^ \PHP_INT_MIN) ? $quotient + 1 : $quotient;
	}

	/** i64.rem_u. */
	private function remU64(int $a, int $b): int
	{
		if ($a >= 0 && $b > 0) {
			return $a % $b;
		}
		return $this->sub64($a, $this->mul64($this->divU64($a, $b), $b));
	}

	/** i64.shr_u. */
	private function shrU64(int $a, int $n): int
	{
		return $n === 0 ? $a : $a >> $n & \PHP_INT_MAX >> ($n - 1);
	}

	/** i64.rotl. */
	private function rotl64(int $a, int $n): int
	{
		return $n === 0 ? $a : $a << $n | $this->shrU64($a, 64 - $n);
	}

	/** i64.rotr. */
	private function rotr64(int $a, int $n): int
	{
		return $n === 0 ? $a : $this->shrU64($a, $n) | $a << (64 - $n);
	}
}
