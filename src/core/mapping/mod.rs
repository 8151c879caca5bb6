//! Snapshot → items, skips and issues; one file for each kind of object or fact.
//!
//! What holds for all of them:
//! - every fault is reported, in the declared order of the fields, and one answer names them all; a fatal one leaves no
//!   item;
//! - texts pass as they are, whatever their script; a blank one is null;
//! - a missing list is an empty one, a blank amount a missing one;
//! - what is left out on purpose has a skip with its reason (S10). What the run does not want is not skipped, unless
//!   nothing at all is wanted of the object.

pub(crate) mod address;
pub(crate) mod cart;
pub(crate) mod category;
pub(crate) mod contact;
mod evidence;
pub(crate) mod fact;
pub(crate) mod gone;
pub(crate) mod line;
mod mapped;
pub(crate) mod offer;
pub(crate) mod on_copy;
pub(crate) mod opt_in;
pub(crate) mod order;
pub(crate) mod order_event;
pub(crate) mod order_status;
pub(crate) mod product;
pub(crate) mod refund;
pub(crate) mod revenue;
mod run;
mod settling;
pub(crate) mod stock;
pub(crate) mod topic;
pub(crate) mod transaction;
pub(crate) mod variation;
pub(crate) mod withdrawal;

pub use mapped::Mapped;
pub use run::Run;
