//! The backend's reply to a delivery, and what to do next: every HTTP result has a verdict (D2 to D4).
//!
//! | result | items | waitlist, where no token goes along |
//! |---|---|---|
//! | 2xx with the JSON that the protocol asks for | each item by itself: accepted and duplicate are acknowledged, rejected is buried, what is passed over is sent again | acknowledged where the body says `success`, else retry |
//! | any other 2xx | retry: something between answered in the backend's place | the same |
//! | 3xx | retry: redirects are never followed | the same |
//! | 4xx, the backend's own words on the token | reconnect (D3); on one that was revoked: disconnected (D4) | retry, and a heartbeat, which tells the backend where the store is; revoked: buried |
//! | 4xx, its own words on the request or its size | split, until the item that it speaks of stands alone and is buried | buried |
//! | 401, 403 and 404 in its own words on anything else | retry | retry, and a heartbeat |
//! | any other 4xx in its own words | retry | retry |
//! | 401, 402, 405, 407, 408, 421, 425, 426, 429 of anybody else | retry: they speak of the request's way or time | retry |
//! | 413 of anybody else | split; an item by itself: unclear | suspect |
//! | any other 4xx of anybody else | unclear: is it the way or an item? | suspect |
//! | 5xx, anything else, nothing at all | retry | retry |
//! | it never left, for a reason of the host's own | suspect | suspect |
//!
//! Which words are the backend's own, `http::refusal` says. Nothing but them changes the connection or
//! buries at once, so an outage buries nothing, however long it takes. An item that the backend passes over again and again,
//! while it has a word for others, is buried in the end (`unanswered`).
//!
//! A firewall may refuse one item for its text, and must not hold up the others. So a verdict that is *unclear* asks the host
//! for a request without items: is that taken, the way is open, and the delivery is split until the item stands alone.
//! Such a *suspect* waits by itself; only where others pass meanwhile, time after time, the host sets it aside.

use crate::backend::attempts;
use crate::backend::backoff::Backoff;
use crate::backend::http::{self, Refusal};
use crate::backend::verdict::{Buried, State, Verdict};
use crate::read::field::{Field, Flag, Int, List, Text};
use crate::read::reader::{Need, Reader};
use crate::read::snapshot;
use crate::snapshot::{ItemResult, Response};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

snapshot! {
    /// A request that sent items, and what came of it.
    Delivery {
        /// Ids of the items sent, in order.
        sent / "sent": List<Text>,
        /// What came back.
        response / "response": Response,
        /// Where it went: `items`, which is meant where nothing is said, or `waitlist`, where requests of K1 go, without
        /// a token.
        lane / "lane": Text,
        /// For the waitlist, which has no results: `success` of the body.
        success / "success": Flag,
        /// Whether a request without items was taken just now; see [`State::Unclear`].
        open / "open": Flag,
        /// The most items that a request might have, where the host may send larger ones again.
        limit / "limit": Int,
        /// How many deliveries in a row have failed before this one.
        failures / "failures": Int,
        /// How often one of the items, or what it was read from, has failed by itself before.
        tries / "tries": Int,
        /// Whether all of it comes from one object that others wait for.
        alone / "alone": Flag,
        /// Now, milliseconds since 1970 UTC.
        now / "now": Int,
        /// A random number from 0 to 999, for jitter.
        jitter / "jitter": Int,
    }
}

