//! Every integer operation over edge values and random ones, compared with another engine.
//!
//! Operands come as plain parameters, as constants, and out of other operations whose
//! results the translator knows more about (narrow, negative, not yet masked, PHP bools):
//! each takes other ways through the translator.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod engine;

use engine::Other;
use serde_json::{Value, json};
use storewire_wasm2php::Untranslatable;
use storewire_wasm2php_tests::{Plan, Random, Runner, deep};

const BINARY: &[&str] = &[
    "add", "sub", "mul", "div_s", "div_u", "rem_s", "rem_u", "and", "or", "xor", "shl", "shr_s",
    "shr_u", "rotl", "rotr", "eq", "ne", "lt_s", "lt_u", "gt_s", "gt_u", "le_s", "le_u", "ge_s",
    "ge_u",
];
const UNARY: &[&str] = &["clz", "ctz", "popcnt", "eqz", "extend8_s", "extend16_s"];

const EDGES: &[i64] = &[
    0,
    1,
    -1,
    2,
    -2,
    7,
    31,
    32,
    33,
    63,
    64,
    0x7f,
    0x80,
    0xff,
    0x100,
    0x7fff,
    0x8000,
    0xffff,
    0x10000,
    0x7fff_ffff,
    0x8000_0000,
    0x8000_0001,
    0xffff_fffe,
    0xffff_ffff,
    0x1_0000_0000,
    0x1_0000_0001,
    -0x8000_0000,
    -0x8000_0001,
    0x1234_5678_9abc_def0,
    i64::MAX,
    i64::MAX - 1,
    i64::MIN,
    i64::MIN + 1,
    0x5555_5555_5555_5555,
    -0x5555_5555_5555_5556,
];

/// A function to compare: its wat, its parameters' types.
struct Form {
    wat: String,
    params: Vec<&'static str>,
}

fn is_comparison(op: &str) -> bool {
    matches!(op, "eq" | "ne" | "eqz") || op.starts_with(['l', 'g']) && op.contains('_')
}

/// Ways to get an operand out of parameter `k` (or none at all).
fn shapes(ty: &str, k: usize, constant: i64) -> Vec<String> {
    let p = format!("(local.get {k})");
    if ty == "i32" {
        vec![
            p.clone(),
            format!("(i32.const {})", constant as i32),
            format!("(i32.and {p} (i32.const 0xffff))"),
            format!("(i32.add {p} (i32.const 0x7fffffff))"),
            format!("(i32.sub (i32.const 5) {p})"),
            format!("(i32.shr_s {p} (i32.const 7))"),
            format!("(i32.eqz {p})"),
            format!("(i32.gt_s {p} (i32.const 3))"),
            format!("(i32.shl {p} (i32.const 5))"),
            format!("(i32.extend8_s {p})"),
            format!("(i32.wrap_i64 (i64.mul (i64.extend_i32_s {p}) (i64.const 0x123456789)))"),
        ]
    } else {
        vec![
            p.clone(),
            format!("(i64.const {constant})"),
            format!("(i64.and {p} (i64.const 0xffff))"),
            format!("(i64.add {p} (i64.const 0x7fffffffffffffff))"),
            format!("(i64.shr_u {p} (i64.const 1))"),
            format!("(i64.shr_s {p} (i64.const 33))"),
            format!("(i64.extend_i32_u (i64.eqz {p}))"),
            format!("(i64.extend_i32_s (i32.wrap_i64 {p}))"),
            format!("(i64.extend_i32_u (i32.add (i32.wrap_i64 {p}) (i32.const 9)))"),
            format!("(i64.shl {p} (i64.const 40))"),
        ]
    }
}

fn form(index: usize, ty: &'static str, result: &str, params: usize, body: &str) -> Form {
    let list = vec![ty; params].join(" ");
    Form {
        wat: format!("(func (export \"f{index}\") (param {list}) (result {result}) {body})"),
        params: vec![ty; params],
    }
}

