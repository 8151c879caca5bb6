//! B7: faults that can be switched on, to see how a plugin takes them. They strike only the plugin's requests, never
//! pages or the test API.

use crate::app::App;
use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body::Frame;
use serde::{Deserialize, Serialize};
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Sleep, sleep};

/// How long a request hangs: longer than any client waits.
const HANG: Duration = Duration::from_secs(600);
/// How long the connection stays open after half an answer.
const PAUSE: Duration = Duration::from_millis(50);

/// What goes wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Nothing.
    #[default]
    None,
    /// The token is not known.
    #[serde(rename = "401")]
    Unauthorized,
    /// The token is not allowed this.
    #[serde(rename = "403")]
    Forbidden,
    /// The backend is not where it was.
    #[serde(rename = "404")]
    NotFound,
    /// Disconnected.
    #[serde(rename = "410")]
    Gone,
    /// Too many requests; `Retry-After` says 2 seconds.
    #[serde(rename = "429")]
    TooMany,
    /// A fault inside the backend.
    #[serde(rename = "500")]
    Internal,
    /// 503, as from a proxy in front of a backend that is down.
    Outage,
    /// Every answer takes longer.
    Slow,
    /// An HTML page with status 200.
    Html,
    /// The request is carried out, but the answer breaks off in the middle.
    Truncated,
    /// A redirect to another place.
    Redirect,
    /// JSON with status 200, but not what was asked for.
    WrongJson,
    /// No answer at all.
    Hang,
    /// 413 for requests with more than `items` items.
    #[serde(rename = "413")]
    TooLarge,
    /// Items whose id contains `match` are rejected; the others of the request pass.
    Reject,
}

impl Mode {
    /// The modes that people can choose, as they are written and read.
    pub const BY_HAND: [(Mode, &'static str, &'static str); 14] = [
        (Self::None, "none", "Everything works"),
        (Self::Slow, "slow", "Slow: every answer takes longer"),
        (Self::Outage, "outage", "Outage: 503 for everything"),
        (Self::Unauthorized, "401", "401: the token is not known"),
        (Self::Forbidden, "403", "403: the token is not allowed this"),
        (
            Self::NotFound,
            "404",
            "404: the backend is not where it was",
        ),
        (Self::Gone, "410", "410: disconnected"),
        (
            Self::TooMany,
            "429",
            "429: too many requests, try again in 2 seconds",
        ),
        (Self::Internal, "500", "500: a fault inside the backend"),
        (Self::Html, "html", "An HTML page instead of JSON"),
        (
            Self::Truncated,
            "truncated",
            "Carried out, but the answer breaks off",
        ),
        (Self::Redirect, "redirect", "A redirect to another place"),
        (
            Self::WrongJson,
            "wrong_json",
            "JSON, but not what was asked for",
        ),
        (Self::Hang, "hang", "No answer at all"),
    ];
}

/// A fault and when it strikes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fault {
    /// What goes wrong.
    pub mode: Mode,
    /// How much later every answer comes, milliseconds; with any mode.
    pub ms: u64,
    /// How many requests it strikes before it ends by itself; null for all.
    pub times: Option<u64>,
    /// It strikes only requests whose path contains this.
    pub path: String,
    /// With `413`: how many items a request may have.
    pub items: usize,
    /// With `reject`: what the ids of rejected items contain.
    #[serde(rename = "match")]
    pub matching: String,
}

impl Fault {
    /// How many items a request may have, where that is struck.
    pub fn most_items(&self) -> Option<usize> {
        (self.mode == Mode::TooLarge).then_some(self.items)
    }

    /// Whether an item is struck.
    pub fn rejects(&self, id: &str) -> bool {
        self.mode == Mode::Reject && id.contains(&self.matching)
    }
}

/// The fault that is switched on, if any.
#[derive(Clone, Default)]
pub struct Faults(Arc<Mutex<Fault>>);

