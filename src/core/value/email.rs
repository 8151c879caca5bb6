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
pub fn parse(text: &str) -> Option<String> {
    let text = text.trim_ascii();
    let (local, domain) = text.split_once('@')?;
    let sound =
        text.len() <= MAX_LENGTH && is_local(local.as_bytes()) && is_domain(domain.as_bytes());
    sound.then(|| {
        let mut email = text.to_owned();
        email.make_ascii_lowercase();
        email
    })
}

fn is_local(local: &[u8]) -> bool {
    let legal = |byte: &u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(byte);
    !local.is_empty() && local.len() <= MAX_LOCAL && local.iter().all(legal)
}

/// Two labels or more, each 1 to 63 letters, digits and hyphens, without a hyphen at either end.
fn is_domain(domain: &[u8]) -> bool {
    let mut labels = 0u32;
    let sound = domain.split(|byte| *byte == b'.').all(|label| {
        labels += 1;
        (1..=63).contains(&label.len())
            && label
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
            && label.first() != Some(&b'-')
            && label.last() != Some(&b'-')
    });
    sound && labels >= 2
}
