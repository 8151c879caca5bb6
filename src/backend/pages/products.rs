//! Products that shoppers can buy or wait for, and those that stopped qualifying (S6).

use super::list::View;
use super::show::{badge, list as items, moment, money, text};
use crate::store::lists::{List, Row};
use maud::{Markup, html};
use serde_json::Value;

/// The list.
pub static VIEW: View = View {
    list: List::Products,
    path: "/products",
    title: "Products",
    search_hint: "Title, SKU or id",
    filters: &[
        ("available", "Available"),
        ("unavailable", "No longer available"),
    ],
    columns: &[
        "Product",
        "Type",
        "Price",
        "Stock",
        "Online store",
        "Changed",
    ],
    cells,
    empty: "No products yet. They come with a sync: published simple and variable products that have a price.",
};

fn cells(Row { data, beside }: &Row) -> Vec<Markup> {
    let variants = items(data, "variants");
    let sku = text(data, "sku");
    let is_variable = text(data, "type") == "variable";
    vec![
        html! {
            strong dir="auto" { (text(data, "title")) } br;
            span.hint {
                "id " (text(data, "id"))
                @if !sku.is_empty() { " · SKU " (sku) }
            }
        },
        html! {
            @if is_variable { "Variable, " (variants.len()) (if variants.len() == 1 { " variant" } else { " variants" }) }
            @else { "Simple" }
        },
        html! { @if is_variable { "from " } (money(data, "priceCents")) },
        stock(variants),
        match beside {
            None => badge("good", "Included"),
            Some(reason) => html! { (badge("bad", "Unavailable")) br; span.hint { (reason) } },
        },
        moment(data, "modifiedAt"),
    ]
}

fn stock(variants: &[Value]) -> Markup {
    let sold_out = variants
        .iter()
        .filter(|variant| text(variant, "stockStatus") == "out_of_stock")
        .count();
    let on_backorder = variants
        .iter()
        .any(|variant| text(variant, "stockStatus") == "on_backorder");
    let counted: Vec<i64> = variants
        .iter()
        .filter_map(|variant| variant.get("stockQuantity")?.as_i64())
        .collect();
    html! {
        @if sold_out == variants.len() { (badge("bad", "Out of stock")) }
        @else if sold_out > 0 { (badge("wait", "In part")) " " span.hint { (sold_out) " of " (variants.len()) " sold out" } }
        @else if on_backorder { (badge("wait", "On backorder")) }
        @else { (badge("good", "In stock")) }
        @if !counted.is_empty() { div.hint { (counted.iter().sum::<i64>()) " units" } }
    }
}
