//! The program as it is started on a command line.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

fn run(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_storewire-backend"))
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn it_says_where_it_listens_and_has_no_test_api_unless_asked() {
    let data = std::env::temp_dir().join(format!("storewire-program-{}", std::process::id()));
    let mut child = run(&["--listen", "127.0.0.1:0", "--data", data.to_str().unwrap()]);
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let base = line
        .trim()
        .strip_prefix("listening on ")
        .expect("one line")
        .to_owned();
    let get = |path: &str| {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .into();
        agent
            .get(format!("{base}{path}"))
            .call()
            .unwrap()
            .status()
            .as_u16()
    };
    assert_eq!(get("/sign-in"), 200);
    assert_eq!(get("/test/export?company=acme-coffee"), 404);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(data.join("backend.sqlite").exists());
    std::fs::remove_dir_all(&data).unwrap();
}

/// Runs the program until it ends by itself: its exit code, and what it says of it.
fn refusal(arguments: &[&str]) -> (Option<i32>, String) {
    let mut child = run(arguments);
    let mut told = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut told)
        .unwrap();
    (child.wait().unwrap().code(), told)
}

#[test]
fn wrong_arguments_and_a_taken_port_are_told() {
    let (code, told) = refusal(&["--listen"]);
    assert_eq!(code, Some(2));
    assert!(told.starts_with("Usage: storewire-backend"));

    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, told) = refusal(&["--listen", &address, "--data", "unused"]);
    assert_eq!(code, Some(1));
    assert!(told.contains("cannot listen on"), "{told}");
}
