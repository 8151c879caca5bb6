//! The rules of Storewire: what a store owner's data becomes on the wire, what is left out and why, and what to do
//! with the backend's reply. No I/O, no clock, no randomness: a host reads, stores and sends; this crate decides.
//!
//! One door, [`call::answer`]: a [`call::Call`] goes in, a [`call::Answer`] comes out, and errors are data. The same
//! code runs natively, in the browser as WebAssembly, and inside PHP as WebAssembly translated to PHP source. Every
//! host reads the same values, so every host gives the same answer, byte for byte.
//!
//! Where things are:
//! - [`call`]: the door;
//! - [`field`]: how an untrusted value is read without ever failing; [`snapshot`]: what a host read from the store;
//! - [`record`]: what goes over the wire; `written`: how, where a part is taken from elsewhere; [`shared`]: what several
//!   records have in common; [`issue`]: what was wrong; [`skip`]: what was left out, and why;
//! - [`fact`]: what happened in the store; [`event`]: what of it goes over the wire, and when; [`consent`]: about whom;
//! - [`mapping`]: snapshot → record or event, one file for each kind of object or fact; [`value`]: e-mail, money, time, URL, id;
//! - [`settings`]: imports and sync toggles; [`delivery`] and [`reply`]: the backend's answer → what to do next;
//! - [`outbox`]: what waits, how long and how much; [`signature`] and [`command`]: what the backend asks for;
//! - [`signup`]: what a shopper types into the back-in-stock form; [`storefront`]: what the store answers;
//! - [`inventory`]: how store and backend find what differs.
#![no_std]
#![forbid(unsafe_code)]
// Moving a large struct is dear in PHP, so snapshots stay boxed until their fields are taken out.
#![allow(clippy::boxed_local)]

extern crate alloc;

pub mod call;
pub mod command;
pub mod consent;
pub mod delivery;
pub mod event;
pub mod fact;
pub mod field;
pub mod inventory;
pub mod issue;
pub mod joined;
pub mod mapping;
pub mod outbox;
pub mod plan;
mod reader;
pub mod record;
pub mod reply;
pub mod settings;
pub mod shared;
pub mod signature;
pub mod signup;
pub mod skip;
pub mod snapshot;
pub mod storefront;
pub mod tally;
mod transport;
pub mod value;
mod written;
