//! Golden cases (`tests/cases`, one a file) and kept reproducers (`regressions`, calls that once got unequal answers).

use crate::root;
use crate::value::Value;
use serde::Deserialize;
use std::fs;
use std::path::PathBuf;

/// One golden case.
#[derive(Deserialize)]
pub struct Case {
    /// The file's name without `.json`.
    #[serde(skip)]
    pub name: String,
    /// What it shows.
    pub about: String,
    /// What the host asks.
    pub call: Value,
    /// What the core says.
    pub answer: Value,
}

impl Case {
    /// The answer as a host must print it.
    pub fn expected(&self) -> String {
        let mut answer = self.answer.clone();
        for item in texts(&mut answer) {
            *item = Value::text(&serde_json::to_string(item).expect("JSON"));
        }
        serde_json::to_string(&answer).expect("JSON")
    }
}

/// An answer as cases show it: the texts of its items as what they say.
pub fn shown(answer: &str) -> Value {
    let mut answer: Value = serde_json::from_str(answer).expect("an answer is always JSON");
    for item in texts(&mut answer) {
        let Value::Text(text) = item else {
            panic!("an item without a text");
        };
        *item = serde_json::from_slice(text).expect("an item is always JSON");
    }
    answer
}

/// The texts of the items in an answer.
fn texts(answer: &mut Value) -> Vec<&mut Value> {
    match answer.get("mapped").and_then(|mapped| mapped.get("items")) {
        Some(Value::List(items)) => items
            .iter_mut()
            .filter_map(|item| item.get("json"))
            .collect(),
        _ => Vec::new(),
    }
}

/// All golden cases, by name.
pub fn golden() -> Vec<Case> {
    let read = |(name, text): (String, String)| {
        let case: Case = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("tests/cases/{name}.json: {error}"));
        Case { name, ..case }
    };
    files(root().join("tests/cases"))
        .into_iter()
        .map(read)
        .collect()
}

/// Their calls.
pub fn calls(cases: &[Case]) -> Vec<Value> {
    cases.iter().map(|case| case.call.clone()).collect()
}

/// All kept reproducers: names and calls.
pub fn regressions() -> Vec<(String, Value)> {
    files(regressions_dir())
        .into_iter()
        .map(|(name, text)| {
            let call = serde_json::from_str(&text)
                .unwrap_or_else(|error| panic!("regressions/{name}.json: {error}"));
            (name, call)
        })
        .collect()
}

/// Keeps a call that got unequal answers.
pub fn keep(name: &str, call: &Value) -> PathBuf {
    let path = regressions_dir().join(format!("{name}.json"));
    fs::create_dir_all(regressions_dir()).expect("regressions/ can be made");
    fs::write(
        &path,
        serde_json::to_string_pretty(call).expect("JSON") + "\n",
    )
    .expect("regressions/ can be written");
    path
}

fn regressions_dir() -> PathBuf {
    root().join("tests/conformance/regressions")
}

/// Names and texts of the JSON files in a directory, by name.
fn files(dir: PathBuf) -> Vec<(String, String)> {
    let mut files: Vec<_> = fs::read_dir(dir)
        .into_iter()
        .flatten()
        .map(|entry| entry.expect("a directory entry").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .map(|path| {
            let name = path
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, fs::read_to_string(&path).expect("a readable file"))
        })
        .collect();
    files.sort();
    files
}
