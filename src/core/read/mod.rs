//! Wire-in: untrusted fields, how they become values, and what was wrong with them.

pub mod field;
pub mod issue;
pub(crate) mod reader;
