//! Who looks at a page. Everybody has a random cookie; behind that of somebody who signed in there is a session.

use super::layout::{self, Failed};
use crate::app::App;
use crate::connect::secret;
use crate::store::accounts::{self, Person};
use axum::extract::FromRequestParts;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use form_urlencoded::byte_serialize;

const NAME: &str = "storewire_session";

/// Somebody, signed in or not.
pub struct Visitor {
    /// What the cookie holds.
    pub token: String,
    /// Whether the browser still has to be given the cookie.
    pub is_new: bool,
    /// Who it is, once signed in.
    pub person: Option<Person>,
    /// What forms of this visitor carry, so that no other site can post them.
    pub form_token: String,
}

impl Visitor {
    /// A visitor with a fresh cookie.
    pub fn fresh(app: &App) -> Result<Self, Failed> {
        let token = secret::token()?;
        let form_token = form_token(app, &token);
        Ok(Self {
            token,
            is_new: true,
            person: None,
            form_token,
        })
    }

    /// Adds the cookie to an answer where the browser does not have it yet.
    pub fn with_cookie(&self, response: impl IntoResponse) -> Response {
        let mut response = response.into_response();
        let cookie = format!("{NAME}={}; Path=/; HttpOnly; SameSite=Lax", self.token);
        if let (true, Ok(cookie)) = (self.is_new, HeaderValue::from_str(&cookie)) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let Some(token) = cookie(parts) else {
            return Self::fresh(app).map_err(IntoResponse::into_response);
        };
        let (now, wanted) = (app.clock.now(), token.clone());
        let person = app
            .store
            .run(move |db| accounts::person(db, &wanted, now))
            .await
            .map_err(|error| Failed::from(error).into_response())?;
        let form_token = form_token(app, &token);
        Ok(Self {
            token,
            is_new: false,
            person,
            form_token,
        })
    }
}

/// Somebody who is signed in; others are sent to the sign-in page and come back.
pub struct SignedIn {
    /// The visitor.
    pub visitor: Visitor,
    /// Who it is.
    pub person: Person,
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let visitor = Visitor::from_request_parts(parts, app).await?;
        let Some(person) = visitor.person.clone() else {
            let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
            let next: String = byte_serialize(
                if parts.method == Method::GET {
                    path
                } else {
                    "/"
                }
                .as_bytes(),
            )
            .collect();
            return Err(Redirect::to(&format!("/sign-in?next={next}")).into_response());
        };
        Ok(Self { visitor, person })
    }
}

/// Somebody who may manage the company whose pages they see (C2).
pub struct Manager(pub SignedIn);

impl FromRequestParts<App> for Manager {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        if signed_in.person.may_manage() {
            return Ok(Self(signed_in));
        }
        let message = "Only an owner or admin of the company can do this. Ask one of them.";
        Err(layout::refuse(
            &signed_in.visitor,
            StatusCode::FORBIDDEN,
            "You may not do this",
            message,
        ))
    }
}

fn form_token(app: &App, token: &str) -> String {
    secret::derive(&app.key, &["form", token])
}

fn cookie(parts: &Parts) -> Option<String> {
    parts
        .headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == NAME && !value.is_empty() && value.len() <= 64)
        .map(|(_, value)| value.to_owned())
        .filter(|value| {
            value
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        })
}
