//! `POST /back-in-stock/subscribe`: a shopper asks to be told when a product is back (B4, K1). There is no token: what
//! counts is that the request comes from a connected storefront's own origin.

use crate::app::App;
use crate::connect::store_url;
use crate::ingest::{Object, is_id, is_moment};
use crate::protocol::{Refusal, body};
use crate::rules::waitlist::Asked;
use crate::store::installations::{self, Storefront};
use crate::store::waitlist::{self, Request};
use crate::time::{Millis, millis};
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use storewire_core::value::email;

/// The longest body: 16 KiB.
const LONGEST: usize = 16 * 1024;
/// The longest title, in characters.
const LONGEST_TITLE: usize = 500;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asking {
    store_url: String,
    email: String,
    provider_product_id: String,
    provider_variant_id: Option<String>,
    product_title: String,
    variant_title: Option<String>,
    /// B4: which connection is meant, where a storefront has several; else the one that was seen last.
    company_id: Option<String>,
    /// When the shopper asked, where the store brings the request later.
    requested_at: Option<String>,
    /// What the shopper agreed to.
    consent: Option<String>,
    /// When the shopper confirmed by a link in a mail.
    confirmed_at: Option<String>,
    /// K4: where the shopper withdraws it.
    withdraw_url: Option<String>,
}

/// Takes a request. The answer never tells whether the shopper was on the list before.
pub async fn subscribe(State(app): State<App>, headers: HeaderMap, body: Body) -> Response {
    let (origin, stores) = match storefronts(&app, &headers).await {
        Ok(found) => found,
        Err(refusal) => return refusal.into_response(),
    };
    let answer = match take(&app, &stores, &headers, body).await {
        Ok(()) => body::answer(StatusCode::OK, &json!({ "success": true })),
        Err(refusal) => refusal.into_response(),
    };
    shared(answer, origin)
}

