//! Wire-in: untrusted fields, how they become values, and what was wrong with them.

mod amounts;
pub mod field;
pub mod issue;
pub(crate) mod lenient;
pub(crate) mod reader;
pub(crate) mod scalars;
pub mod structs;

pub(crate) use structs::snapshot;