fn forms(random: &mut Random) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    for ty in ["i32", "i64"] {
        for op in BINARY {
            let result = if is_comparison(op) { "i32" } else { ty };
            let mut pairs = Vec::new();
            // Every shape meets a plain operand; other pairs by chance.
            for constant in [0, 1, -1, 31, 0x8000_0000, i64::MIN, i64::MAX] {
                pairs.push((
                    shapes(ty, 0, 0)[0].clone(),
                    shapes(ty, 1, constant)[1].clone(),
                ));
                pairs.push((
                    shapes(ty, 0, constant)[1].clone(),
                    shapes(ty, 1, 0)[0].clone(),
                ));
            }
            let (left, right) = (shapes(ty, 0, 77), shapes(ty, 1, -5));
            for shape in &left {
                pairs.push((shape.clone(), right[0].clone()));
            }
            for shape in &right {
                pairs.push((left[0].clone(), shape.clone()));
            }
            for _ in 0..if deep() { 40 } else { 6 } {
                pairs.push((
                    left[random.below(left.len())].clone(),
                    right[random.below(right.len())].clone(),
                ));
            }
            for (a, b) in pairs {
                forms.push(form(
                    forms.len(),
                    ty,
                    result,
                    2,
                    &format!("({ty}.{op} {a} {b})"),
                ));
            }
        }
        let mut unary: Vec<(String, &str)> = UNARY
            .iter()
            .map(|op| (format!("{ty}.{op}"), if *op == "eqz" { "i32" } else { ty }))
            .collect();
        if ty == "i64" {
            unary.push(("i64.extend32_s".to_owned(), "i64"));
            unary.push(("i32.wrap_i64".to_owned(), "i32"));
        } else {
            unary.push(("i64.extend_i32_s".to_owned(), "i64"));
            unary.push(("i64.extend_i32_u".to_owned(), "i64"));
        }
        for (op, result) in unary {
            for shape in shapes(ty, 0, i64::MIN + 77) {
                forms.push(form(forms.len(), ty, result, 1, &format!("({op} {shape})")));
            }
        }
        for shape in shapes(ty, 0, 3) {
            let body = format!("(select {shape} (local.get 1) (i32.const 1))");
            forms.push(form(forms.len(), ty, ty, 2, &body));
            let as_int = if ty == "i32" {
                shape.clone()
            } else {
                format!("(i32.wrap_i64 {shape})")
            };
            let body = format!("(select (local.get 0) (local.get 1) {as_int})");
            forms.push(form(forms.len(), ty, ty, 2, &body));
            let body = format!("(if (result {ty}) {as_int} (then (local.get 1)) (else {shape}))");
            forms.push(form(forms.len(), ty, ty, 2, &body));
        }
    }
    forms
}

fn value(random: &mut Random) -> i64 {
    match random.below(4) {
        0 | 1 => EDGES[random.below(EDGES.len())],
        2 => (random.number() >> random.below(64)) as i64,
        _ => random.number() as i64,
    }
}

