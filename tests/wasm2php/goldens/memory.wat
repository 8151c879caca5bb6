;; Every access is checked once; places that are known from the start are not.
(module
  (memory 1)
  (func $swap (export "swap") (param $p i32) (local $first i32)
    (local.set $first (i32.load (local.get $p)))
    (i32.store (local.get $p) (i32.load offset=4 (local.get $p)))
    (i32.store offset=4 (local.get $p) (local.get $first)))
  (func $bytes (export "bytes") (param $p i32)
    (i32.store8 offset=1 (local.get $p) (i32.load8_u (local.get $p))))
  (func $constants (export "constants") (result i32)
    (i64.store (i32.const 16) (i64.const 4294967297))
    (i32.load (i32.const 16)))
  (func $wide (export "wide") (param $p i32) (param $v i64) (result i64)
    (i64.store offset=8 (local.get $p) (local.get $v))
    (i64.load (local.get $p)))
  (func $unhinted (export "unhinted") (param $p i32) (result i32)
    (i32.load align=1 (local.get $p)))
  (func $move (export "moved") (param $p i32)
    (memory.copy (local.get $p) (i32.const 64) (i32.const 12))))

(; becomes
	/** swap */
	private function swap_2(int $p): void
	{
		$m = &$this->m;
		$bad = $this->bad;
		$w0 = $p >> 2;
		$b0 = ($p + 4) & $bad;
		$first = $b0 ? $this->load32($p) : $m[$w0];
		$t1 = $b0 ? $this->load32($p + 4) : $m[$w0 + 1];
		if ($b0) { $this->store32($p, $t1); } else { $m[$w0] = $t1; }
		if ($b0) { $this->store32($p + 4, $first); } else { $m[$w0 + 1] = $first; }
	}

	/** bytes */
	private function bytes_2(int $p): void
	{
		$m = &$this->m;
		$t1 = (($m[$p >> 2] ?? $this->outOfBounds()) >> (($p & 3) << 3)) & 0xff;
		$t2 = ($p + 1) >> 2;
		$t3 = (($p + 1) & 3) << 3;
		$m[$t2] = (($m[$t2] ?? $this->outOfBounds()) & ~(0xff << $t3)) | ($t1 << $t3);
	}

	/** constants */
	private function constants_2(): int
	{
		$m = &$this->m;
		$m[4] = 1;
		$m[5] = 1;
		return $m[4];
	}

	/** wide */
	private function wide_2(int $p, int $v): int
	{
		$m = &$this->m;
		$bad = $this->bad;
		$w0 = $p >> 2;
		$b0 = ($p + 12) & $bad;
		if ($b0) { $this->store64($p + 8, $v); } else { $m[$w0 + 2] = $v & 0xffffffff; $m[$w0 + 3] = ($v >> 32) & 0xffffffff; }
		return $b0 ? $this->load64($p) : ($m[$w0 + 1] << 32) | $m[$w0];
	}

	/** unhinted */
	private function unhinted_2(int $p): int
	{
		return $this->load32($p);
	}

	/** move */
	private function move(int $p): void
	{
		$this->copy($p, 64, 12);
	}

;)
