//! Translates a WebAssembly module to one readable PHP 7.4+ class.
//!
//! The way of a module through the rooms: `parse` reads and checks it; `module` holds it; `lower` translates every
//! function, in rounds, to the expressions and statements of `expr`, with the names of `names`;
//! `emit` writes the class and pastes `runtime.php`. README.md walks through a piece of output.

mod emit;
mod expr;
mod lower;
mod module;
mod names;
mod parse;

use std::fmt;

/// What to make of the module.
#[derive(Clone, Debug)]
pub struct Options {
    /// The PHP namespace, without a backslash in front.
    pub namespace: String,
    /// The name of the class.
    pub class: String,
    /// Whether the file ends quietly when it is not loaded by WordPress.
    pub guard: bool,
    /// Imports whose first two parameters, pointer and length, become one PHP string.
    /// Naming an import here asserts that the constants it is called with point to bytes
    /// that never change.
    pub fold: Vec<String>,
    /// Imports of pointer and length, or of one number, that append to the class's public
    /// list `$out`, each with the text to append, in which `%` stands for the string or the
    /// number. They assert what `fold` does.
    pub append: Vec<(String, String)>,
    /// Imports of pointer and length that append to `$out` what the host gives for them, or
    /// what the class's public `$known` has under `pointer << 32 | length`.
    pub recall: Vec<String>,
    /// Asserts that every address lies in the memory, is as aligned as its access says, and is
    /// no sum that wraps, as compilers of safe languages see to. Nothing checks it then.
    pub trust: bool,
    /// What becomes of a function that cannot be translated.
    pub untranslatable: Untranslatable,
}

/// What becomes of a function that cannot be translated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untranslatable {
    /// The module is refused.
    Refuse,
    /// Its method throws `\LogicException`; for test suites, whose modules mix what is
    /// supported with what is not.
    Throw,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            namespace: "Storewire\\Generated".to_owned(),
            class: "Core".to_owned(),
            guard: false,
            fold: Vec::new(),
            append: Vec::new(),
            recall: Vec::new(),
            trust: false,
            untranslatable: Untranslatable::Refuse,
        }
    }
}

/// Why a module was not translated, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Byte offset in the wasm file.
    pub offset: u64,
    /// The function it happened in, by its readable name.
    pub function: Option<String>,
    /// What cannot be translated, and what to do.
    pub what: String,
}

impl Refusal {
    pub(crate) fn at(offset: u64, what: impl Into<String>) -> Refusal {
        Refusal {
            offset,
            function: None,
            what: what.into(),
        }
    }

    pub(crate) fn within(mut self, function: &str) -> Refusal {
        self.function.get_or_insert_with(|| function.to_owned());
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.function {
            Some(function) => write!(
                f,
                "in function `{function}` at byte {:#x}: {}",
                self.offset, self.what
            ),
            None => write!(f, "at byte {:#x}: {}", self.offset, self.what),
        }
    }
}

impl std::error::Error for Refusal {}

/// Translates `wasm` to the text of a PHP file.
///
/// # Errors
/// When the bytes are no valid module, or the module uses what cannot be kept exactly.
pub fn translate(wasm: &[u8], options: &Options) -> Result<String, Refusal> {
    let module = module::Module::parse(wasm)?;
    emit::class::write(&module, wasm, options)
}
