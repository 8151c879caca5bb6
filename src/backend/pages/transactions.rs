//! Transactions: payments and refunds, each tied to its order (S5).

use super::list::View;
use super::show::{badge, moment, money, or_dash, text};
use crate::store::lists::{List, Row};
use form_urlencoded::byte_serialize;
use maud::{Markup, html};
use serde_json::Value;

/// The list.
pub static VIEW: View = View {
    list: List::Transactions,
    path: "/transactions",
    title: "Transactions",
    search_hint: "Order id or reason",
    filters: &[("payment", "Payments"), ("refund", "Refunds")],
    columns: &[
        "Transaction",
        "Kind",
        "Order",
        "Amount",
        "Method",
        "Reason",
        "When",
    ],
    cells,
    empty: "No transactions yet. Payments and refunds come with a sync, and then as money moves.",
};

fn cells(Row { data, beside }: &Row) -> Vec<Markup> {
    let is_full = data.get("full") == Some(&Value::Bool(true));
    vec![
        html! { strong { (text(data, "id")) } },
        match (text(data, "kind"), is_full) {
            ("refund", true) => badge("bad", "Full refund"),
            ("refund", false) => badge("wait", "Partial refund"),
            _ => badge("good", "Payment"),
        },
        match beside {
            Some(number) => {
                let searched: String = byte_serialize(number.as_bytes()).collect();
                html! { a href={ "/orders?search=" (searched) } { "#" (number) } }
            }
            None => html! { "id " (text(data, "orderId")) },
        },
        money(data, "amountCents"),
        html! { span dir="auto" { (or_dash(text(data, "paymentMethodTitle"))) } },
        html! { span dir="auto" { (or_dash(text(data, "reason"))) } },
        moment(data, "movedAt"),
    ]
}
