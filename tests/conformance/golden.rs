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
use storewire_conformance::php::Php;
use storewire_conformance::root;

/// Where two texts part, with some of what is around.
fn difference(written: &str, given: &str) -> String {
    let same = written
        .bytes()
        .zip(given.bytes())
        .take_while(|(one, other)| one == other)
        .count();
    let around = |text: &str| {
        let part = text
            .as_bytes()
            .get(same.saturating_sub(60)..)
            .unwrap_or_default();
        String::from_utf8_lossy(&part[..part.len().min(160)]).into_owned()
    };
    format!(
        "  written: …{}\n  given:   …{}",
        around(written),
        around(given)
    )
}

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
                "{} ({})\n{}",
                case.name,
                case.about,
                difference(&case.expected(), answer)
            )
        })
        .collect();
    let shown = wrong.iter().take(5).cloned().collect::<Vec<_>>().join("\n");
    assert!(
        wrong.is_empty(),
        "{} of {} in {}:\n{shown}",
        wrong.len(),
        cases.len(),
        host.name()
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
    answers_as_written(Php::start());
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
    all_occur("code", &names("read/issue.rs", "IssueCode"));
}

/// S10
#[test]
fn every_skip_reason_occurs() {
    all_occur("reason", &names("wire/skip.rs", "SkipReason"));
}
