//! Settings → Integrations: the connected stores, how they are, and what can be done (B1, C7, C8).

use super::form::Form;
use super::layout::{self, Failed};
use super::show;
use super::visitor::{Manager, SignedIn};
use crate::app::App;
use crate::commands::{command, sender};
use crate::connect::secret;
use crate::store::commands;
use crate::store::installations::{self, Store};
use crate::store::missed;
use crate::time::{Millis, iso, millis};
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde_json::{Map, Value, json};

const PATH: &str = "/settings/integrations";

/// Shows the stores of the company.
pub async fn show(
    State(app): State<App>,
    who: SignedIn,
    RawQuery(query): RawQuery,
) -> Result<Response, Failed> {
    let company = who.person.company_id.clone();
    let now = app.clock.now();
    let stores = app
        .store
        .run(move |db| {
            let stores = installations::stores(db, &company)?;
            stores
                .into_iter()
                .map(|store| {
                    let waiting = commands::waiting(db, store.id, now)?;
                    Ok((waiting, missed::of(db, store.id)?, store))
                })
                .collect::<Result<Vec<_>, _>>()
        })
        .await?;
    let content = html! {
        h1 { "Integrations" }
        @if let Some(told) = query.as_deref().and_then(told) { p.note role="status" { (told) } }
        @if stores.is_empty() {
            section.card {
                h2 { "WooCommerce" }
                p { "No store is connected yet. Connecting one brings its contacts, products, orders and transactions here and keeps them up to date." }
                @if who.person.may_manage() {
                    p { a.button.primary href={ (PATH) "/connect" } { "Connect" } }
                } @else {
                    p.hint { "Ask an owner or admin of the company to connect it." }
                }
            }
        } @else {
            @for (waiting, missed, store) in &stores { (card(&who, store, waiting, missed, now)) }
            @if who.person.may_manage() {
                p { a.button href={ (PATH) "/connect" } { "Connect another store" } }
            }
        }
    };
    Ok(layout::page(&who, PATH, "Integrations", content))
}

/// What the store said to the last button, for people; none where the address says nothing of the kind.
fn told(query: &str) -> Option<String> {
    let fields: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let field = |name: &str| fields.iter().find(|(key, _)| key == name);
    field("told")?;
    let Some((_, added)) = field("added") else {
        return Some("The store has received this.".to_owned());
    };
    let added: Vec<_> = added.split(',').filter_map(missed::label).collect();
    Some(match added.is_empty() {
        true => "The store was syncing this already, and goes on with it.".to_owned(),
        false => format!(
            "The store was syncing already. Added to it: {}.",
            added.join(", ")
        ),
    })
}

/// Asks the store for a fresh sync (S9): of everything, or of what was ticked, between two days.
pub async fn sync(
    State(app): State<App>,
    Manager(who): Manager,
    Path(id): Path<i64>,
    form: Form,
) -> Result<Response, Failed> {
    let (Ok(from), Ok(to)) = (day(form.get("from")), day(form.get("to"))) else {
        return Ok(layout::refuse(
            &who.visitor,
            StatusCode::UNPROCESSABLE_ENTITY,
            "No such day",
            "Days are written like 2026-01-31. Go back and correct them.",
        ));
    };
    let all = missed::TYPES.map(|(key, _)| key);
    let types: Vec<_> = all
        .into_iter()
        .filter(|key| form.has(&format!("types.{key}")))
        .collect();
    let mut body = Map::new();
    if !types.is_empty() {
        body.insert("types".to_owned(), json!(types));
    }
    body.extend(from.map(|from| ("from".to_owned(), json!(from))));
    body.extend(to.map(|to| ("to".to_owned(), json!(to + DAY - 1))));
    if from.is_none() && to.is_none() {
        let company = who.person.company_id.clone();
        let synced = if types.is_empty() {
            all.to_vec()
        } else {
            types
        };
        app.store
            .run(move |db| match installations::store(db, &company, id)? {
                Some(store) => missed::done(db, store.id, &synced),
                None => Ok(()),
            })
            .await?;
    }
    ask(&app, who, id, command::SYNC, body).await
}

const DAY: i64 = 86_400;

/// The beginning of a day of UTC, in seconds; none where none was named.
fn day(typed: &str) -> Result<Option<i64>, ()> {
    match typed {
        "" => Ok(None),
        day => millis(&format!("{day}T00:00:00.000Z"))
            .filter(|millis| iso(*millis).starts_with(day))
            .map(|millis| Some(millis.div_euclid(1000)))
            .ok_or(()),
    }
}

