//! Values that are right by construction: whoever holds one need not check it again. Each file says where its rule
//! comes from.

pub mod decimal;
mod decimal_text;
pub mod email;
pub mod id;
pub mod joined;
pub mod money;
pub mod time;
pub mod url;

/// The largest integer that every host reads and writes exactly: 2^53 − 1, JavaScript's `MAX_SAFE_INTEGER`.
pub const MAX_INT: i64 = (1 << 53) - 1;
