//! The core inside a real browser: a headless Chromium that shows a page of this process and asks it for calls.

use crate::value::{Value, decode_answers, encode_all};
use crate::{Host, pkg, root, scratch};
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::{Duration, Instant};
use tiny_http::{Header, Request, Response, Server};

/// How long Chromium may take to start, or to answer one message.
const PATIENCE: Duration = Duration::from_secs(120);

/// A Chromium; it ends with this value.
pub struct Browser {
    server: Server,
    process: Child,
    scratch: PathBuf,
}

impl Browser {
    /// Starts Chromium (`$CHROMIUM`, by default `chromium`).
    pub fn start() -> Browser {
        let server = Server::http("127.0.0.1:0").expect("a free port");
        let scratch = scratch("chromium");
        let program = std::env::var_os("CHROMIUM").unwrap_or_else(|| "chromium".into());
        let log = File::create(scratch.join("log")).expect("target/ can be written");
        let process = Command::new(program)
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
            ])
            .args([
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ])
            .arg(format!(
                "--user-data-dir={}",
                scratch.join("profile").display()
            ))
            .arg(format!("http://{}/", server.server_addr()))
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .expect("chromium is installed");
        Browser {
            server,
            process,
            scratch,
        }
    }

    /// Serves the page until it has fetched `message` and posted what it makes of it.
    fn exchange(&mut self, message: &[u8]) -> Vec<u8> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let request = self.server.recv_timeout(left).expect("a request");
            let mut request = request.unwrap_or_else(|| {
                panic!("Chromium is silent; see {}/log", self.scratch.display())
            });
            match request.url() {
                "/calls" => respond(request, message.to_vec(), "application/octet-stream"),
                "/answers" => {
                    let mut answers = Vec::new();
                    request
                        .as_reader()
                        .read_to_end(&mut answers)
                        .expect("a whole request");
                    respond(request, Vec::new(), "text/plain");
                    return answers;
                }
                path => {
                    let (file, kind) = match path {
                        "/" => (
                            root().join("tests/conformance/browser/page.html"),
                            "text/html",
                        ),
                        "/page.js" => (
                            root().join("tests/conformance/browser/page.js"),
                            "text/javascript",
                        ),
                        "/pkg/storewire.js" => {
                            (pkg().join("browser/storewire.js"), "text/javascript")
                        }
                        "/pkg/storewire_bg.wasm" => {
                            (pkg().join("browser/storewire_bg.wasm"), "application/wasm")
                        }
                        _ => {
                            let _ = request.respond(Response::empty(404));
                            continue;
                        }
                    };
                    let bytes = fs::read(&file)
                        .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
                    respond(request, bytes, kind);
                }
            }
        }
    }
}

fn respond(request: Request, bytes: Vec<u8>, kind: &str) {
    let kind = Header::from_bytes("Content-Type", kind).expect("a header");
    // A browser that has gone away is noticed by its silence.
    let _ = request.respond(Response::from_data(bytes).with_header(kind));
}

impl Host for Browser {
    fn name(&self) -> String {
        "browser".into()
    }

    fn answer_all(&mut self, calls: &[Value]) -> Vec<String> {
        decode_answers(&self.exchange(&encode_all(calls)))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.scratch);
    }
}
