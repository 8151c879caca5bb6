//! Ids: of objects in the store, and of items on the wire.

use alloc::string::String;
use alloc::sync::Arc;

/// Whether a text is an id: 1 to 64 letters, digits, `-` and `_`. WordPress counts in digits; the rest leaves room for
/// revisions and for shops whose ids are not numbers, while `:` stays free to join the parts of an item id.
#[inline(never)]
pub fn is_id(text: &str) -> bool {
    // Digits are looked for first, for most ids are numbers; of all bytes only they come to less than ten.
    let is_legal =
        |byte: u8| byte ^ b'0' < 10 || byte.is_ascii_alphabetic() || byte == b'-' || byte == b'_';
    (1..=64).contains(&text.len()) && text.bytes().all(is_legal)
}

/// The id of an object of which WooCommerce says "0" where there is none.
pub fn is_none(id: &str) -> bool {
    id == "0"
}

/// Joins two parts: `user:12`.
pub fn join(kind: &str, object: &str) -> String {
    let mut id = String::with_capacity(kind.len() + 1 + object.len());
    id.push_str(kind);
    id.push(':');
    id.push_str(object);
    id
}

/// What makes an item id stable within a run and new in the next: `:REVISION`, and `:SECONDS` of the last change where
/// the store tells it.
///
/// The backend applies an id once. A retry repeats it (D2); a new sync run, or a change in the store, makes another.
#[derive(Clone, Debug, PartialEq)]
pub struct Stamp {
    pub(crate) revision: Arc<String>,
    pub(crate) seconds: Option<i64>,
}

/// Six hexadecimal digits that tell objects apart which bear the same number at different times: after a backup was
/// restored, numbers are given out a second time. FNV-1a of what is unique about the object; nobody gets that back from it.
pub fn mark(parts: &[&str]) -> String {
    let mut hash: u32 = 0x811c_9dc5;
    for byte in parts.iter().flat_map(|part| part.bytes()) {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    let digit = |place: u32| char::from_digit(hash >> (32 - 4 * place) & 15, 16);
    (1..=6).filter_map(digit).collect()
}

/// Appends a whole number in decimal.
pub fn push_int(text: &mut String, value: i64) {
    const BILLION: i64 = 1_000_000_000;
    let high = value / BILLION;
    let low = (value - high * BILLION).unsigned_abs() as u32;
    if value < 0 {
        text.push('-');
    }
    // The power of ten that the first digit stands for.
    let mut power = 1;
    if high == 0 {
        while low / power > 9 {
            power *= 10;
        }
    } else {
        push_int(text, high.abs());
        power = 100_000_000;
    }
    while power > 0 {
        text.push(char::from(b'0' + (low / power % 10) as u8));
        power /= 10;
    }
}
