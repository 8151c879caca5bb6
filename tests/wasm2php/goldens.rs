//! What the translator writes, kept as text: `goldens/*.wat` hold a module and, in a
//! comment at the end, the PHP methods it becomes. `BLESS=1` rewrites the comments.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use storewire_wasm2php::{Options, translate};
use storewire_wasm2php_tests::here;

const BEGIN: &str = "\n(; becomes\n";
const END: &str = ";)\n";

/// The functions of a class, without what all classes have.
fn methods(php: &str) -> &str {
    let first = php.find("\tprivate function").unwrap();
    let from = php[..first].rfind("\t/**").unwrap();
    let to = php.find("\t/** The bytes from $at on").unwrap();
    &php[from..to]
}

#[test]
fn modules_become_what_the_goldens_say() {
    let bless = std::env::var("BLESS").is_ok_and(|v| v == "1");
    let mut seen = 0;
    for file in std::fs::read_dir(here().join("goldens")).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let wat = text.split(BEGIN).next().unwrap();
        let options = Options {
            fold: vec!["text".to_owned()],
            ..Options::default()
        };
        let wasm = wat::parse_str(wat).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let php = translate(&wasm, &options).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let whole = format!("{wat}{BEGIN}{}{END}", methods(&php));
        if bless {
            std::fs::write(&path, &whole).unwrap();
        }
        assert!(
            text == whole || bless,
            "{} differs; see what BLESS=1 changes",
            path.display()
        );
        seen += 1;
    }
    assert!(seen >= 6);
}