/// Changes what is imported and kept in sync, here and at the store (C7).
pub async fn choose(
    State(app): State<App>,
    Manager(who): Manager,
    Path(id): Path<i64>,
    form: Form,
) -> Result<Response, Failed> {
    let choices = layout::read_choices(&form);
    let company = who.person.company_id.clone();
    app.store
        .run(move |db| match installations::store(db, &company, id)? {
            Some(store) => {
                missed::switched(db, store.id, &store.choices.sync, &choices.sync)?;
                installations::save_choices(db, store.id, &choices)
            }
            None => Ok(()),
        })
        .await?;
    let mut body = Map::new();
    body.insert("imports".to_owned(), json!(choices.imports));
    body.insert("sync".to_owned(), json!(choices.sync));
    ask(&app, who, id, command::SETTINGS, body).await
}

/// Ends the store's tokens and tells it; a store that misses it learns of that with its next request (C8).
pub async fn disconnect(
    State(app): State<App>,
    Manager(who): Manager,
    Path(id): Path<i64>,
    _: Form,
) -> Result<Response, Failed> {
    let (company, now) = (who.person.company_id.clone(), app.clock.now());
    let told = app
        .store
        .run(move |db| match installations::store(db, &company, id)? {
            Some(store) if store.connected => {
                let receiver = commands::receiver(db, store.id)?;
                installations::disconnect(db, store.id, now)?;
                let command = command::build(&secret::id()?, command::DISCONNECT, Map::new());
                Ok(receiver.map(|receiver| (receiver, command)))
            }
            _ => Ok(None),
        })
        .await?;
    if let Some((receiver, command)) = told {
        sender::tell(receiver, &command, now).await;
    }
    Ok(Redirect::to(PATH).into_response())
}

/// Asks the store to do something, at once where it can be reached; else the command waits for its heartbeat.
async fn ask(
    app: &App,
    who: SignedIn,
    id: i64,
    kind: &'static str,
    body: Map<String, Value>,
) -> Result<Response, Failed> {
    let (company, now) = (who.person.company_id.clone(), app.clock.now());
    let asked = app
        .store
        .run(move |db| match installations::store(db, &company, id)? {
            Some(store) if store.connected => {
                let command = commands::ask(db, store.id, kind, body, now)?;
                Ok(commands::receiver(db, store.id)?.map(|receiver| (receiver, command)))
            }
            _ => Ok(None),
        })
        .await?;
    let Some((receiver, command)) = asked else {
        let message = "This store is not connected to the company whose pages you see.";
        return Ok(layout::refuse(
            &who.visitor,
            StatusCode::NOT_FOUND,
            "Not connected",
            message,
        ));
    };
    if let Some(receipt) = sender::tell(receiver, &command, now).await {
        let done = [show::text(&command, "id").to_owned()];
        app.store
            .run(move |db| commands::handled(db, id, &done))
            .await?;
        return Ok(Redirect::to(&format!("{PATH}?told{}", added(&receipt))).into_response());
    }
    Ok(Redirect::to(PATH).into_response())
}

/// What a sync that was under way already took in (A12), as a field of the next address; empty for all other receipts.
fn added(receipt: &Value) -> String {
    let sync = receipt.get("sync");
    if sync.and_then(|sync| sync.get("joined")) != Some(&Value::Bool(true)) {
        return String::new();
    }
    let added = sync
        .and_then(|sync| sync.get("added"))
        .and_then(Value::as_array);
    let added = added.into_iter().flatten().filter_map(Value::as_str);
    let known: Vec<_> = added.filter(|kind| missed::label(kind).is_some()).collect();
    format!("&added={}", known.join(","))
}

fn card(who: &SignedIn, store: &Store, waiting: &[Value], missed: &[&str], now: Millis) -> Markup {
    html! {
        section.card {
            h2 { (store.name) " " (state(store)) }
            @if store.connected && store.paused {
                p.note role="status" { "The plugin is deactivated in the store, so nothing arrives. It goes on when somebody activates it there." }
            }
            dl {
                dt { "Store" } dd { (store.url) }
                dt { "Last seen" } dd { (last_seen(store.last_seen_at, now)) }
                dt { "Currency and time zone" } dd { (store.currency) ", " (store.timezone) }
                dt { "Versions" }
                dd { (listed(&store.versions)) }
                @if let Some(health) = &store.health {
                    dt { "Health" }
                    dd { (listed(health)) }
                }
            }
            @for command in waiting { (notice(command)) }
            @if who.person.may_manage() {
                @if store.connected && !missed.is_empty() { (offer(who, store, missed)) }
                (actions(who, store))
            }
        }
    }
}

