//! Makes what a browser loads of a WebAssembly module: `web-module [--names] WASM DIRECTORY NAME` writes `NAME.js`,
//! `NAME_bg.wasm` and their types into the directory.
//!
//! The library behind the `wasm-bindgen` command is linked instead of that command being installed, so that this
//! workspace's Cargo.lock says what it is made of, and a fresh machine compiles nothing that the lock does not name.

use std::ffi::OsString;

use anyhow::{Result, bail};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let mut arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let names = arguments.first().is_some_and(|first| first == "--names");
    if names {
        arguments.remove(0);
    }
    let [wasm, directory, name] = arguments.as_slice() else {
        bail!("web-module [--names] WASM DIRECTORY NAME");
    };
    let Some(name) = name.to_str() else {
        bail!("the name is not UTF-8");
    };
    Bindgen::new()
        .web(true)?
        .input_path(wasm)
        .out_name(name)
        // The functions' names are a seventh of what would be downloaded; a benchmark wants them.
        .remove_name_section(!names)
        .remove_producers_section(true)
        .typescript(true)
        // `init()` finds the module beside its script.
        .omit_default_module_path(false)
        .generate(directory)
}
