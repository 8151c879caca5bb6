//! How a request is refused: a status, and `{"error", "message", "issues"?}`.

use crate::store;
use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// A refusal. `error` is for machines and never changes its meaning; the rest is for people.
#[derive(Debug, Serialize)]
pub struct Refusal {
    #[serde(skip)]
    status: StatusCode,
    error: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    issues: Vec<String>,
}

impl Refusal {
    /// A refusal without further issues.
    pub fn new(status: StatusCode, error: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            error,
            message: message.into(),
            issues: Vec::new(),
        }
    }

    /// The body cannot be understood.
    pub fn malformed(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", message)
    }

    /// The body is understood, but something in it is wrong.
    pub fn invalid(issues: Vec<String>) -> Self {
        let message = "Something in the request is wrong; the issues say what.".to_owned();
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            error: "invalid",
            message,
            issues,
        }
    }

    /// Too many items, or too many bytes.
    pub fn too_large(message: impl Into<String>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message)
    }

    /// There is no such token.
    pub fn unknown_token() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unknown_token",
            "This token is not known here. Connect the store again.",
        )
    }

    /// The token is known, but not allowed this.
    pub fn token_refused() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "token_refused",
            "This token is not allowed to do this. Connect the store again.",
        )
    }

    /// The token's store is not here any more.
    pub fn unknown_store() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "unknown_store",
            "The store of this token is not known here. Connect it again.",
        )
    }

    /// The token was good once.
    pub fn disconnected() -> Self {
        Self::new(
            StatusCode::GONE,
            "disconnected",
            "This store was disconnected. Connect it again to go on.",
        )
    }

    /// The request does not come from a connected storefront.
    pub fn unknown_origin() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "unknown_origin",
            "Only pages of a connected store can ask this, and the Origin header has to say so.",
        )
    }

    /// There is no such attempt to connect.
    pub fn unknown_connection() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "unknown_connection",
            "There is no such connection. Start again.",
        )
    }
}

impl From<store::Error> for Refusal {
    fn from(error: store::Error) -> Self {
        eprintln!("storewire-backend: {error}");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "failed",
            "The backend could not do this. Try again later.",
        )
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = serde_json::to_string(&self).unwrap_or_default();
        let mut response =
            (self.status, [(CONTENT_TYPE, "application/json")], body).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            response
                .headers_mut()
                .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
