//! Every way in which PHP was seen to go wrong with translated code, by name.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use serde_json::{Value, json};
use storewire_wasm2php::Untranslatable;
use storewire_wasm2php_tests::{Plan, Runner};

const MIN: i64 = i64::MIN;
const MAX: i64 = i64::MAX;

/// The outcomes of calls of one instance, in every kind of PHP that is supported.
#[track_caller]
fn check(name: &str, wat: &str, calls: &[(&str, &[i64], Value)]) {
    let wasm = wat::parse_str(wat).unwrap();
    for runner in [Runner::Plain, Runner::FunctionJit, Runner::Php74] {
        let mut plan = Plan::new(name);
        let class = plan.class(&wasm, Untranslatable::Refuse).unwrap();
        plan.instance("i", class);
        for (export, args, _) in calls {
            plan.command(json!(["call", "i", export, args]));
        }
        let outcomes = plan.run(runner);
        for ((export, args, want), got) in calls.iter().zip(&outcomes[1..]) {
            assert_eq!(got, want, "{export}({args:?}) with {runner:?}");
        }
    }
}

fn trap(what: &str) -> Value {
    json!({ "trap": what })
}

#[test]
fn i32_products_do_not_become_floats() {
    check(
        "mul32",
        r#"(module
            (func (export "mul") (param i32 i32) (result i32) (i32.mul (local.get 0) (local.get 1)))
            (func (export "times") (param i32) (result i32) (i32.mul (i32.const -10) (local.get 0)))
            (func (export "least") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 0x80000000))))"#,
        &[
            ("mul", &[0xffff_ffff, 0xffff_ffff], json!(1)),
            ("mul", &[0x8000_0001, 0xffff_fffd], json!(0x7fff_fffd)),
            ("mul", &[0x1234_5678, 0x9abc_def0], json!(0x242d_2080)),
            ("times", &[7], json!(0xffff_ffba_u32)),
            ("times", &[0xffff_ffff], json!(10)),
            ("least", &[0xffff_ffff], json!(0x8000_0000_u32)),
            ("least", &[2], json!(0)),
        ],
    );
}

/// `x + constant < limit`, unsigned, is how compilers ask whether `x` lies between two constants.
#[test]
fn i64_ranges_are_what_the_wrapping_sum_says() {
    let mut wat = String::from("(module");
    let mut calls = Vec::new();
    let mut names = Vec::new();
    let constants = [5, -5, MAX, MIN, 9_007_199_254_740_991];
    let limits = [0, 1, 11, 18_014_398_509_481_983, -1, MIN, MAX];
    for constant in constants {
        for limit in limits {
            for op in ["lt_u", "le_u", "gt_u", "ge_u"] {
                let name = format!("{op}_{}", names.len());
                wat.push_str(&format!(
                    r#"(func (export "{name}") (param i64) (result i32)
                        (i64.{op} (i64.add (local.get 0) (i64.const {constant})) (i64.const {limit})))"#
                ));
                names.push((name, op, constant, limit));
            }
        }
    }
    wat.push(')');
    for (name, op, constant, limit) in &names {
        let edges = [0i64, limit.wrapping_sub(*constant), constant.wrapping_neg()];
        for x in edges
            .into_iter()
            .flat_map(|x| [x.wrapping_sub(1), x, x.wrapping_add(1)])
        {
            let (sum, limit) = (x.wrapping_add(*constant) as u64, *limit as u64);
            let want = match *op {
                "lt_u" => sum < limit,
                "le_u" => sum <= limit,
                "gt_u" => sum > limit,
                _ => sum >= limit,
            };
            calls.push((name.as_str(), [x], json!(i32::from(want))));
        }
    }
    let calls: Vec<(&str, &[i64], Value)> = calls
        .iter()
        .map(|(name, args, want)| (*name, args.as_slice(), want.clone()))
        .collect();
    check("ranges64", &wat, &calls);
}

