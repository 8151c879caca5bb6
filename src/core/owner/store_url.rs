//! The store's address, as its owner typed it (C5).

use crate::read::field::{Flag, Text};
use crate::read::issue::IssueCode;
use crate::read::reader::{Need, Reader};
use crate::read::snapshot;
use crate::value::url::{self, FaultKind, StoreUrl};

snapshot! {
    /// A store URL as somebody typed it.
    TypedUrl {
        /// The text.
        text / "text": Text,
        /// Whether the page that shows it was opened over https.
        secure / "secure": Flag,
        /// Where WordPress' own pages are; missing where nobody has to come back there.
        admin_url / "adminUrl": Text,
    }
}

/// Checks and normalizes it. All faults are reported at once.
pub(crate) fn check(typed: TypedUrl, reader: &mut Reader) -> Option<StoreUrl> {
    let text = reader.text("text", typed.text, Need::Required)?;
    let admin_url = reader.text("adminUrl", typed.admin_url, Need::Optional);
    let found = match reader.flag("secure", typed.secure) {
        true => url::parse_secured(&text),
        false => url::parse(&text),
    };
    match found {
        Ok(url) if admin_url.is_some_and(|admin| !url::is_at(&url, &admin)) => {
            let message = "WordPress itself is at another address, so your browser could not come back after you have approved. Make WordPress Address and Site Address begin alike, www. included.";
            reader.report("adminUrl", IssueCode::UrlElsewhere, message, true);
            None
        }
        Ok(url) => Some(url),
        Err(faults) => {
            for (kind, message) in faults {
                reader.report("text", code(kind), message, true);
            }
            None
        }
    }
}

fn code(kind: FaultKind) -> IssueCode {
    match kind {
        FaultKind::NoHost => IssueCode::UrlNoHost,
        FaultKind::Scheme => IssueCode::UrlScheme,
        FaultKind::Credentials => IssueCode::UrlCredentials,
        FaultKind::Query => IssueCode::UrlQuery,
        FaultKind::Fragment => IssueCode::UrlFragment,
        FaultKind::Invalid => IssueCode::UrlInvalid,
    }
}
