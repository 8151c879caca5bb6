//! The reference backend: what a store is connected to in the demo and in tests, and the living description of wire
//! protocol v1.
//!
//! From the top down; none uses one above it:
//!
//! - [`server`] puts the parts together;
//! - [`api`] is the plugin's side, [`pages`] the owner's, [`test_api`] the tests', and [`app`] the state that they share;
//! - [`testing`] breaks things on purpose, notes what came, and holds it against openapi.yaml;
//! - [`protocol`] reads and refuses requests;
//! - [`store`] keeps it all;
//! - [`ingest`] says what may come in, [`commands`] what a store is told, [`rules`] what follows from what came;
//! - [`connect`] holds the rules of connecting, [`time`] the clock.

pub mod api;
pub mod app;
pub mod commands;
pub mod connect;
pub mod ingest;
pub mod pages;
pub mod protocol;
pub mod rules;
pub mod server;
pub mod store;
pub mod test_api;
pub mod testing;
pub mod time;
