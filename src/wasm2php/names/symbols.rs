//! The PHP names of everything that generated code refers to.

use std::collections::{BTreeMap, BTreeSet};

use wasmparser::{ExternalKind, ValType};

use crate::emit::class::runtime_methods;
use crate::lower::locals::Fact;
use crate::lower::pointers::Pointers;
use crate::module::Module;
use crate::names::identifier::{Taken, demangle, identifier, is_php_identifier};
use crate::{Options, Refusal};

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
    fold: BTreeSet<String>,
    append: BTreeMap<String, String>,
    recall: BTreeSet<String>,
    /// Are addresses good without a check?
    pub trust: bool,
    /// LLVM's pointer into its stack in memory, where the module keeps to the rules that
    /// make frames safe to access without checks.
    pub stack_pointer: Option<u32>,
    pub facts: BTreeMap<u32, Vec<Fact>>,
    /// The locals of each function that are pointers.
    pub pointers: BTreeMap<u32, Pointers>,
}

impl Names {
    pub fn new(module: &Module<'_>, options: &Options) -> Result<Names, Refusal> {
        let mut taken = Taken::default();
        for name in RESERVED.iter().copied().chain(runtime_methods()) {
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
        let folded = options.fold.iter().map(|name| ("--fold", name));
        let appended = options.append.iter().map(|(name, _)| ("--append", name));
        let recalled = options.recall.iter().map(|name| ("--recall", name));
        for (option, name) in folded.chain(appended).chain(recalled) {
            fits(module, option, name)?;
        }
        let mut methods = Vec::new();
        let mut symbols = Vec::new();
        for (index, func) in module.funcs.iter().enumerate() {
            let symbol = match (module.func_names.get(&(index as u32)), &func.import) {
                (Some(symbol), _) => demangle(symbol),
                (None, Some(import)) => import.clone(),
                (None, None) => exported_name(module, index as u32)
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
            fold: options.fold.iter().cloned().collect(),
            append: options.append.iter().cloned().collect(),
            recall: options.recall.iter().cloned().collect(),
            trust: options.trust,
            stack_pointer: stack_pointer(module),
            facts: BTreeMap::new(),
            pointers: BTreeMap::new(),
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

    /// The locals of function `index` that are pointers.
    pub fn pointers(&self, index: u32) -> Pointers {
        self.pointers.get(&index).cloned().unwrap_or_default()
    }

    /// What is known of parameter `param` of function `index`.
    pub fn facts(&self, index: u32, param: usize) -> Option<Fact> {
        self.facts.get(&index)?.get(param).copied()
    }

    /// What `import` appends to the class's `$out`, before and behind its string or number.
    pub fn append(&self, import: &str) -> Option<(&str, &str)> {
        self.append.get(import)?.split_once('%')
    }

    /// Does `import` append what is known of a piece of memory?
    pub fn recalls(&self, import: &str) -> bool {
        self.recall.contains(import)
    }

    /// Does any import append to the output, and does any look for what is known?
    pub fn outputs(&self) -> (bool, bool) {
        let recalls = !self.recall.is_empty();
        (recalls || !self.append.is_empty(), recalls)
    }

    pub fn folds(&self, import: &str) -> bool {
        self.fold.contains(import)
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

/// Checks that the import `name` has the parameters that `option` is for.
fn fits(module: &Module<'_>, option: &str, name: &String) -> Result<(), Refusal> {
    let Some(index) = module
        .funcs
        .iter()
        .position(|f| f.import.as_ref() == Some(name))
    else {
        // A build may not need what another one does.
        return Ok(());
    };
    let index = index as u32;
    let fits = module
        .signature(index)
        .is_some_and(|ty| match (option, ty.params()) {
            ("--fold", params) => matches!(params, [ValType::I32, ValType::I32, ..]),
            ("--append", [_]) | (_, [ValType::I32, ValType::I32]) => ty.results().is_empty(),
            _ => false,
        });
    let indirect = module
        .elements
        .iter()
        .any(|e| e.items.contains(&Some(index)))
        || exported_name(module, index).is_some();
    let why = match (fits, indirect) {
        (true, false) => return Ok(()),
        (true, true) => "the import must be called directly only, not through a table or an export",
        (false, _) => match option {
            "--fold" => "the import must begin with two i32 parameters, pointer and length",
            "--append" => {
                "the import must have exactly two i32 parameters, pointer and length, or one \
                 number, and no result"
            }
            _ => {
                "the import must have exactly two i32 parameters, pointer and length, and no result"
            }
        },
    };
    Err(Refusal::at(0, format!("{option} {name}: {why}")))
}

/// The global that LLVM names `__stack_pointer`, if it begins inside the memory at a
/// multiple of 16.
fn stack_pointer(module: &Module<'_>) -> Option<u32> {
    let index = *module
        .global_names
        .iter()
        .find(|(_, name)| *name == "__stack_pointer")?
        .0;
    let global = module.globals.get(index as usize)?;
    let bytes = module.memory.as_ref()?.min_pages as i64 * 65536;
    let fits = global.mutable
        && global.ty == ValType::I32
        && global.init & 15 == 0
        && global.init <= bytes;
    fits.then_some(index)
}

fn exported_name<'m>(module: &'m Module<'_>, index: u32) -> Option<&'m str> {
    module
        .exports
        .iter()
        .find(|e| e.kind == ExternalKind::Func && e.index == index)
        .map(|e| e.name.as_str())
}
