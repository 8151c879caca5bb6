//! Orders, with Source and Sub-Type (S4).

use super::list::View;
use super::show::{badge, list as items, moment, money, number, or_dash, text};
use crate::store::lists::{List, Row};
use maud::{Markup, html};
use serde_json::Value;

/// The list.
pub static VIEW: View = View {
    list: List::Orders,
    path: "/orders",
    title: "Orders",
    search_hint: "Number or e-mail",
    filters: &[
        ("Completed", "Completed"),
        ("Pending", "Pending"),
        ("Cancelled", "Cancelled"),
    ],
    columns: &[
        "Order",
        "Status",
        "In WooCommerce",
        "Source",
        "Sub-Type",
        "Total",
        "Contact",
        "Placed",
    ],
    cells,
    empty: "No orders yet. They come with a sync, and then as they are placed.",
};

fn cells(Row { data, .. }: &Row) -> Vec<Markup> {
    let lines = items(data, "lineItems").len();
    let contact = data.get("contact").unwrap_or(&Value::Null);
    vec![
        html! {
            strong { "#" (text(data, "number")) } br;
            span.hint { (lines) (if lines == 1 { " line" } else { " lines" }) }
        },
        status(text(data, "status")),
        html! { (text(data, "originalStatus")) },
        html! { (text(data, "source")) },
        html! { (text(data, "subType")) },
        html! {
            (money(data, "totalCents"))
            @if number(data, "refundedCents") > 0 { br; span.hint { (money(data, "refundedCents")) " refunded" } }
        },
        html! { span.email { (or_dash(text(contact, "email"))) } },
        moment(data, "placedAt"),
    ]
}

fn status(word: &str) -> Markup {
    let tone = match word {
        "Completed" => "good",
        "Cancelled" => "bad",
        _ => "wait",
    };
    badge(tone, word)
}
