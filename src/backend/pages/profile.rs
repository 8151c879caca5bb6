//! One subscriber: what they bought, will be reminded of, wait for, and have spent (B6).

use super::goods::goods;
use super::layout::{self, Failed};
use super::show::{self, badge, list, number, or_dash, text};
use super::visitor::SignedIn;
use super::workflows;
use crate::app::App;
use crate::rules::revenue;
use crate::store::profile::{self, Happened, Profile, Purchased, Reminder, Waiting};
use crate::time::iso;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use serde_json::{Value, json};

/// Shows one person of the company.
pub async fn show(
    State(app): State<App>,
    who: SignedIn,
    Path(email): Path<String>,
) -> Result<Response, Failed> {
    let (company, wanted) = (who.person.company_id.clone(), email.clone());
    let profile = app
        .store
        .run(move |db| profile::find(db, &company, &wanted))
        .await?;
    if !profile.is_known() {
        let message = "Nobody with this address is known to the company whose pages you see.";
        return Ok(layout::refuse(
            &who.visitor,
            StatusCode::NOT_FOUND,
            "Nobody here",
            message,
        ));
    }
    let content = html! {
        p.step { a href="/contacts" { "Contacts" } }
        (heading(&email, &profile))
        (spent(&profile))
        (reminders(&profile.reminders))
        (waiting(&profile.waiting))
        (purchased(&profile.purchased))
        (history(&profile.history))
    };
    Ok(layout::page(&who, "/contacts", &email, content))
}

fn heading(email: &str, profile: &Profile) -> Markup {
    let nobody = Value::Null;
    let contact = profile.contact.as_ref();
    let known = contact.unwrap_or(&nobody);
    let name = format!("{} {}", text(known, "firstName"), text(known, "lastName"));
    html! {
        h1 {
            span.email dir="auto" { (if name.trim().is_empty() { email } else { name.trim() }) } " "
            @match (contact, text(known, "kind")) {
                (None, _) => (badge("wait", "Not a contact yet")),
                (_, "guest") => (badge("plain", "Guest")),
                _ => (badge("good", "Registered")),
            }
        }
        dl {
            dt { "E-mail" } dd { (email) }
            dt { "Marketing" } dd {
                @match profile.marketing {
                    Some((true, at)) => { "Subscribed, " (show::minute(&iso(at))) }
                    Some((false, at)) => { "Unsubscribed, " (show::minute(&iso(at))) }
                    None => "Not subscribed",
                }
            }
            @if contact.is_some() {
                dt { "Phone" } dd { (or_dash(text(known, "phone"))) }
                dt { "Since" } dd { (show::moment(known, "createdAt")) }
            }
        }
    }
}

/// S11: what the store says of an account; for everybody else, what their orders here come to.
fn spent(profile: &Profile) -> Markup {
    let told = profile
        .contact
        .as_ref()
        .map_or(&[][..], |contact| list(contact, "revenue"));
    let rows: Vec<Value> = match told.is_empty() {
        false => told.to_vec(),
        true => revenue::of(&profile.orders)
            .iter()
            .map(|sum| {
                json!({"currency": sum.currency, "currencyExponent": sum.exponent, "ordersCount": sum.orders,
                       "totalSpentCents": sum.spent_cents, "ltvCents": sum.spent_cents,
                       "aovCents": sum.average_cents()})
            })
            .collect(),
    };
    let cells = |row: &Value| {
        vec![
            html! { (text(row, "currency")) },
            html! { (number(row, "ordersCount")) },
            show::money(row, "totalSpentCents"),
            show::money(row, "ltvCents"),
            show::money(row, "aovCents"),
        ]
    };
    let heads = [
        "Currency",
        "Orders",
        "Spent",
        "Lifetime value",
        "Average order",
    ];
    html! {
        section {
            h2 { "Revenue" }
            @if rows.is_empty() { p.hint { "Nothing was paid yet." } }
            @else {
                (table(&heads, rows.iter().map(cells)))
                @if told.is_empty() { p.hint { "Worked out from the paid orders that are here, less what was given back." } }
            }
        }
    }
}

fn reminders(reminders: &[Reminder]) -> Markup {
    let cells = |reminder: &Reminder| {
        vec![
            goods(&reminder.title, &reminder.goods),
            html! { "#" (reminder.order) },
            show::minute(&iso(reminder.due_at)),
        ]
    };
    html! {
        section {
            h2 { "Pending reminders" }
            @if reminders.is_empty() {
                p.hint { "None. An order queues one where replenishment is on for its product: "
                    a href="/settings/products" { "Settings → Products" } "." }
            } @else { (table(&["Product", "Order", "Due"], reminders.iter().map(cells))) }
        }
    }
}

fn waiting(waiting: &[Waiting]) -> Markup {
    let cells = |entry: &Waiting| {
        vec![
            goods(&entry.title, &entry.goods),
            show::minute(&iso(entry.requested_at)),
            match entry.back_in_stock_at {
                None => badge("wait", "Waiting"),
                Some(at) => {
                    html! { (badge("good", "Notified")) " " span.hint { "back since " (show::minute(&iso(at))) } }
                }
            },
        ]
    };
    html! {
        section {
            h2 { "Waitlist" }
            @if waiting.is_empty() { p.hint { "This person waits for nothing." } }
            @else { (table(&["Product", "Asked", "State"], waiting.iter().map(cells))) }
        }
    }
}

fn purchased(purchased: &[Purchased]) -> Markup {
    let cells = |bought: &Purchased| {
        let times = if bought.orders == 1 {
            "order"
        } else {
            "orders"
        };
        vec![
            goods(&bought.title, &bought.goods),
            html! { (bought.quantity) " " span.hint { "in " (bought.orders) " " (times) } },
            show::minute(&bought.last_at),
        ]
    };
    html! {
        section {
            h2 { "Purchased products" }
            @if purchased.is_empty() { p.hint { "No orders of this person are here." } }
            @else { (table(&["Product", "Units", "Last bought"], purchased.iter().map(cells))) }
        }
    }
}

fn history(history: &[Happened]) -> Markup {
    let cells = |line: &Happened| match line.is_trigger {
        true => vec![
            show::minute(&line.at),
            html! { (workflows::name(&line.name)) " " span.hint { "workflow" } },
            workflows::of(&line.data),
            workflows::sequence(&line.name, line.stopped.as_deref()),
        ],
        false => vec![
            show::minute(&line.at),
            super::events::name(&line.name),
            super::events::of(&line.data),
            super::events::amount(&line.data),
        ],
    };
    html! {
        section {
            h2 { "What happened" }
            @if history.is_empty() { p.hint { "Nothing since the shop was connected." } }
            @else { (table(&["When", "What", "Of", "Result"], history.iter().map(cells))) }
        }
    }
}

fn table(heads: &[&str], rows: impl Iterator<Item = Vec<Markup>>) -> Markup {
    html! {
        table {
            thead { tr { @for head in heads { th scope="col" { (head) } } } }
            tbody {
                @for row in rows {
                    tr { @for (head, cell) in heads.iter().zip(row) { td data-label=(head) { div { (cell) } } } }
                }
            }
        }
    }
}
