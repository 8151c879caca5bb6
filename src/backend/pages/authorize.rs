//! Where an owner approves or denies what a plugin asks for (C1, C2, C6, C7).

use super::form::Form;
use super::layout::{self, Failed};
use super::visitor::SignedIn;
use crate::app::App;
use crate::connect::attempt::State as Standing;
use crate::store::accounts::Membership;
use crate::store::connections::{self, Connection};
use axum::extract::{Path, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use form_urlencoded::byte_serialize;
use maud::{Markup, html};

/// What the plugin will do once approved, in the words of the switches (A20).
const PERMISSIONS: [&str; 9] = [
    "Send contacts (Contact Sync): customers, subscribers and guest buyers, with names, addresses and what they have spent",
    "Report carts (Contact Sync): that shoppers who are known begin or empty a cart or start a checkout, with what is in it and a link that brings it back",
    "Send products and categories (Product Sync), with prices, and report each change of stock",
    "Send orders (Order Sync): line items, WooCommerce's own status, and events when an order is fulfilled, cancelled or refunded",
    "Send transactions (Transaction Sync): payments and refunds",
    "Report events that start workflows: an order was placed (Order Received Trigger), an order was paid (Payment Received Trigger)",
    "Send back-in-stock requests: the e-mail address, the product, and the words that the shopper agreed to",
    "Delete here what is deleted in the store: products, categories, contacts and orders (Deletion Sync)",
    "Report its health, and take requests to sync, to change these choices, to reconnect or to disconnect",
];

/// Shows what is asked for.
pub async fn show(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, Response> {
    let connection = undecided(&app, &who, id).await?;
    Ok(page(StatusCode::OK, &who, &connection, None))
}

/// Takes the decision and sends the browser back to the store.
pub async fn decide(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, Response> {
    let connection = undecided(&app, &who, id).await?;
    let company_id = form.get("company").to_owned();
    let may_decide = who
        .person
        .membership(&company_id)
        .is_some_and(Membership::may_manage);
    if !may_decide {
        let fault = "Only an owner or admin of a company can connect a store to it. Ask one of them to do this.";
        return Ok(page(StatusCode::FORBIDDEN, &who, &connection, Some(fault)));
    }
    let (id, choices) = (connection.id.clone(), layout::read_choices(&form));
    let is_approved = form.get("decision") == "approve";
    let said = app
        .store
        .run(move |db| {
            Ok(match is_approved {
                true => {
                    connections::approve(db, &id, &company_id, &choices)?.map(|code| ("code", code))
                }
                false => connections::deny(db, &id)?.then(|| ("error", "access_denied".to_owned())),
            })
        })
        .await
        .map_err(|error| Failed::from(error).into_response())?;
    let Some((name, value)) = said else {
        // Somebody else was faster: how it stands now.
        let now = undecided(&app, &who, connection.id).await?;
        return Ok(page(StatusCode::OK, &who, &now, None));
    };
    let back = with_query(&connection.announced.return_url, name, &value);
    // Not axum's Redirect: it would panic on a URL that is no header value; such a one is answered with a page.
    match HeaderValue::from_str(&back) {
        Ok(location) => Ok((StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()),
        Err(_) => Ok(layout::refuse(
            &who.visitor,
            StatusCode::OK,
            "Go back to your store",
            "Your decision is kept. Open WooCommerce → Storewire in your store to go on.",
        )),
    }
}

/// The attempt to connect, where it is still to be decided; else a page that says how it stands.
async fn undecided(app: &App, who: &SignedIn, id: String) -> Result<Connection, Response> {
    let found = app
        .store
        .run(move |db| connections::find(db, &id))
        .await
        .map_err(|error| Failed::from(error).into_response())?;
    let Some(connection) = found else {
        let message = "This link leads to no connection. Open WooCommerce → Storewire in your store and click Connect.";
        return Err(layout::refuse(
            &who.visitor,
            StatusCode::NOT_FOUND,
            "Nothing to approve",
            message,
        ));
    };
    let (status, title, message) = match connection.progress.state(app.clock.now()) {
        Standing::Pending => return Ok(connection),
        Standing::Approved => (
            StatusCode::CONFLICT,
            "Already approved",
            "This connection was approved. Open WooCommerce → Storewire in your store to go on.",
        ),
        Standing::Denied => (
            StatusCode::CONFLICT,
            "Already denied",
            "This connection was denied. To connect after all, open WooCommerce → Storewire in your store and click Connect.",
        ),
        Standing::Expired => (
            StatusCode::GONE,
            "Too late",
            "This connection was not finished within 15 minutes. Open WooCommerce → Storewire in your store and click Connect again.",
        ),
    };
    Err(layout::refuse(&who.visitor, status, title, message))
}

fn page(
    status: StatusCode,
    who: &SignedIn,
    connection: &Connection,
    fault: Option<&str>,
) -> Response {
    let announced = &connection.announced;
    let may_manage_any = who.person.memberships.iter().any(Membership::may_manage);
    let content = html! {
        h1 { "Connect " (announced.store_name) "?" }
        p { "The store at " strong { (announced.store_url) } " asks to be connected to your company." }
        @if let Some(fault) = fault { p.fault role="alert" { (fault) } }
        @else if !may_manage_any {
            p.fault role="alert" {
                "You are signed in as " (who.person.email) ", a member. Only an owner or admin of a company can connect a store to it. Ask one of them to do this."
            }
        }
        section.card {
            h2 { "What it will be allowed to do" }
            ul { @for permission in PERMISSIONS { li { (permission) } } }
            p.hint { "It can read nothing here, and it only ever sends from the store to this backend." }
        }
        @if may_manage_any { (decision(who, connection)) }
        p.hint { "Approve only if you have just clicked Connect in this store yourself." }
    };
    layout::plain(status, &who.visitor, "Connect a store", content)
}

fn decision(who: &SignedIn, connection: &Connection) -> Markup {
    let preset = connection
        .draft_company_id
        .as_ref()
        .unwrap_or(&who.person.company_id);
    html! {
        form method="post" {
            (layout::token(&who.visitor))
            fieldset {
                legend { "Company" }
                @for membership in &who.person.memberships {
                    label.switch {
                        input type="radio" name="company" value=(membership.company_id) required
                            checked[membership.company_id == *preset];
                        " " (membership.company_name) span.hint { " – your role: " (membership.role) }
                    }
                }
            }
            (layout::switches("Import now", "imports", &connection.choices.imports.each()))
            (layout::switches("Keep in sync", "sync", &connection.choices.sync.each()))
            p.hint { "You can change all of this later, here or in the store, without disconnecting." }
            div.actions {
                button.primary name="decision" value="approve" { "Approve" }
                button name="decision" value="deny" { "Deny" }
            }
        }
    }
}

/// A URL with one more parameter in its query, before the fragment.
fn with_query(url: &str, name: &str, value: &str) -> String {
    let (url, fragment) = url
        .split_once('#')
        .map_or((url, String::new()), |(url, rest)| {
            (url, format!("#{rest}"))
        });
    let joint = if url.contains('?') { '&' } else { '?' };
    let value: String = byte_serialize(value.as_bytes()).collect();
    format!("{url}{joint}{name}={value}{fragment}")
}

#[cfg(test)]
mod tests {
    use super::with_query;

    #[test]
    fn c1_the_code_joins_whatever_query_there_is() {
        assert_eq!(
            with_query("https://a.example/x", "code", "1"),
            "https://a.example/x?code=1"
        );
        assert_eq!(
            with_query("https://a.example/x?page=storewire#top", "code", "1/2"),
            "https://a.example/x?page=storewire&code=1%2F2#top"
        );
    }
}
