//! Categories that are linked to a synced product (S7).

use super::list::View;
use super::show::{or_dash, text};
use crate::store::lists::{List, Row};
use maud::{Markup, html};

/// The list.
pub static VIEW: View = View {
    list: List::Categories,
    path: "/categories",
    title: "Categories",
    search_hint: "Name or slug",
    filters: &[],
    columns: &["Category", "Slug", "Inside", "Id"],
    cells,
    empty: "No categories yet. They come with products: only those that a synced product is in.",
};

fn cells(Row { data, beside }: &Row) -> Vec<Markup> {
    let parent = beside.as_deref().unwrap_or_else(|| text(data, "parentId"));
    vec![
        html! { strong dir="auto" { (text(data, "name")) } },
        html! { (or_dash(text(data, "slug"))) },
        html! { span dir="auto" { (or_dash(parent)) } },
        html! { (text(data, "id")) },
    ]
}
