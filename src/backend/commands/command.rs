//! What a store can be asked to do, and how that is written.

use serde_json::{Map, Value};

/// Take over changed choices: `{"imports", "sync"}`.
pub const SETTINGS: &str = "settings";
/// Run a fresh sync: of all types, or `{"types", "from", "to"}`.
pub const SYNC: &str = "sync";

/// Ask the store's owner to connect again, with choices that were made here: `{"draftId"}`.
pub const RECONNECT: &str = "reconnect";
/// Answer, to show whose store this is.
pub const PING: &str = "ping";

/// End the connection (C8): told once, for a store that misses it learns by 410.
pub const DISCONNECT: &str = "disconnect";

/// Where a store takes commands.
#[derive(Clone, Debug)]
pub struct Receiver {
    /// Its address.
    pub url: String,
    /// What signs them: `whsec_…`.
    pub secret: String,
}

/// A command as it goes out: `{"id", "type", …}`.
pub fn build(id: &str, kind: &str, mut body: Map<String, Value>) -> Value {
    body.insert("id".to_owned(), id.into());
    body.insert("type".to_owned(), kind.into());
    Value::Object(body)
}
