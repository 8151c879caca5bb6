//! `POST /test/command`: sends a store a signed command, or one that it has to refuse (D7).

use super::{answer, refuse};
use crate::app::App;
use crate::commands::command::Receiver;
use crate::commands::sender;
use crate::commands::signature::Signed;
use crate::connect::secret;
use crate::ingest::Object;
use crate::store::{self, commands};
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

/// What is sent. It is not queued.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Request {
    store_url: String,
    /// `{"type": "sync"}`, which gets its `id`; or a text, which is sent as it is.
    command: Value,
    /// `webhook-id`; a new one where it is not said.
    id: Option<String>,
    #[serde(default)]
    variant: Variant,
    /// How often the very same request is sent: twice is a replay.
    #[serde(default = "once")]
    times: u8,
}

/// What is wrong with it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Variant {
    /// Nothing.
    #[default]
    Good,
    /// Signed with nothing.
    WrongSignature,
    /// Signed with the secret of somebody else.
    WrongSecret,
    /// The body was changed after it was signed.
    ChangedBody,
    /// Signed an hour ago.
    Stale,
    /// Signed an hour from now.
    Early,
    /// Not signed at all.
    Unsigned,
}

fn once() -> u8 {
    1
}

/// Sends it and tells what came back: `{"id", "answers": [{"status", "body"} | {"error"}]}`.
pub async fn send(State(app): State<App>, body: Body) -> Response {
    let bytes = to_bytes(body, 1024 * 1024).await.unwrap_or_default();
    let request = match serde_json::from_slice::<Object<Request>>(&bytes) {
        Ok(Object(request)) => request,
        Err(error) => return refuse(&error.to_string()),
    };
    let store_url = request.store_url.clone();
    let found = app.store.run(move |db| receiver(db, &store_url)).await;
    let (receiver, new_id) = match found {
        Ok((Some(receiver), new_id)) => (receiver, new_id),
        Ok((None, _)) => {
            return (StatusCode::NOT_FOUND, "There is no such store.\n").into_response();
        }
        Err(error) => {
            return (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response();
        }
    };
    let id = request.id.clone().unwrap_or(new_id);
    let signed = sign(
        &receiver.secret,
        &id,
        app.clock.now() / 1000,
        request.command,
        request.variant,
    );
    let mut answers = Vec::new();
    for _ in 0..request.times {
        answers.push(
            match sender::post(receiver.url.clone(), signed.clone()).await {
                Ok((status, body)) => json!({ "status": status, "body": body }),
                Err(error) => json!({ "error": error }),
            },
        );
    }
    answer(&json!({ "id": id, "answers": answers }))
}

/// The receiver of the store with this URL that was connected last, and an id that is new.
fn receiver(
    db: &rusqlite::Connection,
    store_url: &str,
) -> store::Result<(Option<Receiver>, String)> {
    let stores: Vec<i64> = db
        .prepare("SELECT id FROM stores WHERE url = ?1 ORDER BY id DESC LIMIT 1")?
        .query_map([store_url], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let receiver = match stores.first() {
        Some(store_id) => commands::receiver(db, *store_id)?,
        None => None,
    };
    Ok((receiver, secret::id()?))
}

fn sign(secret: &str, id: &str, now: i64, command: Value, variant: Variant) -> Signed {
    let body = match command {
        Value::String(body) => body,
        Value::Object(mut command) => {
            command.insert("id".to_owned(), id.into());
            Value::Object(command).to_string()
        }
        other => other.to_string(),
    };
    let timestamp = match variant {
        Variant::Stale => now - 3600,
        Variant::Early => now + 3600,
        _ => now,
    };
    let secret = match variant {
        Variant::WrongSecret => "whsec_c29tZWJvZHkgZWxzZSdzIHNlY3JldCwgMzIgYnl0ZXM=",
        _ => secret,
    };
    let mut signed = Signed::new(secret, id, timestamp, body);
    match variant {
        Variant::WrongSignature => {
            signed.signature = Some("v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned());
        }
        Variant::ChangedBody => signed.body.push(' '),
        Variant::Unsigned => signed.signature = None,
        _ => {}
    }
    signed
}
