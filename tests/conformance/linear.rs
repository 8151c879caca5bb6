//! R17: what a call takes grows as the call does, and no faster, whichever of its lists or texts is long.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::process::Command;
use storewire_conformance::{pkg, root};

#[test]
fn time_grows_as_the_call_does() {
    let output = Command::new("php")
        .args([
            "-d",
            "opcache.enable_cli=1",
            "-d",
            "opcache.jit=off",
            "-d",
            "opcache.file_update_protection=0",
            "-d",
            "memory_limit=512M",
        ])
        .arg(root().join("tests/conformance/php/linear.php"))
        .arg(pkg().join("php/core.php"))
        .arg(root().join("tests/cases"))
        .output()
        .expect("php is installed");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.ends_with("not linear: none\n"),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let lists: u32 = said.split(' ').next().unwrap().parse().unwrap();
    assert!(lists >= 10, "{said}");
}
