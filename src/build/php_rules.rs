//! Writes what the shell gets to know of the rules without loading the core:  php-rules > rules.php

use std::fmt::Write as _;
use storewire_core::tables::{RULES, Topic, Value};

const HEAD: &str = "<?php
/**
 * What hooks and pages have to know of the core's rules without loading it: src/core/tables.rs, written by the build.
 * Generated, never edited.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\\Generated;

/**
 * Constants, no code.
 */
final class Rules {
";

fn main() {
    let constants: Vec<String> = RULES
        .iter()
        .map(|rule| {
            format!(
                "\n\t/** {} */\n\tconst {} = {};\n{}",
                rule.about,
                rule.name,
                php(&rule.value),
                words(&rule.value)
            )
        })
        .collect();
    println!("{HEAD}{}}}", constants.concat());
}

/// What a constant holds, in PHP.
fn php(value: &Value) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        Value::Text(text) => quoted(text),
        Value::List(words) | Value::Words(_, words) => list(words),
        Value::Map(pairs) => table(pairs.iter().map(|(key, word)| (*key, quoted(word)))),
        Value::Topics(topics) => table(topics.iter().map(|topic| (topic.name, row(topic)))),
    }
}

/// The constants of the words in a table.
fn words(value: &Value) -> String {
    let (prefix, words) = match value {
        Value::Words(prefix, words) => (*prefix, words.to_vec()),
        Value::Topics(topics) => ("", topics.iter().map(|topic| topic.name).collect()),
        _ => return String::new(),
    };
    let named = words
        .into_iter()
        .map(|word| (format!("{prefix}{}", upper(word)), word));
    let width = named.clone().map(|(name, _)| name.len()).max().unwrap_or(0);
    named.fold("\n".to_owned(), |mut text, (name, word)| {
        let _ = writeln!(text, "\tconst {name:width$} = {};", quoted(word));
        text
    })
}

/// `orderReceivedTrigger` → `ORDER_RECEIVED_TRIGGER`.
fn upper(word: &str) -> String {
    word.chars().fold(String::new(), |mut name, letter| {
        if letter.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_uppercase());
        name
    })
}

fn row(topic: &Topic) -> String {
    let or_none = |word: Option<&str>| quoted(word.unwrap_or_default());
    format!(
        "array( 'call' => {}, 'fact' => {}, 'reader' => {}, 'switches' => {} )",
        or_none(topic.call),
        or_none(topic.fact),
        or_none(topic.reader),
        list(topic.switches)
    )
}

fn list(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    match words.is_empty() {
        true => "array()".to_owned(),
        false => format!("array( {} )", words.join(", ")),
    }
}

fn table<'a>(rows: impl Iterator<Item = (&'a str, String)> + Clone) -> String {
    let rows = rows.map(|(key, row)| (quoted(key), row));
    let width = rows.clone().map(|(key, _)| key.len()).max().unwrap_or(0);
    let rows: String = rows
        .map(|(key, row)| format!("\t\t{key:width$} => {row},\n"))
        .collect();
    format!("array(\n{rows}\t)")
}

/// A word in PHP; none holds what would have to be escaped.
fn quoted(word: &str) -> String {
    assert!(!word.contains(['\'', '\\']), "{word} has to be escaped");
    format!("'{word}'")
}
