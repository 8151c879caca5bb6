//! Sync Store: what a run goes through, and what counts as what.

pub mod plan;
pub mod tally;
