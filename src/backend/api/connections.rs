//! `POST /connections` begins an attempt to connect, `GET /connections/{id}` tells how it stands (C1, C4).

use crate::app::App;
use crate::connect::attempt::POLL_INTERVAL;
use crate::connect::choices::{Choices, Imports, Toggles};
use crate::connect::store_url;
use crate::ingest::{Object, is_currency};
use crate::protocol::{Refusal, body};
use crate::store::connections::{self, Announcement};
use crate::time::iso;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    store_url: String,
    store_name: String,
    currency: String,
    timezone: String,
    versions: Map<String, Value>,
    imports: Object<Imports>,
    sync: Object<Toggles>,
    return_url: String,
    commands_url: String,
    challenge: String,
    draft_id: Option<String>,
}

/// Begins an attempt. Nobody is signed in here: the owner decides in the browser, at `authorizeUrl`.
pub async fn begin(
    State(app): State<App>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let request: Request = body::json(&headers, body).await?;
    let mut choices = Choices {
        imports: request.imports.0,
        sync: request.sync.0,
    };
    let draft_id = request.draft_id.clone();
    let announced = announcement(request)?;
    let now = app.clock.now();
    let begun = app
        .store
        .run(move |db| {
            let mut draft = None;
            if let Some(id) = draft_id {
                draft = connections::draft(db, &id, now)?;
                match &draft {
                    Some(draft) if draft.store_url == announced.store_url => {
                        choices = draft.choices
                    }
                    _ => return Ok(None),
                }
            }
            connections::begin(db, &announced, &choices, draft.as_ref(), now).map(Some)
        })
        .await?;
    let Some((id, expires_at)) = begun else {
        return Err(Refusal::invalid(vec![
            "draftId: it has expired or is for another store; start again at the backend's Integrations page".to_owned(),
        ]));
    };
    let authorize_url = format!("{}/authorize/{id}", app.public_url);
    let begun = json!({
        "connectionId": id,
        "authorizeUrl": authorize_url,
        "interval": POLL_INTERVAL,
        "expiresAt": iso(expires_at),
    });
    Ok(body::answer(StatusCode::CREATED, &begun))
}

/// Tells how an attempt stands.
pub async fn poll(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Refusal> {
    let found = app.store.run(move |db| connections::find(db, &id)).await?;
    let connection = found.ok_or_else(Refusal::unknown_connection)?;
    let state = connection.progress.state(app.clock.now());
    Ok(body::answer(
        StatusCode::OK,
        &json!({ "state": state.word() }),
    ))
}

/// What the plugin said, checked; every fault is told at once.
fn announcement(request: Request) -> Result<Announcement, Refusal> {
    let mut issues = Vec::new();
    let store_url = match store_url::parse(&request.store_url) {
        Ok(store_url) => store_url.url,
        Err(faults) => {
            issues.extend(faults.into_iter().map(|fault| format!("storeUrl: {fault}")));
            String::new()
        }
    };
    if issues.is_empty() {
        let beside = [
            ("returnUrl", &request.return_url),
            ("commandsUrl", &request.commands_url),
        ];
        issues.extend(
            beside
                .iter()
                .filter_map(|(name, url)| store_url::elsewhere(&store_url, name, url)),
        );
    }
    if !is_challenge(&request.challenge) {
        issues.push("challenge: expected base64url(SHA-256(verifier)), 43 characters".to_owned());
    }
    if !is_currency(&request.currency) {
        issues.push("currency: expected 3 to 10 capital letters and digits".to_owned());
    }
    if !issues.is_empty() {
        return Err(Refusal::invalid(issues));
    }
    Ok(Announcement {
        store_url,
        store_name: request.store_name,
        currency: request.currency,
        timezone: request.timezone,
        versions: Value::Object(request.versions).to_string(),
        return_url: request.return_url,
        commands_url: request.commands_url,
        challenge: request.challenge,
    })
}

fn is_challenge(text: &str) -> bool {
    text.len() == 43
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}
