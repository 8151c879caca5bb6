//! `POST /connections/{id}/token`: verifier and one-time code for an installation token and a signing secret (C3).

use crate::app::App;
use crate::connect::attempt::{self, Refusal as Reason};
use crate::protocol::{Refusal, body};
use crate::store::connections;
use crate::store::installations;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
struct Request {
    verifier: String,
    code: String,
}

/// Gives the token of an approved attempt; the same one again until it is first used.
pub async fn exchange(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let request: Request = body::json(&headers, body).await?;
    let now = app.clock.now();
    let exchanged = app
        .store
        .run(move |db| {
            let Some(connection) = connections::find(db, &id)? else {
                return Ok(Err(Refusal::unknown_connection()));
            };
            let Request { verifier, code } = &request;
            match attempt::exchange(
                &connection.progress,
                &connection.expected,
                verifier,
                code,
                now,
            ) {
                Err(reason) => Ok(Err(refusal(reason))),
                Ok(()) => Ok(Ok((
                    installations::issue(db, &connection, verifier, code, now)?,
                    connection.choices,
                ))),
            }
        })
        .await?;
    let (issued, choices) = exchanged?;
    let (company_id, company_name) = issued.company;
    let answer = json!({
        "installationToken": issued.token,
        "signingSecret": issued.signing_secret,
        "company": { "id": company_id, "name": company_name },
        "imports": choices.imports,
        "sync": choices.sync,
    });
    Ok(body::answer(StatusCode::OK, &answer))
}

fn refusal(reason: Reason) -> Refusal {
    let (status, error, message) = match reason {
        Reason::Pending => (
            StatusCode::CONFLICT,
            "pending",
            "The connection is not approved yet.",
        ),
        Reason::Denied => (
            StatusCode::FORBIDDEN,
            "denied",
            "The connection was denied.",
        ),
        Reason::Expired => (
            StatusCode::GONE,
            "expired",
            "The connection was not finished in time. Start again.",
        ),
        Reason::WrongVerifier => (
            StatusCode::FORBIDDEN,
            "wrong_verifier",
            "The verifier does not fit the challenge.",
        ),
        Reason::WrongCode => (
            StatusCode::FORBIDDEN,
            "wrong_code",
            "The code is not the one given at approval.",
        ),
        Reason::Used => (
            StatusCode::GONE,
            "used",
            "The token was given out and is in use. Start again.",
        ),
    };
    Refusal::new(status, error, message)
}
