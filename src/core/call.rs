//! The only door: [`answer`].
//!
//! A call is a struct with one field set, `{"order": {…}}`; an answer is one tagged value, `{"mapped": {…}}`. Errors
//! are answers too.

use crate::backend::command::{self, Command};
use crate::backend::delivery::{self, Verdict};
use crate::backend::inventory::{self, Difference, Inventory};
use crate::backend::outbox::{self, Policy};
use crate::backend::reply::{self, Outcome};
use crate::backend::signature::{self, Authenticity};
use crate::mapping::{self, Mapped, Run};
use crate::owner::settings::{self, Settings};
use crate::owner::store_url;
use crate::read::field::{Field, snapshot};
use crate::read::issue::{Issue, IssueCode};
use crate::read::reader::{Need, Reader};
use crate::snapshot::{
    self, CartFact, Category, Customer, Gone, OptInFact, Order, OrderFact, Product, StockFact,
    WithdrawalFact,
};
use crate::sync::plan::{self, Plan};
use crate::sync::tally::{self, Reason, Tally};
use crate::value::url::StoreUrl;
use crate::waitlist::signup::{self, Signup};
use crate::wire::event::Happened;
use alloc::boxed::Box;
use alloc::vec::Vec;
use serde::Serialize;

snapshot! {
    /// What a host asks. The first field that is set, in this order, is answered.
    Call {
        /// Map a user.
        contact / "contact": Box<MapContact>,
        /// Map a product, its variations and its categories.
        product / "product": Box<MapProduct>,
        /// Map a category that changed.
        category / "category": Box<MapCategory>,
        /// Map an order, its buyer, its payment and its refunds.
        order / "order": Box<MapOrder>,
        /// Tell that an object is no longer in the store (S8).
        gone / "gone": Box<MapGone>,
        /// Tell what happened to an order.
        order_event / "orderEvent": Box<OrderFact>,
        /// Tell what happened to a cart.
        cart_event / "cartEvent": Box<CartFact>,
        /// Tell a change of stock.
        stock / "stock": Box<StockFact>,
        /// Tell that somebody ticked the opt-in box (E7).
        opt_in / "optIn": Box<OptInFact>,
        /// Tell that somebody withdrew a request for the waitlist (K4).
        withdrawal / "withdrawal": Box<WithdrawalFact>,
        /// Check and normalize a store URL (C5).
        store_url / "storeUrl": Box<store_url::TypedUrl>,
        /// Read the owner's choices (C6, C7), filling in defaults.
        settings / "settings": Box<settings::Choices>,
        /// Judge the backend's reply to a delivery.
        delivery / "delivery": Box<delivery::Delivery>,
        /// Judge the backend's reply while connecting, and to a heartbeat or a disconnect.
        reply / "reply": Box<reply::Reply>,
        /// What the outbox is kept by now.
        outbox / "outbox": Box<outbox::PolicyQuery>,
        /// Whether to believe a request from the backend.
        signature / "signature": Box<signature::Signed>,
        /// Read what the backend asks for.
        command / "command": Box<command::Body>,
        /// Cut objects into ranges that can be compared with the backend's.
        inventory / "inventory": Box<inventory::Page>,
        /// Compare the store's text of a range with the backend's.
        compare / "compare": Box<inventory::Texts>,
        /// Read what a shopper typed into the form (K2).
        signup / "signup": Box<signup::Form>,
        /// What a sync goes through, with what is asked for now (S9).
        plan / "plan": Box<plan::PlanQuery>,
        /// Count what became of objects of a sync (S9, S10).
        tally / "tally": Box<tally::Round>,
        /// What live delivery left out (S10).
        left_out / "leftOut": Box<tally::Round>,
    }
}

snapshot! {
    /// A user and the run it is read for.
    MapContact {
        /// What is wanted.
        run / "run": Box<snapshot::Run>,
        /// The user.
        snapshot / "snapshot": Box<Customer>,
    }
}
snapshot! {
    /// A product and the run it is read for.
    MapProduct {
        /// What is wanted.
        run / "run": Box<snapshot::Run>,
        /// The product.
        snapshot / "snapshot": Box<Product>,
    }
}
snapshot! {
    /// A category and the run it is read for.
    MapCategory {
        /// What is wanted.
        run / "run": Box<snapshot::Run>,
        /// The category.
        snapshot / "snapshot": Box<Category>,
    }
}
snapshot! {
    /// An order and the run it is read for.
    MapOrder {
        /// What is wanted.
        run / "run": Box<snapshot::Run>,
        /// The order.
        snapshot / "snapshot": Box<Order>,
    }
}
snapshot! {
    /// An object that is gone and the run it was looked for.
    MapGone {
        /// What is wanted.
        run / "run": Box<snapshot::Run>,
        /// What is known of it.
        snapshot / "snapshot": Box<Gone>,
    }
}
/// What the core says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Answer {
    /// Of `contact`, `product`, `category`, `order` and `gone`.
    Mapped(Box<Mapped>),
    /// Of `orderEvent`, `cartEvent` and `stock`.
    Event(Happened),
    /// Of `storeUrl`.
    StoreUrl(StoreUrl),
    /// Of `settings`.
    Settings(Settings),
    /// Of `delivery`.
    Verdict(Verdict),
    /// Of `reply`.
    Outcome(Outcome),
    /// Of `outbox`.
    Outbox(Policy),
    /// Of `signature`.
    Signature(Authenticity),
    /// Of `command`.
    Command(Command),
    /// Of `inventory`.
    Inventory(Inventory),
    /// Of `compare`.
    Difference(Difference),
    /// Of `signup`.
    Signup(Signup),
    /// Of `plan`.
    Plan(Plan),
    /// Of `tally`.
    Tallies(Vec<Tally>),
    /// Of `leftOut`.
    LeftOut(Vec<Reason>),
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
    match read(call, &mut Reader::new("", &mut issues)) {
        Some(answer) => answer,
        None => Answer::Refused(Refused { issues }),
    }
}

