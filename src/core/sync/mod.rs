//! Sync Store: what a run goes through, and what counts as what.

pub(crate) mod count;
pub mod plan;
pub mod round;
pub mod tally;
