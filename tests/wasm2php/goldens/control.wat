;; Blocks, loops and branches become if, while and switch.
(module
  (func $sign (export "sign") (param $number i32) (result i32)
    (if (result i32) (i32.lt_s (local.get $number) (i32.const 0))
      (then (i32.const -1))
      (else (i32.gt_s (local.get $number) (i32.const 0)))))
  (func $sum (export "sum") (param $count i32) (result i32) (local $sum i32)
    (block $done
      (br_if $done (i32.eqz (local.get $count)))
      (loop $next
        (local.set $sum (i32.add (local.get $sum) (local.get $count)))
        (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
    (local.get $sum))
  (func $choose (export "choose") (param $which i32) (result i32) (local $price i32)
    (block $end
      (block $other
        (block $two
          (block $one
            (br_table $one $two $two $other (local.get $which)))
          (local.set $price (i32.const 100))
          (br $end))
        (local.set $price (i32.const 200))
        (br $end))
      (return (i32.const 0)))
    (i32.mul (local.get $price) (i32.const 3)))
  (func $find (export "find") (param $wanted i32) (result i32) (local $at i32)
    (block $found
      (loop $next
        (br_if $found (i32.eq (i32.mul (local.get $at) (i32.const 7)) (local.get $wanted)))
        (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 1))) (i32.const 50))))
      (return (i32.const -1)))
    (local.get $at)))

(; becomes
	/** sign */
	private function sign_2(int $number): int
	{
		if ($number > 2147483647) {
			$r2 = 4294967295;
		} else {
			$r2 = (int) (($number ^ 0x80000000) > 2147483648);
		}
		return $r2;
	}

	/** sum */
	private function sum_2(int $count): int
	{
		$sum = 0;
		if ($count != 0) {
			do {
				$sum = ($sum + $count) & 0xffffffff;
				$count = ($count - 1) & 0xffffffff;
			} while ($count);
		}
		return $sum;
	}

	/** choose */
	private function choose_2(int $which): int
	{
		switch ($which) {
			case 0:
				$price = 100;
				break;
			case 1:
			case 2:
				$price = 200;
				break;
			default:
				return 0;
		}
		return $price * 3;
	}

	/** find */
	private function find_2(int $wanted): int
	{
		$at = 0;
		do {
			if ((($at * 7) & 0xffffffff) == $wanted) {
				goto label_2;
			}
			$at = ($at + 1) & 0xffffffff;
		} while ($at < 50);
		return 4294967295;
		label_2:
		return $at;
	}

;)
