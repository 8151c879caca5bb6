//! The reference backend: what a store is connected to in the demo and in tests, and the living description of wire
//! protocol v1.
//!
//! - [`app`] puts the parts together; [`api`] is the plugin's side, [`pages`] the owner's, [`test_api`] the tests';
//! - [`connect`] holds the rules of connecting, [`ingest`] those of what may come in, [`store`] keeps it all;
//! - [`commands`] tell a store what to do;
//! - [`rules`] say what follows from it, and [`time`] when;
//! - [`faults`] break things on purpose by [`striking`], [`traffic`] notes what came, [`contract`] holds it against
//!   [`openapi`].

pub mod api;
pub mod app;
pub mod commands;
pub mod connect;
pub mod contract;
pub mod export;
pub mod faults;
pub mod ingest;
pub mod openapi;
pub mod pages;
pub mod reminding;
pub mod rules;
pub mod store;
pub mod striking;
pub mod test_api;
pub mod test_clock;
pub mod test_command;
pub mod time;
pub mod traffic;
