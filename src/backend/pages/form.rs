//! Posted forms. One without the visitor's form token was not posted from our page and is refused.

use super::layout;
use super::visitor::Visitor;
use crate::app::App;
use crate::connect::secret;
use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::response::Response;

/// The longest form.
const LONGEST: usize = 64 * 1024;
/// The hidden field that carries the token.
pub const TOKEN: &str = "form_token";

/// The fields of a form that the visitor posted from one of our pages.
pub struct Form(Vec<(String, String)>);

impl Form {
    /// The value of a field; empty where it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    /// Whether a field is there, as with a box that is ticked.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }
}

impl FromRequest<App> for Form {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, app).await?;
        let bytes = to_bytes(body, LONGEST).await.map_err(|_| {
            layout::refuse(
                &visitor,
                StatusCode::PAYLOAD_TOO_LARGE,
                "Too long",
                "This form is longer than it may be.",
            )
        })?;
        let form = Self(form_urlencoded::parse(&bytes).into_owned().collect());
        if secret::same(form.get(TOKEN), &visitor.form_token) {
            return Ok(form);
        }
        let message = "This form was not sent from this site, or you signed in again meanwhile. Go back, reload the page, and try once more.";
        Err(layout::refuse(
            &visitor,
            StatusCode::FORBIDDEN,
            "Please try again",
            message,
        ))
    }
}
