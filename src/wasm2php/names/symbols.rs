//! The PHP names of everything that generated code refers to.

use std::collections::{BTreeMap, BTreeSet};

use wasmparser::ExternalKind;

use crate::expr::syntax::is_php_identifier;
use crate::module::Module;
use crate::names::identifier::{Taken, demangle, identifier};
use crate::names::runtime;
use crate::refusal::Refusal;

/// Magic methods and others that an export must not replace.
const RESERVED: &[&str] = &[
    "__construct",
    "__destruct",
    "__call",
    "__callStatic",
    "__get",
    "__set",
    "__isset",
    "__unset",
    "__sleep",
    "__wakeup",
    "__serialize",
    "__unserialize",
    "__toString",
    "__invoke",
    "__set_state",
    "__clone",
    "__debugInfo",
];

/// The PHP names of everything that generated code refers to.
pub struct Names {
    methods: Vec<String>,
    /// Demangled names, for comments and errors.
    symbols: Vec<String>,
    pub globals: Vec<String>,
    pub exports: BTreeMap<String, String>,
}

impl Names {
    pub fn new(module: &Module<'_>) -> Result<Names, Refusal> {
        let mut taken = Taken::default();
        for name in RESERVED
            .iter()
            .copied()
            .chain(runtime::methods().map(|method| method.name))
        {
            taken.take(name);
        }
        let mut exports = BTreeMap::new();
        for export in &module.exports {
            if !matches!(export.kind, ExternalKind::Func | ExternalKind::Global) {
                continue;
            }
            let name = &export.name;
            // PHP keeps names that begin with two underscores to itself; linkers like them.
            let method = match name.strip_prefix("__") {
                Some(rest) => rest.trim_start_matches('_'),
                None => name,
            };
            if !is_php_identifier(method) {
                return Err(Refusal::at(
                    0,
                    format!(
                        "export `{name}` becomes a method, so it must be a PHP identifier; rename it"
                    ),
                ));
            }
            if !taken.take(method) {
                return Err(Refusal::at(
                    0,
                    format!(
                        "export `{name}` has the name of a method that the class already has \
                     (PHP ignores case); rename it"
                    ),
                ));
            }
            exports.insert(name.clone(), method.to_owned());
        }
        let mut methods = Vec::new();
        let mut symbols = Vec::new();
        for (index, func) in module.funcs.iter().enumerate() {
            let symbol = match (module.func_names.get(&(index as u32)), &func.import) {
                (Some(symbol), _) => demangle(symbol),
                (None, Some(import)) => import.clone(),
                (None, None) => module
                    .exported_name(index as u32)
                    .map_or_else(|| format!("f{index}"), |name| format!("{name}_body")),
            };
            methods.push(match func.import {
                Some(_) => String::new(),
                None => taken.unique(&identifier(&symbol)),
            });
            symbols.push(symbol);
        }
        let mut properties = Taken::default();
        for name in [
            "host",
            "out",
            "known",
            "m",
            "bad",
            "pages",
            "mostPages",
            "poisoned",
        ] {
            properties.take(name);
        }
        for (kind, count) in [
            ("table", module.tables.len()),
            ("elements", module.elements.len()),
            ("data", module.data.len()),
        ] {
            for index in 0..count {
                properties.take(&format!("{kind}{index}"));
            }
        }
        let globals = (0..module.globals.len())
            .map(|i| {
                let wish = module
                    .global_names
                    .get(&(i as u32))
                    .map_or(format!("global{i}"), |n| identifier(n));
                properties.unique(&wish)
            })
            .collect();
        Ok(Names {
            methods,
            symbols,
            globals,
            exports,
        })
    }

    pub fn method(&self, index: u32) -> &str {
        self.methods.get(index as usize).map_or("", String::as_str)
    }

    pub fn global(&self, index: u32) -> String {
        format!(
            "$this->{}",
            self.globals.get(index as usize).map_or("", String::as_str)
        )
    }

    pub fn indirect(&self, ty: usize, table: u32) -> String {
        format!("indirect{ty}_{table}")
    }

    pub fn symbol(&self, index: usize) -> &str {
        self.symbols.get(index).map_or("", String::as_str)
    }

    /// Variable names for the locals of function `index`, its parameters first.
    pub fn locals(
        &self,
        module: &Module<'_>,
        index: u32,
        count: usize,
        params: usize,
    ) -> Vec<String> {
        let mut taken = BTreeSet::from(["this", "m", "bad", "out", "known"].map(str::to_owned));
        (0..count)
            .map(|i| {
                let wish = match module.local_names.get(&(index, i as u32)) {
                    Some(name) => identifier(name),
                    None if i < params => format!("p{i}"),
                    None => format!("v{i}"),
                };
                // Temporaries are t1, t2 …, results of blocks r1, r2 …, words that
                // locals point to w1, w2 …, whether they are bad b1, b2 …
                let reserved = wish
                    .strip_prefix(['t', 'r', 'w', 'b'])
                    .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
                let mut name = if reserved { format!("v_{wish}") } else { wish };
                while !taken.insert(name.clone()) {
                    name.push_str(&format!("_{i}"));
                }
                name
            })
            .collect()
    }
}
