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
mod options;
mod parse;
mod refusal;

pub use options::{Options, Untranslatable};
pub use refusal::Refusal;

/// Translates `wasm` to the text of a PHP file.
///
/// # Errors
/// When the bytes are no valid module, or the module uses what cannot be kept exactly.
pub fn translate(wasm: &[u8], options: &Options) -> Result<String, Refusal> {
    let module = module::Module::parse(wasm)?;
    emit::class::write(&module, wasm, options)
}