/// Tells a browser that pages of a connected storefront may ask.
pub async fn preflight(State(app): State<App>, headers: HeaderMap) -> Response {
    match storefronts(&app, &headers).await {
        Err(refusal) => refusal.into_response(),
        Ok((origin, _)) => {
            let allowed = [
                (ACCESS_CONTROL_ALLOW_METHODS, "POST"),
                (ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
                (ACCESS_CONTROL_MAX_AGE, "600"),
            ];
            shared((StatusCode::NO_CONTENT, allowed).into_response(), origin)
        }
    }
}

/// Lets pages of an origin read an answer.
fn shared(mut answer: Response, origin: HeaderValue) -> Response {
    let headers = answer.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(VARY, HeaderValue::from_static("origin"));
    answer
}

/// The connected stores at the origin of a request; refused where there is none.
async fn storefronts(
    app: &App,
    headers: &HeaderMap,
) -> Result<(HeaderValue, Vec<Storefront>), Refusal> {
    let Some(origin) = headers.get(ORIGIN) else {
        return Err(Refusal::unknown_origin());
    };
    let at = origin.to_str().unwrap_or_default().to_owned();
    let mut stores = app.store.run(installations::storefronts).await?;
    stores.retain(|store| store_url::same_origin(&store.url, &at));
    match stores.is_empty() {
        true => Err(Refusal::unknown_origin()),
        false => Ok((origin.clone(), stores)),
    }
}

async fn take(
    app: &App,
    stores: &[Storefront],
    headers: &HeaderMap,
    body: Body,
) -> Result<(), Refusal> {
    let text = body::text(headers, body, LONGEST).await?;
    let Object(asking) = serde_json::from_str::<Object<Asking>>(&text)
        .map_err(|error| Refusal::malformed(format!("The body cannot be read: {error}.")))?;
    if is_of_nobody(&asking, stores) {
        return Err(Refusal::unknown_origin());
    }
    let (clock, today) = (app.clock.now(), app.calendar.now());
    let (store_id, request, asked) = checked(asking, stores, clock)?;
    let work = move |db: &_| waitlist::ask(db, store_id, &request, asked, today);
    Ok(app.store.run(work).await?)
}

/// The request without fault; every fault is told at once.
fn checked(
    asking: Asking,
    stores: &[Storefront],
    now: Millis,
) -> Result<(i64, Request, Asked), Refusal> {
    let mut issues = Vec::new();
    let store_id = match store(&asking, stores) {
        Ok(id) => id,
        Err(found) => {
            issues.extend(found);
            0
        }
    };
    let email = email::parse(asking.email);
    if email.is_none() {
        issues.push("email: it is not an e-mail address".to_owned());
    }
    let variant_id = asking
        .provider_variant_id
        .unwrap_or_else(|| asking.provider_product_id.clone());
    let ids = [
        ("providerProductId", &asking.provider_product_id),
        ("providerVariantId", &variant_id),
    ];
    for (name, id) in ids {
        if !is_id(id) {
            issues.push(format!(
                "{name}: expected an id: 1 to 400 characters without blanks"
            ));
        }
    }
    let product_title = asking.product_title.trim().to_owned();
    let variant_title = asking.variant_title.as_deref().map(str::trim);
    if product_title.is_empty() || product_title.chars().count() > LONGEST_TITLE {
        issues.push(format!(
            "productTitle: expected 1 to {LONGEST_TITLE} characters"
        ));
    }
    if variant_title.is_some_and(|title| title.chars().count() > LONGEST_TITLE) {
        issues.push(format!(
            "variantTitle: expected at most {LONGEST_TITLE} characters"
        ));
    }
    let asked = match asking.requested_at.as_deref() {
        None => Some(Asked::Now(now)),
        // A store whose clock is ahead of ours still asks now.
        Some(text) if is_moment(text) => millis(text).map(|moment| Asked::At(moment.min(now))),
        Some(_) => None,
    };
    let confirmed_at = asking.confirmed_at.as_deref();
    if confirmed_at.is_some_and(|text| !is_moment(text)) {
        issues.push("confirmedAt: expected a UTC time such as 2026-04-02T00:00:00.000Z".to_owned());
    }
    let withdraw_url = asking.withdraw_url;
    if withdraw_url.as_ref().is_some_and(|url| !is_address(url)) {
        issues.push("withdrawUrl: expected a web address".to_owned());
    }
    match (email, asked) {
        (Some(email), Some(asked)) if issues.is_empty() => {
            let request = Request {
                email,
                product_id: asking.provider_product_id,
                variant_id,
                product_title,
                variant_title: variant_title
                    .filter(|title| !title.is_empty())
                    .map(str::to_owned),
                consent: asking.consent,
                confirmed_at: confirmed_at.and_then(millis),
                withdraw_url,
            };
            Ok((store_id, request, asked))
        }
        (_, asked) => {
            if asked.is_none() {
                issues.push(
                    "requestedAt: expected a UTC time such as 2026-04-02T00:00:00.000Z".to_owned(),
                );
            }
            Err(Refusal::invalid(issues))
        }
    }
}

/// Whether it can be put into a mail.
fn is_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or(url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && !url.chars().any(char::is_whitespace)
}

/// Whether it is for a company whose store is not at this origin, or has not yet shown that it is: what may be true in a
/// minute is no fault of the request.
fn is_of_nobody(asking: &Asking, stores: &[Storefront]) -> bool {
    asking
        .company_id
        .as_ref()
        .is_some_and(|company| stores.iter().all(|store| store.company_id != *company))
}

/// Which of the origin's stores is meant.
fn store(asking: &Asking, stores: &[Storefront]) -> Result<i64, Vec<String>> {
    let url = store_url::parse(&asking.store_url)
        .map_err(|faults| {
            faults
                .iter()
                .map(|fault| format!("storeUrl: {fault}"))
                .collect::<Vec<_>>()
        })?
        .url;
    let mut meant = stores.iter().filter(|store| store.url == url);
    let Some(company_id) = &asking.company_id else {
        let last_seen = meant.max_by_key(|store| store.last_seen_at);
        return last_seen.map(|store| store.id).ok_or_else(|| {
            vec!["storeUrl: no connected store at this origin has this address".to_owned()]
        });
    };
    match meant.find(|store| store.company_id == *company_id) {
        Some(store) => Ok(store.id),
        None => Err(vec![
            "companyId: this storefront is not connected to this company".to_owned(),
        ]),
    }
}
