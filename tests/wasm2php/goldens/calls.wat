;; Imports are methods of the host; `text` is folded, so it takes a string.
(module
  (import "host" "text" (func $text (param i32 i32)))
  (import "host" "length" (func $length (param i32) (result i32)))
  (memory 1)
  (data (i32.const 1024) "{\"id\":")
  (type $binary (func (param i32 i32) (result i32)))
  (table 2 funcref)
  (elem (i32.const 0) $plus $minus)
  (func $plus (type $binary) (i32.add (local.get 0) (local.get 1)))
  (func $minus (type $binary) (i32.sub (local.get 0) (local.get 1)))
  (func $write (export "write") (param $p i32)
    (call $text (i32.const 1024) (i32.const 6))
    (call $text (local.get $p) (call $length (local.get $p))))
  (func $apply (export "apply") (param $which i32) (result i32)
    (call_indirect (type $binary) (i32.const 8) (i32.const 2) (local.get $which)))
  (func $two (result i32 i64) (i32.const 1) (i64.const 2))
  (func $pair (export "pair") (result i64) (local $second i64)
    (local.set $second (call $two))
    (i64.add (i64.extend_i32_u) (local.get $second))))

(; becomes
	/** plus */
	private function plus(int $p0, int $p1): int
	{
		return ($p0 + $p1) & 0xffffffff;
	}

	/** minus */
	private function minus(int $p0, int $p1): int
	{
		return ($p0 - $p1) & 0xffffffff;
	}

	/** write */
	private function write_2(int $p): void
	{
		$this->host->text('{"id":');
		$this->host->text($this->readBytes($p, $this->host->length($p) & 0xffffffff));
	}

	/** apply */
	private function apply_2(int $which): int
	{
		return $this->indirect0_0(8, 2, $which);
	}

	/** two */
	private function two(): array
	{
		return [1, 2];
	}

	/** pair */
	private function pair_2(): int
	{
		[$t1, $t2] = $this->two();
		$second = $t2;
		return \is_int($t3 = $t1 + $second) ? $t3 : $this->add64($t1, $second);
	}

	/** Calls what table 0 has at $at, if its type is 0. */
	private function indirect0_0(int $p0, int $p1, int $at): int
	{
		$table = &$this->table0;
		$function = $table[$at] ?? null;
		if ($function === null) {
			throw $this->trap($at < \count($table) ? 'uninitialized element' : 'undefined element');
		}
		switch ($function) {
			case 2:
				return $this->plus($p0, $p1);
			case 3:
				return $this->minus($p0, $p1);
			default:
				throw $this->trap('indirect call type mismatch');
		}
	}

;)
