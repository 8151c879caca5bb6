;; A frame on LLVM's stack: one check when it is made, none when it is used.
(module
  (memory 2)
  (global $__stack_pointer (mut i32) (i32.const 65536))
  (func $inner (param $p i32)
    (i32.store (local.get $p) (i32.const 7)))
  ;; A pair of words is copied without being joined; one check does for a pointer's words.
  (func $move (export "move") (param $to i32) (local $frame i32)
    (global.set $__stack_pointer
      (local.tee $frame (i32.sub (global.get $__stack_pointer) (i32.const 16))))
    (i64.store offset=8 (local.get $to) (i64.load offset=8 (local.get $frame)))
    (i64.store (local.get $to) (i64.load (local.get $frame)))
    (global.set $__stack_pointer (i32.add (local.get $frame) (i32.const 16))))
  (func $outer (export "outer") (param $n i32) (result i32) (local $frame i32)
    (global.set $__stack_pointer
      (local.tee $frame (i32.sub (global.get $__stack_pointer) (i32.const 32))))
    (i32.store8 offset=14 (local.get $frame) (i32.const 1))
    (i64.store offset=24 (local.get $frame) (i64.const 0))
    (call $inner (i32.add (local.get $frame) (i32.const 8)))
    (local.set $n (i32.add (local.get $n) (i32.load offset=8 (local.get $frame))))
    (global.set $__stack_pointer (i32.add (local.get $frame) (i32.const 32)))
    (local.get $n)))

(; becomes
	/** inner */
	private function inner(int $p): void
	{
		$m = &$this->m;
		$m[$p >> 2] = 7;
	}

	/** move */
	private function move_2(int $to): void
	{
		$m = &$this->m;
		$bad = $this->bad;
		$w0 = $to >> 2;
		$b0 = ($to + 12) & $bad;
		$frame = $this->stack_pointer - 16;
		if ($frame < 0) {
			throw $this->trap('call stack exhausted');
		}
		$w1 = $frame >> 2;
		$this->stack_pointer = $frame;
		$t1 = $m[$w1 + 3];
		if ($b0) { $this->store64($to + 8, ($t1 << 32) | $m[$w1 + 2]); } else { $m[$w0 + 2] = $m[$w1 + 2]; $m[$w0 + 3] = $t1; }
		$t2 = $m[$w1 + 1];
		if ($b0) { $this->store64($to, ($t2 << 32) | $m[$w1]); } else { $m[$w0] = $m[$w1]; $m[$w0 + 1] = $t2; }
		$this->stack_pointer = $frame + 16;
	}

	/** outer */
	private function outer_2(int $n): int
	{
		$m = &$this->m;
		$frame = $this->stack_pointer - 32;
		if ($frame < 0) {
			throw $this->trap('call stack exhausted');
		}
		$w1 = $frame >> 2;
		$this->stack_pointer = $frame;
		$m[$w1 + 3] = ($m[$w1 + 3] & 0xff00ffff) | 65536;
		$m[$w1 + 6] = 0;
		$m[$w1 + 7] = 0;
		$this->inner($frame + 8);
		$n = ($n + $m[$w1 + 2]) & 0xffffffff;
		$this->stack_pointer = $frame + 32;
		return $n;
	}

;)
