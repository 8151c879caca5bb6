//! Random straight code that copies words and pairs of words about, through frames and
//! pointers that may overlap, does the same in PHP as in another engine.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod engine;

use engine::Other;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use storewire_wasm2php::Untranslatable;
use storewire_wasm2php_tests::{Plan, Random, Runner, deep};

/// Three pages: the fast part are two of them.
const MEMORY: usize = 3 << 16;
/// Where the stack begins, which grows down.
const STACK: usize = 1 << 16;
const FRAME: usize = 64;

/// Generates the statements of one function.
struct Code {
    random: Random,
    text: String,
}

impl Code {
    fn below(&mut self, limit: usize) -> usize {
        self.random.below(limit)
    }

    /// A place `size` bytes long: of the frame, or behind one of the pointers.
    fn place(&mut self, size: usize) -> (String, &'static str) {
        let base = ["$f", "$f", "$p", "$p", "$q", "$r"][self.below(6)];
        let offset = match (base, self.below(12)) {
            ("$f", _) => self.below((FRAME - size) / 4 + 1) * 4,
            (_, 0) => self.below(16),
            (_, 1) => 4096 + self.below(8) * 4,
            _ => self.below(10) * 4,
        };
        (format!("offset={offset}"), base)
    }

    fn word(&mut self) -> String {
        match self.below(6) {
            0 => format!("(i32.const {})", self.random.number() as i32),
            1 => "(local.get $p)".to_owned(),
            2 => "(i32.wrap_i64 (local.get $x))".to_owned(),
            3 => format!("(i32.wrap_i64 {})", self.pair()),
            _ => {
                let (offset, base) = self.place(4);
                format!("(i32.load {offset} (local.get {base}))")
            }
        }
    }

    fn pair(&mut self) -> String {
        match self.below(9) {
            0 => format!("(i64.const {})", self.random.number() as i64),
            1 | 2 => format!("(local.get ${})", ["x", "y"][self.below(2)]),
            3 => format!("(i64.add (local.get $x) {})", self.loaded_pair()),
            _ => self.loaded_pair(),
        }
    }

    fn loaded_pair(&mut self) -> String {
        let (offset, base) = self.place(8);
        format!("(i64.load {offset} (local.get {base}))")
    }

    fn statement(&mut self, depth: usize) {
        let line = match self.below(16) {
            0..=5 => {
                let ((offset, base), value) = (self.place(8), self.pair());
                format!("(i64.store {offset} (local.get {base}) {value})")
            }
            6..=8 => {
                let ((offset, base), value) = (self.place(4), self.word());
                format!("(i32.store {offset} (local.get {base}) {value})")
            }
            9 => format!("(local.set ${} {})", ["x", "y"][self.below(2)], self.pair()),
            10 => {
                // A pair that waits while another is written.
                let (value, (offset, base), other) = (self.pair(), self.place(8), self.pair());
                format!("{value}\n(i64.store {offset} (local.get {base}) {other})\n(local.set $x)")
            }
            11 => format!(
                "(local.set $r (i32.add (local.get {}) (i32.const {})))",
                ["$p", "$q", "$f"][self.below(3)],
                self.below(20) as i32 * 4 - 16
            ),
            12 => format!(
                "(local.set $q (i32.add (local.get $p) (i32.const {})))",
                self.below(9) * 4
            ),
            13 => format!(
                "(call $inner (i32.add (local.get $f) (i32.const {})) (local.get {}))",
                self.below(4) * 8,
                ["$p", "$q"][self.below(2)]
            ),
            14 if depth < 2 => {
                let condition = self.word();
                self.text.push_str(&format!("(if {condition} (then\n"));
                self.block(depth + 1, 4);
                self.text.push_str(") (else\n");
                self.block(depth + 1, 3);
                "))".to_owned()
            }
            _ if depth < 2 => {
                self.text.push_str("(block\n");
                self.block(depth + 1, 3);
                let condition = self.word();
                self.text.push_str(&format!("(br_if 0 {condition})\n"));
                self.block(depth + 1, 3);
                ")".to_owned()
            }
            _ => return,
        };
        self.text.push_str(&line);
        self.text.push('\n');
    }

