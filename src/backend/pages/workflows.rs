//! The workflow log: which trigger fired for whom (B3, B4, B5).

use super::events::link;
use super::goods::person;
use super::list::View;
use super::show::{self, badge, number, text};
use crate::store::lists::{List, Row};
use crate::store::triggers;
use crate::time::iso;
use maud::{Markup, html};
use serde_json::Value;

/// The log, the latest first.
pub static VIEW: View = View {
    list: List::Triggers,
    path: "/workflows",
    title: "Workflow log",
    search_hint: "E-mail address or order",
    filters: &NAMES,
    columns: &["When", "Trigger", "For", "Of", "Sequence"],
    cells,
    empty: "No trigger has fired yet. Order Submitted and Payment Received fire when the shop has a new order; Back in \
            stock when something comes back that somebody waits for; Replenishment due when what somebody bought runs \
            out. An import never fires any.",
};

/// Each trigger and what people call it.
const NAMES: [(&str, &str); 5] = [
    (triggers::ORDER_PLACED, "Order Submitted"),
    (triggers::PAYMENT_RECEIVED, "Payment Received"),
    (triggers::BACK_IN_STOCK, "Back in stock"),
    (triggers::OUT_OF_STOCK, "Sold out again"),
    (triggers::REPLENISHMENT_DUE, "Replenishment due"),
];

fn cells(Row { data, beside }: &Row) -> Vec<Markup> {
    let fired: Value =
        serde_json::from_str(beside.as_deref().unwrap_or_default()).unwrap_or_default();
    let trigger = text(&fired, "name");
    vec![
        show::minute(&iso(number(&fired, "firedAt"))),
        name(trigger),
        person(text(&fired, "email")),
        of(data),
        sequence(trigger, fired.get("stopped").and_then(Value::as_str)),
    ]
}

/// What a trigger is called.
pub fn name(name: &str) -> Markup {
    let label = NAMES
        .iter()
        .find(|(known, _)| *known == name)
        .map_or(name, |(_, label)| label);
    let tone = match name {
        triggers::ORDER_PLACED | triggers::PAYMENT_RECEIVED => "good",
        triggers::OUT_OF_STOCK => "bad",
        _ => "wait",
    };
    html! { span title=(name) { (badge(tone, label)) } }
}

/// The order with its mapped status, by which a workflow can branch; or the product.
pub fn of(data: &Value) -> Markup {
    let tone = match text(data, "status") {
        "Completed" => "good",
        "Cancelled" => "bad",
        _ => "wait",
    };
    html! {
        @if text(data, "productTitle").is_empty() {
            "Order " (link("/orders", text(data, "number"), &format!("#{}", text(data, "number")))) br;
            (badge(tone, text(data, "status"))) " " span.hint { (text(data, "originalStatus")) }
        } @else {
            span dir="auto" { (text(data, "productTitle")) } br;
            span.hint {
                "product " (text(data, "providerProductId"))
                @if text(data, "providerVariantId") != text(data, "providerProductId") {
                    ", variation " (text(data, "providerVariantId"))
                }
            }
        }
    }
}

/// Whether the messages that a trigger started still go out.
pub fn sequence(trigger: &str, stopped: Option<&str>) -> Markup {
    let starts_one = matches!(
        trigger,
        triggers::BACK_IN_STOCK | triggers::REPLENISHMENT_DUE
    );
    html! {
        @match (starts_one, stopped) {
            (false, _) => "–",
            (true, None) => (badge("good", "Running")),
            (true, Some(why)) => { (badge("plain", "Stopped")) " " span.hint { (why) } },
        }
    }
}
