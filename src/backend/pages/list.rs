//! What all lists of records share: search, filter, pages, and a table that turns into cards on a phone.

use super::layout::{self, Failed};
use super::visitor::SignedIn;
use crate::app::App;
use crate::store::lists::{self, Found, List, PAGE, Row, Wanted};
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use form_urlencoded::Serializer;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// One list's own part.
pub struct View {
    /// What is read.
    pub list: List,
    /// Where it is.
    pub path: &'static str,
    /// Its name.
    pub title: &'static str,
    /// What the search looks at.
    pub search_hint: &'static str,
    /// Choices of the filter: value and label.
    pub filters: &'static [(&'static str, &'static str)],
    /// Heads of the columns.
    pub columns: &'static [&'static str],
    /// The cells of a row, one for each column.
    pub cells: fn(&Row) -> Vec<Markup>,
    /// What to say when there is nothing yet.
    pub empty: &'static str,
}

/// The route of a list.
pub fn route(view: &'static View) -> MethodRouter<App> {
    get(
        move |State(app): State<App>,
              who: SignedIn,
              Query(query): Query<BTreeMap<String, String>>| {
            show(app, who, query, view)
        },
    )
}

/// Reads and shows a page of a list.
async fn show(
    app: App,
    who: SignedIn,
    query: BTreeMap<String, String>,
    view: &'static View,
) -> Result<Response, Failed> {
    let text = |name: &str| {
        query
            .get(name)
            .map(|value| value.trim().to_owned())
            .unwrap_or_default()
    };
    let wanted = Wanted {
        search: text("search"),
        filter: text("filter"),
        page: text("page")
            .parse()
            .ok()
            .filter(|page| *page > 0)
            .unwrap_or(1),
    };
    let (company, asked) = (who.person.company_id.clone(), wanted.clone());
    let found = app
        .store
        .run(move |db| lists::find(db, &company, view.list, &asked))
        .await?;
    let is_narrowed = !wanted.search.is_empty() || !wanted.filter.is_empty();
    let content = html! {
        h1 { (view.title) " " @if found.total > 0 { span.count { (found.total) } } }
        @if found.total > 0 || is_narrowed { (search(view, &wanted)) }
        @if found.rows.is_empty() { (nothing(view, is_narrowed || found.total > 0)) } @else { (table(view, &found)) }
        (pages(view, &wanted, found.total))
    };
    Ok(layout::page(&who, view.path, view.title, content))
}

fn search(view: &View, wanted: &Wanted) -> Markup {
    html! {
        form.search method="get" action=(view.path) role="search" {
            label for="search" { "Search" }
            input #search type="search" name="search" value=(wanted.search) placeholder=(view.search_hint);
            @if !view.filters.is_empty() {
                label for="filter" { "Show" }
                select #filter name="filter" {
                    option value="" { "All" }
                    @for (value, label) in view.filters {
                        option value=(value) selected[*value == wanted.filter] { (label) }
                    }
                }
            }
            button { "Apply" }
        }
    }
}

fn nothing(view: &View, is_narrowed: bool) -> Markup {
    html! {
        section.card.empty {
            @if is_narrowed {
                p { "Nothing matches. " a href=(view.path) { "Show all" } }
            } @else {
                p { (view.empty) }
                p { a href="/settings/integrations" { "Go to Integrations" } }
            }
        }
    }
}

fn table(view: &View, found: &Found) -> Markup {
    html! {
        table {
            thead { tr { @for column in view.columns { th scope="col" { (column) } } } }
            tbody {
                @for row in &found.rows {
                    tr {
                        @for (column, cell) in view.columns.iter().zip((view.cells)(row)) {
                            td data-label=(column) { div { (cell) } }
                        }
                    }
                }
            }
        }
    }
}

fn pages(view: &View, wanted: &Wanted, total: i64) -> Markup {
    let last = u32::try_from((total - 1).max(0) / i64::from(PAGE) + 1).unwrap_or(u32::MAX);
    let link = |page: u32| {
        let query = Serializer::new(String::new())
            .append_pair("search", &wanted.search)
            .append_pair("filter", &wanted.filter)
            .append_pair("page", &page.to_string())
            .finish();
        format!("{}?{query}", view.path)
    };
    html! {
        @if last > 1 {
            nav.pages aria-label="Pages" {
                @if wanted.page > 1 { a.button href=(link((wanted.page - 1).min(last))) { "Newer" } }
                span { "Page " (wanted.page) " of " (last) }
                @if wanted.page < last { a.button href=(link(wanted.page + 1)) { "Older" } }
            }
        }
    }
}
