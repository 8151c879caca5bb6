//! What cannot be translated.

use std::fmt;

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
