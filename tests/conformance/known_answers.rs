//! Writes the known answers that ship with the plugin:  known-answers > known-answers.php
//!
//! Their calls are the golden ones that `known-answers.txt` names; the answers are the core's own, natively.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::fs;
use std::io::Write;
use storewire_conformance::Host;
use storewire_conformance::case::golden;
use storewire_conformance::native::Native;
use storewire_conformance::root;
use storewire_conformance::value::Value;

const HEAD: &str = "<?php
/**
 * Calls and what the core answers to them, made by the same build as core.php. KnownAnswers asks them, to
 * find out whether this PHP computes what it should. Generated; never edited.
 */

defined( 'ABSPATH' ) || exit;

return array(
";

fn main() {
    let names = fs::read_to_string(root().join("tests/conformance/known-answers.txt"))
        .expect("known-answers.txt can be read");
    let cases = golden();
    let mut file = HEAD.to_owned();
    for name in names.lines() {
        let case = cases.iter().find(|case| case.name == name);
        let case = case.unwrap_or_else(|| {
            panic!("there is no golden case {name}; BLESS=1 makes known-answers.txt anew")
        });
        let answer = Native.answer_all(std::slice::from_ref(&case.call)).concat();
        file += &format!(
            "\t{} => array( {}, {} ),\n",
            quoted(name.as_bytes()),
            php(&case.call),
            quoted(answer.as_bytes())
        );
    }
    file += ");\n";
    std::io::stdout()
        .write_all(file.as_bytes())
        .expect("somebody reads");
}

/// A value in PHP.
fn php(value: &Value) -> String {
    let all = |parts: Vec<String>| format!("array( {} )", parts.join(", "));
    match value {
        Value::Null => "null".into(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => format!("{value:?}"),
        Value::Text(bytes) => quoted(bytes),
        Value::List(values) => all(values.iter().map(php).collect()),
        Value::Map(pairs) => all(pairs
            .iter()
            .map(|(key, value)| format!("{} => {}", quoted(key.as_bytes()), php(value)))
            .collect()),
    }
}

/// A text in PHP. What is not ASCII is escaped, so that the file is text whatever the call holds.
fn quoted(bytes: &[u8]) -> String {
    let mut text = String::from("\"");
    for byte in bytes {
        match byte {
            b'"' | b'\\' | b'$' => {
                text.push('\\');
                text.push(char::from(*byte));
            }
            b' '..=b'~' => text.push(char::from(*byte)),
            _ => text += &format!("\\x{byte:02x}"),
        }
    }
    text + "\""
}