    fn block(&mut self, depth: usize, statements: usize) {
        for _ in 0..statements {
            self.statement(depth);
        }
    }
}

/// A module of seed `seed`; `run` takes two addresses.
fn module(seed: u64) -> Vec<u8> {
    let mut code = Code {
        random: Random::new(seed),
        text: String::new(),
    };
    code.block(0, 25);
    let bytes: String = (0..512)
        .map(|_| format!("\\{:02x}", code.below(256)))
        .collect();
    let words: String = (0..6)
        .map(|_| {
            let (from, to) = (code.below(6) * 4, code.below(6) * 4);
            format!(
                "(i64.store offset={to} (local.get $p) (i64.load offset={from} (local.get $q)))\n"
            )
        })
        .collect();
    let text = format!(
        "(module
        (memory (export \"memory\") 3 3)
        (global $__stack_pointer (mut i32) (i32.const {STACK}))
        (data (i32.const 1024) \"{bytes}\")
        (data (i32.const {}) \"{bytes}\")
        (func $inner (param $p i32) (param $q i32)
        {words})
        (func (export \"run\") (param $p i32) (param $q i32) (result i64)
        (local $f i32) (local $r i32) (local $x i64) (local $y i64)
        (global.set $__stack_pointer
            (local.tee $f (i32.sub (global.get $__stack_pointer) (i32.const {FRAME}))))
        {}
        (global.set $__stack_pointer (i32.add (local.get $f) (i32.const {FRAME})))
        (i64.add (local.get $x) (local.get $y))))",
        STACK - 256,
        code.text
    );
    wat::parse_str(text).unwrap()
}

/// Mostly places that words can be at, often in the frame.
fn address(random: &mut Random) -> i64 {
    let at = match random.below(10) {
        0..=3 => STACK - 128 + random.below(32) * 4,
        4..=6 => 1024 + random.below(64) * 4,
        7 => 1024 + random.below(256),
        8 => (2 << 16) - 64 + random.below(32) * 4,
        _ => MEMORY - 64 + random.below(32) * 4,
    };
    at as i64
}

#[test]
fn straight_code_does_the_same() {
    let count = if deep() { 1000 } else { 100 };
    let mut plan = Plan::new("straight");
    let mut expected: Vec<(u64, String, Value)> = Vec::new();
    let (mut calls, mut traps) = (0, 0);
    for seed in 0..count {
        let wasm = module(seed);
        let class = plan.class(&wasm, Untranslatable::Refuse).unwrap();
        let mut random = Random::new(seed ^ 0x5eed);
        for number in 0..6 {
            let instance = format!("i{seed}-{number}");
            let mut other = Other::new(&wasm).expect("an instance");
            plan.instance(&instance, class);
            expected.push((seed, "new".to_owned(), Value::Null));
            let args = [address(&mut random), address(&mut random)];
            let outcome = other.call("run", &args);
            calls += 1;
            traps += usize::from(!outcome["trap"].is_null());
            plan.command(json!(["call", instance, "run", args]));
            expected.push((seed, format!("run({args:?})"), outcome));
            plan.command(json!(["memory", instance]));
            let memory = other.memory("memory");
            let sum: String = Sha256::digest(&memory)
                .iter()
                .map(|b| format!("{b:02x}"))
                .collect();
            let what = json!(format!("{} {sum}", memory.len() / 65536));
            expected.push((seed, format!("memory after run({args:?})"), what));
        }
    }
    assert!(traps * 2 < calls, "most calls must come to their end");
    for runner in [Runner::Plain, Runner::FunctionJit] {
        let outcomes = plan.run(runner);
        for (got, (seed, what, want)) in outcomes.iter().zip(&expected) {
            assert_eq!(got, want, "seed {seed}, {what}, {runner:?}");
        }
        println!("{count} modules, {runner:?}: {calls} calls compared, {traps} of them traps");
    }
}
