//! The only door: [`answer`].
//!
//! A call is a struct with one field set, `{"order": {…}}`; an answer is one tagged value, `{"mapped": {…}}`. Errors
//! are answers too.

use crate::backend::{
    command, comparison, delivery, finding, health, inventory, outbox, repair, reply, signature,
    verdict,
};
use crate::mapping::{self, Mapped};
use crate::owner::{settings, store_url};
use crate::read::field::Field;
use crate::read::issue::{Issue, IssueCode};
use crate::read::reader::{Need, Reader};
use crate::read::snapshot;
use crate::snapshot;
use crate::sync::{count, plan, round, tally};
use crate::value::url;
use crate::waitlist::signup;
use alloc::boxed::Box;
use alloc::vec::Vec;
use serde::Serialize;

/// Declares the calls, each with what it holds, what answers it, and what kind of answer that is.
macro_rules! calls {
    ($($(#[$doc:meta])* $field:ident / $key:literal : $asked:ty => $answer:path => $tag:ident,)+) => {
        snapshot! {
            /// What a host asks. The first field that is set, in this order, is answered.
            Call { $($(#[$doc])* $field / $key: Box<$asked>,)+ }
        }

        fn dispatch(call: Call, reader: &mut Reader) -> Option<Answer> {
            $(
                if !matches!(call.$field, Field::Missing) {
                    let asked = reader.value($key, call.$field, "a map", Need::Required)?;
                    return $answer(*asked, reader).map(Answer::$tag);
                }
            )+
            let message = "This call names nothing that the core can do.";
            reader.report("", IssueCode::UnknownCall, message, true);
            None
        }
    };
}

calls! {
    /// Map a user.
    contact / "contact": snapshot::MapContact => mapping::contact::answer => Mapped,
    /// Map a product, its variations and its categories.
    product / "product": snapshot::MapProduct => mapping::product::answer => Mapped,
    /// Map a category that changed.
    category / "category": snapshot::MapCategory => mapping::category::answer => Mapped,
    /// Map an order, its buyer, its payment and its refunds.
    order / "order": snapshot::MapOrder => mapping::order::answer => Mapped,
    /// Tell that an object is no longer in the store (S8).
    gone / "gone": snapshot::MapGone => mapping::gone::answer => Mapped,
    /// Tell what happened to an order.
    order_event / "orderEvent": snapshot::OrderFact => mapping::order_event::answer => Mapped,
    /// Tell what happened to a cart.
    cart_event / "cartEvent": snapshot::CartFact => mapping::cart::answer => Mapped,
    /// Tell a change of stock.
    stock / "stock": snapshot::StockFact => mapping::stock::answer => Mapped,
    /// Tell that somebody ticked the opt-in box (E7).
    opt_in / "optIn": snapshot::OptInFact => mapping::opt_in::answer => Mapped,
    /// Tell that somebody withdrew a request for the waitlist (K4).
    withdrawal / "withdrawal": snapshot::WithdrawalFact => mapping::withdrawal::answer => Mapped,
    /// Check and normalize a store URL (C5).
    store_url / "storeUrl": store_url::TypedUrl => store_url::check => StoreUrl,
    /// Read the owner's choices (C6, C7), filling in defaults.
    settings / "settings": settings::Choices => settings::read => Settings,
    /// Judge the backend's reply to a delivery.
    delivery / "delivery": delivery::Delivery => delivery::judge => Verdict,
    /// Judge the backend's reply while connecting, and to a heartbeat or a disconnect.
    reply / "reply": reply::Reply => reply::judge => Outcome,
    /// What the outbox is kept by now.
    outbox / "outbox": outbox::PolicyQuery => outbox::policy => Outbox,
    /// Whether to believe a request from the backend.
    signature / "signature": signature::Signed => signature::judge => Signature,
    /// Read what the backend asks for.
    command / "command": command::Body => command::read => Command,
    /// Cut objects into ranges that can be compared with the backend's.
    inventory / "inventory": inventory::Page => inventory::cut => Inventory,
    /// Compare the store's text of a range with the backend's.
    compare / "compare": comparison::Texts => comparison::compare => Difference,
    /// What of a difference is sent again.
    repair / "repair": repair::Differing => repair::decide => Repair,
    /// Read what a shopper typed into the form (K2).
    signup / "signup": signup::Form => signup::read => Signup,
    /// What a sync goes through, with what is asked for now (S9).
    plan / "plan": plan::PlanQuery => plan::plan => Plan,
    /// Count what became of objects of a sync (S9, S10).
    tally / "tally": round::Round => count::count => Tallies,
    /// What live delivery left out (S10).
    left_out / "leftOut": round::Round => count::left_out => LeftOut,
    /// What about the connection needs a look (D5).
    health / "health": health::Facts => health::judge => Findings,
}

/// What the core says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Answer {
    /// Of objects and of what happened.
    Mapped(Mapped),
    /// Of `storeUrl`.
    StoreUrl(url::StoreUrl),
    /// Of `settings`.
    Settings(settings::Settings),
    /// Of `delivery`.
    Verdict(verdict::Verdict),
    /// Of `reply`.
    Outcome(reply::Outcome),
    /// Of `outbox`.
    Outbox(outbox::Policy),
    /// Of `signature`.
    Signature(signature::Authenticity),
    /// Of `command`.
    Command(command::Command),
    /// Of `inventory`.
    Inventory(inventory::Inventory),
    /// Of `compare`.
    Difference(comparison::Difference),
    /// Of `repair`.
    Repair(repair::Repair),
    /// Of `signup`.
    Signup(signup::Signup),
    /// Of `plan`.
    Plan(plan::Plan),
    /// Of `tally`.
    Tallies(Vec<tally::Tally>),
    /// Of `leftOut`.
    LeftOut(Vec<tally::Reason>),
    /// Of `health`.
    Findings(Vec<finding::Finding>),
    /// The call could not be answered at all.
    Refused(Refused),
}

/// Why a call could not be answered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Refused {
    /// At least one is fatal.
    pub issues: Vec<Issue>,
}

/// Answers a call. It cannot fail: a call that names nothing, or lacks what it needs, is [`Answer::Refused`].
pub fn answer(call: Call) -> Answer {
    let mut issues = Vec::new();
    match dispatch(call, &mut Reader::new("", &mut issues)) {
        Some(answer) => answer,
        None => Answer::Refused(Refused { issues }),
    }
}
