//! PHP's tracing JIT computes wrong values from code like the translated core. The plugin switches it off before it
//! loads the core, and so answers rightly in a store that has it on.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use storewire_conformance::Host;
use storewire_conformance::case::{Case, calls, golden};
use storewire_conformance::fpm::Fpm;

/// More than it takes for a loop (64 rounds) or a function (127 calls) to be compiled.
const ROUNDS: usize = 40;

#[test]
fn answers_are_right_although_the_store_has_the_tracing_jit_on() {
    let cases = golden();
    let calls = calls(&cases);
    let expected: Vec<String> = cases.iter().map(Case::expected).collect();
    let mut fpm = Fpm::start("tracing");
    for round in 0..ROUNDS {
        assert!(fpm.answer_all(&calls) == expected, "round {round}");
        let jit = fpm.jit.unwrap();
        assert!(
            jit.before.enabled && jit.before.on && jit.before.kind == 5,
            "the store has it on: {jit:?}"
        );
        assert!(!jit.after.on, "the plugin switched it off: {jit:?}");
    }
}

#[test]
fn the_function_jit_stays_on() {
    let cases = golden();
    let mut fpm = Fpm::start("function");
    let expected: Vec<String> = cases.iter().map(Case::expected).collect();
    assert!(fpm.answer_all(&calls(&cases)) == expected);
    assert!(fpm.jit.unwrap().after.on, "{:?}", fpm.jit);
}
