//! C1: PHP's JIT computes wrong values from code like the translated core. Whichever of its modes a store has on, the
//! plugin switches it off before it loads the core: nothing of the core is compiled, and every golden case is right, on the
//! command line and in request after request of one worker.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use storewire_conformance::case::{Case, calls, golden};
use storewire_conformance::fpm::Fpm;
use storewire_conformance::php::{ENDED, Php};
use storewire_conformance::version::{Jit, Version, settings};
use storewire_conformance::{Host, root, scratch};

/// What `opcache.jit` can be, by kind: never, by the hot paths, and function by function, at once or when they are hot.
const MODES: [&str; 8] = [
    "disable", "off", "tracing", "function", "1205", "1235", "1254", "1255",
];

/// How often the golden cases are answered: more than enough for a loop (64 rounds) or a function (127 calls) to be hot,
/// and in FPM the second request and those after it find the core in opcache.
const ROUNDS: usize = 3;

/// Those that compile anything.
fn compiles(mode: &str) -> bool {
    !["disable", "off"].contains(&mode)
}

/// A store's settings with such a JIT. All files but the core's own are kept from opcache, and so from the JIT: whatever is
/// compiled is the core.
fn core_alone(jit: &str) -> (Vec<String>, PathBuf) {
    let scratch = scratch("blacklist");
    let others = [
        "tests/conformance/php/*",
        "plugin/src/Core/Core.php",
        "plugin/src/Core/Jit.php",
    ]
    .map(|path| format!("{}\n", root().join(path).display()));
    fs::write(scratch.join("list"), others.concat()).unwrap();
    let mut settings = settings(jit);
    settings.push(format!(
        "opcache.blacklist_filename={}",
        scratch.join("list").display()
    ));
    (settings, scratch)
}

fn right_in_every_mode<H: Host>(
    version: Option<Version>,
    start: impl Fn(&Version, &[String]) -> H,
    jit: impl Fn(&H) -> Option<Jit>,
) {
    let Some(version) = version else {
        return;
    };
    let cases = golden();
    let calls = calls(&cases);
    let expected: Vec<String> = cases.iter().map(Case::expected).collect();
    for mode in MODES {
        let (settings, scratch) = core_alone(mode);
        let mut host = start(&version, &settings);
        for round in 0..ROUNDS {
            let answers = host.answer_all(&calls);
            let wrong = answers
                .iter()
                .zip(&expected)
                .filter(|(one, other)| one != other);
            assert_eq!(
                wrong.count(),
                0,
                "wrong in {} with {mode}, round {round}",
                host.name()
            );
            assert_eq!(answers.len(), expected.len());
            let jit = jit(&host).unwrap();
            let before = jit.before.unwrap();
            // On the command line it stays off for the rounds after the first.
            let on = compiles(mode) && (round == 0 || host.name().contains("FPM"));
            assert_eq!(before.on, on, "the store has it on: {mode}, {jit:?}");
            assert!(
                !jit.after.unwrap().on,
                "it is switched off: {mode}, {jit:?}"
            );
            assert_eq!(jit.compiled(), 0, "nothing is compiled: {mode}, {jit:?}");
        }
        fs::remove_dir_all(scratch).unwrap();
    }
}

/// Without the switch there would be machine code: the tests above can fail.
fn compiled_without_the_switch(version: Option<Version>) {
    let Some(version) = version else {
        return;
    };
    let calls = calls(&golden());
    for mode in MODES {
        let (settings, scratch) = core_alone(mode);
        let mut php = Php::with(&version, &settings, true);
        let answers = php.answer_all(&calls);
        let compiled = answers[0] == ENDED || php.jit.unwrap().compiled() > 0;
        assert_eq!(compiled, compiles(mode), "{mode}: {:?}", php.jit);
        fs::remove_dir_all(scratch).unwrap();
    }
}

/// Whatever calls the core may be hot and compiled by then; the core within it is not.
fn right_among_hot_code(version: Option<Version>) {
    let Some(version) = version else {
        return;
    };
    let cases = golden();
    let expected: Vec<String> = cases.iter().map(Case::expected).collect();
    let mut fpm = Fpm::start(&version, &settings("tracing"), "", false);
    let mut compiled = 0;
    for round in 0..ROUNDS {
        assert!(fpm.answer_all(&calls(&cases)) == expected, "round {round}");
        compiled += fpm.jit.unwrap().compiled();
    }
    assert!(compiled > 0, "the caller was hot");
}

