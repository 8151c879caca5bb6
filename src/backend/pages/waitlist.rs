//! Who waits for what (B4).

use super::goods::person;
use super::list::View;
use super::show::{self, badge, number, text};
use crate::store::lists::{List, Row};
use crate::time::iso;
use maud::{Markup, html};
use serde_json::Value;

/// The list, the latest request first.
pub static VIEW: View = View {
    list: List::Waitlist,
    path: "/waitlist",
    title: "Waitlist",
    search_hint: "E-mail address or product",
    filters: &[
        ("waiting", "Waiting"),
        ("notified", "Notified"),
        ("sold_out", "Sold out again"),
        ("bought", "Bought"),
        ("withdrawn", "Withdrawn"),
    ],
    columns: &["Shopper", "Product", "Asked", "State", "Back in stock"],
    cells,
    empty: "Nobody waits for anything. Shoppers ask to be told on the pages of products that are out of stock.",
};

fn cells(Row { data, .. }: &Row) -> Vec<Markup> {
    let variant = text(data, "variantTitle");
    let back = data.get("backInStockAt").and_then(Value::as_i64);
    vec![
        person(text(data, "email")),
        html! {
            span dir="auto" { (text(data, "productTitle")) @if !variant.is_empty() { ", " (variant) } } br;
            span.hint { "product " (text(data, "productId"))
                @if text(data, "variantId") != text(data, "productId") { ", variation " (text(data, "variantId")) } }
        },
        show::minute(&iso(number(data, "requestedAt"))),
        match text(data, "state") {
            "waiting" => badge("wait", "Waiting"),
            "notified" => badge("good", "Notified"),
            "sold_out" => badge("bad", "Sold out again"),
            "withdrawn" => badge("plain", "Withdrawn"),
            _ => badge("plain", "Bought"),
        },
        show::minute(&back.map(iso).unwrap_or_default()),
    ]
}
