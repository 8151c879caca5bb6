//! Sends signed commands to stores (D7).

use super::command::Receiver;
use super::signature::Signed;
use crate::connect::store_url;
use crate::time::Millis;
use serde_json::Value;
use std::time::Duration;
use ureq::Agent;

/// How long a store may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// The code by which the plugin says that it took the command before.
const HAD_BEFORE: &str = "storewire_replayed";
/// As much of an answer is read.
const LONGEST_ANSWER: u64 = 64 * 1024;

/// Tells a store a command, `{"id", "type", …}`, once. Gives the plugin's receipt where it says that it has it; a page that
/// something else answers, whatever its status, is none.
pub async fn tell(receiver: Receiver, command: &Value, now: Millis) -> Option<Value> {
    let id = command
        .get("id")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let signed = Signed::new(
        &receiver.secret,
        id,
        now.div_euclid(1000),
        command.to_string(),
    );
    let (status, body) = post(receiver.url, signed).await.ok()?;
    receipt(status, &body, id)
}

/// The plugin's own word: `{"taken": ID}` with 200, or `{"code": "storewire_replayed"}` with 409, where it had it before.
fn receipt(status: u16, body: &str, id: &str) -> Option<Value> {
    let body: Value = serde_json::from_str(body).ok()?;
    let says = |name: &str, word| body.get(name).and_then(Value::as_str) == Some(word);
    let is_receipt = match status {
        200..=299 => says("taken", id),
        409 => says("code", HAD_BEFORE),
        _ => false,
    };
    is_receipt.then_some(body)
}

/// Posts a request; gives status and body of the answer, or why there is none. It goes over TLS or stays on this machine,
/// and follows no redirect: the store's address was approved, no other one.
pub async fn post(url: String, signed: Signed) -> Result<(u16, String), String> {
    if !store_url::takes_commands(&url) {
        return Err("commands go only to https, or to this machine itself".to_owned());
    }
    tokio::task::spawn_blocking(move || blocking_post(&url, &signed))
        .await
        .map_err(|error| error.to_string())?
        .map_err(|error| error.to_string())
}

fn blocking_post(url: &str, signed: &Signed) -> Result<(u16, String), ureq::Error> {
    let agent: Agent = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .timeout_global(Some(PATIENCE))
        .build()
        .into();
    let mut request = agent
        .post(url)
        .header("content-type", "application/json")
        .header("webhook-id", &signed.id)
        .header("webhook-timestamp", signed.timestamp.to_string());
    if let Some(signature) = &signed.signature {
        request = request.header("webhook-signature", signature);
    }
    let mut answer = request.send(&signed.body)?;
    let body = answer
        .body_mut()
        .with_config()
        .limit(LONGEST_ANSWER)
        .lossy_utf8(true)
        .read_to_string()?;
    Ok((answer.status().as_u16(), body))
}

#[cfg(test)]
mod tests {
    use super::receipt;

    #[test]
    fn f26_only_the_plugins_own_word_is_a_receipt() {
        assert!(receipt(200, r#"{"taken":"c1"}"#, "c1").is_some());
        assert!(receipt(409, r#"{"code":"storewire_replayed"}"#, "c1").is_some());
        for (status, body) in [
            (200, "<!doctype html><title>Shop</title>"),
            (200, "{}"),
            (200, r#"{"taken":"c2"}"#),
            (204, ""),
            (409, "<h1>Conflict</h1>"),
            (409, r#"{"code":"rest_conflict"}"#),
            (302, r#"{"taken":"c1"}"#),
            (500, r#"{"taken":"c1"}"#),
        ] {
            assert!(receipt(status, body, "c1").is_none(), "{status} {body}");
        }
    }
}
