//! `POST /heartbeat`: how the store is (D5), and what it is asked to do.

use super::{Refusal, admit, bearer_token, body};
use crate::app::App;
use crate::choices::{Choices, Imports, Toggles};
use crate::object::Object;
use crate::store::{commands, installations};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
struct Request {
    health: Map<String, Value>,
    imports: Option<Object<Imports>>,
    sync: Option<Object<Toggles>>,
    #[serde(default)]
    done: Vec<String>,
}

/// Keeps what the store says and hands out what waits for it, again and again until the store says `done`.
///
/// The store's own choices are taken over (C7), except while a change made here still waits: then that one wins.
pub async fn beat(
    State(app): State<App>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let token = bearer_token(&headers)?;
    let request: Request = body::json(&headers, body).await?;
    let now = app.clock.now();
    let commands = app
        .store
        .run(move |db| {
            let bearer = match admit(db, &token, now)? {
                Ok(bearer) => bearer,
                Err(refusal) => return Ok(Err(refusal)),
            };
            installations::save_health(db, bearer.store_id, request.health)?;
            commands::handled(db, bearer.store_id, &request.done)?;
            let waiting = commands::waiting(db, bearer.store_id)?;
            let is_changing = waiting
                .iter()
                .any(|command| command.get("type") == Some(&commands::SETTINGS.into()));
            if let (Some(Object(imports)), Some(Object(sync)), false) =
                (request.imports, request.sync, is_changing)
            {
                installations::save_choices(db, bearer.store_id, &Choices { imports, sync })?;
            }
            Ok(Ok(waiting))
        })
        .await??;
    Ok(body::answer(
        StatusCode::OK,
        &json!({ "commands": commands }),
    ))
}
