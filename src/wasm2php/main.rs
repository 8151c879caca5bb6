//! `wasm2php INPUT.wasm OUTPUT.php [--namespace NS] [--class NAME] [--guard] [--fold IMPORT]… [--trust]`

use std::process::ExitCode;

use storewire_wasm2php::{Options, translate};

const USAGE: &str = "\
usage: wasm2php INPUT.wasm OUTPUT.php [options]
  --namespace NS   the class's namespace (default: Storewire\\Generated)
  --class NAME     the class's name (default: Core)
  --guard          end quietly when the file is not loaded by WordPress
  --fold IMPORT    hand this import a string instead of a pointer and a length; constants
                   among them must point to bytes that never change (may be repeated)
  --append IMPORT=TEXT
                   let this import of a pointer and a length, or of one number, append TEXT
                   to the class's public list $out, the string or the number in place of
                   the one % (may be repeated)
  --recall IMPORT  let this import of a pointer and a length append what the class's public
                   $known has under pointer << 32 | length, or else what the host gives
                   (may be repeated)
  --trust          leave out the checks of addresses: every one lies in the memory, is as
                   aligned as its access says, and is no sum that wraps";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("wasm2php: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let mut options = Options::default();
    let mut files = Vec::new();
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or(format!("{arg} needs a value\n{USAGE}"));
        match arg.as_str() {
            "--namespace" => options.namespace = value()?.trim_matches('\\').to_owned(),
            "--class" => options.class = value()?,
            "--fold" => options.fold.push(value()?),
            "--append" => {
                let value = value()?;
                match value.split_once('=') {
                    Some((import, text)) if text.matches('%').count() == 1 => {
                        options.append.push((import.to_owned(), text.to_owned()));
                    }
                    _ => {
                        return Err(format!(
                            "--append {value}: give IMPORT=TEXT with one % in TEXT"
                        ));
                    }
                }
            }
            "--recall" => options.recall.push(value()?),
            "--guard" => options.guard = true,
            "--trust" => options.trust = true,
            "--help" | "-h" => {
                println!("{USAGE}");
                return Ok(());
            }
            _ if arg.starts_with('-') => return Err(format!("unknown option {arg}\n{USAGE}")),
            _ => files.push(arg),
        }
    }
    let [input, output] = files.as_slice() else {
        return Err(format!("give one input and one output file\n{USAGE}"));
    };
    let wasm = std::fs::read(input).map_err(|e| format!("cannot read {input}: {e}"))?;
    let php = translate(&wasm, &options).map_err(|refusal| format!("{input}: {refusal}"))?;
    std::fs::write(output, php).map_err(|e| format!("cannot write {output}: {e}"))
}
