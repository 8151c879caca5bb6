//! The last requests that came in, for tests to look at.

use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_LENGTH};
use axum::middleware::Next;
use axum::response::Response;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

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
        kept.iter()
            .map(|noted| noted.lock().unwrap_or_else(PoisonError::into_inner).clone())
            .collect()
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
        let is_open = |other: &&Arc<Mutex<Noted>>| {
            let other = other.lock().unwrap_or_else(PoisonError::into_inner);
            other.status.is_none()
        };
        noted.beside = kept.iter().filter(is_open).count();
        let noted = Arc::new(Mutex::new(noted));
        if kept.len() >= KEPT {
            kept.pop_front();
        }
        kept.push_back(Arc::clone(&noted));
        noted
    }
}

/// Notes a request when it comes, and its status once there is one.
pub async fn note(State(traffic): State<Traffic>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let bytes = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse().ok())
        .unwrap_or_default();
    let shown = headers.iter().filter(|(name, _)| **name != AUTHORIZATION);
    let noted = traffic.add(Noted {
        method: request.method().to_string(),
        path: request.uri().path().to_owned(),
        status: None,
        bytes,
        beside: 0,
        headers: shown
            .map(|(name, value)| {
                (
                    name.to_string(),
                    String::from_utf8_lossy(value.as_bytes()).into(),
                )
            })
            .collect(),
    });
    let response = next.run(request).await;
    noted.lock().unwrap_or_else(PoisonError::into_inner).status = Some(response.status().as_u16());
    response
}
