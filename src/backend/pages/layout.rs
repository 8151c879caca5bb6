//! The frame of every page, and the parts that pages share.

use super::form::{Form, TOKEN};
use super::visitor::{SignedIn, Visitor};
use crate::connect::choices::{Choices, Imports, Toggles};
use crate::connect::secret::NoRandomness;
use crate::store;
use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

const SECURITY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data: http: https:; base-uri 'none'; frame-ancestors 'none'";

const NAVIGATION: [(&str, &str); 11] = [
    ("/contacts", "Contacts"),
    ("/products", "Products"),
    ("/categories", "Categories"),
    ("/orders", "Orders"),
    ("/transactions", "Transactions"),
    ("/events", "Events"),
    ("/waitlist", "Waitlist"),
    ("/workflows", "Workflow log"),
    ("/settings/products", "Product settings"),
    ("/settings/integrations", "Integrations"),
    ("/settings/faults", "Faults"),
];

/// A page of the signed-in part.
pub fn page(who: &SignedIn, path: &str, title: &str, content: Markup) -> Response {
    page_with(StatusCode::OK, who, path, title, content)
}

/// The same with another status.
pub fn page_with(
    status: StatusCode,
    who: &SignedIn,
    path: &str,
    title: &str,
    content: Markup,
) -> Response {
    let header = html! {
        nav aria-label="Main" {
            @for (target, label) in NAVIGATION {
                a href=(target) aria-current=[(target == path).then_some("page")] { (label) }
            }
        }
        div.account {
            @if who.person.memberships.len() > 1 { (company_switch(who, path)) } @else { (company_name(who)) }
            form method="post" action="/sign-out" {
                (token(&who.visitor))
                button.quiet { "Sign out " span.email { (who.person.email) } }
            }
        }
    };
    send(status, &who.visitor, title, header, content)
}

/// A page for one purpose, without navigation.
pub fn plain(status: StatusCode, visitor: &Visitor, title: &str, content: Markup) -> Response {
    send(
        status,
        visitor,
        title,
        html! {},
        html! { div.narrow { (content) } },
    )
}

/// A page that says no, and why.
pub fn refuse(visitor: &Visitor, status: StatusCode, title: &str, message: &str) -> Response {
    let content = html! {
        h1 { (title) }
        p { (message) }
        p { a href="/settings/integrations" { "Go to Integrations" } }
    };
    plain(status, visitor, title, content)
}

/// The page for an address at which there is nothing.
pub async fn not_found(visitor: Visitor) -> Response {
    refuse(
        &visitor,
        StatusCode::NOT_FOUND,
        "Nothing here",
        "There is no page at this address.",
    )
}

/// The hidden field that every form needs.
pub fn token(visitor: &Visitor) -> Markup {
    html! { input type="hidden" name=(TOKEN) value=(visitor.form_token); }
}

/// Boxes to tick, one for each switch.
pub fn switches(legend: &str, prefix: &str, each: &[(&str, &str, bool)]) -> Markup {
    html! {
        fieldset {
            legend { (legend) }
            @for (key, label, is_on) in each {
                label.switch {
                    input type="checkbox" name={ (prefix) "." (key) } checked[*is_on];
                    " " (label)
                }
            }
        }
    }
}

fn company_switch(who: &SignedIn, path: &str) -> Markup {
    html! {
        form.company method="post" action="/company" {
            (token(&who.visitor))
            input type="hidden" name="next" value=(path);
            label for="company" { "Company" }
            select #company name="company" {
                @for membership in &who.person.memberships {
                    option value=(membership.company_id) selected[membership.company_id == who.person.company_id] {
                        (membership.company_name)
                    }
                }
            }
            button.quiet { "Switch" }
        }
    }
}

fn company_name(who: &SignedIn) -> Markup {
    let membership = who.person.membership(&who.person.company_id);
    html! { span { (membership.map_or("", |membership| &membership.company_name)) } }
}

fn send(
    status: StatusCode,
    visitor: &Visitor,
    title: &str,
    header: Markup,
    content: Markup,
) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · Storewire reference backend" }
                link rel="stylesheet" href="/style.css";
            }
            body {
                a.skip href="#content" { "Skip to content" }
                header { a.brand href="/" { "Storewire" span { " reference backend" } } (header) }
                main #content { (content) }
            }
        }
    };
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, SECURITY),
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "same-origin"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    visitor.with_cookie((status, headers, page.into_string()))
}

/// Reads the switches that [`switches`] shows.
pub fn read_choices(form: &Form) -> Choices {
    Choices {
        imports: Imports::read(|key| form.has(&format!("imports.{key}"))),
        sync: Toggles::read(|key| form.has(&format!("sync.{key}"))),
    }
}

/// The server itself failed below a page.
pub struct Failed;

impl From<store::Error> for Failed {
    fn from(error: store::Error) -> Self {
        eprintln!("storewire-backend: {error}");
        Self
    }
}

impl From<NoRandomness> for Failed {
    fn from(error: NoRandomness) -> Self {
        store::Error::from(error).into()
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let message = "The backend could not do this. Try again later.\n";
        (StatusCode::INTERNAL_SERVER_ERROR, message).into_response()
    }
}