fn state(store: &Store) -> Markup {
    match (store.connected, store.paused) {
        (true, false) => html! { span.badge.good { "Connected" } },
        (true, true) => html! { span.badge { "Paused" } },
        (false, _) => html! { span.badge.bad { "Disconnected" } },
    }
}

fn notice(command: &Value) -> Markup {
    let what = match command.get("type").and_then(Value::as_str) {
        Some(command::SYNC) => "A fresh sync was asked for.",
        Some(command::RECONNECT) => "The store's owner was asked to reconnect.",
        _ => "Changed choices wait for the store.",
    };
    html! { p.note role="status" { (what) " The store could not be reached; it picks this up when it next reports, usually within the hour." } }
}

/// C7: what was switched on is kept up to date from then on; what was missed meanwhile is offered.
fn offer(who: &SignedIn, store: &Store, missed: &[&str]) -> Markup {
    let labels: Vec<_> = missed
        .iter()
        .filter_map(|kind| missed::label(kind))
        .collect();
    let labels = labels.join(", ");
    html! {
        form.note method="post" action={ (PATH) "/" (store.id) "/sync" } {
            (layout::token(&who.visitor))
            @for kind in missed { input type="hidden" name={ "types." (kind) } value="on"; }
            (labels) " are kept in sync again. What changed while this was off is not here yet. "
            button { "Sync now: " (labels) }
        }
    }
}

fn actions(who: &SignedIn, store: &Store) -> Markup {
    let action = |name: &str| format!("{PATH}/{}/{name}", store.id);
    let token = layout::token(&who.visitor);
    html! {
        div.actions {
            @if store.connected {
                form method="post" action=(action("sync")) {
                    (token)
                    details {
                        summary { "Only a part" }
                        (layout::switches("What to sync; nothing ticked means everything", "types", &missed::TYPES.map(|(key, label)| (key, label, false))))
                        label { "Made from " input type="date" name="from"; }
                        label { " to " input type="date" name="to"; }
                        p.hint { "Days are those of UTC. Leave them empty for all." }
                    }
                    button.primary { "Sync Store" }
                }
            }
            a.button href={ (PATH) "/connect?store=" (store.id) } { "Reconnect" }
            @if store.connected {
                details {
                    summary.button { "Disconnect…" }
                    form.confirm method="post" action=(action("disconnect")) {
                        (token)
                        p { "The store stops sending. What it sent so far stays here, and its settings stay in the store." }
                        button.danger { "Disconnect this store" }
                    }
                }
            }
        }
        @if store.connected {
            details.choices {
                summary { "Imports and sync" }
                form method="post" action=(action("choices")) {
                    (token)
                    div.switches {
                        (layout::switches("Imports", "imports", &store.choices.imports.each()))
                        (layout::switches("Ongoing sync", "sync", &store.choices.sync.each()))
                    }
                    button { "Save choices" }
                }
            }
        }
    }
}

fn last_seen(at: Option<Millis>, now: Millis) -> Markup {
    let Some(at) = at else {
        return html! { "Never" };
    };
    let minutes = (now - at) / 60_000;
    let ago = match minutes {
        i64::MIN..=0 => "just now".to_owned(),
        1 => "a minute ago".to_owned(),
        2..120 => format!("{minutes} minutes ago"),
        120..2880 => format!("{} hours ago", minutes / 60),
        _ => format!("{} days ago", minutes / 1440),
    };
    html! { time datetime=(iso(at)) title=(iso(at)) { (ago) } }
}

/// The facts of a JSON object in one line.
fn listed(json: &str) -> Markup {
    let facts: Vec<_> = facts(json)
        .into_iter()
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    html! { (show::or_dash(&facts.join(" · "))) }
}

/// The names and values of a JSON object as texts; those inside another object carry its name in front.
fn facts(json: &str) -> Vec<(String, String)> {
    fn gather(prefix: &str, object: &Map<String, Value>, facts: &mut Vec<(String, String)>) {
        for (name, value) in object {
            let name = format!("{prefix}{name}");
            match value {
                Value::Object(inner) => gather(&format!("{name} "), inner, facts),
                Value::String(text) if text.is_empty() => {}
                Value::String(text) => facts.push((name, text.clone())),
                other => facts.push((name, other.to_string())),
            }
        }
    }
    let mut found = Vec::new();
    gather(
        "",
        &serde_json::from_str(json).unwrap_or_default(),
        &mut found,
    );
    found
}
