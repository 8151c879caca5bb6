//! What owners see: server-rendered pages, no script.

mod authorize;
mod categories;
mod connect;
mod contacts;
mod events;
mod faults;
mod form;
mod goods;
mod integrations;
mod layout;
mod list;
mod orders;
mod product_settings;
mod products;
mod profile;
mod show;
mod sign_in;
mod transactions;
mod visitor;
mod waitlist;
mod workflows;

use crate::app::App;
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Redirect};
use axum::routing::{get, post};

/// The routes of all pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(async || Redirect::to("/settings/integrations")))
        .route("/style.css", get(style))
        .route("/sign-in", get(sign_in::show).post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/company", post(sign_in::choose_company))
        .route(
            "/authorize/{id}",
            get(authorize::show).post(authorize::decide),
        )
        .route("/settings/integrations", get(integrations::show))
        .route(
            "/settings/integrations/connect",
            get(connect::enter).post(connect::go_on),
        )
        .route(
            "/settings/integrations/{store}/sync",
            post(integrations::sync),
        )
        .route(
            "/settings/integrations/{store}/choices",
            post(integrations::choose),
        )
        .route(
            "/settings/integrations/{store}/disconnect",
            post(integrations::disconnect),
        )
        .route("/settings/faults", get(faults::show).post(faults::set))
        .route("/contacts", list::route(&contacts::VIEW))
        .route("/contacts/{email}", get(profile::show))
        .route("/products", list::route(&products::VIEW))
        .route("/categories", list::route(&categories::VIEW))
        .route("/orders", list::route(&orders::VIEW))
        .route("/transactions", list::route(&transactions::VIEW))
        .route("/events", list::route(&events::VIEW))
        .route("/waitlist", list::route(&waitlist::VIEW))
        .route("/workflows", list::route(&workflows::VIEW))
        .route("/settings/products", list::route(&product_settings::VIEW))
        .route(
            "/settings/products/{store}/{product}",
            get(product_settings::show).post(product_settings::save),
        )
        .fallback(layout::not_found)
}

async fn style() -> impl IntoResponse {
    (
        [(CONTENT_TYPE, "text/css; charset=utf-8")],
        include_str!("style.css"),
    )
}