#[test]
fn i64_sums_at_the_edge_wrap_like_wasm() {
    check(
        "add64",
        r#"(module
            (func (export "add") (param i64 i64) (result i64) (i64.add (local.get 0) (local.get 1)))
            (func (export "less") (param i64) (result i64) (i64.sub (local.get 0) (i64.const 1)))
            (func (export "negate") (param i64) (result i64) (i64.sub (i64.const 0) (local.get 0)))
            (func (export "mul") (param i64 i64) (result i64) (i64.mul (local.get 0) (local.get 1))))"#,
        &[
            ("less", &[MIN], json!(MAX)),
            ("add", &[MAX, 1], json!(MIN)),
            ("add", &[MIN, MIN], json!(0)),
            ("add", &[MIN, -1], json!(MAX)),
            ("negate", &[MIN], json!(MIN)),
            ("mul", &[MIN, -1], json!(MIN)),
            ("mul", &[MAX, MAX], json!(1)),
            (
                "mul",
                &[-0x1_0000_0001, 0x7fff_ffff_ffff],
                json!((-0x1_0000_0001_i64).wrapping_mul(0x7fff_ffff_ffff)),
            ),
        ],
    );
}

#[test]
fn popcnt_of_the_smallest_number_ends() {
    check(
        "popcnt",
        r#"(module
            (func (export "ones64") (param i64) (result i64) (i64.popcnt (local.get 0)))
            (func (export "trailing64") (param i64) (result i64) (i64.ctz (local.get 0)))
            (func (export "leading64") (param i64) (result i64) (i64.clz (local.get 0)))
            (func (export "ones32") (param i32) (result i32) (i32.popcnt (local.get 0))))"#,
        &[
            ("ones64", &[MIN], json!(1)),
            ("ones64", &[-1], json!(64)),
            ("trailing64", &[MIN], json!(63)),
            ("leading64", &[MIN], json!(0)),
            ("leading64", &[0], json!(64)),
            ("ones32", &[0x8000_0000], json!(1)),
        ],
    );
}

#[test]
fn the_smallest_number_divided_by_minus_one_traps() {
    check(
        "div",
        r#"(module
            (func (export "div32") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
            (func (export "rem32") (param i32 i32) (result i32) (i32.rem_s (local.get 0) (local.get 1)))
            (func (export "div64") (param i64 i64) (result i64) (i64.div_s (local.get 0) (local.get 1)))
            (func (export "rem64") (param i64 i64) (result i64) (i64.rem_s (local.get 0) (local.get 1)))
            (func (export "minus") (param i64) (result i64) (i64.div_s (local.get 0) (i64.const -1))))"#,
        &[
            (
                "div32",
                &[0x8000_0000, 0xffff_ffff],
                trap("integer overflow"),
            ),
            ("rem32", &[0x8000_0000, 0xffff_ffff], json!(0)),
            ("div64", &[MIN, -1], trap("integer overflow")),
            ("rem64", &[MIN, -1], json!(0)),
            ("minus", &[MIN], trap("integer overflow")),
            ("minus", &[5], json!(-5)),
            ("div32", &[1, 0], trap("integer divide by zero")),
            ("rem64", &[1, 0], trap("integer divide by zero")),
        ],
    );
}

#[test]
fn stores_of_16_bits_touch_no_other_byte() {
    let around = [
        ("at", vec![0], json!(0x1111_2222_i64)),
        ("at", vec![4], json!(0x3333_4444_i64)),
    ];
    for place in 0..6_i64 {
        let mut bytes = [0x22, 0x22, 0x11, 0x11, 0x44, 0x44, 0x33, 0x33];
        bytes[place as usize] = 0xcd;
        bytes[place as usize + 1] = 0xab;
        let word = |at: usize| {
            json!(u32::from_le_bytes([
                bytes[at],
                bytes[at + 1],
                bytes[at + 2],
                bytes[at + 3]
            ]))
        };
        let calls: Vec<(&str, &[i64], Value)> = vec![
            (around[0].0, &[0], around[0].2.clone()),
            (around[1].0, &[4], around[1].2.clone()),
            ("store", std::slice::from_ref(&place), Value::Null),
            ("at", &[0], word(0)),
            ("at", &[4], word(4)),
        ];
        check(
            "store16",
            r#"(module (memory 1) (data (i32.const 0) "\22\22\11\11\44\44\33\33")
                (func (export "store") (param i32) (i32.store16 (local.get 0) (i32.const 0xabcd)))
                (func (export "at") (param i32) (result i32) (i32.load (local.get 0))))"#,
            &calls,
        );
    }
}

