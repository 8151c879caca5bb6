//! The reference backend over real HTTP: everything a plugin, an owner and a test can ask of it.
//!
//! Every server here checks all traffic against openapi.yaml, and no answer may break it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod commands;
mod connect;
mod contacts;
mod contract;
mod deletions;
mod events;
mod faults;
mod fixtures;
mod golden;
mod inventory;
mod items;
mod laws;
mod life;
mod pages;
mod profile;
mod program;
mod replenishment;
mod schemathesis;
mod shop;
mod started_here;
mod story;
mod support;
mod waitlist;
mod workflows;
