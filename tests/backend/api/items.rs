//! `POST /items`: records come in, each with a verdict of its own, in the order in which they came (B2).

use super::{Refusal, admit, bearer_token, body};
use crate::app::App;
use crate::items::{Rejected, check};
use crate::store::items::{Applied, apply};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// At most this many items in a request.
const MOST: usize = 500;

#[derive(Deserialize)]
struct Request<'a> {
    #[serde(borrow)]
    items: Vec<&'a RawValue>,
}

#[derive(Serialize)]
struct Answer {
    results: Vec<Verdict>,
}

#[derive(Serialize)]
struct Verdict {
    id: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    issues: Vec<String>,
}

/// Checks all items, then applies the sound ones in one transaction.
pub async fn ingest(
    State(app): State<App>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let token = bearer_token(&headers)?;
    let text = body::text(&headers, body, body::LARGE).await?;
    let now = app.clock.now();
    let answer = app
        .store
        .clone()
        .unlocked(move |store| {
            // Reading happens before the database is taken, so that requests side by side only wait to write.
            let request: Result<Request, _> = serde_json::from_str(&text);
            let checked: Vec<_> = match &request {
                Ok(request) if request.items.len() <= MOST => {
                    request.items.iter().map(|item| check(item)).collect()
                }
                _ => Vec::new(),
            };
            store.run_blocking(|db| {
                let bearer = match admit(db, &token, now)? {
                    Ok(bearer) => bearer,
                    Err(refusal) => return Ok(Err(refusal)),
                };
                match &request {
                    Err(error) => {
                        return Ok(Err(Refusal::malformed(format!(
                            "The body cannot be read: {error}."
                        ))));
                    }
                    Ok(request) if request.items.len() > MOST => {
                        return Ok(Err(Refusal::too_large(format!(
                            "At most {MOST} items in a request."
                        ))));
                    }
                    Ok(_) => {}
                }
                let mut results = Vec::with_capacity(checked.len());
                for item in checked {
                    results.push(match item {
                        Err(Rejected { id, issues }) => Verdict {
                            id,
                            status: "rejected",
                            issues,
                        },
                        Ok(item) => {
                            let status =
                                match apply(db, &bearer.company_id, bearer.store_id, &item)? {
                                    Applied::Accepted => "accepted",
                                    Applied::Duplicate => "duplicate",
                                };
                            Verdict {
                                id: item.id,
                                status,
                                issues: Vec::new(),
                            }
                        }
                    });
                }
                Ok(Ok(Answer { results }))
            })
        })
        .await??;
    Ok(body::answer(StatusCode::OK, &answer))
}
