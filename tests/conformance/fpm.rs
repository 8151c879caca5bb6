//! The core inside PHP-FPM, as in a real store: a private FPM with one worker, asked through FastCGI.

use crate::value::{Value, decode_answers, encode_all};
use crate::{Host, pkg, root, scratch};
use serde::Deserialize;
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
    /// What the last request said of the JIT.
    pub jit: Option<Jit>,
}

/// The JIT's state at both ends of a request.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Jit {
    /// Before the core was loaded.
    pub before: State,
    /// After the last answer.
    pub after: State,
}

/// What `opcache_get_status()` says of the JIT.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub struct State {
    /// Whether PHP has one.
    pub enabled: bool,
    /// Whether it is on now.
    pub on: bool,
    /// When it compiles; 5 is tracing.
    pub kind: u32,
    /// How much of its buffer is free, bytes.
    pub buffer_free: u64,
}

impl Fpm {
    /// Starts PHP-FPM (`$PHP_FPM`, by default that of the `php` on the path) with `opcache.jit` set to `jit`.
    pub fn start(jit: &str) -> Fpm {
        let scratch = scratch("fpm");
        let config = format!(
            "[global]\nerror_log = {dir}/log\n[conformance]\nlisten = {dir}/socket\npm = static\npm.max_children = 1\n\
             catch_workers_output = yes\n",
            dir = scratch.display()
        );
        fs::write(scratch.join("conf"), config).expect("target/ can be written");
        let process = Command::new(program())
            .args(["--nodaemonize", "--allow-to-run-as-root", "--fpm-config"])
            .arg(scratch.join("conf"))
            .args([
                "-d",
                "opcache.enable=1",
                "-d",
                "opcache.file_update_protection=0",
            ])
            .args([
                "-d",
                "opcache.jit_buffer_size=64M",
                "-d",
                &format!("opcache.jit={jit}"),
            ])
            .stderr(Stdio::null())
            .spawn()
            .expect("php-fpm is installed");
        let fpm = Fpm {
            process,
            scratch,
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

    fn socket(&self) -> PathBuf {
        self.scratch.join("socket")
    }
}

fn program() -> PathBuf {
    std::env::var_os("PHP_FPM").map_or_else(
        || {
            let version = Command::new("php")
                .args(["-r", "echo PHP_MAJOR_VERSION, '.', PHP_MINOR_VERSION;"])
                .output()
                .expect("php is installed");
            let version = String::from_utf8_lossy(&version.stdout).into_owned();
            ["/usr/sbin/php-fpm", "/usr/local/sbin/php-fpm"]
                .iter()
                .flat_map(|path| [format!("{path}{version}"), (*path).to_owned()])
                .map(PathBuf::from)
                .find(|path| path.exists())
                .unwrap_or_else(|| "php-fpm".into())
        },
        PathBuf::from,
    )
}

impl Host for Fpm {
    fn name(&self) -> String {
        "PHP-FPM".into()
    }

    fn answer_all(&mut self, calls: &[Value]) -> Vec<String> {
        let script = root().join("tests/conformance/php/fpm.php");
        let response = request(
            &self.socket(),
            &script,
            &pkg().join("php/core.php"),
            &encode_all(calls),
        );
        let line = response
            .iter()
            .position(|byte| *byte == b'\n')
            .unwrap_or(response.len());
        let jit = serde_json::from_slice(&response[..line]);
        self.jit =
            Some(jit.unwrap_or_else(|_| {
                panic!("php-fpm says: {}", String::from_utf8_lossy(&response))
            }));
        decode_answers(&response[line + 1..])
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
fn request(socket: &Path, script: &Path, core: &Path, body: &[u8]) -> Vec<u8> {
    let mut stream = UnixStream::connect(socket).expect("php-fpm listens");
    let mut message = record(BEGIN, &[0, 1, 0, 0, 0, 0, 0, 0]);
    let mut params = Vec::new();
    for (name, value) in [
        ("REQUEST_METHOD", "POST".to_owned()),
        ("CONTENT_LENGTH", body.len().to_string()),
        ("SCRIPT_FILENAME", script.display().to_string()),
        ("CORE", core.display().to_string()),
    ] {
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
