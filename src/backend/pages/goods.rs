//! A product as people see it: its picture, and its title as a link to the shop.

use super::show::or_dash;
use crate::store::goods::Goods;
use form_urlencoded::byte_serialize;
use maud::{Markup, html};

/// Picture and title; what a store sent as an address is used only where it is one of the web.
pub fn goods(title: &str, goods: &Goods) -> Markup {
    let web = |url: &Option<String>| {
        url.clone()
            .filter(|url| url.starts_with("https://") || url.starts_with("http://"))
    };
    html! {
        div.goods {
            @match web(&goods.image_url) {
                Some(url) => { img src=(url) alt="" width="48" height="48" loading="lazy" referrerpolicy="no-referrer"; },
                None => { span.no-picture aria-hidden="true" {} },
            }
            @match web(&goods.url) {
                Some(url) => { a href=(url) rel="noreferrer" dir="auto" { (title) } },
                None => { span dir="auto" { (or_dash(title)) } },
            }
        }
    }
}

/// An e-mail address as a link to what is known of that person; a dash where there is none.
pub fn person(email: &str) -> Markup {
    let path: String = byte_serialize(email.as_bytes()).collect();
    html! {
        @if email.is_empty() { "–" }
        @else { a.email href={ "/contacts/" (path) } { (email) } }
    }
}