impl Faults {
    /// Switches a fault on, in place of the one before.
    pub fn set(&self, fault: Fault) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = fault;
    }

    /// The fault as it is now.
    pub fn current(&self) -> Fault {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// What strikes a request; counts it.
    fn take(&self, path: &str) -> Fault {
        let mut fault = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !path.contains(&fault.path) {
            return Fault::default();
        }
        match fault.times {
            None => fault.clone(),
            Some(0) => Fault::default(),
            Some(times) => {
                let struck = fault.clone();
                fault.times = Some(times - 1);
                if times == 1 {
                    *fault = Fault::default();
                }
                struck
            }
        }
    }
}

/// Marks an answer that a fault gave in place of the backend's own.
#[derive(Clone, Copy)]
pub struct Struck;

/// Lets the fault strike, or lets the request through.
pub async fn strike(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let fault = app.faults.take(request.uri().path());
    sleep(Duration::from_millis(fault.ms)).await;
    match fault.mode {
        Mode::None | Mode::Slow => next.run(request).await,
        Mode::TooLarge | Mode::Reject => {
            // These look at items, so their handler lets them strike.
            request.extensions_mut().insert(fault);
            next.run(request).await
        }
        Mode::Truncated => truncate(next.run(request).await).await,
        mode => {
            // A client sends its whole body before it reads; without this it would see a reset instead of the fault.
            let drained = to_bytes(request.into_body(), crate::api::LARGEST_BODY).await;
            drop(drained);
            let mut answer = answer(mode).await;
            answer.extensions_mut().insert(Struck);
            answer
        }
    }
}

async fn answer(mode: Mode) -> Response {
    let status = match mode {
        Mode::Unauthorized => StatusCode::UNAUTHORIZED,
        Mode::Forbidden => StatusCode::FORBIDDEN,
        Mode::NotFound => StatusCode::NOT_FOUND,
        Mode::Gone => StatusCode::GONE,
        Mode::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Mode::Outage => StatusCode::SERVICE_UNAVAILABLE,
        Mode::Redirect => StatusCode::FOUND,
        Mode::Html | Mode::WrongJson => StatusCode::OK,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let (kind, body) = match mode {
        Mode::Html => (
            "text/html; charset=utf-8",
            "<!doctype html><title>Welcome</title><h1>It works!</h1>",
        ),
        Mode::WrongJson => ("application/json", r#"{"unexpected":true}"#),
        Mode::Outage => (
            "text/html; charset=utf-8",
            "<h1>503 Service Temporarily Unavailable</h1>",
        ),
        Mode::Redirect => ("text/plain", ""),
        _ => (
            "application/json",
            r#"{"error":"fault","message":"This fault was switched on for a test."}"#,
        ),
    };
    if mode == Mode::Hang {
        sleep(HANG).await;
    }
    let mut response = (status, [(CONTENT_TYPE, kind)], body).into_response();
    if mode == Mode::TooMany {
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from_static("2"));
    }
    if mode == Mode::Redirect {
        response
            .headers_mut()
            .insert(LOCATION, HeaderValue::from_static("/elsewhere"));
    }
    response
}

/// Announces the whole answer, sends its first half, and breaks the connection.
async fn truncate(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts
        .headers
        .insert(CONTENT_LENGTH, HeaderValue::from(whole.len()));
    let half = whole.slice(..whole.len() / 2);
    parts.extensions.insert(Struck);
    Response::from_parts(
        parts,
        Body::new(Broken {
            half: Some(half),
            pause: Box::pin(sleep(PAUSE)),
        }),
    )
}

/// A body that ends in an error, late enough for what came before to be sent.
struct Broken {
    half: Option<Bytes>,
    pause: Pin<Box<Sleep>>,
}

impl HttpBody for Broken {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match self.half.take() {
            Some(half) => Poll::Ready(Some(Ok(Frame::data(half)))),
            None => {
                let paused = self.pause.as_mut().poll(context);
                paused.map(|()| Some(Err(io::ErrorKind::ConnectionAborted.into())))
            }
        }
    }
}
