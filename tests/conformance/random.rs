//! Whatever a store hands over, every host gives the same answer, and none traps, throws or warns.
//!
//! A call that gets unequal answers is made as small as it gets and kept in `regressions/`, which is replayed first.
//! `$STOREWIRE_SEED` sets where the series of calls begins (1 otherwise); `$STOREWIRE_DEEP` makes it ten times as long.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use storewire_conformance::Host;
use storewire_conformance::browser::Browser;
use storewire_conformance::case::{calls, golden, keep, regressions};
use storewire_conformance::chance::Calls;
use storewire_conformance::native::Native;
use storewire_conformance::php::Php;
use storewire_conformance::shrink::shrink;
use storewire_conformance::value::Value;
use storewire_conformance::version::{Version, settings};

fn hosts() -> Vec<Box<dyn Host>> {
    vec![
        Box::new(Native),
        Box::new(Php::with(&Version::installed(), &settings("off"), false)),
        Box::new(Browser::start()),
    ]
}

/// Which of the calls get unequal answers.
fn unequal(hosts: &mut [Box<dyn Host>], calls: &[Value]) -> Vec<usize> {
    let answers: Vec<Vec<String>> = hosts
        .iter_mut()
        .map(|host| host.answer_all(calls))
        .collect();
    assert!(answers.iter().all(|answers| answers.len() == calls.len()));
    (0..calls.len())
        .filter(|index| {
            answers
                .iter()
                .any(|of| of[*index] != answers[0][*index] || !of[*index].starts_with('{'))
        })
        .collect()
}

fn report(hosts: &mut [Box<dyn Host>], call: &Value) -> String {
    let answers = hosts.iter_mut().map(|host| {
        format!(
            "\n{}: {}",
            host.name(),
            host.answer_all(std::slice::from_ref(call))[0]
        )
    });
    answers.collect()
}

#[test]
fn regressions_and_random_calls() {
    let mut hosts = hosts();
    for (name, call) in regressions() {
        assert!(
            unequal(&mut hosts, std::slice::from_ref(&call)).is_empty(),
            "regressions/{name}.json{}",
            report(&mut hosts, &call)
        );
    }

    let first: u64 = std::env::var("STOREWIRE_SEED")
        .map_or(1, |seed| seed.parse().expect("$STOREWIRE_SEED is a number"));
    let count = if std::env::var_os("STOREWIRE_DEEP").is_some() {
        50_000
    } else {
        5_000
    };
    let source = Calls::new(calls(&golden()));
    let seeds: Vec<u64> = (first..first + count).collect();
    for seeds in seeds.chunks(500) {
        let calls: Vec<Value> = seeds.iter().map(|seed| source.make(*seed)).collect();
        let Some(index) = unequal(&mut hosts, &calls).first().copied() else {
            continue;
        };
        let small = shrink(calls[index].clone(), |call| {
            !unequal(&mut hosts, std::slice::from_ref(call)).is_empty()
        });
        let file = keep(&format!("seed-{}", seeds[index]), &small);
        panic!(
            "seed {}: kept as {}{}",
            seeds[index],
            file.display(),
            report(&mut hosts, &small)
        );
    }
}
