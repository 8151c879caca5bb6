//! Wire-in: what a host read from WooCommerce. Untrusted: every field may be missing or of the wrong kind.
//!
//! Ids and decimals are texts ("501", "731.07"), moments are whole seconds since 1970 UTC, lists hold what their name
//! says. The order of the fields is the order in which faults are reported.
//!
//! Large structs are boxed: to move one is dear where memory is an array of PHP.

mod address;
mod cart;
mod category;
mod customer;
mod fact;
mod gone;
mod opt_in;
mod order;
mod product;
mod response;
mod run;
mod stock;
mod withdrawal;

pub use address::Address;
pub use cart::{Cart, CartFact};
pub use category::{Category, MapCategory};
pub use customer::{Buyer, Customer, MapContact, RevenueRow};
pub(crate) use fact::FactFields;
pub use gone::{Gone, MapGone};
pub use opt_in::{OptIn, OptInFact};
pub use order::{LineItem, MapOrder, Order, OrderFact, Refund};
pub use product::{Attribute, MapProduct, Product, Variation};
pub use response::{ItemResult, Response};
pub use run::{Run, Span};
pub use stock::{Stock, StockFact};
pub use withdrawal::{Withdrawal, WithdrawalFact};
