//! `POST /disconnect`: the store takes its leave (C8).

use super::{authenticate, bearer_token};
use crate::app::App;
use crate::protocol::{Refusal, body};
use crate::store::installations;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::json;

/// Revokes the token that asks. What was synced stays.
pub async fn disconnect(State(app): State<App>, headers: HeaderMap) -> Result<Response, Refusal> {
    let token = bearer_token(&headers)?;
    let now = app.clock.now();
    app.store
        .run(move |db| match authenticate(db, &token)? {
            Err(refusal) => Ok(Err(refusal)),
            Ok(bearer) => installations::revoke(db, &bearer, now).map(Ok),
        })
        .await??;
    Ok(body::answer(
        StatusCode::OK,
        &json!({ "disconnected": true }),
    ))
}
