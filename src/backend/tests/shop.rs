//! A shop that takes commands: it keeps what it was sent and answers as it was told to.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What came in.
#[derive(Clone, Debug, PartialEq)]
pub struct Received {
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

/// A shop on a free port.
pub struct Shop {
    pub url: String,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Shop {
    /// Answers everything with a status line and further headers, such as `302 Found\r\nlocation: /x`, and, with 200,
    /// 202 and 409, as the plugin would.
    pub fn answering(answer: &'static str) -> Self {
        Self::saying(answer, |status, id| match status {
            "200" | "202" => format!(r#"{{"taken":"{id}"}}"#),
            "409" => r#"{"code":"storewire_replayed"}"#.to_owned(),
            _ => "{}".to_owned(),
        })
    }

    /// Answers everything with a page, as a host does where WordPress is gone or has moved.
    pub fn page(answer: &'static str) -> Self {
        Self::saying(answer, |_, _| {
            "<!doctype html><title>Shop</title>".to_owned()
        })
    }

    fn saying(answer: &'static str, body: fn(&str, &str) -> String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/commands", listener.local_addr().unwrap());
        let received: Arc<Mutex<Vec<Received>>> = Arc::default();
        let kept = Arc::clone(&received);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let request = read(&stream);
                let id = request.headers.get("webhook-id").map_or("", String::as_str);
                let body = body(answer.split(' ').next().unwrap(), id);
                let length = body.len();
                kept.lock().unwrap().push(request);
                write!(
                    stream,
                    "HTTP/1.1 {answer}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
                )
                .unwrap();
            }
        });
        Self { url, received }
    }

    /// The shop's address.
    pub fn home(&self) -> &str {
        self.url.strip_suffix("/commands").unwrap()
    }

    /// What came in since this was last asked.
    pub fn received(&self) -> Vec<Received> {
        std::mem::take(&mut self.received.lock().unwrap())
    }
}

fn read(stream: &TcpStream) -> Received {
    let mut reader = BufReader::new(stream);
    let (mut headers, mut line) = (BTreeMap::new(), String::new());
    reader.read_line(&mut line).unwrap();
    assert_eq!(line, "POST /commands HTTP/1.1\r\n");
    loop {
        line.clear();
        reader.read_line(&mut line).unwrap();
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let mut body = vec![0; headers["content-length"].parse().unwrap()];
    reader.read_exact(&mut body).unwrap();
    let body = String::from_utf8(body).unwrap();
    Received { headers, body }
}
