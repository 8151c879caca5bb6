//! The status of an order, as WooCommerce and its plugins have it.

/// The status of an order in the trash.
pub(crate) const TRASH: &str = "trash";

/// That of an order which is cancelled.
pub(crate) const CANCELLED: &str = "cancelled";

/// Drafts have not been placed: `auto-draft` and `new` come from the admin's screen, `checkout-draft` from the block
/// checkout (S4).
pub(crate) const DRAFTS: [&str; 4] = ["draft", "auto-draft", "checkout-draft", "new"];

pub(crate) fn is_draft(status: &str) -> bool {
    DRAFTS.contains(&status)
}

/// S4: every status that WooCommerce or a plugin may have, in three.
pub(crate) fn simplified(original: &str) -> &'static str {
    match original {
        "completed" | "refunded" => "Completed",
        CANCELLED | "failed" | TRASH => "Cancelled",
        _ => "Pending",
    }
}
