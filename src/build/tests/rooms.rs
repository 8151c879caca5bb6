//! Circles between rooms are found, wherever a room is named, and nothing else is taken for one.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::Command;

/// What `rooms` says of a crate of these files, and whether it passes.
fn rooms(name: &str, files: &[(&str, &str)]) -> (bool, String) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    for (file, text) in files {
        let file = folder.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_rooms"))
        .arg(name)
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

#[test]
fn rooms_that_stand_on_each_other_pass() {
    let files = [
        (
            "lib.rs",
            "//! [`crate::top`]\nmod middle;\npub mod top;\nmod bottom;\npub use top::serve;",
        ),
        (
            "top/mod.rs",
            "mod page;\nuse crate::{bottom, middle::between};\npub use page::serve;",
        ),
        // What is beside it in its own room, and what has the name of a room elsewhere.
        (
            "top/page.rs",
            "use super::bottom;\nuse std::top;\nuse crate::top::Page;",
        ),
        (
            "middle.rs",
            "//! Below [`crate::top`].\nuse crate::bottom::Low; // not crate::top",
        ),
        (
            "bottom/mod.rs",
            "const TEXT: &str = \"crate::top\";\nmod tests { use super::*; }",
        ),
        // Tests of a crate are outside of it.
        ("tests/main.rs", "use crate::top;"),
    ];
    assert_eq!(rooms("floors", &files), (true, String::new()));
}

#[test]
fn a_circle_is_named_with_its_places() {
    let files = [
        ("lib.rs", "mod app;\nmod api;\nmod store;"),
        ("app.rs", "use crate::api::routes;"),
        ("api/mod.rs", "mod items;\n"),
        ("api/items.rs", "\nuse crate::store::Store;\n"),
        ("store.rs", "\n\nfn keep(app: &crate::app::App) {}"),
    ];
    let expected = "circle: a circle of rooms
  api uses store: circle/api/items.rs:2
  store uses app: circle/store.rs:3
  app uses api: circle/app.rs:1
";
    assert_eq!(rooms("circle", &files), (false, expected.to_owned()));
}

#[test]
fn a_room_is_found_however_it_is_named() {
    for (at, (file, text)) in [
        ("low.rs", "use crate::high::X;"),
        ("low.rs", "use crate::{x, high::X};"),
        ("low.rs", "use super::high;"),
        ("low.rs", "mod tests { use super::super::high::X; }"),
        ("low/mod.rs", "use super::{high};"),
        ("low/deep.rs", "fn f() { super::super::high::f() }"),
        ("low/deep/mod.rs", "fn f() { super::super::high::f() }"),
        ("low.rs", "html! { p { (crate::high::f()) } }"),
        ("low.rs", "macro_rules! f { () => { $crate::high::f() }; }"),
        // Through the root, which exports it again.
        ("low.rs", "use crate::Exported;"),
        ("low.rs", "use crate::*;"),
    ]
    .into_iter()
    .enumerate()
    {
        let files = [
            ("lib.rs", "mod low;\nmod high;\npub use high::Exported;"),
            ("high.rs", "use crate::low::Y;"),
            (file, text),
        ];
        let (passes, said) = rooms(&format!("named-{at}"), &files);
        assert!(!passes, "{file}: {text}");
        assert!(said.contains("low uses "), "{text}: {said}");
        assert!(said.contains(&format!("/{file}:1\n")), "{text}: {said}");
    }
}

#[test]
fn a_crate_without_rooms_is_a_mistake() {
    let (passes, said) = rooms("empty", &[("lib.rs", "fn main() {}")]);
    assert!(!passes && said.contains("declares no module"), "{said}");
    let (passes, said) = rooms("missing", &[("main.rs", "fn main() {}")]);
    assert!(!passes && said.contains("missing/lib.rs"), "{said}");
}
