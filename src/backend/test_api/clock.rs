//! `/test/clock`: how far the time of reminders is ahead of the real one.

use super::{answer, refuse};
use crate::app::App;
use crate::ingest::Object;
use crate::rules::replenishment::DAY;
use crate::store::replenishment;
use crate::time::iso;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Ahead {
    days: u32,
    minutes: u32,
}

/// `POST /test/clock {"days": 31, "minutes": 5}`: so far ahead from now on, not further ahead than before; `{}` puts it
/// back. What comes due by that has fired when the answer comes.
pub async fn set(State(app): State<App>, body: Body) -> Response {
    let bytes = to_bytes(body, 1024).await.unwrap_or_default();
    let Object(ahead) = match serde_json::from_slice::<Object<Ahead>>(&bytes) {
        Ok(ahead) => ahead,
        Err(error) => return refuse(&error.to_string()),
    };
    app.calendar
        .set_ahead(i64::from(ahead.days) * DAY + i64::from(ahead.minutes) * 60_000);
    let now = app.calendar.now();
    match app
        .store
        .run(move |db| replenishment::fall_due(db, now))
        .await
    {
        Ok(()) => show(State(app)).await,
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response(),
    }
}

/// `GET /test/clock`: what time it is by it, and how many milliseconds it is ahead.
pub async fn show(State(app): State<App>) -> Response {
    answer(&json!({ "now": iso(app.calendar.now()), "aheadMs": app.calendar.ahead() }))
}
