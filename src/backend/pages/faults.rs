//! Settings → Faults: break the backend on purpose and see how a store takes it (B7).

use super::form::Form;
use super::layout;
use super::visitor::{Manager, SignedIn};
use crate::app::App;
use crate::testing::faults::{Fault, Mode};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;

const PATH: &str = "/settings/faults";

/// Shows what is switched on.
pub async fn show(State(app): State<App>, who: SignedIn) -> Response {
    let fault = app.faults.current();
    let is_on = fault.mode != Mode::None || fault.ms > 0;
    let content = html! {
        h1 { "Faults" }
        p { "Break this backend on purpose and see how a store takes it. Faults strike only what plugins send, on all companies; these pages go on working." }
        @if is_on { p.note role="status" { strong { "A fault is on. " } "Choose “Everything works” to end it." } }
        form.card method="post" action=(PATH) {
            (layout::token(&who.visitor))
            fieldset {
                legend { "What goes wrong" }
                @for (mode, word, label) in Mode::BY_HAND {
                    label.switch { input type="radio" name="mode" value=(word) checked[mode == fault.mode]; " " (label) }
                }
            }
            label for="ms" { "Every answer comes later by (milliseconds)" }
            input #ms type="number" name="ms" min="0" max="600000" value=(fault.ms);
            label for="times" { "Ends by itself after so many requests (empty: never)" }
            input #times type="number" name="times" min="1" value=[fault.times];
            label for="path" { "Only for addresses that contain (empty: all)" }
            input #path name="path" value=(fault.path) placeholder="items";
            @if who.person.may_manage() { div.actions { button.primary { "Set" } } }
            @else { p.hint { "Only an owner or admin of the company can change this." } }
        }
    };
    layout::page(&who, PATH, "Faults", content)
}

/// Switches a fault on or off.
pub async fn set(State(app): State<App>, Manager(_): Manager, form: Form) -> Response {
    let mode = Mode::BY_HAND
        .into_iter()
        .find(|(_, word, _)| *word == form.get("mode"))
        .map(|(mode, ..)| mode);
    app.faults.set(Fault {
        mode: mode.unwrap_or_default(),
        ms: form.get("ms").parse().unwrap_or_default(),
        times: form.get("times").parse().ok().filter(|times| *times > 0),
        path: form.get("path").trim().to_owned(),
        ..Fault::default()
    });
    Redirect::to(PATH).into_response()
}
