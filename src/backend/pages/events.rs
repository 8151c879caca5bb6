//! The events feed (B2): what happened in the shops since they were connected.

use super::list::View;
use super::show::{self, badge, list, minute, number, or_dash, text};
use crate::store::lists::{List, Row};
use form_urlencoded::byte_serialize;
use maud::{Markup, html};
use serde_json::Value;

/// The feed, the latest first.
pub static VIEW: View = View {
    list: List::Events,
    path: "/events",
    title: "Events",
    search_hint: "E-mail address or order",
    filters: &NAMES,
    columns: &["When", "Event", "Contact", "Of", "Items", "Amount"],
    cells,
    empty: "No events. They tell what happens in the shop after it was connected, such as an order that is placed or \
            paid. An import or a sync never makes any: nobody is to get a thank-you mail for an order of last year.",
};

/// Each event and what people call it.
const NAMES: [(&str, &str); 11] = [
    ("ecommerce.cart_started", "Cart started"),
    ("ecommerce.cart_cleared", "Cart cleared"),
    ("ecommerce.checkout_started", "Checkout started"),
    ("ecommerce.order_placed", "Order placed"),
    ("ecommerce.payment_received", "Payment received"),
    ("ecommerce.order_fulfilled", "Order fulfilled"),
    ("ecommerce.order_cancelled", "Order cancelled"),
    ("ecommerce.order_refunded", "Order refunded"),
    ("ecommerce.stock_changed", "Stock changed"),
    ("ecommerce.marketing_subscribed", "Subscribed"),
    ("ecommerce.back_in_stock_withdrawn", "Stopped waiting"),
];

fn cells(Row { data, beside }: &Row) -> Vec<Markup> {
    vec![
        minute(beside.as_deref().unwrap_or_default()),
        name(text(data, "name")),
        contact(data),
        of(data),
        items(data),
        amount(data),
    ]
}

/// What an event is called.
pub fn name(name: &str) -> Markup {
    let label = NAMES
        .iter()
        .find(|(known, _)| *known == name)
        .map_or(name, |(_, label)| label);
    let tone = match name {
        "ecommerce.order_placed" | "ecommerce.payment_received" | "ecommerce.order_fulfilled" => {
            "good"
        }
        "ecommerce.order_cancelled" | "ecommerce.order_refunded" => "bad",
        "ecommerce.cart_cleared" | "ecommerce.stock_changed" => "plain",
        _ => "wait",
    };
    html! { span title=(name) { (badge(tone, label)) } }
}

fn contact(data: &Value) -> Markup {
    let of_contact = data.get("contact").map(|contact| text(contact, "email"));
    match of_contact.or(Some(text(data, "email"))) {
        Some(email) if !email.is_empty() => link("/contacts", email, email),
        _ => html! { "–" },
    }
}

/// The order, cart or product that it happened to.
pub fn of(data: &Value) -> Markup {
    if data.get("marketing").is_some() {
        return html! { "Marketing" };
    }
    if data.get("withdrawnAt").is_some() {
        return product(
            text(data, "providerProductId"),
            text(data, "providerVariantId"),
        );
    }
    match (text(data, "number"), text(data, "cartId")) {
        ("", "") => stock(data),
        ("", _) => match text(data, "recoveryUrl") {
            url if url.starts_with("https://") || url.starts_with("http://") => {
                html! { "Cart, " a href=(url) rel="noreferrer" { "bring it back" } }
            }
            _ => html! { "Cart" },
        },
        (number, _) => html! {
            (link("/orders", number, &format!("#{number}")))
            @if data.get("isRenewal") == Some(&Value::Bool(true)) { " " (badge("plain", "Renewal")) }
            br; (text(data, "status")) " (" (text(data, "originalStatus")) ")"
        },
    }
}

fn product(product: &str, variant: &str) -> Markup {
    let what = match variant == product {
        true => format!("Product {product}"),
        false => format!("Product {product}, variation {variant}"),
    };
    link("/products", product, &what)
}

fn stock(data: &Value) -> Markup {
    let state = match text(data, "stockStatus") {
        "in_stock" => "in stock",
        "out_of_stock" => "out of stock",
        _ => "on backorder",
    };
    html! {
        (product(text(data, "parent_id"), text(data, "id"))) br; (state)
        @if data.get("stockQuantity").is_some_and(Value::is_i64) { ", " (number(data, "stockQuantity")) " left" }
    }
}

fn items(data: &Value) -> Markup {
    html! {
        @for line in list(data, "lineItems") {
            div dir="auto" { (number(line, "quantity")) " × " (or_dash(text(line, "title"))) }
        }
    }
}

/// What an order or cart came to, or what was given back.
pub fn amount(data: &Value) -> Markup {
    match (data.get("refund"), data.get("totalCents")) {
        (Some(refund), _) if refund.is_object() => {
            let cents = refund.get("amountCents").and_then(Value::as_i64);
            html! { @if let Some(cents) = cents { (show::amount(data, cents)) } @else { "some" } " back" }
        }
        (_, Some(_)) => show::money(data, "totalCents"),
        _ => html! { "–" },
    }
}

/// A link to another list, narrowed to a text.
pub fn link(path: &str, search: &str, label: &str) -> Markup {
    let search: String = byte_serialize(search.as_bytes()).collect();
    html! { a href={ (path) "?search=" (search) } { (label) } }
}