/// Where a host has fixed the setting, nothing is answered at all.
fn refused_where_it_is_fixed(version: Option<Version>) {
    let Some(version) = version else {
        return;
    };
    let fixed = "php_admin_value[opcache.jit] = function";
    let mut fpm = Fpm::start(&version, &settings("tracing"), fixed, false);
    let answers = fpm.answer_all(&calls(&golden())[..3]);
    assert_eq!(answers.len(), 3);
    for answer in answers {
        assert!(
            answer.starts_with("failed") && answer.contains("Ask your host to set opcache.jit"),
            "{answer}"
        );
    }
}

/// How often the wrong core has to be caught, in a process of its own each time.
const TRIES: usize = 10;

/// Whether a core that computes wrong values was noticed: then it gives no answer at all. Or else all is right.
#[track_caller]
fn is_caught(answers: &[String], cases: &[Case]) -> bool {
    assert_eq!(answers.len(), cases.len());
    let caught = answers[0].starts_with("failed");
    for (answer, case) in answers.iter().zip(cases) {
        let right = if caught {
            answer == ENDED
                || answer.starts_with("failed") && answer.contains("computes wrong values here")
        } else {
            *answer == case.expected()
        };
        assert!(right, "{}: {answer}", case.name);
    }
    caught
}

/// C1b: the JIT stays on, and nobody but the known answers can notice. `wrong` are the modes that this PHP is known to
/// compute wrong values with.
fn wrong_core_is_caught(version: Option<Version>, wrong: &[&str]) {
    let Some(version) = version else {
        return;
    };
    let cases = golden();
    let calls = calls(&cases);
    for mode in MODES.iter().filter(|mode| compiles(mode)) {
        let tries = if *mode == "function" { TRIES } else { 1 };
        for _ in 0..tries {
            let answers = Php::with(&version, &settings(mode), true).answer_all(&calls);
            let caught = is_caught(&answers, &cases);
            assert!(caught || !wrong.contains(mode), "{mode}");
            // What the hot code of other modes computes may also take all memory; then the plugin knows afterwards.
            assert!(*mode != "function" || answers[0] != ENDED, "{mode}");
        }
    }
}

/// C1b: where the core was compiled before the plugin could switch the JIT off, that is noticed, and the next request has
/// a core that was compiled without it.
fn warmed_core_is_caught_and_compiled_again(version: Option<Version>, wrong: &[&str]) {
    let Some(version) = version else {
        return;
    };
    let cases = golden();
    let calls = calls(&cases);
    let mut fpm = Fpm::start(&version, &settings("function"), "", false);
    fpm.warm();
    let caught = is_caught(&fpm.answer_all(&calls), &cases);
    assert!(caught || !wrong.contains(&"function"));
    assert!(!is_caught(&fpm.answer_all(&calls), &cases), "{:?}", fpm.jit);
}

macro_rules! versions {
    ($($name:ident: $version:expr, wrong with $wrong:expr;)*) => { $(mod $name {
        use super::*;

        #[test]
        fn on_the_command_line() {
            right_in_every_mode($version, |version, settings| Php::with(version, settings, false), |php| php.jit);
        }

        #[test]
        fn in_fpm() {
            right_in_every_mode($version, |version, settings| Fpm::start(version, settings, "", false), |fpm| fpm.jit);
        }

        #[test]
        fn among_hot_code() {
            right_among_hot_code($version);
        }

        #[test]
        fn wrong_core_is_caught() {
            super::wrong_core_is_caught($version, &$wrong);
        }

        #[test]
        fn warmed_core_is_caught_and_compiled_again() {
            super::warmed_core_is_caught_and_compiled_again($version, &$wrong);
        }

        #[test]
        fn refused_where_it_is_fixed() {
            super::refused_where_it_is_fixed($version);
        }

        #[test]
        fn compiled_without_the_switch() {
            super::compiled_without_the_switch($version);
        }
    })* };
}

/// A JIT that another extension keeps off stops nobody; one that may not be switched off does.
#[test]
fn a_jit_that_is_not_there_is_no_obstacle() {
    for (state, said) in [("missing", "off"), ("fixed", "on")] {
        let output = Command::new("php")
            .arg(root().join("tests/conformance/php/jit-missing.php"))
            .arg(state)
            .output()
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), said);
    }
}

/// All that compile whole functions. Those that trace loops get some builds of the core wrong and others right.
const NEWER: [&str; 3] = ["function", "1205", "1235"];

versions! {
    php_installed: Some(Version::installed()), wrong with [];
    php_8_4: Version::fetched("8.4"), wrong with NEWER;
    php_8_5: Version::fetched("8.5"), wrong with NEWER;
}
