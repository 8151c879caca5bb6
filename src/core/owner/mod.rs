//! What the store's owner chose: the store's address, what is synced, and what may go out about shoppers.

pub mod consent;
pub mod settings;
pub mod store_url;
