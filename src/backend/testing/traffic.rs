//! The last requests that came in, for tests to look at.

use crate::protocol::Refusal;
use crate::protocol::body::LARGE;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_LENGTH};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So many are kept.
const KEPT: usize = 1000;

/// One request of a plugin.
#[derive(Clone, Debug, Serialize)]
pub struct Noted {
    method: String,
    path: String,
    /// Null where the client did not wait for the answer.
    status: Option<u16>,
    /// Length of the request's body as sent.
    bytes: u64,
    /// SHA-256 of the body as it arrived, in hexadecimal; null until it has.
    sha256: Option<String>,
    /// How many others had no answer yet when it came.
    beside: usize,
    /// All but `authorization`.
    headers: Map<String, Value>,
}

/// The last requests, oldest first.
#[derive(Clone, Default)]
pub struct Traffic(Arc<Mutex<VecDeque<Arc<Mutex<Noted>>>>>);

impl Traffic {
    /// What is kept.
    pub fn all(&self) -> Vec<Noted> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().map(|noted| locked(noted).clone()).collect()
    }

    /// Forgets all.
    pub fn clear(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    fn add(&self, mut noted: Noted) -> Arc<Mutex<Noted>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_open = |other: &&Arc<Mutex<Noted>>| locked(other).status.is_none();
        noted.beside = kept.iter().filter(is_open).count();
        let noted = Arc::new(Mutex::new(noted));
        if kept.len() >= KEPT {
            kept.pop_front();
        }
        kept.push_back(Arc::clone(&noted));
        noted
    }
}

/// Notes a request when it comes, its body once that is there, and its status once there is one.
pub async fn note(State(traffic): State<Traffic>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let noted = traffic.add(Noted::of(&parts));
    // Twice the limit, so that the handler still sees that a body is too long.
    let response = match to_bytes(body, 2 * LARGE).await {
        Ok(bytes) => {
            let digest: String = Sha256::digest(&bytes)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            locked(&noted).sha256 = Some(digest);
            next.run(Request::from_parts(parts, Body::from(bytes)))
                .await
        }
        Err(_) => Refusal::too_large("The body is far too long.").into_response(),
    };
    locked(&noted).status = Some(response.status().as_u16());
    response
}

fn locked(noted: &Mutex<Noted>) -> MutexGuard<'_, Noted> {
    noted.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Noted {
    fn of(parts: &Parts) -> Noted {
        let headers = &parts.headers;
        let bytes = headers
            .get(CONTENT_LENGTH)
            .and_then(|length| length.to_str().ok()?.parse().ok())
            .unwrap_or_default();
        let shown = headers.iter().filter(|(name, _)| **name != AUTHORIZATION);
        Noted {
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            status: None,
            bytes,
            sha256: None,
            beside: 0,
            headers: shown
                .map(|(name, value)| {
                    (
                        name.to_string(),
                        String::from_utf8_lossy(value.as_bytes()).into(),
                    )
                })
                .collect(),
        }
    }
}
