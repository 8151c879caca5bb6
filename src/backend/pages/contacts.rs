//! Contacts: customers, subscribers and guest buyers (S1, S2).

use super::goods::person;
use super::list::View;
use super::show::{badge, list as items, moment, money, number, or_dash, text};
use crate::store::lists::{List, Row};
use maud::{Markup, html};
use serde_json::Value;

/// The list.
pub static VIEW: View = View {
    list: List::Contacts,
    path: "/contacts",
    title: "Contacts",
    search_hint: "Name or e-mail",
    filters: &[("registered", "Registered"), ("guest", "Guests")],
    columns: &["Contact", "Kind", "Phone", "Orders", "Spent", "Since"],
    cells,
    empty: "No contacts yet. They come with a sync: customers, subscribers, and everybody who has placed an order.",
};

fn cells(Row { data, .. }: &Row) -> Vec<Markup> {
    let name = format!("{} {}", text(data, "firstName"), text(data, "lastName"));
    let revenue = items(data, "revenue");
    let is_guest = text(data, "kind") == "guest";
    vec![
        html! {
            @if !name.trim().is_empty() { strong dir="auto" { (name.trim()) } br; }
            (person(text(data, "email")))
        },
        if is_guest {
            badge("plain", "Guest")
        } else {
            badge("good", "Registered")
        },
        html! { (or_dash(text(data, "phone"))) },
        each(revenue, |row| html! { (number(row, "ordersCount")) }),
        each(revenue, |row| money(row, "totalSpentCents")),
        moment(data, "createdAt"),
    ]
}

/// One line for each currency; a dash where nothing was bought.
fn each(revenue: &[Value], line: impl Fn(&Value) -> Markup) -> Markup {
    html! {
        @if revenue.is_empty() { "–" }
        @for row in revenue { div { (line(row)) } }
    }
}
