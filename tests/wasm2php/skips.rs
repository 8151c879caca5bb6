//! Why assertions of the official suite are skipped, and how `skips.txt` says it.

use std::collections::BTreeSet;

pub const FLOATS: &str = "uses floats, which the translator refuses";
pub const REFERENCES: &str = "passes references, which the translator refuses";

/// A refusal's text as a reason to skip.
pub fn reason(what: &str) -> String {
    if what.contains("floats") || what.contains("no integer") {
        return FLOATS.to_owned();
    }
    if what.contains("values of type")
        || what.contains("funcref")
        || what.contains("Ref")
        || what.contains("Table")
    {
        return REFERENCES.to_owned();
    }
    if what.contains("is not a function") {
        return "imports a memory, table or global, which the translator refuses".to_owned();
    }
    if what.contains("PHP identifier") || what.contains("with other types") {
        return "imports a name that PHP cannot have, or has twice, which the translator refuses"
            .to_owned();
    }
    what.to_owned()
}

/// Lines as `12 20-31`: a range means every directive from the first line to the last.
pub fn ranges(lines: &BTreeSet<usize>, all: &BTreeSet<usize>) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for line in all {
        match runs.last_mut() {
            _ if !lines.contains(line) => runs.push((0, 0)),
            Some(run) if run.0 > 0 => run.1 = *line,
            _ => runs.push((*line, *line)),
        }
    }
    let runs = runs.into_iter().filter(|run| run.0 > 0);
    let texts: Vec<String> = runs
        .map(|(a, b)| {
            if a == b {
                a.to_string()
            } else {
                format!("{a}-{b}")
            }
        })
        .collect();
    texts.join(" ")
}
