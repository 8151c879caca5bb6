//! Holds real traffic of both sides against openapi.yaml while tests run, and lists what broke it.

use super::inject::Injected;
use super::openapi::Document;
use crate::protocol::Refusal;
use crate::protocol::body::{LARGE, unpack};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};

/// So many violations are kept; the first ones tell most.
const KEPT: usize = 200;

/// The document and what was seen of its being broken.
pub struct Contract {
    document: &'static Document,
    report: Mutex<Report>,
}

/// What was seen.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Requests that were checked.
    checked: u64,
    /// What broke the contract, oldest first.
    violations: Vec<Violation>,
}

#[derive(Clone, Debug, Serialize)]
struct Violation {
    /// `request` or `answer`.
    side: &'static str,
    method: String,
    path: String,
    /// Of an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    faults: Vec<String>,
}

impl Contract {
    /// Reads the document.
    pub fn load() -> Result<Self, String> {
        Ok(Self {
            document: Document::load()?,
            report: Mutex::default(),
        })
    }

    /// What was seen so far.
    pub fn report(&self) -> Report {
        self.report
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Forgets what was seen.
    pub fn clear(&self) {
        *self.report.lock().unwrap_or_else(PoisonError::into_inner) = Report::default();
    }

    fn check_request(&self, method: &Method, path: &str, headers: &HeaderMap, body: Bytes) {
        let faults = match unpack(headers, body, LARGE) {
            Ok(body) => self.document.request_faults(method, path, headers, &body),
            Err(_) => vec!["body: it cannot be unpacked".to_owned()],
        };
        self.report
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .checked += 1;
        self.note("request", method, path, None, faults);
    }

    fn check_answer(&self, method: &Method, path: &str, status: u16, body: &Bytes) {
        let faults =
            self.document
                .answer_faults(method, path, status, &String::from_utf8_lossy(body));
        self.note("answer", method, path, Some(status), faults);
    }

    fn note(
        &self,
        side: &'static str,
        method: &Method,
        path: &str,
        status: Option<u16>,
        faults: Vec<String>,
    ) {
        let mut report = self.report.lock().unwrap_or_else(PoisonError::into_inner);
        if !faults.is_empty() && report.violations.len() < KEPT {
            report.violations.push(Violation {
                side,
                method: method.to_string(),
                path: path.to_owned(),
                status,
                faults,
            });
        }
    }
}

/// Checks a request on its way in and the backend's own answer on its way out; a fault's answer is not the backend's.
pub async fn watch(
    State(contract): State<Arc<Contract>>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    // Twice the limit, so that the handler still sees that a body is too long.
    let Ok(bytes) = to_bytes(body, 2 * LARGE).await else {
        return Refusal::too_large("The body is far too long.").into_response();
    };
    let (method, path) = (parts.method.clone(), parts.uri.path().to_owned());
    contract.check_request(&method, &path, &parts.headers, bytes.clone());
    let response = next
        .run(Request::from_parts(parts, Body::from(bytes)))
        .await;
    if response.extensions().get::<Injected>().is_some() {
        return response;
    }
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    contract.check_answer(&method, &path, parts.status.as_u16(), &bytes);
    Response::from_parts(parts, Body::from(bytes))
}
