//! Random modules, generated with a seed, do the same in PHP as in another engine:
//! results, traps, globals, memory.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod engine;
mod rename;

use arbitrary::Unstructured;
use engine::Other;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use storewire_wasm2php::Untranslatable;
use storewire_wasm2php_tests::{Plan, Random, Runner, deep, here};
use wasm_smith::{Config, Module};
use wasmparser::{ExternalKind, Parser, Payload, ValType};

/// Loops and calls that a module may make before it traps.
const FUEL: u32 = 1000;

fn config(seed: u64) -> Config {
    Config {
        // Half of the modules trap only when they have run for long.
        disallow_traps: seed.is_multiple_of(2),
        allow_floats: false,
        simd_enabled: false,
        relaxed_simd_enabled: false,
        threads_enabled: false,
        exceptions_enabled: false,
        gc_enabled: false,
        reference_types_enabled: false,
        tail_call_enabled: false,
        memory64_enabled: false,
        wide_arithmetic_enabled: false,
        saturating_float_to_int_enabled: false,
        compact_imports_enabled: false,
        // A function that is not exported is translated knowing what its callers pass.
        export_everything: !seed.is_multiple_of(3),
        min_exports: 4,
        max_imports: 0,
        min_funcs: 4,
        max_funcs: 12,
        max_instructions: 400,
        min_memories: 1,
        max_memory32_bytes: 4 << 16,
        memory_max_size_required: true,
        max_table_elements: 50,
        table_max_size_required: true,
        max_data_segments: 6,
        max_elements: 20,
        ..Config::default()
    }
}

/// A module of seed `seed`, its exports named as PHP methods can be.
fn module(seed: u64) -> Vec<u8> {
    let mut random = Random::new(seed);
    let bytes: Vec<u8> = (0..30_000).map(|_| random.number() as u8).collect();
    let mut module = Module::new(config(seed), &mut Unstructured::new(&bytes)).expect("a module");
    module.ensure_termination(FUEL).expect("termination");
    rename::exports(&module.to_bytes()).expect("a module").0
}

/// A module's functions with their parameters, globals and memory, as exported.
#[derive(Default)]
struct Exports {
    functions: Vec<(String, Vec<ValType>)>,
    globals: Vec<String>,
    memory: Option<String>,
}

fn exports(wasm: &[u8]) -> Exports {
    let mut types = Vec::new();
    let mut functions = Vec::new();
    let mut exports = Exports::default();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.unwrap() {
            Payload::TypeSection(section) => {
                types = section
                    .into_iter_err_on_gc_types()
                    .map(|t| t.unwrap().params().to_vec())
                    .collect();
            }
            Payload::FunctionSection(section) => {
                functions = section.into_iter().map(|f| f.unwrap()).collect()
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export.unwrap();
                    let name = export.name.to_owned();
                    match export.kind {
                        ExternalKind::Func => {
                            let ty = functions[export.index as usize];
                            exports.functions.push((name, types[ty as usize].clone()));
                        }
                        ExternalKind::Global => exports.globals.push(name),
                        ExternalKind::Memory => exports.memory = Some(name),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    exports
}

fn digest(memory: &[u8]) -> Value {
    let sum: String = Sha256::digest(memory)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    json!(format!("{} {sum}", memory.len() / 65536))
}

fn argument(random: &mut Random, ty: ValType) -> i64 {
    let value = match random.below(3) {
        0 => random.number() as i64,
        1 => random.below(100) as i64 - 20,
        _ => (random.number() >> random.below(64)) as i64,
    };
    if ty == ValType::I32 {
        value & 0xffff_ffff
    } else {
        value
    }
}

#[test]
fn random_modules_do_the_same() {
    let count = if deep() { 600 } else { 40 };
    let mut plan = Plan::new("random");
    let mut expected: Vec<(u64, String, Value)> = Vec::new();
    let (mut calls, mut traps) = (0, 0);
    for seed in 0..count {
        let wasm = module(seed);
        let class = plan
            .class(&wasm, Untranslatable::Refuse)
            .unwrap_or_else(|e| panic!("seed {seed}: {e}"));
        let exports = exports(&wasm);
        let mut random = Random::new(seed ^ 0x5eed);
        // An instance runs out of fuel: every two calls have one of their own.
        for (number, (name, params)) in exports
            .functions
            .iter()
            .chain(&exports.functions)
            .enumerate()
        {
            let instance = format!("i{seed}-{number}");
            plan.instance(&instance, class);
            let Ok(mut other) = Other::new(&wasm) else {
                // Instantiation traps, in both.
                expected.push((seed, "new".to_owned(), json!("any trap")));
                continue;
            };
            expected.push((seed, "new".to_owned(), Value::Null));
            for _ in 0..2 {
                let args: Vec<i64> = params.iter().map(|t| argument(&mut random, *t)).collect();
                let outcome = other.call(name, &args);
                calls += 1;
                traps += usize::from(!outcome["trap"].is_null());
                plan.command(json!(["call", instance, name, args]));
                expected.push((seed, format!("{name}({args:?})"), outcome));
            }
            for name in &exports.globals {
                plan.command(json!(["call", instance, name, []]));
                expected.push((seed, format!("global {name}"), other.global(name)));
            }
            if let Some(name) = &exports.memory {
                plan.command(json!(["memory", instance]));
                expected.push((seed, "memory".to_owned(), digest(&other.memory(name))));
            }
        }
    }
    for runner in [Runner::Plain, Runner::FunctionJit] {
        let outcomes = plan.run(runner);
        let mut wrong = Vec::new();
        for (got, (seed, what, want)) in outcomes.iter().zip(&expected) {
            let same = if want == "any trap" {
                got["trap"].is_string()
            } else {
                got == want
            };
            if !same {
                let kept = here().join(format!("../../target/wasm2php-tests/seed-{seed}.wasm"));
                std::fs::write(kept, module(*seed)).unwrap();
                wrong.push(format!("seed {seed}, {what}: got {got}, want {want}"));
            }
        }
        assert!(
            wrong.is_empty(),
            "{} wrong; modules kept in target/wasm2php-tests; first:\n{}",
            wrong.len(),
            wrong[..wrong.len().min(20)].join("\n")
        );
        println!(
            "{count} random modules, {runner:?}: {} outcomes of {calls} calls compared, {traps} of them traps",
            expected.len()
        );
    }
}
