//! Every golden case gives the same answer, byte for byte, in every host.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use storewire_conformance::Host;
use storewire_conformance::browser::Browser;
use storewire_conformance::case::{calls, golden};
use storewire_conformance::native::Native;
use storewire_conformance::php::{Mode, Php};
use storewire_conformance::root;

#[track_caller]
fn answers_as_written(mut host: impl Host) {
    let cases = golden();
    assert!(cases.len() >= 150, "only {} golden cases", cases.len());
    let answers = host.answer_all(&calls(&cases));
    assert_eq!(answers.len(), cases.len());
    let wrong: Vec<String> = cases
        .iter()
        .zip(&answers)
        .filter(|(case, answer)| case.expected() != **answer)
        .map(|(case, answer)| {
            format!(
                "{} ({})\n  written: {}\n  given:   {answer}",
                case.name,
                case.about,
                case.expected()
            )
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {} in {}:\n{}",
        wrong.len(),
        cases.len(),
        host.name(),
        wrong.join("\n")
    );
}

#[test]
fn native() {
    answers_as_written(Native);
}

#[test]
fn browser() {
    answers_as_written(Browser::start());
}

#[test]
fn php_without_opcache() {
    answers_as_written(Php::start(Mode::NoOpcache));
}

#[test]
fn php_with_opcache() {
    answers_as_written(Php::start(Mode::Opcache));
}

#[test]
fn php_with_function_jit() {
    answers_as_written(Php::start(Mode::FunctionJit));
}

/// The variants of the enum that `file` ends its declarations with, as they are written on the wire.
fn names(file: &str, name: &str) -> Vec<String> {
    let source = std::fs::read_to_string(root().join("src/core").join(file)).unwrap();
    let body = source
        .split_once(&format!("pub enum {name} {{"))
        .unwrap()
        .1
        .split_once("\n}")
        .unwrap()
        .0;
    let variants = body
        .lines()
        .filter_map(|line| line.trim().strip_suffix(','))
        .filter(|line| !line.contains(' '));
    let snake = |variant: &str| {
        variant
            .char_indices()
            .fold(String::new(), |mut snake, (index, letter)| {
                if letter.is_uppercase() && index > 0 {
                    snake.push('_');
                }
                snake.push(letter.to_ascii_lowercase());
                snake
            })
    };
    variants.map(snake).collect()
}

#[track_caller]
fn all_occur(field: &str, names: &[String]) {
    assert!(names.len() > 5, "{names:?}");
    let written: String = golden().iter().map(|case| case.expected()).collect();
    let missing: Vec<_> = names
        .iter()
        .filter(|name| !written.contains(&format!(r#""{field}":"{name}""#)))
        .collect();
    assert!(missing.is_empty(), "no golden case has {missing:?}");
}

#[test]
fn every_issue_code_occurs() {
    all_occur("code", &names("issue.rs", "IssueCode"));
}

/// S10
#[test]
fn every_skip_reason_occurs() {
    all_occur("reason", &names("skip.rs", "SkipReason"));
}
