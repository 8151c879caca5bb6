//! The life of an attempt to connect: pending, then approved, denied or expired (C1). Rules only; the store is elsewhere.

use super::secret;
use crate::time::Millis;

/// How long the owner has to approve, and the plugin to fetch its token: a quarter of an hour.
pub const LIFETIME: Millis = 15 * 60 * 1000;
/// Seconds that the plugin is asked to leave between two polls.
pub const POLL_INTERVAL: u32 = 3;

/// Where an attempt stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody has decided yet.
    Pending,
    /// An owner or admin approved.
    Approved,
    /// An owner or admin denied.
    Denied,
    /// Nobody decided, or nobody fetched the token, in time.
    Expired,
}

impl State {
    /// As the plugin polls it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Denied => "denied",
            Self::Expired => "expired",
        }
    }
}

/// What decides about an attempt.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// What the owner said, if anything.
    pub approved: Option<bool>,
    /// When the attempt ends.
    pub expires_at: Millis,
    /// Whether a token was made, and whether it has been used.
    pub token: Option<TokenUse>,
}

/// What became of the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenUse {
    /// Made, maybe not received: it may be asked for again.
    Unused,
    /// In use: the plugin has it.
    Used,
}

impl Progress {
    /// Where the attempt stands at a moment.
    pub fn state(&self, now: Millis) -> State {
        match (self.approved, self.token) {
            (Some(false), _) => State::Denied,
            (_, Some(TokenUse::Used)) => State::Approved,
            _ if now >= self.expires_at => State::Expired,
            (Some(true), _) => State::Approved,
            (None, _) => State::Pending,
        }
    }
}

/// What an attempt expects of whoever fetches its token.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    /// base64url(SHA-256(verifier)), as the plugin announced.
    pub challenge: String,
    /// Hash of the one-time code that the owner's browser carried back.
    pub code_hash: String,
}

/// Why no token is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody has approved yet.
    Pending,
    /// Denied.
    Denied,
    /// Too late.
    Expired,
    /// The verifier does not fit the challenge: somebody else began this.
    WrongVerifier,
    /// The code is not the one that the browser was given.
    WrongCode,
    /// The token has been used since.
    Used,
}

/// Whether the token may be given out.
pub fn exchange(
    progress: &Progress,
    expected: &Expected,
    verifier: &str,
    code: &str,
    now: Millis,
) -> Result<(), Refusal> {
    match progress.state(now) {
        State::Pending => return Err(Refusal::Pending),
        State::Denied => return Err(Refusal::Denied),
        State::Expired => return Err(Refusal::Expired),
        State::Approved => {}
    }
    if !secret::same(&secret::hash(verifier), &expected.challenge) {
        return Err(Refusal::WrongVerifier);
    }
    if !secret::same(&secret::hash(code), &expected.code_hash) {
        return Err(Refusal::WrongCode);
    }
    match progress.token {
        Some(TokenUse::Used) => Err(Refusal::Used),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c1_a_try_expires_unless_its_token_is_in_use() {
        let progress = |approved, token| Progress {
            approved,
            expires_at: 100,
            token,
        };
        assert_eq!(progress(None, None).state(99), State::Pending);
        assert_eq!(progress(None, None).state(100), State::Expired);
        assert_eq!(progress(Some(true), None).state(99), State::Approved);
        assert_eq!(
            progress(Some(true), Some(TokenUse::Unused)).state(100),
            State::Expired
        );
        assert_eq!(
            progress(Some(true), Some(TokenUse::Used)).state(100),
            State::Approved
        );
        assert_eq!(progress(Some(false), None).state(100), State::Denied);
    }

    #[test]
    fn c1_the_token_goes_only_to_whoever_holds_verifier_and_code() {
        let expected = Expected {
            challenge: secret::hash("verifier"),
            code_hash: secret::hash("code"),
        };
        let approved = Progress {
            approved: Some(true),
            expires_at: 100,
            token: None,
        };
        let used = Progress {
            token: Some(TokenUse::Used),
            ..approved.clone()
        };
        assert_eq!(
            exchange(&approved, &expected, "verifier", "code", 0),
            Ok(())
        );
        assert_eq!(
            exchange(&approved, &expected, "guess", "code", 0),
            Err(Refusal::WrongVerifier)
        );
        assert_eq!(
            exchange(&approved, &expected, "verifier", "guess", 0),
            Err(Refusal::WrongCode)
        );
        assert_eq!(
            exchange(&used, &expected, "verifier", "code", 0),
            Err(Refusal::Used)
        );
        assert_eq!(
            exchange(&used, &expected, "guess", "code", 0),
            Err(Refusal::WrongVerifier)
        );
    }
}
