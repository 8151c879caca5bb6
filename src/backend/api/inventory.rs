//! `POST /inventory`: which ranges of the store's objects are not here as they are there.

use super::{admit, bearer_token};
use crate::app::App;
use crate::ingest::Object;
use crate::protocol::{Refusal, body};
use crate::store::inventory::{self, Range};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

/// At most this many ranges in a request.
const MOST: usize = 500;

#[derive(Deserialize)]
struct Request {
    #[serde(rename = "type")]
    kind: String,
    ranges: Vec<Object<Range>>,
}

/// Compares ranges and gives those that differ, with the lines of what is here.
pub async fn compare(
    State(app): State<App>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let token = bearer_token(&headers)?;
    let request: Request = body::json(&headers, body).await?;
    let (sql, ranges) = checked(request)?;
    let now = app.clock.now();
    let differing = app
        .store
        .run(move |db| match admit(db, &token, now)? {
            Err(refusal) => Ok(Err(refusal)),
            Ok(bearer) => inventory::differing(db, sql, bearer.store_id, &ranges).map(Ok),
        })
        .await??;
    Ok(body::answer(
        StatusCode::OK,
        &json!({ "differing": differing }),
    ))
}

fn checked(request: Request) -> Result<(&'static str, Vec<Range>), Refusal> {
    let ranges: Vec<Range> = request.ranges.into_iter().map(|range| range.0).collect();
    if ranges.len() > MOST {
        return Err(Refusal::too_large(format!(
            "At most {MOST} ranges in a request."
        )));
    }
    let mut issues = Vec::new();
    let sql = inventory::rows_of(&request.kind);
    if sql.is_none() {
        issues.push("type: expected `orders`, `products` or `contacts`".to_owned());
    }
    let mut last = None;
    for (index, range) in ranges.iter().enumerate() {
        if range.from > range.to || last.is_some_and(|last| range.from <= last) {
            issues.push(format!(
                "ranges[{index}]: ranges rise and do not overlap; `from` is at most `to`"
            ));
        }
        last = Some(range.to);
    }
    match sql {
        Some(sql) if issues.is_empty() => Ok((sql, ranges)),
        _ => Err(Refusal::invalid(issues)),
    }
}
