//! The store's URL (C5).

use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

/// A store URL as it is kept: `https://yourstore.com`, or `https://yourstore.com/shop` where WordPress lives in a
/// directory. No trailing slash, lower-case scheme and host, no default port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StoreUrl {
    /// The URL.
    pub url: String,
    /// Host, port and path without `www.`: what stays the same when a store moves to https. A hash of it tells a store
    /// from its copy (C10).
    pub identity: String,
    /// What was changed, for the person who typed it.
    pub notes: Vec<Note>,
}

/// Something that was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Never changes its meaning.
    pub code: &'static str,
    /// In plain words.
    pub message: &'static str,
}

const fn note(code: &'static str, message: &'static str) -> Note {
    Note { code, message }
}

const BLANKS: Note = note("url_blanks", "Blanks around the address were removed.");
const SECURED: Note = note(
    "url_secured",
    "It begins with https://, as the page does that you are looking at.",
);
const COLON: Note = note("url_colon", "The colon after the name was removed.");
const DEFAULT_PORT: Note = note("url_port", "The default port was removed.");
const UPPER_CASE: Note = note(
    "url_upper_case",
    "Upper-case letters in the name were made lower-case.",
);
const SLASH: Note = note("url_slash", "The slash at the end was removed.");

/// A fault of a store URL, with what to do about it.
pub type Fault = (FaultKind, &'static str);

/// The kinds of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// It has no host.
    NoHost,
    /// Its scheme is neither `https`, nor `http` for a host that is loopback.
    Scheme,
    /// It holds a user name or password.
    Credentials,
    /// It has a query.
    Query,
    /// It has a fragment.
    Fragment,
    /// It is none at all.
    Invalid,
}

const NO_SCHEME: Fault = (
    FaultKind::Scheme,
    "Start the address with https://, as in https://yourstore.com.",
);
const HTTP: Fault = (
    FaultKind::Scheme,
    "The address must start with https://; http works only for a store on this computer.",
);
const SCHEME: Fault = (FaultKind::Scheme, "The address must start with https://.");
const CREDENTIALS: Fault = (
    FaultKind::Credentials,
    "Leave out the user name and password before the @.",
);
const NO_HOST: Fault = (
    FaultKind::NoHost,
    "The address names no store after https://, as in https://yourstore.com.",
);
const QUERY: Fault = (
    FaultKind::Query,
    "Leave out the question mark and what follows it.",
);
const FRAGMENT: Fault = (FaultKind::Fragment, "Leave out the # and what follows it.");
const HOST: Fault = (
    FaultKind::Invalid,
    "The name of the store holds characters that no address has.",
);
const PORT: Fault = (
    FaultKind::Invalid,
    "The port after the colon must be a number from 1 to 65535.",
);
const PATH: Fault = (
    FaultKind::Invalid,
    "The address must not hold blanks or backslashes.",
);

/// Reads an address that a page over https was asked for: behind a proxy, settings may still say http.
pub(crate) fn parse_secured(typed: &str) -> Result<StoreUrl, Vec<Fault>> {
    let text = typed.trim_start();
    let Some(rest) = text
        .split_at_checked("http:".len())
        .and_then(|(scheme, rest)| scheme.eq_ignore_ascii_case("http:").then_some(rest))
    else {
        return parse(typed);
    };
    let mut url = parse(&(String::from("https:") + rest))?;
    url.notes.insert(0, SECURED);
    Ok(url)
}

/// Whether an address is at a store's host and port; behind a proxy it may be told with the other scheme.
pub(crate) fn is_at(store: &StoreUrl, address: &str) -> bool {
    let place = |url: &str| url.split('/').nth(2).map(String::from);
    parse_secured(address).is_ok_and(|other| place(&other.url) == place(&store.url))
}

