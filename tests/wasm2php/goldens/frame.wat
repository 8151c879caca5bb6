;; A frame on LLVM's stack: one check when it is made, none when it is used.
(module
  (memory 2)
  (global $__stack_pointer (mut i32) (i32.const 65536))
  (func $inner (param $p i32)
    (i32.store (local.get $p) (i32.const 7)))
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
