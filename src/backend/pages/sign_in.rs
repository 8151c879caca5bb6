//! Sign-in, sign-out, and the choice of a company (B1).

use super::form::Form;
use super::layout::{self, Failed};
use super::visitor::{SignedIn, Visitor};
use crate::app::App;
use crate::store::accounts;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use std::collections::BTreeMap;

/// Shows the form.
pub async fn show(visitor: Visitor, Query(query): Query<BTreeMap<String, String>>) -> Response {
    let next = local(query.get("next").map_or("/", String::as_str));
    match visitor.person {
        Some(_) => Redirect::to(next).into_response(),
        None => page(StatusCode::OK, &visitor, next, "", None),
    }
}

/// Begins a session under a new cookie, so that nobody can have planted it.
pub async fn sign_in(
    State(app): State<App>,
    visitor: Visitor,
    form: Form,
) -> Result<Response, Response> {
    let fresh = Visitor::fresh(&app).map_err(IntoResponse::into_response)?;
    let (email, password) = (
        form.get("email").to_owned(),
        form.get("password").to_owned(),
    );
    let (token, now) = (fresh.token.clone(), app.clock.now());
    let is_in = app
        .store
        .run(move |db| accounts::sign_in(db, &email, &password, &token, now))
        .await
        .map_err(|error| Failed::from(error).into_response())?;
    let next = local(form.get("next"));
    if is_in {
        return Ok(fresh.with_cookie(Redirect::to(next)));
    }
    let fault = "E-mail address and password do not fit together. Check both and try again.";
    Ok(page(
        StatusCode::UNPROCESSABLE_ENTITY,
        &visitor,
        next,
        form.get("email"),
        Some(fault),
    ))
}

/// Ends the session.
pub async fn sign_out(
    State(app): State<App>,
    visitor: Visitor,
    _: Form,
) -> Result<Redirect, Failed> {
    app.store
        .run(move |db| accounts::sign_out(db, &visitor.token))
        .await?;
    Ok(Redirect::to("/sign-in"))
}

/// Shows another company's pages from now on.
pub async fn choose_company(
    State(app): State<App>,
    who: SignedIn,
    form: Form,
) -> Result<Redirect, Failed> {
    let company = form.get("company").to_owned();
    app.store
        .run(move |db| accounts::choose_company(db, &who.visitor.token, &company))
        .await?;
    Ok(Redirect::to(local(form.get("next"))))
}

fn page(
    status: StatusCode,
    visitor: &Visitor,
    next: &str,
    email: &str,
    fault: Option<&str>,
) -> Response {
    let content = html! {
        h1 { "Sign in" }
        @if let Some(fault) = fault { p.fault role="alert" { (fault) } }
        form method="post" action="/sign-in" {
            (layout::token(visitor))
            input type="hidden" name="next" value=(next);
            label for="email" { "E-mail address" }
            input #email type="email" name="email" value=(email) autocomplete="username" required autofocus;
            label for="password" { "Password" }
            input #password type="password" name="password" autocomplete="current-password" required;
            button.primary { "Sign in" }
        }
        p.hint {
            "This is the reference backend for trying things out. Its accounts are "
            code { "owner@acme.test" } ", " code { "admin@acme.test" } " and " code { "member@acme.test" }
            ", each with the password " code { "storewire" } "."
        }
    };
    layout::plain(status, visitor, "Sign in", content)
}

/// A path on this site; anything else becomes the start page, so that a link cannot lead elsewhere.
fn local(next: &str) -> &str {
    let is_local = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && next.bytes().all(|byte| (0x21..0x7f).contains(&byte));
    if is_local { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn after_sign_in_nobody_is_sent_to_another_site() {
        assert_eq!(local("/authorize/abc?x=1"), "/authorize/abc?x=1");
        for elsewhere in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "",
        ] {
            assert_eq!(local(elsewhere), "/", "{elsewhere:?}");
        }
    }
}