/// Compares `forms` in modules of a few hundred functions; the number of comparisons.
fn compare(
    name: &str,
    runner: Runner,
    head: &str,
    forms: &[Form],
    questions: impl Fn(usize) -> Vec<Vec<i64>>,
) -> usize {
    let mut plan = Plan::new(name);
    let mut expected: Vec<(usize, Vec<Vec<i64>>, Vec<Value>)> = Vec::new();
    for (number, chunk) in forms.chunks(300).enumerate() {
        let body: Vec<&str> = chunk.iter().map(|f| f.wat.as_str()).collect();
        let wasm = wat::parse_str(format!("(module {head} {})", body.join("\n"))).unwrap();
        let class = plan.class(&wasm, Untranslatable::Refuse).unwrap();
        let instance = format!("i{class}");
        plan.instance(&instance, class);
        let mut other = Other::new(&wasm).unwrap();
        for (index, form) in chunk.iter().enumerate() {
            let index = number * 300 + index;
            let asked: Vec<Vec<i64>> = questions(index)
                .into_iter()
                .map(|q| {
                    let typed = q.into_iter().zip(&form.params);
                    typed
                        .map(|(v, t)| if *t == "i32" { v & 0xffff_ffff } else { v })
                        .collect()
                })
                .collect();
            let method = format!("f{index}");
            let answers = asked.iter().map(|q| other.call(&method, q)).collect();
            plan.command(json!(["bulk", instance, method, asked]));
            expected.push((index, asked, answers));
        }
    }
    let outcomes = plan.run(runner);
    let outcomes = outcomes.iter().filter(|o| !o.is_null());
    let mut compared = 0;
    let mut wrong = Vec::new();
    for (outcome, (index, asked, answers)) in outcomes.zip(&expected) {
        for ((got, want), question) in outcome.as_array().unwrap().iter().zip(answers).zip(asked) {
            compared += 1;
            if got != want {
                wrong.push(format!(
                    "{}\n    of {question:?}: got {got}, want {want}",
                    forms[*index].wat
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {compared} wrong, first:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(12)].join("\n")
    );
    assert!(compared > 0);
    println!("{name}, {runner:?}: {compared} single operations compared");
    compared
}

fn arithmetic(runner: Runner) {
    let mut random = Random::new(1);
    let forms = forms(&mut random);
    let each = if deep() { 40 } else { 6 };
    let questions: Vec<Vec<Vec<i64>>> = forms
        .iter()
        .map(|_| {
            (0..each)
                .map(|_| vec![value(&mut random), value(&mut random)])
                .collect()
        })
        .collect();
    compare("arithmetic", runner, "", &forms, |i| questions[i].clone());
    // Plain operands get every pair of edges.
    let plain: Vec<Form> = ["i32", "i64"]
        .into_iter()
        .flat_map(|ty| BINARY.iter().map(move |op| (ty, *op)))
        .enumerate()
        .map(|(index, (ty, op))| {
            let result = if is_comparison(op) { "i32" } else { ty };
            form(
                index,
                ty,
                result,
                2,
                &format!("({ty}.{op} (local.get 0) (local.get 1))"),
            )
        })
        .collect();
    let step = if deep() { 1 } else { 7 };
    let pairs: Vec<Vec<i64>> = EDGES
        .iter()
        .flat_map(|a| EDGES.iter().map(move |b| vec![*a, *b]))
        .collect();
    compare("edges", runner, "", &plain, |i| {
        pairs.iter().skip(i % step).step_by(step).cloned().collect()
    });
}

/// Loads and stores of all widths, at constant and variable places, with every hint.
fn memory(runner: Runner, pages: i64) {
    let loads = [
        ("i32.load", "i32", 4),
        ("i32.load8_s", "i32", 1),
        ("i32.load8_u", "i32", 1),
        ("i32.load16_s", "i32", 2),
        ("i32.load16_u", "i32", 2),
        ("i64.load", "i64", 8),
        ("i64.load8_s", "i64", 1),
        ("i64.load8_u", "i64", 1),
        ("i64.load16_s", "i64", 2),
        ("i64.load16_u", "i64", 2),
        ("i64.load32_s", "i64", 4),
        ("i64.load32_u", "i64", 4),
    ];
    let stores = [
        ("i32.store", "i32", 4),
        ("i32.store8", "i32", 1),
        ("i32.store16", "i32", 2),
        ("i64.store", "i64", 8),
        ("i64.store8", "i64", 1),
        ("i64.store16", "i64", 2),
        ("i64.store32", "i64", 4),
    ];
    let size = pages * 65536;
    let places = [
        0,
        1,
        2,
        3,
        5,
        8,
        1021,
        65535,
        size - 9,
        size - 8,
        size - 7,
        size - 5,
        size - 4,
        size - 3,
        size - 2,
        size - 1,
        size,
        0xffff_ffff,
    ];
    let mut forms: Vec<Form> = Vec::new();
    for (op, ty, width) in loads {
        for offset in [0, 1, 4, 7, 0xffff_ffff_i64] {
            for align in [1, width] {
                let index = forms.len();
                let body = format!("({op} offset={offset} align={align} (local.get 0))");
                forms.push(Form {
                    wat: format!(
                        "(func (export \"f{index}\") (param i32 i64) (result {ty}) {body})"
                    ),
                    params: vec!["i32", "i64"],
                });
            }
        }
        for place in places {
            let index = forms.len();
            let body = format!("({op} (i32.const {}))", place as u32 as i32);
            forms.push(Form {
                wat: format!("(func (export \"f{index}\") (param i32 i64) (result {ty}) {body})"),
                params: vec!["i32", "i64"],
            });
        }
    }
    // After a store: the 24 bytes around it.
    let around = format!(
        "(local.set 2 (i32.and (local.get 0) (i32.const 0xfffffff8)))
         (if (i32.ge_u (local.get 2) (i32.const 8)) (then (local.set 2 (i32.sub (local.get 2) (i32.const 8)))))
         (if (i32.gt_u (local.get 2) (i32.const {0})) (then (local.set 2 (i32.const {0}))))
         (i64.load (local.get 2)) (i64.load offset=8 (local.get 2)) (i64.load offset=16 (local.get 2))",
        size - 24
    );
    for (op, ty, width) in stores {
        let operand = if ty == "i32" {
            "(i32.wrap_i64 (local.get 1))"
        } else {
            "(local.get 1)"
        };
        for offset in [0, 3, 8] {
            for align in [1, width] {
                for operand in [
                    operand.to_owned(),
                    format!("({ty}.const -559038737)"),
                    format!("({ty}.and {operand} ({ty}.const 0xfe))"),
                ] {
                    let index = forms.len();
                    forms.push(Form {
                        wat: format!(
                            "(func (export \"f{index}\") (param i32 i64) (result i64 i64 i64) (local i32)
                             ({op} offset={offset} align={align} (local.get 0) {operand}) {around})"
                        ),
                        params: vec!["i32", "i64"],
                    });
                }
            }
        }
        for place in places {
            let index = forms.len();
            forms.push(Form {
                wat: format!(
                    "(func (export \"f{index}\") (param i32 i64) (result i64 i64 i64) (local i32)
                     ({op} (i32.const {0}) {operand}) (local.set 0 (i32.const {0})) {around})",
                    place as u32 as i32
                ),
                params: vec!["i32", "i64"],
            });
        }
    }
    let mut random = Random::new(2);
    let count = if deep() { 60 } else { 10 };
    let questions: Vec<Vec<Vec<i64>>> = forms
        .iter()
        .map(|_| {
            (0..count)
                .map(|_| {
                    let at = match random.below(6) {
                        0 => size - random.below(16) as i64,
                        1 => size + random.below(16) as i64,
                        2 => random.number() as i64,
                        3 => random.below(64) as i64,
                        4 => 65536 - 8 + random.below(16) as i64,
                        _ => random.below(size as usize) as i64,
                    };
                    vec![at, value(&mut random)]
                })
                .collect()
        })
        .collect();
    let mut pattern = String::new();
    for _ in 0..64 {
        pattern.push_str(&format!("\\{:02x}", random.below(256)));
    }
    let head = format!(
        "(memory {pages}) (data (i32.const 0) \"{pattern}\") (data (i32.const {}) \"{pattern}\")",
        size - 64
    );
    compare(&format!("memory-{pages}"), runner, &head, &forms, |i| {
        questions[i].clone()
    });
}

#[test]
fn arithmetic_plain() {
    arithmetic(Runner::Plain);
}

#[test]
fn arithmetic_opcache() {
    arithmetic(Runner::Opcache);
}

#[test]
fn arithmetic_function_jit() {
    arithmetic(Runner::FunctionJit);
}

#[test]
fn arithmetic_php_7_4() {
    arithmetic(Runner::Php74);
}

#[test]
fn memory_plain() {
    memory(Runner::Plain, 1);
    // Not a power of two: the last page lies outside the fast part.
    memory(Runner::Plain, 3);
}

#[test]
fn memory_opcache() {
    memory(Runner::Opcache, 1);
}

#[test]
fn memory_function_jit() {
    memory(Runner::FunctionJit, 3);
}

#[test]
fn memory_php_7_4() {
    memory(Runner::Php74, 1);
}
