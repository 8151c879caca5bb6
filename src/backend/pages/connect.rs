//! C4: a connection that begins here. The owner enters the store's URL, chooses, and goes on in the store.

use super::form::Form;
use super::layout::{self, Failed};
use super::show;
use super::visitor::{Manager, SignedIn};
use crate::app::App;
use crate::commands::command::{self, Receiver};
use crate::commands::sender;
use crate::connect::choices::Choices;
use crate::connect::store_url::{self, StoreUrl};
use crate::store::commands;
use crate::store::connections::{self, Draft};
use crate::store::{self, installations};
use crate::time::Millis;
use axum::extract::{Query, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::html;
use rusqlite::Connection as Db;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

const PATH: &str = "/settings/integrations/connect";

/// First step: which store? For a reconnection its URL is filled in.
pub async fn enter(
    State(app): State<App>,
    Manager(who): Manager,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failed> {
    let url = match query.get("store").and_then(|id| id.parse::<i64>().ok()) {
        None => String::new(),
        Some(id) => {
            let company = who.person.company_id.clone();
            let store = app
                .store
                .run(move |db| installations::store(db, &company, id))
                .await?;
            store.map(|store| store.url).unwrap_or_default()
        }
    };
    Ok(address_step(StatusCode::OK, &who, &url, &[]))
}

/// Next step: what to import and keep in sync; then off to the store's own screen.
pub async fn go_on(
    State(app): State<App>,
    Manager(who): Manager,
    form: Form,
) -> Result<Response, Failed> {
    let typed = form.get("url");
    let store = match store_url::parse(typed) {
        Ok(store) => store,
        Err(faults) => {
            return Ok(address_step(
                StatusCode::UNPROCESSABLE_ENTITY,
                &who,
                typed,
                &faults,
            ));
        }
    };
    let company_id = who.person.company_id.clone();
    if form.get("step") != "approve" {
        let stores = app
            .store
            .run(move |db| installations::stores(db, &company_id))
            .await?;
        let known = stores.into_iter().find(|known| known.url == store.url);
        return Ok(choices_step(
            &who,
            &store,
            &known.map(|known| known.choices).unwrap_or_default(),
        ));
    }
    let draft = Draft {
        company_id,
        store_url: store.url.clone(),
        choices: layout::read_choices(&form),
    };
    let now = app.clock.now();
    let (id, asked) = app
        .store
        .run(move |db| {
            let id = connections::save_draft(db, &draft, now)?;
            Ok((id.clone(), ask_to_reconnect(db, &draft, id, now)?))
        })
        .await?;
    if let Some((store_id, receiver, command)) = asked {
        tokio::spawn(tell(app.clone(), store_id, receiver, command));
    }
    let target = format!(
        "{}/wp-admin/admin.php?page=storewire&storewire_draft={id}",
        store.url
    );
    match HeaderValue::from_str(&target) {
        Ok(location) => Ok((StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()),
        Err(_) => {
            let fault = "The address may hold only plain letters, digits and signs.";
            Ok(address_step(
                StatusCode::UNPROCESSABLE_ENTITY,
                &who,
                typed,
                &[fault],
            ))
        }
    }
}

/// C8: a store that is connected learns of it, too, for the browser may never get there.
fn ask_to_reconnect(
    db: &Db,
    draft: &Draft,
    id: String,
    now: Millis,
) -> store::Result<Option<(i64, Receiver, Value)>> {
    let stores = installations::stores(db, &draft.company_id)?;
    let Some(known) = stores
        .into_iter()
        .find(|known| known.connected && known.url == draft.store_url)
    else {
        return Ok(None);
    };
    let mut body = Map::new();
    body.insert("draftId".to_owned(), id.into());
    let command = commands::ask(db, known.id, command::RECONNECT, body, now)?;
    let receiver = commands::receiver(db, known.id)?;
    Ok(receiver.map(|receiver| (known.id, receiver, command)))
}

/// Tells the store; what does not arrive waits for its heartbeat.
async fn tell(app: App, store_id: i64, receiver: Receiver, command: Value) {
    if sender::tell(receiver, &command, app.clock.now())
        .await
        .is_none()
    {
        return;
    }
    let done = [show::text(&command, "id").to_owned()];
    let handled = app
        .store
        .run(move |db| commands::handled(db, store_id, &done))
        .await;
    if let Err(error) = handled {
        eprintln!("storewire-backend: {error}");
    }
}

fn address_step(status: StatusCode, who: &SignedIn, typed: &str, faults: &[&str]) -> Response {
    let content = html! {
        p.step { "Step 1 of 2" }
        h1 { "Connect a WooCommerce store" }
        @for fault in faults { p.fault #fault role="alert" { (fault) } }
        form method="post" action=(PATH) {
            (layout::token(&who.visitor))
            label for="url" { "Store URL" }
            // Not type="url": the rule and its words are the core's, not the browser's.
            input #url name="url" inputmode="url" value=(typed) placeholder="https://yourstore.com" autocomplete="off"
                aria-describedby=(if faults.is_empty() { "url-hint" } else { "fault url-hint" })
                aria-invalid=[(!faults.is_empty()).then_some("true")] required autofocus;
            p.hint #url-hint { "The address at which shoppers open the store. The Storewire plugin has to be installed and active there." }
            div.actions {
                button.primary { "Next" }
                a.button href="/settings/integrations" { "Cancel" }
            }
        }
    };
    layout::page_with(
        status,
        who,
        PATH,
        "Connect a store",
        html! { div.narrow { (content) } },
    )
}

fn choices_step(who: &SignedIn, store: &StoreUrl, choices: &Choices) -> Response {
    let content = html! {
        p.step { "Step 2 of 2" }
        h1 { "What should come from " (store.url) "?" }
        @for note in &store.notes { p.note role="status" { (note.message) } }
        form method="post" action=(PATH) {
            (layout::token(&who.visitor))
            input type="hidden" name="url" value=(store.url);
            input type="hidden" name="step" value="approve";
            (layout::switches("Import now", "imports", &choices.imports.each()))
            (layout::switches("Keep in sync", "sync", &choices.sync.each()))
            p.hint { "You can change all of this later without disconnecting." }
            p { "Next, your store opens: sign in there as somebody who manages WooCommerce, and confirm." }
            div.actions {
                button.primary { "Approve and go to the store" }
                a.button href=(PATH) { "Back" }
            }
        }
    };
    layout::page(
        who,
        PATH,
        "Connect a store",
        html! { div.narrow { (content) } },
    )
}
