//! Replies of the backend.

use crate::read::field::{Flag, Int, List, Text};
use crate::read::snapshot;

snapshot! {
    /// What came back from one HTTP request to the backend.
    Response {
        /// HTTP status; missing where no whole response came (refused, timed out, cut off).
        status / "status": Int,
        /// What the transport said where there is no status.
        failure / "failure": Text,
        /// Whether the request never left, for a reason of the host's own, which `failure` says.
        unsent / "unsent": Flag,
        /// The `Retry-After` header: seconds or an HTTP date.
        retry_after / "retryAfter": Text,
        /// Whether the body is the JSON object that the protocol asks for (an HTML page is not).
        json / "json": Flag,
        /// `error` of the body, by which a backend says why it refuses.
        error / "error": Text,
        /// `results` of the body, for a request that sent items.
        results / "results": List<ItemResult>,
    }
}

snapshot! {
    /// The backend's word on one item.
    ItemResult {
        /// The item's id.
        id / "id": Text,
        /// `accepted`, `duplicate` or `rejected`.
        status / "status": Text,
        /// Why it was rejected, in the backend's words.
        issues / "issues": List<Text>,
        /// Whether the backend had no use for it: the object is not there, and the item did not make it.
        unused / "unused": Flag,
    }
}
