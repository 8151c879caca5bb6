//! Reads one call, JSON as in a golden case, and prints the answer:  call [--host native|browser|php] < call.json

use std::io::{self, Read};
use std::process::ExitCode;
use storewire_conformance::Host;
use storewire_conformance::browser::Browser;
use storewire_conformance::native::Native;
use storewire_conformance::php::Php;
use storewire_conformance::value::Value;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut host: Box<dyn Host> = match arguments.as_slice() {
        [] | ["--host", "native"] => Box::new(Native),
        ["--host", "php"] => Box::new(Php::start()),
        ["--host", "browser"] => Box::new(Browser::start()),
        _ => {
            eprintln!("call [--host native|browser|php] < call.json");
            return ExitCode::from(2);
        }
    };
    let mut text = String::new();
    let call = io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| error.to_string());
    match call.and_then(|_| serde_json::from_str::<Value>(&text).map_err(|error| error.to_string()))
    {
        Ok(call) => {
            let answers = host.answer_all(&[call]);
            answers.iter().for_each(|answer| println!("{answer}"));
            if answers.iter().all(|answer| answer.starts_with('{')) {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(error) => {
            eprintln!("not a call: {error}");
            ExitCode::from(2)
        }
    }
}
