//! Ids: of objects in the store, and of items on the wire.

use crate::value::time::Moment;
use alloc::string::String;

/// Whether a text is an id: 1 to 64 letters, digits, `-` and `_`. WordPress counts in digits; the rest leaves room for
/// revisions and for shops whose ids are not numbers, while `:` stays free to join the parts of an item id.
pub fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
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

/// The id of an item: `TYPE:OBJECT:REVISION`, and `:SECONDS` of the last change where the store tells it, such as
/// `order:501:s7f3a:1764000000`.
///
/// The backend applies an id once. A retry repeats it (D2); a new sync run, or a change in the store, makes another.
pub fn item(kind: &str, object: &str, revision: &str, modified_at: Option<Moment>) -> String {
    let mut id = String::with_capacity(kind.len() + object.len() + revision.len() + 14);
    id.push_str(kind);
    id.push(':');
    id.push_str(object);
    id.push(':');
    id.push_str(revision);
    if let Some(moment) = modified_at {
        id.push(':');
        push_int(&mut id, moment.seconds());
    }
    id
}

/// The id of an item that is applied once and for all, whatever the run: `contact:guest:ann@example.com` (S2).
pub fn item_once(kind: &str, object: &str) -> String {
    join(kind, object)
}

/// Appends a whole number in decimal.
pub fn push_int(text: &mut String, value: i64) {
    if value < 0 {
        text.push('-');
    }
    let mut rest = value.unsigned_abs();
    let mut digits = [b'0'; 20];
    let mut length = 0usize;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
        length += 1;
        if rest == 0 {
            break;
        }
    }
    for digit in digits.iter().skip(20 - length) {
        text.push(char::from(*digit));
    }
}
