//! One suite, every host: the same typed values go to the core natively, inside PHP and inside a browser, and the
//! answers must be equal byte for byte.
//!
//! - [`value`]: a value as a host may hand it over, and its encoding for other processes; [`case`]: golden cases and
//!   kept reproducers;
//! - [`native`], [`php`], [`fpm`], [`browser`]: the hosts, each of which makes values of its own kind; [`version`]: which PHP;
//! - [`chance`]: random and mutated calls; [`shrink`]: the smallest call that still shows a difference.
//!
//! The hosts load what is in `pkg/`, or in `$STOREWIRE_PKG`: `./build.sh test conformance` builds that first.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

pub mod browser;
pub mod case;
pub mod chance;
pub mod fpm;
pub mod native;
pub mod php;
pub mod shrink;
pub mod value;
pub mod version;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use value::Value;

/// Somewhere the core runs.
pub trait Host {
    /// What it is called in reports.
    fn name(&self) -> String;

    /// The JSON text of each call's answer, in order; a text that begins with `failed` where there is none.
    fn answer_all(&mut self, calls: &[Value]) -> Vec<String>;
}

/// The repository's top.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .expect("the repository")
}

/// Where the built core is.
pub fn pkg() -> PathBuf {
    std::env::var_os("STOREWIRE_PKG").map_or_else(|| root().join("pkg"), PathBuf::from)
}

/// A new, empty directory under `target/`.
pub fn scratch(name: &str) -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Relaxed);
    let path = root()
        .join("target/conformance")
        .join(format!("{name}-{}-{number}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).expect("target/ can be written");
    path
}
