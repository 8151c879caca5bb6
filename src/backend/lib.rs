//! The reference backend: what a store is connected to in the demo and in tests, and the living description of wire
//! protocol v1.
//!
//! - [`server`] puts the parts together, and [`app`] is the state that they share;
//! - [`api`] is the plugin's side, [`pages`] the owner's, [`test_api`] the tests'; [`protocol`] reads and refuses requests;
//! - [`connect`] holds the rules of connecting, [`ingest`] those of what may come in, [`store`] keeps it all;
//! - [`commands`] tell a store what to do;
//! - [`rules`] say what follows from it, and [`time`] when;
//! - [`testing`] breaks things on purpose, notes what came, and holds it against openapi.yaml.

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
