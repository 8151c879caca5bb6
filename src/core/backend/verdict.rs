//! What to do after a delivery.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

/// What to do with each item of a delivery, and with the connection. What is neither done nor buried is left, to be sent
/// again under the same ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// What to do next.
    pub state: State,
    /// Ids that are done.
    pub acked: Vec<String>,
    /// Those of them that the backend had no use for: it does not have the object, such as an order that went to the trash
    /// before it was ever synced.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unused: Vec<String>,
    /// Items that will never be taken, with the reason.
    pub buried: Vec<Buried>,
    /// Ids to send again that failed by themselves: the backend passed them over. Each time counts, and after some the host
    /// gives the item up.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unanswered: Vec<String>,
    /// Not before this moment, in milliseconds since 1970 UTC; null for at once or, in reconnect mode, for until
    /// reconnected.
    pub retry_at: Option<i64>,
    /// The most items that requests may have from now on; missing where that stays as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// Whether a heartbeat is due, which tells the backend where the store is.
    pub heartbeat: bool,
    /// What happened, in plain words, for the owner; empty where all is well.
    pub message: String,
}

/// What to do after a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// The backend took it; go on. Nothing is left of it but what is `unanswered`.
    Delivered,
    /// Send what is left at `retryAt`, and nothing before that.
    Retry,
    /// Send what is left at once, in requests of `limit` items.
    Split,
    /// Something between refused it: send a request without items, and ask again with what came of it (`open`).
    Unclear,
    /// Something between refuses this one item, or the host cannot send it: send others, and this one much later. Should
    /// others fare no better, the way is tried again at `retryAt`.
    Suspect,
    /// Stop, and ask the owner to reconnect (D3).
    Reconnect,
    /// Stop: the backend has ended the connection.
    Disconnected,
}

/// An item that the backend will never take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Buried {
    /// The item's id.
    pub id: String,
    /// Why, in plain words.
    pub issues: Vec<String>,
}

impl Verdict {
    pub(crate) fn new(state: State) -> Self {
        Self {
            state,
            acked: Vec::new(),
            unused: Vec::new(),
            buried: Vec::new(),
            unanswered: Vec::new(),
            retry_at: None,
            limit: None,
            heartbeat: false,
            message: String::new(),
        }
    }

    /// All of it is sent again, the same ids, or stays.
    pub(crate) fn keep(state: State, message: String) -> Self {
        Self {
            message,
            ..Self::new(state)
        }
    }

    /// Nothing of it is ever taken.
    pub(crate) fn bury(ids: Vec<String>, reason: &str) -> Self {
        let buried = ids
            .into_iter()
            .map(|id| Buried {
                id,
                issues: [reason.to_owned()].into(),
            })
            .collect();
        Self {
            buried,
            message: reason.to_owned(),
            ..Self::new(State::Delivered)
        }
    }
}
