//! Every case of `tests/cases` gives the answer that is written in it, where items show what their texts say. `BLESS=1` writes the answers instead: read the
//! difference before committing it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use serde::Serialize;
use storewire_conformance::Host;
use storewire_conformance::case::{Case, calls, golden, shown};
use storewire_conformance::native::Native;
use storewire_conformance::root;
use storewire_conformance::value::Value;

#[derive(Serialize)]
struct Written<'a> {
    about: &'a str,
    call: &'a Value,
    answer: Value,
}

fn bless(case: &Case, answer: &str) {
    let written = Written {
        about: &case.about,
        call: &case.call,
        answer: shown(answer),
    };
    let text = serde_json::to_string_pretty(&written).unwrap() + "\n";
    std::fs::write(root().join(format!("tests/cases/{}.json", case.name)), text).unwrap();
}

#[test]
fn every_case_gives_the_answer_that_is_written_in_it() {
    let cases = golden();
    let answers = Native.answer_all(&calls(&cases));
    let wrong: Vec<_> = cases
        .iter()
        .zip(&answers)
        .filter(|(case, answer)| case.expected() != **answer)
        .collect();
    if std::env::var_os("BLESS").is_some() {
        wrong.iter().for_each(|(case, answer)| bless(case, answer));
        return;
    }
    let report = |(case, answer): &(&Case, &String)| {
        format!(
            "{} ({})\n  written: {}\n  given:   {answer}",
            case.name,
            case.about,
            case.expected()
        )
    };
    let report: Vec<String> = wrong.iter().map(report).collect();
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        cases.len(),
        report.join("\n")
    );
}
