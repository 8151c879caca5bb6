;; What has effects happens in wasm's order: values that wait are computed before.
(module
  (memory 1)
  (global $count (mut i32) (i32.const 0))
  (func $next (result i32)
    (global.set $count (i32.add (global.get $count) (i32.const 1)))
    (global.get $count))
  (func $twice (export "twice") (result i32)
    (i32.sub (call $next) (call $next)))
  (func $old (export "old") (param $p i32) (result i32)
    (i32.load (local.get $p))
    (i32.store (local.get $p) (i32.const 5)))
  (func $local (export "local") (param $a i32) (result i32)
    (local.get $a)
    (local.set $a (i32.const 9))
    (i32.add (local.get $a)))
  (func $select (export "selected") (param $p i32) (result i32)
    (select (i32.load (local.get $p)) (i32.const 3) (call $next))))

(; becomes
	/** next */
	private function next(): int
	{
		$this->count = ($this->count + 1) & 0xffffffff;
		return $this->count;
	}

	/** twice */
	private function twice_2(): int
	{
		return ($this->next() - $this->next()) & 0xffffffff;
	}

	/** old */
	private function old_2(int $p): int
	{
		$m = &$this->m;
		$bad = $this->bad;
		$w0 = $p >> 2;
		$b0 = $p & $bad;
		$t1 = $b0 ? $this->load32($p) : $m[$w0];
		if ($b0) { $this->store32($p, 5); } else { $m[$w0] = 5; }
		return $t1;
	}

	/** local */
	private function local_2(int $a): int
	{
		$t1 = $a;
		$a = 9;
		return ($t1 + 9) & 0xffffffff;
	}

	/** select */
	private function select(int $p): int
	{
		$m = &$this->m;
		$bad = $this->bad;
		$t1 = $p & $bad ? $this->load32($p) : $m[$p >> 2];
		return $this->next() ? $t1 : 3;
	}

;)
