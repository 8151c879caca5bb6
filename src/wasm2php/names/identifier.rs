//! Readable, unique PHP identifiers out of the module's names.

use std::collections::BTreeSet;

/// The longest identifier made from a symbol; longer ones lose their front, because the
/// end of a Rust path says most.
const LONGEST: usize = 60;

/// A symbol of any form as an identifier: `<a::B as c::D>::e` becomes `a_B_as_c_D_e`.
pub fn identifier(symbol: &str) -> String {
    let mut words: Vec<&str> = symbol
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    while words.len() > 1 && words.iter().map(|w| w.len() + 1).sum::<usize>() > LONGEST {
        words.remove(0);
    }
    let mut name = words.join("_");
    name.truncate(LONGEST);
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, 'f');
    }
    name
}

/// A Rust symbol without its mangling and hash.
pub fn demangle(symbol: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(symbol))
}

/// Identifiers that are taken, compared as PHP compares method names: without case.
#[derive(Default)]
pub struct Taken(BTreeSet<String>);

impl Taken {
    /// Takes `name`, or says that it was taken before.
    pub fn take(&mut self, name: &str) -> bool {
        self.0.insert(name.to_ascii_lowercase())
    }

    /// Takes `wish`, or `wish_2`, `wish_3` …
    pub fn unique(&mut self, wish: &str) -> String {
        if self.take(wish) {
            return wish.to_owned();
        }
        let mut n = 2u32;
        loop {
            let name = format!("{wish}_{n}");
            if self.take(&name) {
                return name;
            }
            n += 1;
        }
    }
}
