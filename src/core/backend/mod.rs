//! Between the store and the backend: replies and what to do next, requests of the backend, and what waits to be sent.

pub mod answered;
pub(crate) mod backoff;
pub mod command;
pub mod comparison;
pub mod delivery;
mod http;
pub mod inventory;
pub mod outbox;
pub mod outcome;
pub mod reply;
pub mod signature;
pub mod verdict;
