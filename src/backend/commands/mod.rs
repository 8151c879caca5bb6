//! Commands to stores: what can be asked, how it is signed, and how it is sent.

pub mod command;
pub mod sender;
pub mod signature;
