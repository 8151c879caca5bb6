//! Connecting a store: an attempt's life, the secrets it makes, the addresses it may name, what the owner chooses.

pub mod attempt;
pub mod choices;
pub mod secret;
pub mod store_url;
