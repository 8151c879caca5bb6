//! Settings → Products: who is reminded to buy a product again, and when (B5).

use super::form::Form;
use super::goods::goods;
use super::layout::{self, Failed};
use super::list::View;
use super::show::{badge, number, text};
use super::visitor::{Manager, SignedIn, Visitor};
use crate::app::App;
use crate::rules::replenishment::{MOST_DAYS, Rule};
use crate::store::goods::{self as found, Goods};
use crate::store::lists::{List, Row};
use crate::store::replenishment::{self, Setting};
use crate::store::{self, installations};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use rusqlite::Connection as Db;
use serde_json::Value;

const PATH: &str = "/settings/products";
/// What a form begins with.
const AT_FIRST: Setting = Setting {
    enabled: false,
    by_variant: false,
    rule: Rule {
        days: 30,
        by_quantity: false,
    },
};

/// The products to choose from.
pub static VIEW: View = View {
    list: List::Replenishment,
    path: PATH,
    title: "Product settings",
    search_hint: "Title, SKU or id",
    filters: &[("on", "Replenishment on"), ("off", "Replenishment off")],
    columns: &["Product", "Replenishment", "Settings"],
    cells,
    empty: "No products yet. They come with a sync; then choose here which ones run out, and after how many days a \
            buyer is reminded.",
};

fn cells(Row { data, beside }: &Row) -> Vec<Markup> {
    let set: Value =
        serde_json::from_str(beside.as_deref().unwrap_or_default()).unwrap_or_default();
    let (days, flag) = (number(&set, "days"), |key: &str| number(&set, key) != 0);
    let path = format!("{PATH}/{}/{}", number(&set, "store"), text(data, "id"));
    vec![
        html! { strong dir="auto" { (text(data, "title")) } br; span.hint { "id " (text(data, "id")) } },
        html! {
            @if flag("enabled") {
                (badge("good", "On")) " lasts " (days) (if days == 1 { " day" } else { " days" }) br;
                span.hint {
                    (if flag("byVariant") { "exact variant" } else { "any variant" })
                    @if flag("byQuantity") { ", by quantity" }
                    ", " (number(&set, "pending")) " to be reminded"
                }
            } @else { (badge("plain", "Off")) }
        },
        html! { a.button href=(path) { "Change" span.unseen { " replenishment of " (text(data, "title")) } } },
    ]
}

/// Shows the settings of one product.
pub async fn show(
    State(app): State<App>,
    who: SignedIn,
    Path((store, product)): Path<(i64, String)>,
) -> Result<Response, Failed> {
    let (company, wanted) = (who.person.company_id.clone(), product.clone());
    let known = app
        .store
        .run(move |db| product_of(db, &company, store, &wanted))
        .await?;
    let Some((goods, setting)) = known else {
        return Ok(unknown(&who.visitor));
    };
    let setting = setting.unwrap_or(AT_FIRST);
    Ok(form(&who, StatusCode::OK, &goods, setting, None))
}

/// Keeps them, and brings the reminders in line.
pub async fn save(
    State(app): State<App>,
    Manager(who): Manager,
    Path((store, product)): Path<(i64, String)>,
    posted: Form,
) -> Result<Response, Failed> {
    let days = posted.get("days").trim().parse().ok();
    let days = days.filter(|days| (1..=MOST_DAYS).contains(days));
    let setting = Setting {
        enabled: posted.has("enabled"),
        by_variant: posted.get("match") == "variant",
        rule: Rule {
            days: days.unwrap_or_default(),
            by_quantity: posted.has("by_quantity"),
        },
    };
    let (company, now) = (who.person.company_id.clone(), app.calendar.now());
    let known = app
        .store
        .run(move |db| {
            let known = product_of(db, &company, store, &product)?;
            if known.is_some() && days.is_some() {
                replenishment::fall_due(db, now)?;
                replenishment::set(db, store, &product, &setting, now)?;
            }
            Ok(known)
        })
        .await?;
    Ok(match (known, days) {
        (None, _) => unknown(&who.visitor),
        (Some(_), Some(_)) => Redirect::to(PATH).into_response(),
        (Some((goods, _)), None) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            form(&who, status, &goods, setting, Some(posted.get("days")))
        }
    })
}

/// A product of a company's store, and what is set for it.
fn product_of(
    db: &Db,
    company_id: &str,
    store_id: i64,
    product_id: &str,
) -> store::Result<Option<(Goods, Option<Setting>)>> {
    if installations::store(db, company_id, store_id)?.is_none() {
        return Ok(None);
    }
    let goods = found::find(db, store_id, product_id, product_id)?;
    let setting = replenishment::setting(db, store_id, product_id)?;
    Ok(goods.title.is_some().then_some((goods, setting)))
}

fn unknown(visitor: &Visitor) -> Response {
    let message = "There is no such product in the stores of the company whose pages you see.";
    layout::refuse(visitor, StatusCode::NOT_FOUND, "No such product", message)
}

/// The form; `wrong` is what was entered as days, where that cannot be.
fn form(
    who: &SignedIn,
    status: StatusCode,
    product: &Goods,
    setting: Setting,
    wrong: Option<&str>,
) -> Response {
    let title = product.title.as_deref().unwrap_or_default();
    let days = setting.rule.days.to_string();
    let choice = |value: &str, is_on: bool, label: &str| {
        html! {
            label.switch { input type="radio" name="match" value=(value) checked[is_on]; " " (label) }
        }
    };
    let content = html! {
        div.narrow {
            p.step { a href=(PATH) { "Product settings" } }
            h1 { "Replenishment" }
            (goods(title, product))
            @if wrong.is_some() {
                p.fault role="alert" { "Days have to be a whole number from 1 to " (MOST_DAYS) "." }
            }
            form method="post" {
                (layout::token(&who.visitor))
                label.switch {
                    input type="checkbox" name="enabled" checked[setting.enabled];
                    " Remind buyers when it runs out"
                }
                label for="days" { "Days until it runs out" }
                input #days type="number" name="days" min="1" max=(MOST_DAYS) required
                    value=(wrong.unwrap_or(&days)) aria-invalid=[wrong.map(|_| "true")];
                fieldset {
                    legend { "What counts as the same" }
                    (choice("product", !setting.by_variant, "Any variant of the product"))
                    (choice("variant", setting.by_variant, "Only the same variant"))
                }
                label.switch {
                    input type="checkbox" name="by_quantity" checked[setting.rule.by_quantity];
                    " Two packs last twice as long"
                }
                p.hint {
                    "Each order queues a reminder for the day on which it runs out. Buying the same again before then "
                    "skips it. Orders of which that day has passed get none, and cancelled orders lose theirs."
                }
                @if who.person.may_manage() { div.actions { button.primary { "Save" } } }
                @else { p.hint { "Only an owner or admin of the company can change this." } }
            }
        }
    };
    layout::page_with(status, who, PATH, "Replenishment", content)
}
