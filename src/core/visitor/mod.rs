//! Visitors, of whom nothing is known but from where they ask: what stands for one, and how often one may ask. The form of
//! the waitlist (K2) and carts of typed e-mail addresses (E1) have such limits, for anybody can type anybody's address.

pub mod address;
pub mod limit;

pub use address::Visitor;
pub use limit::Limit;
