//! Between the store and the backend: replies and what to do next, requests of the backend, what waits to be sent, and how
//! all that does.

pub(crate) mod backoff;
pub mod command;
pub mod comparison;
pub mod delivery;
pub mod finding;
pub mod health;
mod http;
pub mod inventory;
pub mod outbox;
pub mod repair;
pub mod reply;
pub mod signature;
pub mod verdict;
