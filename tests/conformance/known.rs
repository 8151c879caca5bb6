//! C1b: the known answers that ship with the plugin reach whatever any golden case reaches of the core. `BLESS=1` chooses
//! them anew.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;
use storewire_conformance::case::{calls, golden};
use storewire_conformance::value::encode_all;
use storewire_conformance::{pkg, root, scratch};

/// Numbers with exponents run loops long enough for a tracing JIT to compile them within one call; PHP 8.2's computes wrong
/// values then, and by no other golden case was that seen.
const HOT: [&str; 2] = ["order-number-forms", "order-total-huge-power"];

/// The functions of the core that each golden call reaches.
fn reached() -> Vec<(String, BTreeSet<String>)> {
    let cases = golden();
    let scratch = scratch("reach");
    fs::write(scratch.join("calls"), encode_all(&calls(&cases))).unwrap();
    let output = Command::new("php")
        .args(["-d", "memory_limit=1G"])
        .arg(root().join("tests/conformance/php/reach.php"))
        .args([
            pkg().join("php/core.php"),
            scratch.join("calls"),
            scratch.clone(),
        ])
        .output()
        .expect("php is installed");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let _ = fs::remove_dir_all(&scratch);
    let sets = said
        .lines()
        .map(|line| line.split_whitespace().map(String::from).collect());
    let reached: Vec<_> = cases
        .iter()
        .map(|case| case.name.clone())
        .zip(sets)
        .collect();
    assert_eq!(reached.len(), cases.len());
    reached
}

/// Few cases that together reach all, after those of `HOT`: those first that reach most of what those before have not; of
/// equals the first by name.
fn few(reached: &[(String, BTreeSet<String>)]) -> Vec<String> {
    let mut left: BTreeSet<&String> = reached
        .iter()
        .flat_map(|(_, functions)| functions)
        .collect();
    let mut names: Vec<String> = HOT.map(String::from).into();
    for (_, functions) in reached.iter().filter(|(name, _)| names.contains(name)) {
        left.retain(|name| !functions.contains(*name));
    }
    while !left.is_empty() {
        let adds = |functions: &BTreeSet<String>| {
            functions.iter().filter(|name| left.contains(name)).count()
        };
        let (name, functions) = reached
            .iter()
            .rev()
            .max_by_key(|(_, functions)| adds(functions))
            .unwrap();
        names.push(name.clone());
        left.retain(|name| !functions.contains(*name));
    }
    names
}

#[test]
fn known_answers_reach_what_golden_cases_reach() {
    let file = root().join("tests/conformance/known-answers.txt");
    let reached = reached();
    if std::env::var_os("BLESS").is_some() {
        fs::write(&file, few(&reached).join("\n") + "\n").unwrap();
    }
    let text = fs::read_to_string(&file).unwrap();
    let names: BTreeSet<&str> = text.lines().collect();
    let all: BTreeSet<&String> = reached
        .iter()
        .flat_map(|(_, functions)| functions)
        .collect();
    let known: BTreeSet<&String> = reached
        .iter()
        .filter(|(name, _)| names.contains(name.as_str()))
        .flat_map(|(_, functions)| functions)
        .collect();
    assert!(HOT.iter().all(|name| names.contains(name)));
    let missing: Vec<_> = all.difference(&known).collect();
    assert!(missing.is_empty(), "no known answer reaches {missing:?}");
    assert!(
        all.len() > 100 && names.len() < 60,
        "{} functions, {} answers",
        all.len(),
        names.len()
    );
}
