//! `/test/…`: how tests see and steer the backend. Answers only where the server was started with `--test-api`.

mod clock;
mod command;
mod export;
pub mod follow_ups;

use self::export::export;
use crate::app::App;
use crate::ingest::Object;
use crate::store::{replenishment, seed};
use crate::testing::faults::Fault;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;

/// The routes of the test API.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/test/export", get(exported))
        .route("/test/faults", post(set_fault).get(fault))
        .route("/test/clock", post(clock::set).get(clock::show))
        .route("/test/requests", get(requests))
        .route("/test/command", post(command::send))
        .route("/test/violations", get(violations))
        .route("/test/reset", post(reset))
}

/// `GET /test/export?company=ID` or `?storeUrl=URL`.
async fn exported(
    State(app): State<App>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    let Some(of) = query
        .get("company")
        .or_else(|| query.get("storeUrl"))
        .cloned()
    else {
        return refuse("Say ?company=ID or ?storeUrl=URL.");
    };
    let now = app.calendar.now();
    let work = move |db: &_| {
        replenishment::fall_due(db, now)?;
        export(db, &of)
    };
    match app.store.run(work).await {
        Ok(Some(exported)) => answer(&exported),
        Ok(None) => (
            StatusCode::NOT_FOUND,
            "There is no such company or store.\n",
        )
            .into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response(),
    }
}

/// `POST /test/faults {"mode", "ms", "times", "path", …}`.
async fn set_fault(State(app): State<App>, body: Body) -> Response {
    let bytes = to_bytes(body, 64 * 1024).await.unwrap_or_default();
    match serde_json::from_slice::<Object<Fault>>(&bytes) {
        Ok(Object(fault)) => {
            app.faults.set(fault);
            answer(&app.faults.current())
        }
        Err(error) => refuse(&error.to_string()),
    }
}

/// `GET /test/faults`: what is switched on.
async fn fault(State(app): State<App>) -> Response {
    answer(&app.faults.current())
}

/// `GET /test/requests`: the last requests of plugins, oldest first.
async fn requests(State(app): State<App>) -> Response {
    answer(&json!({ "requests": app.traffic.map(|traffic| traffic.all()).unwrap_or_default() }))
}

/// `GET /test/violations`: what broke the contract of openapi.yaml, and how many requests were checked at all.
async fn violations(State(app): State<App>) -> Response {
    match &app.contract {
        Some(contract) => answer(&contract.report()),
        None => {
            let message = "Nothing is checked. Start the backend with --check-openapi.\n";
            (StatusCode::NOT_FOUND, message).into_response()
        }
    }
}

/// `POST /test/reset`: back to the beginning, but nobody is signed out.
async fn reset(State(app): State<App>) -> Response {
    app.faults.set(Fault::default());
    app.calendar.set_ahead(0);
    if let Some(traffic) = &app.traffic {
        traffic.clear();
    }
    if let Some(contract) = &app.contract {
        contract.clear();
    }
    match app.store.run(seed::reset).await {
        Ok(()) => answer(&json!({ "reset": true })),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response(),
    }
}

fn answer(body: &impl Serialize) -> Response {
    (
        [(CONTENT_TYPE, "application/json")],
        serde_json::to_string(body).unwrap_or_default(),
    )
        .into_response()
}

fn refuse(message: &str) -> Response {
    (StatusCode::BAD_REQUEST, format!("{message}\n")).into_response()
}