/// Judges a delivery. The ids that were sent and the time are needed; without a response there was none.
pub(crate) fn judge(delivery: Delivery, reader: &mut Reader) -> Option<Verdict> {
    let sent = reader
        .value("sent", delivery.sent, "a list", Need::Required)
        .unwrap_or_default();
    let mut ids = Vec::with_capacity(sent.0.len());
    for (index, id) in sent.0.into_iter().enumerate() {
        ids.extend(reader.element("sent", index).text("", id, Need::Required));
    }
    let response = reader
        .value("response", delivery.response, "a map", Need::Required)
        .unwrap_or_default();
    let success = reader.value("success", delivery.success, "true or false", Need::Sound);
    let lane = reader.text("lane", delivery.lane, Need::Sound);
    let open = reader.value("open", delivery.open, "true or false", Need::Sound);
    let limit = reader.int("limit", delivery.limit, Need::Sound);
    let failures = reader
        .int("failures", delivery.failures, Need::Sound)
        .unwrap_or(0);
    let tries = reader
        .int("tries", delivery.tries, Need::Sound)
        .unwrap_or(0);
    let alone = reader.value("alone", delivery.alone, "true or false", Need::Sound);
    let now = reader.int("now", delivery.now, Need::Required).unwrap_or(0);
    let jitter = reader
        .int("jitter", delivery.jitter, Need::Sound)
        .unwrap_or(0);
    if reader.is_fatal() {
        return None;
    }
    let backoff = Backoff {
        failures,
        now,
        jitter,
        retry_after: &response.retry_after,
    };
    let status = http::status(&response);
    let is_waitlist = lane.as_deref() == Some("waitlist");
    let count = ids.len();
    let mut verdict = match status {
        0 if response.unsent == Field::Value(Flag(true)) => {
            let message = http::failure(&response).to_owned();
            backoff.suspect(message)
        }
        200..=299 if !http::is_json(&response) => backoff.retry(http::not_json(status)),
        200..=299 if success == Some(Flag(true)) => Verdict {
            acked: ids,
            ..Verdict::new(State::Delivered)
        },
        200..=299 => match &response.results {
            Field::Value(List(results)) if !is_waitlist => {
                taken(ids, results, tries, alone == Some(Flag(true)), &backoff)
            }
            _ => backoff.retry(http::wrong_json(status)),
        },
        400..=499 if is_waitlist => refused_request(ids, status, &response, &backoff),
        400..=499 => refused_items(ids, status, &response, &backoff, open.map(|open| open.0)),
        _ => backoff.retry(http::trouble(status, &response)),
    };
    verdict.limit = attempts::next_limit(verdict.state, count, limit);
    Some(verdict)
}

/// A status from 400 to 499 to a request with items.
fn refused_items(
    ids: Vec<String>,
    status: i64,
    response: &Response,
    backoff: &Backoff,
    open: Option<bool>,
) -> Verdict {
    let is_alone = ids.len() <= 1;
    match http::refusal(status, response) {
        Refusal::Token => {
            let message = http::said(
                "The backend no longer accepts this store",
                status,
                ". Connect it again.",
            );
            Verdict::keep(State::Reconnect, message)
        }
        Refusal::Ended => Verdict::keep(
            State::Disconnected,
            "The backend has ended the connection to this store.".to_owned(),
        ),
        Refusal::TooLarge if is_alone => Verdict::bury(ids, &too_large(status)),
        Refusal::Request if is_alone => Verdict::bury(ids, &refused(status)),
        Refusal::TooLarge | Refusal::Request => split(status),
        Refusal::Foreign if status == 413 && !is_alone => split(status),
        Refusal::Foreign if !speaks_of_the_way(status) => match open {
            None => Verdict::keep(State::Unclear, between(status)),
            Some(true) if is_alone => backoff.suspect(between(status)),
            Some(true) => split(status),
            Some(false) => backoff.retry(http::not_json(status)),
        },
        _ => backoff.retry(http::trouble(status, response)),
    }
}

/// A status from 400 to 499 to a shopper's request. It carries no token, so nothing follows from it for the connection.
fn refused_request(
    ids: Vec<String>,
    status: i64,
    response: &Response,
    backoff: &Backoff,
) -> Verdict {
    match (http::refusal(status, response), status) {
        (Refusal::Ended | Refusal::Request, _) => Verdict::bury(ids, &refused(status)),
        (Refusal::TooLarge, _) => Verdict::bury(ids, &too_large(status)),
        (Refusal::Token | Refusal::Other, 401 | 403 | 404) => Verdict {
            heartbeat: true,
            ..backoff.retry(http::said(
                "The backend does not know this store by its address",
                status,
                ".",
            ))
        },
        (Refusal::Foreign, _) if !speaks_of_the_way(status) => backoff.suspect(between(status)),
        _ => backoff.retry(http::trouble(status, response)),
    }
}

