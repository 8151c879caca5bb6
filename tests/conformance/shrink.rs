//! The smallest call that still shows a difference.

use crate::value::Value;

/// How many smaller calls are tried.
const TRIES: usize = 2_000;

/// Makes a call smaller for as long as `differs` stays true.
pub fn shrink(call: Value, mut differs: impl FnMut(&Value) -> bool) -> Value {
    let mut best = call;
    let mut tries = 0;
    'smaller: loop {
        for candidate in smaller(&best) {
            tries += 1;
            if tries > TRIES {
                return best;
            }
            if differs(&candidate) {
                best = candidate;
                continue 'smaller;
            }
        }
        return best;
    }
}

/// All values that are one step smaller, the largest steps first.
fn smaller(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) => vec![Value::Null],
        Value::Text(bytes) => {
            let half = bytes.len() / 2;
            let mut steps = vec![Value::Null];
            if !bytes.is_empty() {
                steps.push(Value::Text(bytes[..half].to_vec()));
                steps.push(Value::Text(bytes[half.max(1)..].to_vec()));
                steps.push(Value::Text(bytes[..bytes.len() - 1].to_vec()));
            }
            steps
        }
        Value::List(values) => {
            let without =
                (0..values.len()).map(|index| [&values[..index], &values[index + 1..]].concat());
            let inside = (0..values.len()).flat_map(|index| {
                smaller(&values[index]).into_iter().map(move |small| {
                    let mut values = values.clone();
                    values[index] = small;
                    values
                })
            });
            without.chain(inside).map(Value::List).collect()
        }
        Value::Map(pairs) => {
            let without =
                (0..pairs.len()).map(|index| [&pairs[..index], &pairs[index + 1..]].concat());
            let inside = (0..pairs.len()).flat_map(|index| {
                smaller(&pairs[index].1).into_iter().map(move |small| {
                    let mut pairs = pairs.clone();
                    pairs[index].1 = small;
                    pairs
                })
            });
            without.chain(inside).map(Value::Map).collect()
        }
    }
}
