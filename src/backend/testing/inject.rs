//! Injects faults (B7): only the plugin's requests, never pages or the test API.

use super::faults::{Fault, Faults, Mode};
use crate::protocol::Refusal;
use crate::protocol::body::LARGE;
use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::serve::IncomingStream;
use http_body::Frame;
use socket2::SockRef;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::time::{Sleep, sleep};

/// How long a request hangs: longer than any client waits.
const HANG: Duration = Duration::from_secs(600);
/// How long the connection stays open after half an answer.
const PAUSE: Duration = Duration::from_millis(50);

/// The connection that a request came on, so that a fault can reset it.
#[derive(Clone)]
pub struct Wire(Option<Arc<OwnedFd>>);

impl Connected<IncomingStream<'_, TcpListener>> for Wire {
    fn connect_info(stream: IncomingStream<'_, TcpListener>) -> Self {
        Self(stream.io().as_fd().try_clone_to_owned().ok().map(Arc::new))
    }
}

impl Wire {
    /// From now on the connection ends in a reset.
    fn end_in_reset(&self) {
        if let Some(socket) = &self.0
            && let Err(error) = SockRef::from(socket).set_linger(Some(Duration::ZERO))
        {
            eprintln!("storewire-backend: cannot reset a connection: {error}");
        }
    }
}

/// Marks an answer that a fault gave in place of the backend's own.
#[derive(Clone, Copy)]
pub struct Injected;

/// Lets the fault strike, or lets the request through.
pub async fn inject(State(faults): State<Faults>, mut request: Request, next: Next) -> Response {
    let fault = faults.take(request.uri().path());
    if fault.mode == Mode::Html && !fault.matching.is_empty() {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, LARGE).await.unwrap_or_default();
        let is_struck = String::from_utf8_lossy(&body).contains(&fault.matching);
        request = Request::from_parts(parts, Body::from(body));
        if !is_struck {
            return next.run(request).await;
        }
    }
    let delay = Duration::from_millis(fault.ms);
    if !matches!(fault.mode, Mode::Late | Mode::Hang) {
        sleep(delay).await;
    }
    match fault.mode {
        Mode::None | Mode::Slow => next.run(request).await,
        Mode::Late => {
            let answer = next.run(request).await;
            sleep(delay).await;
            answer
        }
        Mode::TooLarge | Mode::Reject | Mode::PassOver => {
            // These look at items, so their handler lets them strike.
            request.extensions_mut().insert(fault);
            next.run(request).await
        }
        Mode::Truncated => truncate(next.run(request).await).await,
        Mode::Reset => {
            let wire = request.extensions().get::<ConnectInfo<Wire>>().cloned();
            let answer = truncate(next.run(request).await).await;
            if let Some(ConnectInfo(wire)) = wire {
                wire.end_in_reset();
            }
            answer
        }
        _ => {
            // A client sends its whole body before it reads; without this it would see a reset instead of the fault.
            let is_waitlist = request.uri().path().contains("back-in-stock");
            let drained = to_bytes(request.into_body(), LARGE).await;
            drop(drained);
            if fault.mode == Mode::Hang {
                sleep(if fault.ms > 0 { delay } else { HANG }).await;
            }
            let mut answer = answer(&fault, is_waitlist);
            answer.extensions_mut().insert(Injected);
            answer
        }
    }
}

fn answer(fault: &Fault, is_waitlist: bool) -> Response {
    let mode = fault.mode;
    let own = match mode {
        Mode::Unauthorized => Some(Refusal::unknown_token()),
        // Of the storefront there is no token that could be refused.
        Mode::Forbidden if is_waitlist => Some(Refusal::unknown_origin()),
        Mode::Forbidden => Some(Refusal::token_refused()),
        Mode::NotFound => Some(Refusal::unknown_store()),
        Mode::Gone => Some(Refusal::disconnected()),
        _ => None,
    };
    if let Some(refusal) = own {
        return refusal.into_response();
    }
    let status = match mode {
        Mode::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Mode::Outage => StatusCode::SERVICE_UNAVAILABLE,
        Mode::Hang => StatusCode::GATEWAY_TIMEOUT,
        Mode::Redirect => StatusCode::FOUND,
        Mode::Html | Mode::WrongJson => fault
            .status
            .and_then(|status| StatusCode::from_u16(status).ok())
            .unwrap_or(StatusCode::OK),
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
    let mut response = (status, [(CONTENT_TYPE, kind)], body).into_response();
    let retry_after = match &fault.retry_after {
        Some(when) => HeaderValue::from_str(when).ok(),
        None => (mode == Mode::TooMany).then(|| HeaderValue::from_static("2")),
    };
    if let Some(when) = retry_after {
        response.headers_mut().insert(RETRY_AFTER, when);
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
    parts.extensions.insert(Injected);
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