/// Whether a status speaks of the request's way or time, and not of what is in it.
fn speaks_of_the_way(status: i64) -> bool {
    matches!(status, 401 | 402 | 405 | 407 | 408 | 421 | 425 | 426 | 429)
}

fn refused(status: i64) -> String {
    http::said("The backend refused this item", status, ".")
}

fn too_large(status: i64) -> String {
    http::said("This item is too large for the backend", status, ".")
}

fn between(status: i64) -> String {
    http::said(
        "Something between this site and the backend refuses this",
        status,
        ", such as a firewall or a proxy.",
    )
}

fn split(status: i64) -> Verdict {
    let what = match status {
        413 => "The delivery is too large",
        _ => "The delivery was refused",
    };
    Verdict::keep(State::Split, http::said(what, status, "."))
}

/// Judges each item by its own result. Results come in the order of the items; one that does not is looked for by its id.
///
/// Where others have a result, an item without one failed by itself. Where none has, the backend may be out of order, unless
/// it was sound the last time and what was sent has failed before. Such a reply counts against the items once, for only what
/// comes next tells whose fault it was; against one object alone each time, or it would be waited for for ever.
fn taken(
    ids: Vec<String>,
    results: &[Field<ItemResult>],
    tries: i64,
    alone: bool,
    backoff: &Backoff,
) -> Verdict {
    let mut verdict = Verdict::new(State::Delivered);
    let mut left = Vec::new();
    for (index, id) in ids.into_iter().enumerate() {
        let is_of =
            |result: &&ItemResult| matches!(&result.id, Field::Value(Text(of)) if *of == id);
        let at = results.get(index).and_then(known).filter(is_of);
        let result = at.or_else(|| results.iter().filter_map(known).find(is_of));
        match result.map(|result| (&result.status, result)) {
            Some((Field::Value(Text(status)), result))
                if status == "accepted" || status == "duplicate" =>
            {
                if result.unused == Field::Value(Flag(true)) {
                    verdict.unused.push(id.clone());
                }
                verdict.acked.push(id);
            }
            Some((Field::Value(Text(status)), result)) if status == "rejected" => {
                verdict.buried.push(Buried {
                    id,
                    issues: reasons(&result.issues),
                });
            }
            _ => left.push(id),
        }
    }
    if !verdict.buried.is_empty() {
        verdict.message = "The backend rejected items; see what it says of each.".to_owned();
    }
    if !left.is_empty() {
        let sound = backoff.failures <= 0;
        let others = !verdict.acked.is_empty() || !verdict.buried.is_empty();
        if !(others || sound && tries > 0) {
            verdict.state = State::Retry;
        }
        if others || sound || alone {
            verdict.unanswered = left;
        }
        verdict.retry_at = Some(backoff.next());
        verdict.message =
            "The backend did not say what became of every item; those are sent again.".to_owned();
    }
    verdict
}

fn known(result: &Field<ItemResult>) -> Option<&ItemResult> {
    match result {
        Field::Value(result) => Some(result),
        _ => None,
    }
}

/// The backend's words on an item that it rejected.
fn reasons(issues: &Field<List<Text>>) -> Vec<String> {
    let mut reasons = Vec::new();
    if let Field::Value(List(issues)) = issues {
        for issue in issues {
            if let Field::Value(Text(reason)) = issue {
                reasons.push(reason.clone());
            }
        }
    }
    if reasons.is_empty() {
        reasons.push("The backend rejected this item without a reason.".to_owned());
    }
    reasons
}
