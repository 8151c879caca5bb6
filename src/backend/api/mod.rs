//! Wire protocol v1, the plugin's side of the backend. openapi.yaml is its description.

mod connections;
mod disconnect;
mod heartbeat;
mod inventory;
mod items;
mod token;
mod waitlist;

use crate::app::App;
use crate::protocol::Refusal;
use crate::store::Result as StoreResult;
use crate::store::installations::{self, Bearer};
use crate::time::Millis;
use axum::Router;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use rusqlite::Connection as Db;

/// The routes of the protocol.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/woocommerce/connections", post(connections::begin))
        .route("/api/woocommerce/connections/{id}", get(connections::poll))
        .route(
            "/api/woocommerce/connections/{id}/token",
            post(token::exchange),
        )
        .route("/api/woocommerce/items", post(items::ingest))
        .route("/api/woocommerce/heartbeat", post(heartbeat::beat))
        .route("/api/woocommerce/inventory", post(inventory::compare))
        .route("/api/woocommerce/disconnect", post(disconnect::disconnect))
        .route(
            "/api/woocommerce/back-in-stock/subscribe",
            post(waitlist::subscribe).options(waitlist::preflight),
        )
        .route("/api/{*rest}", axum::routing::any(unknown))
        .method_not_allowed_fallback(wrong_method)
}

async fn unknown() -> Refusal {
    Refusal::new(
        StatusCode::NOT_FOUND,
        "not_found",
        "There is nothing at this address.",
    )
}

async fn wrong_method() -> Refusal {
    Refusal::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "wrong_method",
        "This address does not take this method.",
    )
}

/// The token of a request, without which it is refused.
fn bearer_token(headers: &HeaderMap) -> Result<String, Refusal> {
    headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .map(str::to_owned)
        .ok_or_else(Refusal::unknown_token)
}

/// Whom a token belongs to; a token that was revoked is told from one that never was.
fn authenticate(db: &Db, token: &str) -> StoreResult<Result<Bearer, Refusal>> {
    Ok(match installations::bearer(db, token)? {
        None => Err(Refusal::unknown_token()),
        Some(bearer) if bearer.revoked => Err(Refusal::disconnected()),
        Some(bearer) => Ok(bearer),
    })
}

/// The same, and the store counts as seen.
fn admit(db: &Db, token: &str, now: Millis) -> StoreResult<Result<Bearer, Refusal>> {
    let admitted = authenticate(db, token)?;
    if let Ok(bearer) = &admitted {
        installations::seen(db, bearer, now)?;
        installations::is_in_doubt(db, bearer)?;
    }
    Ok(admitted)
}
