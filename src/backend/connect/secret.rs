//! Random tokens, hashes and passwords. What is looked up by its hash is never stored itself.

use argon2::Argon2;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// Random bytes could not be had from the system.
#[derive(Debug)]
pub struct NoRandomness;

/// A new secret of 256 bits, base64url.
pub fn token() -> Result<String, NoRandomness> {
    random::<32>().map(|bytes| URL_SAFE_NO_PAD.encode(bytes))
}

/// A new id of 128 bits, base64url: too many to guess, short enough for a URL.
pub fn id() -> Result<String, NoRandomness> {
    random::<16>().map(|bytes| URL_SAFE_NO_PAD.encode(bytes))
}

/// A new secret for signing commands, as Standard Webhooks write it (D7).
pub fn signing_secret() -> Result<String, NoRandomness> {
    random::<32>().map(|bytes| format!("whsec_{}", STANDARD.encode(bytes)))
}

/// base64url of SHA-256: how tokens are kept, and how a verifier becomes its challenge.
pub fn hash(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_bytes()))
}

/// base64url of HMAC-SHA256 over the parts, each preceded by its length so that no two lists of parts are the same.
pub fn derive(key: &str, parts: &[&str]) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else {
        unreachable!("HMAC takes keys of every length");
    };
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

/// Whether two secrets are equal; how long it takes does not tell where they differ.
pub fn same(left: &str, right: &str) -> bool {
    left.len() == right.len()
        && left
            .bytes()
            .zip(right.bytes())
            .fold(0, |differing, (l, r)| differing | (l ^ r))
            == 0
}

/// A password as it is stored: `salt$hash`, by Argon2id.
pub fn password_hash(password: &str, salt: &str) -> String {
    let mut hash = [0_u8; 32];
    match Argon2::default().hash_password_into(password.as_bytes(), salt.as_bytes(), &mut hash) {
        Ok(()) => format!("{salt}${}", URL_SAFE_NO_PAD.encode(hash)),
        Err(_) => String::new(),
    }
}

/// Whether this is the password behind a stored hash.
pub fn password_matches(password: &str, stored: &str) -> bool {
    match stored.split_once('$') {
        Some((salt, _)) => same(&password_hash(password, salt), stored),
        None => false,
    }
}

fn random<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}
