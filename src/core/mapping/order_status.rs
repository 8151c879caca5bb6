//! The status of an order, as WooCommerce and its plugins have it.

/// The status of an order in the trash.
pub(crate) const TRASH: &str = "trash";

/// Drafts have not been placed: `auto-draft` and `new` come from the admin's screen, `checkout-draft` from the block
/// checkout (S4).
pub(crate) fn is_draft(status: &str) -> bool {
    matches!(status, "draft" | "auto-draft" | "checkout-draft" | "new")
}

/// S4: every status that WooCommerce or a plugin may have, in three.
pub(crate) fn simplified(original: &str) -> &'static str {
    match original {
        "completed" | "refunded" => "Completed",
        "cancelled" | "failed" | TRASH => "Cancelled",
        _ => "Pending",
    }
}
