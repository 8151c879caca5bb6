//! Reading request bodies, plain or gzip, within limits; and writing JSON.

use super::Refusal;
use crate::ingest::Object;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use flate2::read::MultiGzDecoder;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::Read;

/// The longest body of a request that carries items, before gzip: 4 MiB.
pub const LARGE: usize = 4 * 1024 * 1024;
/// The longest body of any other request: 64 KiB.
pub const SMALL: usize = 64 * 1024;

/// The body as text, unpacked where it is gzip; at most `limit` bytes either way.
pub async fn text(headers: &HeaderMap, body: Body, limit: usize) -> Result<String, Refusal> {
    let too_large = || Refusal::too_large(format!("The body is longer than {limit} bytes."));
    let bytes = to_bytes(body, limit).await.map_err(|error| {
        // axum boxes the cause: either the limit was reached or the connection broke.
        match std::error::Error::source(&error)
            .is_some_and(|cause| cause.to_string().contains("length limit"))
        {
            true => too_large(),
            false => Refusal::malformed("The body broke off."),
        }
    })?;
    unpack(headers, bytes, limit)
}

/// A body's text, unpacked where it is gzip.
pub fn unpack(headers: &HeaderMap, bytes: Bytes, limit: usize) -> Result<String, Refusal> {
    let too_large = || Refusal::too_large(format!("The body is longer than {limit} bytes."));
    let bytes: Vec<u8> = match headers
        .get(CONTENT_ENCODING)
        .map(|value| value.as_bytes().to_ascii_lowercase())
        .as_deref()
    {
        None | Some(b"identity") => bytes.into(),
        Some(b"gzip") => {
            let mut unpacked = Vec::new();
            let room = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
            MultiGzDecoder::new(bytes.as_ref())
                .take(room)
                .read_to_end(&mut unpacked)
                .map_err(|_| {
                    Refusal::malformed("The body is not gzip, though its Content-Encoding says so.")
                })?;
            if unpacked.len() > limit {
                return Err(too_large());
            }
            unpacked
        }
        Some(_) => {
            let message = "The Content-Encoding has to be gzip or identity.";
            return Err(Refusal::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "wrong_encoding",
                message,
            ));
        }
    };
    String::from_utf8(bytes).map_err(|_| Refusal::malformed("The body is not UTF-8."))
}

/// The body as a struct.
pub async fn json<T: DeserializeOwned>(headers: &HeaderMap, body: Body) -> Result<T, Refusal> {
    let text = text(headers, body, SMALL).await?;
    serde_json::from_str(&text)
        .map(|Object(body)| body)
        .map_err(|error| Refusal::malformed(format!("The body cannot be read: {error}.")))
}

/// A JSON answer.
pub fn answer(status: StatusCode, body: &impl Serialize) -> Response {
    (
        status,
        [(CONTENT_TYPE, "application/json")],
        serde_json::to_string(body).unwrap_or_default(),
    )
        .into_response()
}
