//! The store URL rule (C5) is the core's; here is what only a backend asks of URLs.

use std::net::IpAddr;
pub use storewire_core::value::url::StoreUrl;

/// Reads a store URL as somebody typed it, or says what is wrong with it.
pub fn parse(typed: &str) -> Result<StoreUrl, Vec<&'static str>> {
    storewire_core::value::url::parse(typed)
        .map_err(|faults| faults.into_iter().map(|(_, message)| message).collect())
}

/// Whether a URL is at the origin of a normalized store URL, so that the one-time code and commands go nowhere else.
pub fn same_origin(store_url: &str, url: &str) -> bool {
    match (origin(store_url), origin(url)) {
        (Some(store), Some(other)) => store == other,
        _ => false,
    }
}

/// What is wrong with an address that a store names beside its own; none where it is at the store's origin.
pub fn elsewhere(store_url: &str, name: &str, url: &str) -> Option<String> {
    let fault = || format!("{name}: it has to be at the same scheme, host and port as storeUrl");
    (!same_origin(store_url, url)).then(fault)
}

/// Whether a store may be told something there: over TLS, or without leaving this machine.
pub fn takes_commands(url: &str) -> bool {
    origin(url).is_some_and(|(scheme, host, _)| scheme == "https" || is_loopback(&host))
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

/// Scheme, host and port of a URL, the port written out. None for whatever a browser might read in another way than
/// we do: credentials, backslashes, blanks, control characters.
fn origin(url: &str) -> Option<(String, String, u16)> {
    if url
        .chars()
        .any(|c| c == '\\' || c.is_whitespace() || c.is_control())
    {
        return None;
    }
    let (scheme, rest) = url.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let default = match scheme.as_str() {
        "https" => 443,
        "http" => 80,
        _ => return None,
    };
    let authority = rest
        .split(['/', '?', '#'])
        .next()
        .filter(|authority| !authority.contains('@'))?;
    let is_bracketed = authority.ends_with(']');
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !is_bracketed => (host, port.parse().ok()?),
        _ => (authority, default),
    };
    (!host.is_empty()).then(|| (scheme, host.to_ascii_lowercase(), port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c1_the_code_goes_only_to_the_store_itself() {
        let store = "https://shop.example";
        assert!(same_origin(
            store,
            "https://shop.example/wp-admin/admin.php?page=storewire"
        ));
        assert!(same_origin(store, "https://SHOP.example:443/x"));
        assert!(same_origin(
            "http://127.0.0.1:8080",
            "http://127.0.0.1:8080?x"
        ));
        assert!(same_origin("http://[::1]:8080", "http://[::1]:8080/x"));
        for other in [
            "http://shop.example/x",
            "https://shop.example:444/x",
            "https://shop.example.evil.example/x",
            "https://shop.example@evil.example/x",
            "https://evil.example\\@shop.example/x",
            "https://evil.example/https://shop.example",
            "//shop.example/x",
            "/x",
            "javascript://shop.example/%0aalert(1)",
            "https://shop.example :443/",
            "",
        ] {
            assert!(!same_origin(store, other), "{other}");
        }
    }

    #[test]
    fn d7_commands_go_over_tls_or_stay_on_this_machine() {
        for good in [
            "https://shop.example/wp-json/storewire/v1/commands",
            "http://localhost:8080/?rest_route=/storewire/v1/commands",
            "http://127.0.0.1/x",
            "http://[::1]:80/x",
        ] {
            assert!(takes_commands(good), "{good}");
        }
        for bad in [
            "http://shop.example/x",
            "http://10.0.0.1/x",
            "http://127.0.0.1.evil.example/x",
            "http://localhost@evil.example/x",
            "ftp://localhost/x",
            "",
        ] {
            assert!(!takes_commands(bad), "{bad}");
        }
    }
}
