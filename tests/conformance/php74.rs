//! The oldest PHP that the plugin supports, PHP 7.4, gives the same answers (through `@php-wasm/node`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::fs;
use std::process::Command;
use storewire_conformance::case::{Case, calls, golden};
use storewire_conformance::value::{decode_answers, encode_all};
use storewire_conformance::version::split;
use storewire_conformance::{pkg, root, scratch};

#[test]
fn golden_cases() {
    let cases = golden();
    let scratch = scratch("php74");
    fs::write(scratch.join("calls"), encode_all(&calls(&cases))).unwrap();
    // The runner mounts the folders of files that are there.
    fs::write(scratch.join("answers"), "").unwrap();
    let output = Command::new("node")
        .arg(root().join("tests/wasm2php/php74.mjs"))
        .arg(root().join("tests/conformance/php/file.php"))
        .args([
            pkg().join("php/core.php"),
            scratch.join("calls"),
            scratch.join("answers"),
        ])
        .output()
        .expect("node is installed");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("PHP 7.4."),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let reply = fs::read(scratch.join("answers")).unwrap();
    let answers = decode_answers(split(&reply).1);
    let expected: Vec<String> = cases.iter().map(Case::expected).collect();
    assert!(answers == expected, "PHP 7.4 differs");
    let _ = fs::remove_dir_all(&scratch);
}
