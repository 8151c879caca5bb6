//! E-mail addresses: what makes two contacts the same person.

use alloc::borrow::ToOwned;
use alloc::string::String;

/// The longest address that SMTP can carry (RFC 5321, 4.5.3.1.3, less the angle brackets).
const MAX_LENGTH: usize = 254;
/// The longest part before the `@` (RFC 5321, 4.5.3.1.1).
const MAX_LOCAL: usize = 64;

/// Reads an address: blanks around it are dropped, and it is lower case, for WordPress and the backend compare
/// addresses without regard to case.
///
/// The rule is that of HTML's `<input type="email">`, so that what a form in a browser accepts is accepted here, with
/// one addition: the domain has a dot (WordPress' `is_email` asks for it too). Addresses beyond ASCII are refused, as
/// WordPress and WooCommerce refuse them.
pub fn parse(text: String) -> Option<String> {
    if is_email(text.as_bytes()) {
        return Some(text);
    }
    let mut email = text.trim_ascii().to_owned();
    email.make_ascii_lowercase();
    is_email(email.as_bytes()).then_some(email)
}

/// Whether this is an address in lower case.
fn is_email(text: &[u8]) -> bool {
    let mut bytes = text.iter();
    let legal = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'/' | b'=' | b'?' | b'^'..=b'`' | b'{'..=b'~');
    let Some(local) = bytes.position(|byte| !legal(*byte)) else {
        return false;
    };
    let at = text.get(local) == Some(&b'@');
    at && (1..=MAX_LOCAL).contains(&local)
        && text.len() <= MAX_LENGTH
        && is_domain(bytes.as_slice())
}

/// Two labels or more, each 1 to 63 letters, digits and hyphens, without a hyphen at either end.
fn is_domain(domain: &[u8]) -> bool {
    let mut labels = 1u32;
    let mut length = 0u32;
    let mut before = b'-';
    for byte in domain {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => length += 1,
            b'-' if length > 0 => length += 1,
            b'.' if length > 0 && before != b'-' => {
                labels += 1;
                length = 0;
            }
            _ => return false,
        }
        if length > 63 {
            return false;
        }
        before = *byte;
    }
    labels >= 2 && length > 0 && before != b'-'
}
