//! What a caller may choose.

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
