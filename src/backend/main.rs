//! `storewire-backend --listen 127.0.0.1:PORT --data DIR [--test-api] [--check-openapi]`

use std::path::PathBuf;
use std::process::ExitCode;
use storewire_backend::server::{Config, serve};
use storewire_backend::time::Clock;
use tokio::net::TcpListener;

const USAGE: &str = "\
Usage: storewire-backend --listen ADDRESS:PORT --data DIR [--test-api] [--check-openapi]

  --listen         where to listen, such as 127.0.0.1:8090; port 0 takes a free one
  --data           where to keep backend.sqlite
  --test-api       answer /test/…, through which tests see and steer everything
  --check-openapi  check all traffic against openapi.yaml and list violations at /test/violations
";

struct Arguments {
    listen: String,
    config: Config,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Some(arguments) = parse(std::env::args().skip(1)) else {
        eprint!("{USAGE}");
        return ExitCode::from(2);
    };
    let listener = match TcpListener::bind(&arguments.listen).await {
        Ok(listener) => listener,
        Err(error) => return fail(&format!("cannot listen on {}: {error}", arguments.listen)),
    };
    match serve(arguments.config, listener, |address| {
        println!("listening on http://{address}")
    })
    .await
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error.to_string()),
    }
}

fn parse(mut words: impl Iterator<Item = String>) -> Option<Arguments> {
    let (mut listen, mut data, mut test_api, mut check_openapi) = (None, None, false, false);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--listen" => listen = Some(words.next()?),
            "--data" => data = Some(PathBuf::from(words.next()?)),
            "--test-api" => test_api = true,
            "--check-openapi" => check_openapi = true,
            _ => return None,
        }
    }
    Some(Arguments {
        listen: listen?,
        config: Config {
            data: data?,
            test_api,
            check_openapi,
            clock: Clock::system(),
        },
    })
}

fn fail(message: &str) -> ExitCode {
    eprintln!("storewire-backend: {message}");
    ExitCode::FAILURE
}
