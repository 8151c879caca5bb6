//! Imports that are called in another way than as the host's methods; see "fold", "append"
//! and "recall" in the README.

use std::collections::{BTreeMap, BTreeSet};

use wasmparser::ValType;

use crate::module::Module;
use crate::options::Options;
use crate::refusal::Refusal;

/// What becomes of calls of imports, by their names.
pub struct Imports {
    fold: BTreeSet<String>,
    append: BTreeMap<String, String>,
    recall: BTreeSet<String>,
}

impl Imports {
    /// As the options say.
    ///
    /// # Errors
    /// When an import has other parameters than that is for.
    pub fn new(module: &Module<'_>, options: &Options) -> Result<Imports, Refusal> {
        let folded = options.fold.iter().map(|name| ("--fold", name));
        let appended = options.append.iter().map(|(name, _)| ("--append", name));
        let recalled = options.recall.iter().map(|name| ("--recall", name));
        for (option, name) in folded.chain(appended).chain(recalled) {
            fits(module, option, name)?;
        }
        Ok(Imports {
            fold: options.fold.iter().cloned().collect(),
            append: options.append.iter().cloned().collect(),
            recall: options.recall.iter().cloned().collect(),
        })
    }

    pub fn folds(&self, import: &str) -> bool {
        self.fold.contains(import)
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
        || module.exported_name(index).is_some();
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
