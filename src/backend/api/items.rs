//! `POST /items`: records come in, each with a verdict of its own, in the order in which they came (B2).

use super::{admit, bearer_token};
use crate::app::App;
use crate::ingest::{Checked, Object, Rejected, check};
use crate::protocol::{Refusal, body};
use crate::store::follow_up;
use crate::store::installations::Bearer;
use crate::store::items::{Applied, apply, is_unused};
use crate::store::{self, Store};
use crate::testing::faults::Fault;
use crate::time::Millis;
use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use rusqlite::Connection;
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
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unused: bool,
}

/// Checks all items, then applies the sound ones in one transaction.
pub async fn ingest(
    State(app): State<App>,
    struck: Option<Extension<Fault>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let token = bearer_token(&headers)?;
    let text = body::text(&headers, body, body::LARGE).await?;
    let fault = struck.map(|Extension(fault)| fault).unwrap_or_default();
    let (now, today) = (app.clock.now(), app.calendar.now());
    let work = move |store: &Store| {
        // Reading happens before the database is taken, so that requests side by side only wait to write.
        let items = read(&text, &fault);
        store.run_blocking(|db| match (admit(db, &token, now)?, items) {
            (Err(refusal), _) | (_, Err(refusal)) => Ok(Err(refusal)),
            (Ok(bearer), Ok(items)) => apply_all(db, &bearer, items, today).map(Ok),
        })
    };
    let answer = app.store.unlocked(work).await??;
    Ok(body::answer(StatusCode::OK, &answer))
}

fn read<'a>(text: &'a str, fault: &Fault) -> Result<Vec<Result<Checked<'a>, Rejected>>, Refusal> {
    let Object(Request { items }) = serde_json::from_str(text)
        .map_err(|error| Refusal::malformed(format!("The body cannot be read: {error}.")))?;
    let most = fault.most_items().unwrap_or(MOST);
    if items.len() > most {
        return Err(Refusal::too_large(format!(
            "At most {most} items in a request."
        )));
    }
    let checked = items.into_iter().map(check).filter_map(|item| match item {
        Ok(item) if fault.passes_over(&item.id) => None,
        Ok(item) if fault.rejects(&item.id) => Some(Err(Rejected {
            id: item.id,
            issues: vec!["refused by the test".to_owned()],
        })),
        item => Some(item),
    });
    Ok(checked.collect())
}

fn apply_all(
    db: &Connection,
    bearer: &Bearer,
    items: Vec<Result<Checked, Rejected>>,
    today: Millis,
) -> store::Result<Answer> {
    let mut results = Vec::with_capacity(items.len());
    let mut accepted = Vec::new();
    for item in items {
        results.push(match item {
            Err(Rejected { id, issues }) => Verdict {
                id,
                status: "rejected",
                issues,
                unused: false,
            },
            Ok(item) => {
                let applied = apply(db, &bearer.company_id, bearer.store_id, &item)?;
                let verdict = Verdict {
                    id: item.id.clone(),
                    status: match applied {
                        Applied::Accepted => "accepted",
                        Applied::Duplicate => "duplicate",
                    },
                    issues: Vec::new(),
                    unused: is_unused(db, &bearer.company_id, bearer.store_id, &item)?,
                };
                if applied == Applied::Accepted {
                    accepted.push(item);
                }
                verdict
            }
        });
    }
    follow_up::follow(db, bearer.store_id, &accepted, today)?;
    Ok(Answer { results })
}
