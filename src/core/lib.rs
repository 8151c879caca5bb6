//! The rules of Storewire: what a store owner's data becomes on the wire, what is left out and why, and what to do
//! with the backend's reply. No I/O, no clock, no randomness: a host reads, stores and sends; this crate decides.
//!
//! One door, [`call::answer`]: a [`call::Call`] goes in, a [`call::Answer`] comes out, and errors are data. The same
//! code runs natively, in the browser as WebAssembly, and inside PHP as WebAssembly translated to PHP source. Every
//! host reads the same values, so every host gives the same answer, byte for byte.
//!
//! Where things are, each room using only those below it:
//! - [`call`]: the door; [`tables`]: what a host's hooks have to know without it;
//! - [`backend`]: what its replies mean, what it may ask for, what waits for it, how both sides find what differs, and what
//!   of all that needs a look;
//!   [`sync`]: what a run goes through, and what counts as what; [`waitlist`]: the back-in-stock form and its answer;
//! - [`mapping`]: snapshot → record or event, one file for each kind of object or fact;
//! - [`snapshot`]: what a host read from the store, one file for each kind of object;
//!   [`wire`]: the items, records and events that go out, and what is left out, and why;
//! - [`owner`]: the choices of the store's owner, consent among them;
//! - [`read`]: how an untrusted value is read without ever failing, and what was wrong;
//! - [`value`]: e-mail, money, time, URL, id.
#![no_std]
#![forbid(unsafe_code)]
// Moving a large struct is dear in PHP, so snapshots stay boxed until their fields are taken out.
#![allow(clippy::boxed_local)]

extern crate alloc;

pub mod backend;
pub mod call;
pub mod mapping;
pub mod owner;
pub mod read;
pub mod snapshot;
pub mod sync;
pub mod tables;
pub mod value;
pub mod waitlist;
pub mod wire;
