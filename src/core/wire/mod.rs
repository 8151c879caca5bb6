//! Wire-out: the items that go to the backend, the records and events in them, and what is left out.

pub mod event;
pub mod item;
pub mod once;
pub mod record;
mod serialize;
pub mod skip;
pub mod text;
