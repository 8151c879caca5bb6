//! What the backend does with what a store tells it: pure rules, which get the time from outside.

pub mod marketing;
pub mod order;
pub mod replenishment;
pub mod revenue;
pub mod waitlist;
