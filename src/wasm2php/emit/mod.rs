//! The file: its text, and the hand-written PHP in it.

pub mod class;
mod methods;
pub mod writer;
