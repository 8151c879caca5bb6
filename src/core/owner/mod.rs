//! What the store's owner chose: what is synced, and what may go out about shoppers.

pub mod consent;
pub mod settings;
