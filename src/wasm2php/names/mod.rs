//! The names that generated code has.

pub mod identifier;
pub mod runtime;
pub mod symbols;