#[test]
fn out_of_bounds_traps_without_a_warning() {
    // run.php turns every warning into a fault, so that only the trap passes.
    let bounds = || trap("out of bounds memory access");
    check(
        "bounds",
        r#"(module (memory 1)
            (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
            (func (export "load8") (param i32) (result i32) (i32.load8_u (local.get 0)))
            (func (export "far") (param i32) (result i64) (i64.load offset=4294967295 (local.get 0)))
            (func (export "store") (param i32) (i32.store (local.get 0) (i32.const 1)))
            (func (export "store8") (param i32) (i32.store8 (local.get 0) (i32.const 1)))
            (func (export "filling") (param i32 i32) (memory.fill (local.get 0) (i32.const 1) (local.get 1))))"#,
        &[
            ("load", &[65533], bounds()),
            ("load", &[65532], json!(0)),
            ("load8", &[65536], bounds()),
            ("far", &[0xffff_ffff], bounds()),
            ("store", &[0xffff_fffc], bounds()),
            ("store8", &[65536], bounds()),
            ("filling", &[65535, 2], bounds()),
            ("load8", &[65535], json!(0)),
        ],
    );
}

#[test]
fn unaligned_addresses_are_right_whatever_the_hint_says() {
    check(
        "unaligned",
        r#"(module (memory 1) (data (i32.const 0) "\01\02\03\04\05\06\07\08\09\0a\0b\0c")
            (func (export "load") (param i32) (result i32) (i32.load align=4 (local.get 0)))
            (func (export "long") (param i32) (result i64) (i64.load align=8 (local.get 0))))"#,
        &[
            ("load", &[1], json!(0x0504_0302)),
            ("load", &[3], json!(0x0706_0504)),
            ("long", &[3], json!(0x0b0a_0908_0706_0504_i64)),
        ],
    );
}

#[test]
fn a_sum_that_wraps_reaches_the_words_at_the_other_end() {
    // Three accesses through one local, so that one check serves for all: past the last address they begin anew.
    check(
        "wrapping",
        r#"(module (memory (export "memory") 1)
            (data (i32.const 0) "\01\00\00\00\02\00\00\00\03\00\00\00\04\00\00\00\05\00\00\00\06\00\00\00")
            (func (export "sum") (param i32) (result i64)
                (i64.add
                    (i64.add
                        (i64.load32_u (i32.add (local.get 0) (i32.const 4)))
                        (i64.load32_u (i32.add (local.get 0) (i32.const 8))))
                    (i64.load (i32.add (local.get 0) (i32.const 12))))))"#,
        &[
            ("sum", &[0], json!(2 + 3 + 4 + (5_i64 << 32))),
            ("sum", &[0xffff_fffc], json!(1 + 2 + 3 + (4_i64 << 32))),
            (
                "sum",
                &[1],
                json!(0x0300_0000_i64 + 0x0400_0000 + (0x0600_0000_i64 << 32) + 0x0500_0000),
            ),
            ("sum", &[65_536 - 20], json!(0)),
            ("sum", &[65_536 - 16], trap("out of bounds memory access")),
            ("sum", &[0x7fff_fffc], trap("out of bounds memory access")),
        ],
    );
    check(
        "wrapping stores",
        r#"(module (memory (export "memory") 1)
            (func $sum (param i32) (result i64)
                (i64.add
                    (i64.load32_u (local.get 0))
                    (i64.add (i64.load32_u offset=4 (local.get 0)) (i64.load offset=8 (local.get 0)))))
            (func (export "put") (param i32 i32) (result i64)
                (i32.store (i32.add (local.get 0) (i32.const 4)) (i32.const 7))
                (i32.store (i32.add (local.get 0) (i32.const 8)) (i32.const 9))
                (i64.store (i32.add (local.get 0) (i32.const 12)) (i64.const 11))
                (call $sum (local.get 1))))"#,
        &[
            ("put", &[0xffff_fffc, 0], json!(27)),
            ("put", &[96, 100], json!(27)),
            ("put", &[65_536 - 20, 65_536 - 16], json!(27)),
            ("put", &[201, 205], json!(27)),
            ("put", &[65_536 - 8, 0], trap("out of bounds memory access")),
        ],
    );
}

