//! What all requests of the protocol share: how their bodies are read, and how they are refused.

pub mod body;
mod refusal;

pub use refusal::Refusal;
