//! What stands for a visitor: one text for each client, the same however servers and proxies write its address.
//!
//! | written | stands for |
//! |---|---|
//! | `203.0.113.5`, `203.0.113.5:49152`, `::ffff:203.0.113.5` (a socket for both), `64:ff9b::203.0.113.5` (NAT64) | `cb007105` |
//! | `2001:db8:0:1::1`, `[2001:db8:0:1::1]:443`, `2001:db8:0:1::1%eth0`: one client has a network of 64 bits | `20010db800000001` |
//! | anything else: all who have no address are one | `0000000000000000` |
//!
//! The address is that of the connection, unless the owner names the header of a proxy. Proxies add to the end of a list, so
//! its last entry is the one that the trusted proxy saw; what stands before it, anybody can write. Where it is no address,
//! that of the connection counts.

use crate::read::field::{Field, Text};
use crate::read::snapshot;
use alloc::string::String;
use core::net::IpAddr;

snapshot! {
    /// From where a visitor asks.
    Visitor {
        /// The address of the connection.
        connection / "connection": Text,
        /// The header of the proxy that the owner trusts, as it came; missing where there is none.
        forwarded / "forwarded": Text,
    }
}

impl Visitor {
    /// What stands for the visitor; the host keeps no more than a keyed hash of it.
    pub(crate) fn key(&self) -> String {
        let seen = text(&self.forwarded).rsplit(',').next().and_then(address);
        match seen.or_else(|| address(text(&self.connection))) {
            Some(IpAddr::V4(address)) => hex(&address.octets()),
            Some(IpAddr::V6(address)) => network(&address.octets()),
            None => network(&[0; 16]),
        }
    }
}

fn text(field: &Field<Text>) -> &str {
    match field {
        Field::Value(Text(text)) => text,
        Field::Missing | Field::Wrong => "",
    }
}

/// Reads an address with what may stand around it: blanks, quotes, brackets, a port, a zone.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?,
        None => match text.split_once(':') {
            Some((host, port)) if !port.contains(':') => (host, port),
            _ => (text, ""),
        },
    };
    let digits = port.strip_prefix(':').unwrap_or(port);
    let (host, _) = host.split_once('%').unwrap_or((host, ""));
    let is_port = digits.bytes().all(|byte| byte.is_ascii_digit());
    host.parse().ok().filter(|_| is_port)
}

/// The part of an IPv6 address that is one client's.
fn network(address: &[u8; 16]) -> String {
    match address {
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, within @ ..]
        | [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, within @ ..] => hex(within),
        [network @ .., _, _, _, _, _, _, _, _] => hex(network),
    }
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}
