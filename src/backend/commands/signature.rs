//! The signature of a command (D7), as Standard Webhooks has it: `webhook-id`, `webhook-timestamp`, and
//! `webhook-signature: v1,BASE64`, the HMAC-SHA256 over `ID.TIMESTAMP.BODY` with the secret of the installation.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// One request to a store.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The same however often it is sent.
    pub id: String,
    /// Seconds since 1970 UTC.
    pub timestamp: i64,
    /// `v1,…`; none leaves the header out, as only tests do.
    pub signature: Option<String>,
    /// What is asked.
    pub body: String,
}

impl Signed {
    /// Signs a body.
    pub fn new(secret: &str, id: &str, timestamp: i64, body: String) -> Self {
        Self {
            id: id.to_owned(),
            timestamp,
            signature: Some(signature(secret, id, timestamp, &body)),
            body,
        }
    }
}

/// The signature as the header has it.
fn signature(secret: &str, id: &str, timestamp: i64, body: &str) -> String {
    let key = secret.trim_start_matches("whsec_");
    let key = STANDARD.decode(key).unwrap_or_default();
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&key) else {
        unreachable!("HMAC takes keys of every length");
    };
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::signature;

    #[test]
    fn d7_the_example_of_standard_webhooks() {
        let signed = signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