/// Reads what somebody typed. All faults come at once, in the order of the parts of a URL.
pub fn parse(typed: &str) -> Result<StoreUrl, Vec<Fault>> {
    let mut notes = Vec::new();
    let text = typed.trim();
    if text != typed {
        notes.push(BLANKS);
    }
    let Some((scheme, rest)) = text.split_once("://") else {
        return Err([NO_SCHEME].into());
    };
    let mut faults = Vec::new();
    let https = scheme.eq_ignore_ascii_case("https");
    let http = scheme.eq_ignore_ascii_case("http");
    let (rest, fragment) = cut(rest, '#');
    let (rest, query) = cut(rest, '?');
    let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let (credentials, address) = authority
        .rsplit_once('@')
        .map_or((false, authority), |(_, address)| (true, address));
    let (name, port) = split_port(address);
    let mut host = String::from(name);
    host.make_ascii_lowercase();

    if http && !host.is_empty() && !is_loopback(&host) {
        faults.push(HTTP);
    } else if !https && !http {
        faults.push(SCHEME);
    }
    if credentials {
        faults.push(CREDENTIALS);
    }
    if host.is_empty() {
        faults.push(NO_HOST);
    } else if !is_host(&host) {
        faults.push(HOST);
    }
    let default_port = if https { "443" } else { "80" };
    let kept_port = match port {
        None => None,
        Some("") => {
            notes.push(COLON);
            None
        }
        Some(port) if port == default_port => {
            notes.push(DEFAULT_PORT);
            None
        }
        Some(port) if is_port(port) => Some(port),
        Some(_) => {
            faults.push(PORT);
            None
        }
    };
    if path
        .chars()
        .any(|char| char.is_whitespace() || char.is_control() || char == '\\')
    {
        faults.push(PATH);
    }
    if query {
        faults.push(QUERY);
    }
    if fragment {
        faults.push(FRAGMENT);
    }
    if !faults.is_empty() {
        return Err(faults);
    }

    if host != name || scheme.bytes().any(|byte| byte.is_ascii_uppercase()) {
        notes.push(UPPER_CASE);
    }
    let kept_path = path.trim_end_matches('/');
    if kept_path != path {
        notes.push(SLASH);
    }
    let mut identity = String::from(host.strip_prefix("www.").unwrap_or(&host));
    let mut url = String::from(if https { "https://" } else { "http://" });
    url.push_str(&host);
    for text in [&mut url, &mut identity] {
        if let Some(port) = kept_port {
            text.push(':');
            text.push_str(port);
        }
        text.push_str(kept_path);
    }
    Ok(StoreUrl {
        url,
        identity,
        notes,
    })
}

/// Whether a browser can be sent to an address: http or https, a host, and nothing that browsers read in other ways than
/// programs do.
pub(crate) fn is_web_address(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once("://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let (host, port) = split_port(authority);
    (scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http"))
        && is_host(host)
        && port.is_none_or(is_port)
        && !address
            .chars()
            .any(|char| char.is_whitespace() || char.is_control() || char == '\\')
}

/// What stands before a mark, and whether the mark is there.
fn cut(text: &str, mark: char) -> (&str, bool) {
    text.split_once(mark)
        .map_or((text, false), |(before, _)| (before, true))
}

/// Host and port; the colons of an IPv6 address stand in brackets.
fn split_port(address: &str) -> (&str, Option<&str>) {
    match address.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (address, None),
    }
}

fn is_port(port: &str) -> bool {
    !port.starts_with('0')
        && port.bytes().all(|byte| byte.is_ascii_digit())
        && port.parse::<u16>().is_ok()
}

/// Labels of letters, digits, `-` and `_`, or an IPv6 address in brackets. Letters beyond ASCII pass as they are:
/// whether such a name exists is for DNS to say.
fn is_host(host: &str) -> bool {
    if let Some(address) = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        return address.contains(':')
            && address
                .bytes()
                .all(|byte| byte.is_ascii_hexdigit() || byte == b':' || byte == b'.');
    }
    let legal =
        |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' || byte >= 0x80;
    host.len() <= 253
        && host
            .split('.')
            .all(|label| !label.is_empty() && label.bytes().all(legal))
}

/// `localhost` and the names under it, 127.0.0.0/8, ::1.
fn is_loopback(host: &str) -> bool {
    let is_byte = |part: &str| part.parse::<u8>().is_ok() && !part.starts_with('+');
    host == "localhost"
        || host.ends_with(".localhost")
        || host == "[::1]"
        || (host.starts_with("127.")
            && host.split('.').count() == 4
            && host.split('.').all(is_byte))
}