#[test]
fn memory_is_not_copied_by_writing() {
    // Copying 4 MiB of memory with each store would take this loop minutes.
    check(
        "copy",
        r#"(module (memory 64)
            (func $one (param i32) (i32.store (local.get 0) (i32.const 7)))
            (func (export "many") (param i32) (result i32)
                (loop $again
                    (call $one (i32.shl (local.get 0) (i32.const 2)))
                    (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
                (i32.load (i32.const 4))))"#,
        &[("many", &[50_000], json!(7))],
    );
}

#[test]
fn memory_that_grew_is_used_in_the_running_call() {
    check(
        "grow",
        r#"(module (memory 0 3)
            (func (export "growing") (result i32)
                (drop (memory.grow (i32.const 1)))
                (i32.store (i32.const 65532) (i32.const 5))
                (drop (memory.grow (i32.const 2)))
                (i32.store (i32.const 196604) (i32.const 6))
                (i32.add (i32.load (i32.const 65532)) (i32.load (i32.const 196604))))
            (func (export "more") (result i32) (memory.grow (i32.const 1))))"#,
        &[
            ("growing", &[], json!(11)),
            ("more", &[], json!(0xffff_ffff_i64)),
        ],
    );
}

#[test]
fn what_happens_once_is_not_dropped_with_its_value() {
    check(
        "dropped",
        r#"(module (memory 1) (global $g (mut i32) (i32.const 0))
            (func $count (result i32) (global.set $g (i32.add (global.get $g) (i32.const 1))) (global.get $g))
            (func (export "if") (if (call $count) (then)))
            (func (export "table") (block (br_table 0 0 (call $count))))
            (func (export "drop") (drop (i32.and (call $count) (i32.const 0))))
            (func (export "stop") (if (i32.load (i32.const -1)) (then)))
            (func (export "counted") (result i32) (global.get $g)))"#,
        &[
            ("if", &[], Value::Null),
            ("table", &[], Value::Null),
            ("drop", &[], Value::Null),
            ("counted", &[], json!(3)),
            ("stop", &[], trap("out of bounds memory access")),
        ],
    );
}

#[test]
fn a_null_in_a_table_can_be_called_again_and_again_under_jit() {
    let uninitialized = || trap("uninitialized element");
    check(
        "table",
        r#"(module (table 3 funcref) (elem (i32.const 1) $f) (type $t (func (result i32)))
            (func $f (result i32) (i32.const 8))
            (func $g (param i32) (result i32) (call_indirect (type $t) (local.get 0)))
            (func (export "call") (param i32) (result i32) (i32.add (call $g (local.get 0)) (i32.const 1))))"#,
        &[
            ("call", &[0], uninitialized()),
            ("call", &[0], uninitialized()),
            ("call", &[1], json!(9)),
            ("call", &[2], uninitialized()),
            ("call", &[3], trap("undefined element")),
        ],
    );
}

#[test]
fn an_exhausted_stack_in_memory_traps() {
    // As LLVM writes it: the name makes the global the stack's pointer.
    check(
        "stack",
        r#"(module (memory 1) (global $__stack_pointer (mut i32) (i32.const 1024))
            (func $f (export "deep") (param i32) (result i32) (local i32)
                (global.set $__stack_pointer (local.tee 1 (i32.sub (global.get $__stack_pointer) (i32.const 32))))
                (i32.store offset=12 (local.get 1) (local.get 0))
                (i32.store8 offset=18 (local.get 1) (local.get 0))
                (if (local.get 0) (then (drop (call $f (i32.sub (local.get 0) (i32.const 1))))))
                (global.set $__stack_pointer (i32.add (local.get 1) (i32.const 32)))
                (i32.add (i32.load offset=12 (local.get 1)) (i32.load8_u offset=18 (local.get 1)))))"#,
        &[
            ("deep", &[31], json!(62)),
            ("deep", &[32], trap("call stack exhausted")),
        ],
    );
}
