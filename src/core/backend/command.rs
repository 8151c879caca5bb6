//! What the backend asks the store to do, by a signed request (D7) or in the answer to a heartbeat.
//!
//! | `type` | with | does |
//! |---|---|---|
//! | `sync` | `types`, `from`, `to` | runs Sync Store (S9); without types, all; between two moments in seconds, or without limits |
//! | `settings` | `imports`, `sync`, as in [`crate::owner::settings`] | changes the choices that it names, and no others (C7) |
//! | `disconnect` | | ends the connection (C8) |
//! | `reconnect` | `draftId`, of choices that were made at the backend | asks the owner to connect again (C8) |
//! | `ping` | | nothing: that it is taken shows whose store this is |

use crate::owner::settings::{ImportChoices, SyncChoices};
use crate::read::field::{Field, Flag, Int, List, Text};
use crate::read::issue::IssueCode;
use crate::read::reader::{Need, Reader};
use crate::read::snapshot;
use crate::sync::plan;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

snapshot! {
    /// The body of a command.
    Body {
        /// What to do.
        kind / "type": Text,
        /// For `sync`: of `contacts`, `products`, `orders`, `transactions`.
        types / "types": List<Text>,
        /// For `sync`: the first moment, seconds since 1970 UTC.
        from / "from": Int,
        /// For `sync`: the last moment, seconds since 1970 UTC.
        to / "to": Int,
        /// For `settings`.
        imports / "imports": ImportChoices,
        /// For `settings`.
        sync / "sync": SyncChoices,
        /// For `reconnect`.
        draft_id / "draftId": Text,
    }
}

/// A command, read. What belongs to another type is empty or null.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Command {
    /// `sync`, `settings`, `disconnect`, `reconnect` or `ping`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// At least one for `sync`, in the order in which they are synced.
    pub types: Vec<&'static str>,
    /// Seconds since 1970 UTC.
    pub from: Option<i64>,
    /// Seconds since 1970 UTC.
    pub to: Option<i64>,
    /// Imports to switch.
    pub imports: Vec<Switch>,
    /// Sync toggles to switch.
    pub sync: Vec<Switch>,
    /// Draft of the connection to be made.
    #[serde(rename = "draftId")]
    pub draft_id: Option<String>,
}

/// One choice to change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Switch {
    /// Its name in the settings.
    pub name: &'static str,
    /// What it shall be.
    pub on: bool,
}

/// Reads a command. One that is not understood in full is refused: half of it might be worse than none.
pub(crate) fn read(body: Body, reader: &mut Reader) -> Option<Command> {
    let kind = reader.text("type", body.kind, Need::Required)?;
    let mut command = Command {
        kind: "disconnect",
        types: Vec::new(),
        from: None,
        to: None,
        imports: Vec::new(),
        sync: Vec::new(),
        draft_id: None,
    };
    match kind.as_str() {
        "sync" => {
            command.kind = "sync";
            command.types = types(reader, body.types);
            command.from = reader
                .moment("from", body.from, Need::Sound)
                .map(|from| from.seconds());
            command.to = reader
                .moment("to", body.to, Need::Sound)
                .map(|to| to.seconds());
        }
        "settings" => {
            command.kind = "settings";
            let imports = reader
                .value("imports", body.imports, "a map", Need::Sound)
                .unwrap_or_default();
            let sync = reader
                .value("sync", body.sync, "a map", Need::Sound)
                .unwrap_or_default();
            command.imports = switches(
                &mut reader.within("imports"),
                &[
                    ("contacts", imports.contacts),
                    ("orders", imports.orders),
                    ("transactions", imports.transactions),
                    ("products", imports.products),
                ],
            );
            command.sync = switches(
                &mut reader.within("sync"),
                &[
                    ("contacts", sync.contacts),
                    ("orders", sync.orders),
                    ("transactions", sync.transactions),
                    ("products", sync.products),
                    ("orderReceivedTrigger", sync.order_received_trigger),
                    ("paymentReceivedTrigger", sync.payment_received_trigger),
                    ("deletions", sync.deletions),
                ],
            );
        }
        "disconnect" => {}
        "ping" => command.kind = "ping",
        "reconnect" => {
            command.kind = "reconnect";
            command.draft_id = draft(reader, body.draft_id);
        }
        _ => reader.report(
            "type",
            IssueCode::ChoiceInvalid,
            "This must be sync, settings, disconnect, reconnect or ping.",
            true,
        ),
    }
    (!reader.is_fatal()).then_some(command)
}

/// A draft's id goes into forms and requests, so it holds nothing that could mean anything there.
fn draft(reader: &mut Reader, field: Field<Text>) -> Option<String> {
    let id = reader.text("draftId", field, Need::Required)?;
    let is_sound = (1..=128).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    if !is_sound {
        reader.report(
            "draftId",
            IssueCode::ChoiceInvalid,
            "This names no draft.",
            true,
        );
    }
    Some(id)
}

/// The types that are asked for; all, where none is named.
fn types(reader: &mut Reader, field: Field<List<Text>>) -> Vec<&'static str> {
    match &field {
        Field::Value(List(list)) if !list.is_empty() => plan::types(reader, "types", field),
        Field::Wrong => plan::types(reader, "types", field),
        _ => plan::TYPES.into(),
    }
}

fn switches(reader: &mut Reader, fields: &[(&'static str, Field<Flag>)]) -> Vec<Switch> {
    let mut switches = Vec::new();
    for (name, field) in fields {
        let flag = reader.value(name, field.clone(), "true or false", Need::Sound);
        switches.extend(flag.map(|flag| Switch { name, on: flag.0 }));
    }
    switches
}