fn read(call: Call, reader: &mut Reader) -> Option<Answer> {
    const KIND: &str = "a map";
    macro_rules! mapped {
        ($name:literal, $field:expr, $map:path) => {
            if $field != Field::Missing {
                let call = reader.value($name, $field, KIND, Need::Required)?;
                let run = reader.value("run", call.run, KIND, Need::Required);
                let run = run.and_then(|run| Run::read(run, &mut reader.within("run")));
                let snapshot = reader.value("snapshot", call.snapshot, KIND, Need::Required);
                let (run, snapshot) = (run?, snapshot?);
                let mut mapped = Box::new(Mapped {
                    issues: reader.take(),
                    ..Mapped::default()
                });
                $map(snapshot, &run, &mut mapped);
                return Some(Answer::Mapped(mapped));
            }
        };
    }
    mapped!("contact", call.contact, mapping::contact::map);
    mapped!("product", call.product, mapping::product::map);
    mapped!("category", call.category, mapping::category::map);
    mapped!("order", call.order, mapping::order::map);
    mapped!("gone", call.gone, mapping::gone::map);
    if call.order_event != Field::Missing {
        let fact = reader.value("orderEvent", call.order_event, KIND, Need::Required)?;
        let (mapped, retry_at) = mapping::order_event::answer(*fact, reader)?;
        return Some(happened(mapped, retry_at));
    }
    if call.cart_event != Field::Missing {
        let fact = reader.value("cartEvent", call.cart_event, KIND, Need::Required)?;
        return mapping::cart::answer(*fact, reader).map(|mapped| happened(mapped, None));
    }
    if call.stock != Field::Missing {
        let fact = reader.value("stock", call.stock, KIND, Need::Required)?;
        return mapping::stock::answer(*fact, reader).map(|mapped| happened(mapped, None));
    }
    if call.opt_in != Field::Missing {
        let fact = reader.value("optIn", call.opt_in, KIND, Need::Required)?;
        return mapping::opt_in::answer(*fact, reader).map(|mapped| happened(mapped, None));
    }
    if call.withdrawal != Field::Missing {
        let fact = reader.value("withdrawal", call.withdrawal, KIND, Need::Required)?;
        return mapping::withdrawal::answer(*fact, reader).map(|mapped| happened(mapped, None));
    }
    if call.store_url != Field::Missing {
        let typed = reader.value("storeUrl", call.store_url, KIND, Need::Required)?;
        return store_url::check(*typed, reader).map(Answer::StoreUrl);
    }
    if call.settings != Field::Missing {
        return reader
            .value("settings", call.settings, KIND, Need::Required)
            .map(|choices| settings::read(*choices))
            .map(Answer::Settings);
    }
    if call.delivery != Field::Missing {
        let delivery = reader.value("delivery", call.delivery, KIND, Need::Required)?;
        return delivery::judge(*delivery, reader).map(Answer::Verdict);
    }
    if call.reply != Field::Missing {
        let reply = reader.value("reply", call.reply, KIND, Need::Required)?;
        return reply::judge(*reply, reader).map(Answer::Outcome);
    }
    if call.outbox != Field::Missing {
        let ask = reader.value("outbox", call.outbox, KIND, Need::Required)?;
        return outbox::policy(*ask, reader).map(Answer::Outbox);
    }
    if call.signature != Field::Missing {
        let signed = reader.value("signature", call.signature, KIND, Need::Required)?;
        return signature::judge(*signed, reader).map(Answer::Signature);
    }
    if call.command != Field::Missing {
        let body = reader.value("command", call.command, KIND, Need::Required)?;
        return command::read(*body, reader).map(Answer::Command);
    }
    if call.inventory != Field::Missing {
        let page = reader.value("inventory", call.inventory, KIND, Need::Required)?;
        return inventory::cut(*page, reader).map(Answer::Inventory);
    }
    if call.compare != Field::Missing {
        let texts = reader.value("compare", call.compare, KIND, Need::Required)?;
        return inventory::compare(*texts, reader).map(Answer::Difference);
    }
    if call.signup != Field::Missing {
        let form = reader.value("signup", call.signup, KIND, Need::Required)?;
        return signup::read(*form, reader).map(Answer::Signup);
    }
    if call.plan != Field::Missing {
        let ask = reader.value("plan", call.plan, KIND, Need::Required)?;
        return plan::plan(*ask, reader).map(Answer::Plan);
    }
    if call.tally != Field::Missing {
        let round = reader.value("tally", call.tally, KIND, Need::Required)?;
        return tally::count(*round, reader).map(Answer::Tallies);
    }
    if call.left_out != Field::Missing {
        let rows = reader.value("leftOut", call.left_out, KIND, Need::Required)?;
        return tally::left_out(*rows, reader).map(Answer::LeftOut);
    }
    reader.report(
        "",
        IssueCode::UnknownCall,
        "This call names nothing that the core can do.",
        true,
    );
    None
}

fn happened(mapped: Mapped, retry_at: Option<i64>) -> Answer {
    Answer::Event(Happened {
        items: mapped.items,
        skipped: mapped.skipped,
        issues: mapped.issues,
        retry_at,
    })
}
