//! C9: requests that schemathesis makes up from openapi.yaml. What the document allows is taken, what the server answers is
//! in the document, and nothing makes it stumble.

use crate::support::{STORE, Server};
use serde_json::json;
use std::process::Command;

/// The program; none where it cannot be had, and then the reason has been printed.
fn program() -> Option<String> {
    let here = env!("CARGO_MANIFEST_DIR");
    let output = Command::new(format!("{here}/../build/schemathesis.sh"))
        .output()
        .expect("bash is installed");
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    output.status.success().then(|| said.trim().to_owned())
}

/// Holds a server to the document, with a connected store's token.
fn hold(server: &Server, token: &str, options: &[&str]) {
    let here = env!("CARGO_MANIFEST_DIR");
    let deep = std::env::var("STOREWIRE_DEEP").is_ok_and(|deep| deep == "1");
    let how: &[&str] = match deep {
        true => &["--phases=coverage,fuzzing,stateful", "--max-examples=200"],
        false => &["--phases=fuzzing", "--max-examples=15", "--seed=1"],
    };
    let output = Command::new(program().expect("schemathesis"))
        // It keeps notes where it runs.
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .args(["--config-file", &format!("{here}/tests/schemathesis.toml")])
        .args(["--no-color", "run", &format!("{here}/openapi.yaml")])
        .args(["--url", &server.base, "--continue-on-failure"])
        .args(["--header", &format!("Authorization: Bearer {token}")])
        .args(["--header", &format!("Origin: {STORE}")])
        .args(["--suppress-health-check=all", "--warnings=off"])
        .args(["--generation-database=none"])
        // Items are judged one by one, inside of a 200, and unknown fields are passed over.
        .args(["--exclude-checks=negative_data_rejection"])
        .args(how)
        .args(options)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("generated"), "{said}");
}

#[test]
fn schemathesis_c9_finds_nothing() {
    let server = Server::start();
    let plugin = server.connected();
    let pending = server.begin(STORE);
    assert_eq!(plugin.heartbeat(&json!({"health": {}})).status, 200);
    hold(
        &server,
        &plugin.token,
        &["--exclude-operation-id=disconnect"],
    );
    assert_eq!(server.state(&pending), "pending", "the server is well");
    // What was connected is gone after the first good request.
    hold(
        &server,
        &plugin.token,
        &["--include-operation-id=disconnect"],
    );
}
