//! The events feed (B2).

use super::layout;
use super::visitor::SignedIn;
use axum::response::Response;
use maud::html;

/// Says when events come: importing and syncing send records only (E8).
pub async fn show(who: SignedIn) -> Response {
    let content = html! {
        h1 { "Events" }
        section.card.empty {
            p { "No events. An import or a sync never makes any: nobody is to get a thank-you mail for an order of last year." }
            p.hint { "Events tell what happens in the shop after it was connected, such as an order that is placed or paid." }
        }
    };
    layout::page(&who, "/events", "Events", content)
}
