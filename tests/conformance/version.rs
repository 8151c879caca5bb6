//! The versions of PHP that tests run natively, and what their JIT says.

use crate::root;
use serde::Deserialize;
use std::path::PathBuf;
use std::process::Command;

/// A PHP.
#[derive(Clone, Debug)]
pub struct Version {
    /// What it is called in reports.
    pub name: String,
    /// Its command line.
    pub php: PathBuf,
    /// Its FPM.
    pub fpm: PathBuf,
}

impl Version {
    /// The one on the path; its FPM may be named by `$PHP_FPM`.
    pub fn installed() -> Version {
        Version {
            name: "PHP".into(),
            php: "php".into(),
            fpm: std::env::var_os("PHP_FPM").map_or_else(installed_fpm, PathBuf::from),
        }
    }

    /// A newer one, from Debian; none where it cannot be had, and then the reason has been printed.
    pub fn fetched(version: &str) -> Option<Version> {
        let output = Command::new(root().join("src/build/php-versions.sh"))
            .arg(version)
            .output()
            .expect("bash is installed");
        let said = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() {
            eprint!("{}", String::from_utf8_lossy(&output.stderr));
            return None;
        }
        let folder = PathBuf::from(said.trim());
        Some(Version {
            name: format!("PHP {version}"),
            php: folder.join("php"),
            fpm: folder.join("php-fpm"),
        })
    }
}

fn installed_fpm() -> PathBuf {
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
}

/// The settings of a store with this `opcache.jit`. Without a pause after a change of a file: the core may be fresh from
/// the build.
pub fn settings(jit: &str) -> Vec<String> {
    [
        "memory_limit=512M",
        "display_errors=stderr",
        "opcache.enable=1",
        "opcache.enable_cli=1",
        "opcache.file_update_protection=0",
        "opcache.jit_buffer_size=64M",
        &format!("opcache.jit={jit}"),
    ]
    .map(String::from)
    .to_vec()
}

/// The JIT's state at both ends of a message of calls; none where there is no JIT.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Jit {
    /// Before the core was asked.
    pub before: Option<State>,
    /// After the last answer.
    pub after: Option<State>,
}

impl Jit {
    /// How much machine code was made between both, bytes.
    pub fn compiled(&self) -> u64 {
        match (self.before, self.after) {
            (Some(before), Some(after)) => before.buffer_free - after.buffer_free,
            _ => 0,
        }
    }
}

/// What `opcache_get_status()` says of the JIT.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub struct State {
    /// Whether PHP has one.
    pub enabled: bool,
    /// Whether it is on now.
    pub on: bool,
    /// How much of its buffer is free, bytes.
    pub buffer_free: u64,
}

/// Takes what `answer_all` in `php/answer.php` prints apart: the JIT's state and the message of answers.
///
/// # Panics
/// Where it is something else.
pub fn split(reply: &[u8]) -> (Jit, &[u8]) {
    let line = reply.iter().position(|byte| *byte == b'\n');
    let (jit, answers) = reply.split_at(line.map_or(reply.len(), |line| line + 1));
    let jit = serde_json::from_slice(jit)
        .unwrap_or_else(|_| panic!("PHP says: {}", String::from_utf8_lossy(reply)));
    (jit, answers)
}
