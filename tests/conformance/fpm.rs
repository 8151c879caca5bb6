//! The core inside PHP-FPM, as in a real store: a private FPM with one worker, asked through FastCGI.

use crate::value::{Value, decode_answers, encode_all};
use crate::version::{Jit, Version, split};
use crate::{Host, pkg, root, scratch};
use std::fs;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A PHP-FPM; it ends with this value.
pub struct Fpm {
    process: Child,
    scratch: PathBuf,
    name: String,
    left_on: bool,
    /// What the last request said of the JIT.
    pub jit: Option<Jit>,
}

impl Fpm {
    /// Starts PHP-FPM with such settings; `pool` are lines of its pool. With `left_on` the plugin's switch does nothing.
    pub fn start(version: &Version, settings: &[String], pool: &str, left_on: bool) -> Fpm {
        let scratch = scratch("fpm");
        let config = format!(
            "[global]\nerror_log = {dir}/log\n[conformance]\nlisten = {dir}/socket\npm = static\npm.max_children = 1\n\
             catch_workers_output = yes\n{pool}\n",
            dir = scratch.display()
        );
        fs::write(scratch.join("conf"), config).expect("target/ can be written");
        let mut command = Command::new(&version.fpm);
        command
            .args(["--nodaemonize", "--allow-to-run-as-root", "--fpm-config"])
            .arg(scratch.join("conf"));
        for setting in settings {
            command.args(["-d", setting]);
        }
        let process = command
            .stderr(Stdio::null())
            .spawn()
            .expect("php-fpm is installed");
        let fpm = Fpm {
            process,
            scratch,
            name: format!("{} (FPM)", version.name),
            left_on,
            jit: None,
        };
        for _ in 0..100 {
            if UnixStream::connect(fpm.socket()).is_ok() {
                return fpm;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!(
            "php-fpm does not start: {}",
            fs::read_to_string(fpm.scratch.join("log")).unwrap_or_default()
        );
    }

    /// Has opcache compile the core while the JIT is on, before the plugin loads it.
    pub fn warm(&self) {
        assert_eq!(self.request("warm", &[]), b"warm");
    }

    fn request(&self, jit: &str, body: &[u8]) -> Vec<u8> {
        request(
            &self.socket(),
            &root().join("tests/conformance/php/fpm.php"),
            &[
                ("CORE", &pkg().join("php/core.php").display().to_string()),
                ("JIT", jit),
            ],
            body,
        )
    }

    fn socket(&self) -> PathBuf {
        self.scratch.join("socket")
    }
}

impl Host for Fpm {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn answer_all(&mut self, calls: &[Value]) -> Vec<String> {
        let reply = self.request(if self.left_on { "on" } else { "off" }, &encode_all(calls));
        let (jit, answers) = split(&reply);
        self.jit = Some(jit);
        decode_answers(answers)
    }
}

impl Drop for Fpm {
    fn drop(&mut self) {
        // Asked to end, the master ends its worker; killed, it would leave it behind.
        let asked = Command::new("kill")
            .args(["-TERM", &self.process.id().to_string()])
            .status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.scratch);
    }
}

const BEGIN: u8 = 1;
const END: u8 = 3;
const PARAMS: u8 = 4;
const STDIN: u8 = 5;
const STDOUT: u8 = 6;

/// Has FPM run a script over one FastCGI connection; gives the body of what it prints.
fn request(socket: &Path, script: &Path, variables: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut stream = UnixStream::connect(socket).expect("php-fpm listens");
    let mut message = record(BEGIN, &[0, 1, 0, 0, 0, 0, 0, 0]);
    let mut params = Vec::new();
    let usual = [
        ("REQUEST_METHOD", "POST"),
        ("CONTENT_LENGTH", &body.len().to_string()),
        ("SCRIPT_FILENAME", &script.display().to_string()),
    ];
    for (name, value) in usual.iter().chain(variables) {
        for length in [name.len(), value.len()] {
            params.extend((u32::try_from(length).expect("short") | 0x8000_0000).to_be_bytes());
        }
        params.extend(name.bytes().chain(value.bytes()));
    }
    message.extend(record(PARAMS, &params));
    message.extend(record(PARAMS, &[]));
    body.chunks(0xFFF8)
        .for_each(|chunk| message.extend(record(STDIN, chunk)));
    message.extend(record(STDIN, &[]));
    stream.write_all(&message).expect("php-fpm listens");

    let mut printed = Vec::new();
    loop {
        let mut head = [0; 8];
        stream.read_exact(&mut head).expect("php-fpm answers");
        let mut content = vec![0; usize::from(u16::from_be_bytes([head[4], head[5]]))];
        stream.read_exact(&mut content).expect("php-fpm answers");
        stream
            .read_exact(&mut vec![0; head[6].into()])
            .expect("php-fpm answers");
        match head[1] {
            END => break,
            STDOUT => printed.extend(content),
            _ => eprintln!("{}", String::from_utf8_lossy(&content)),
        }
    }
    let head = printed
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .map_or(0, |at| at + 4);
    printed.split_off(head)
}

fn record(kind: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len())
        .expect("a record")
        .to_be_bytes();
    [&[1, kind, 0, 1, length[0], length[1], 0, 0], content].concat()
}
