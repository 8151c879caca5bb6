//! Back in stock: the form that a shopper fills in, and what the store answers.

pub mod signup;
pub mod storefront;
