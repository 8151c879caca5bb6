;; Masks appear only where a number can leave its type; i64 falls back where PHP makes a float.
(module
  (func $add (export "add") (param $a i32) (param $b i32) (result i32)
    (i32.add (i32.add (local.get $a) (local.get $b)) (i32.const 12)))
  (func $low (export "low") (param $a i32) (result i32)
    (i32.shl (i32.and (local.get $a) (i32.const 255)) (i32.const 4)))
  (func $less (export "less") (param $a i32) (param $b i32) (result i32)
    (i32.lt_s (local.get $a) (local.get $b)))
  (func $both (export "both") (param $a i32) (param $b i32) (result i32)
    (i32.and (i32.gt_u (local.get $a) (i32.const 5)) (i32.eqz (local.get $b))))
  (func $mul (export "mul") (param $a i32) (param $b i32) (result i32)
    (i32.add (i32.mul (local.get $a) (i32.const 10)) (i32.mul (local.get $a) (local.get $b))))
  (func $div (export "div") (param $a i32) (param $b i32) (result i32)
    (i32.add (i32.div_u (local.get $a) (i32.const 10)) (i32.rem_u (local.get $a) (local.get $b))))
  (func $wide (export "wide") (param $a i64) (param $b i64) (result i64)
    (i64.mul (i64.add (local.get $a) (local.get $b)) (i64.const 60)))
  (func $narrow (export "narrow") (param $a i32) (param $b i32) (result i64)
    (i64.add (i64.extend_i32_u (local.get $a)) (i64.extend_i32_s (local.get $b))))
  (func $below (export "below") (param $a i64) (param $b i64) (result i32)
    (i64.lt_u (local.get $a) (local.get $b))))

(; becomes
	/** add */
	private function add_2(int $a, int $b): int
	{
		return ($a + $b + 12) & 0xffffffff;
	}

	/** low */
	private function low_2(int $a): int
	{
		return ($a & 255) << 4;
	}

	/** less */
	private function less_2(int $a, int $b): int
	{
		return (int) (($a ^ 0x80000000) < ($b ^ 0x80000000));
	}

	/** both */
	private function both_2(int $a, int $b): int
	{
		return (int) ($a > 5 && $b == 0);
	}

	/** mul */
	private function mul_2(int $a, int $b): int
	{
		return ($a * 10 + $this->mul32($a, $b)) & 0xffffffff;
	}

	/** div */
	private function div_2(int $a, int $b): int
	{
		return (\intdiv($a, 10) + $a % ($b ?: $this->divideByZero())) & 0xffffffff;
	}

	/** wide */
	private function wide_2(int $a, int $b): int
	{
		$t2 = \is_int($t1 = $a + $b) ? $t1 : $this->add64($a, $b);
		return \is_int($t3 = $t2 * 60) ? $t3 : $this->mul64($t2, 60);
	}

	/** narrow */
	private function narrow_2(int $a, int $b): int
	{
		return $a + (($b ^ 0x80000000) - 0x80000000);
	}

	/** below */
	private function below_2(int $a, int $b): int
	{
		return (int) (($a ^ \PHP_INT_MIN) < ($b ^ \PHP_INT_MIN));
	}

;)
