//! What stands in a store's place for the tests of the storefront's client: an HTTP server that answers as it is told.
//!
//! | request | answer |
//! |---|---|
//! | `POST /STATUS/BODY` (percent-encoded) | just that |
//! | `POST /moved/…` | 307 to what follows |
//! | `POST /large` | a store's answer, but of a megabyte |
//! | `POST /half` | the beginning of an answer |
//! | `POST /hang` | none, ever |
//! | `GET /heard` | the last POST: `{"path", "headers", "body"}` |
//! | `GET /cases` | the golden cases of the form |
//!
//! Prints its address, and an address where nobody listens. Ends when it is killed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};

/// The last POST.
type Heard = Arc<Mutex<Value>>;

fn main() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let nobody = TcpListener::bind("127.0.0.1:0").expect("a free port");
    println!("http://{}", listener.local_addr().unwrap());
    println!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let heard = Heard::default();
    for stream in listener.incoming() {
        let heard = heard.clone();
        // A browser that goes away in the middle is its own affair.
        std::thread::spawn(move || stream.and_then(|stream| serve(stream, &heard)));
    }
}

/// One request and its answer.
fn serve(mut stream: TcpStream, heard: &Heard) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let Some((method, path)) = lines.first().and_then(|line| {
        let mut words = line.split(' ');
        Some((words.next()?, words.next()?))
    }) else {
        return Ok(());
    };
    let headers: Vec<String> = lines[1..]
        .iter()
        .map(|line| line.to_ascii_lowercase())
        .collect();
    let length = headers
        .iter()
        .find_map(|header| header.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let body = String::from_utf8_lossy(&body);
    match (method, path) {
        ("GET", "/heard") => {
            let said = heard.lock().unwrap().to_string();
            return answer(&mut stream, "200", "", &said);
        }
        ("GET", "/cases") => return answer(&mut stream, "200", "", &cases()),
        ("POST", _) => {
            *heard.lock().unwrap() = json!({ "path": path, "headers": headers, "body": body });
        }
        _ => return answer(&mut stream, "204", "", ""),
    }
    let done =
        |message: &str| json!({ "state": "done", "message": message, "issues": {} }).to_string();
    match path.trim_start_matches('/').split_once('/') {
        Some(("moved", to)) => answer(&mut stream, "307", &format!("Location: /{to}\r\n"), ""),
        Some((status, body)) => answer(&mut stream, status, "", &decoded(body)),
        None if path == "/large" => answer(
            &mut stream,
            "200",
            "",
            &done(&"Thank you. ".repeat(100_000)),
        ),
        None if path == "/half" => {
            let half = done("Thank you.");
            write!(
                stream,
                "HTTP/1.1 200 OK\r\n{CORS}Content-Length: 1000\r\n\r\n{half}"
            )
        }
        // Until the browser has had enough.
        _ => reader.read_to_end(&mut Vec::new()).map(drop),
    }
}

/// Lets pages of any origin read the answer.
const CORS: &str = "Connection: close\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Allow-Headers: Content-Type\r\n";

fn answer(stream: &mut TcpStream, status: &str, headers: &str, body: &str) -> std::io::Result<()> {
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status} Told\r\n{CORS}{headers}Content-Length: {length}\r\n\r\n{body}"
    )
}

/// Text of a percent-encoded one.
fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).unwrap()
}

/// `tests/cases/signup-*`, in a list; as text, for the order of their keys counts. Who the visitor is, no browser knows.
fn cases() -> String {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cases");
    let cases: Vec<String> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            name.starts_with("signup-") && !name.starts_with("signup-visitor-")
        })
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    format!("[{}]", cases.join(","))
}
