//! The core inside PHP on the command line: one process that answers for as long as it is asked.

use crate::value::{Value, decode_answers, encode_all};
use crate::version::{Jit, Version, split};
use crate::{Host, pkg, root};
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};

/// The answers of a process that ended instead.
pub const ENDED: &str = "failed: PHP ended";

/// A PHP process; it ends with this value.
pub struct Php {
    name: String,
    process: Child,
    /// What the last message said of the JIT.
    pub jit: Option<Jit>,
}

impl Php {
    /// Starts the installed PHP, which compiles each time anew.
    pub fn start() -> Php {
        Php::with(
            &Version::installed(),
            &["opcache.enable_cli=0".into()],
            false,
        )
    }

    /// Starts a PHP with such settings. With `left_on` the plugin's switch of the JIT does nothing.
    pub fn with(version: &Version, settings: &[String], left_on: bool) -> Php {
        let mut command = Command::new(&version.php);
        for setting in settings {
            command.args(["-d", setting]);
        }
        let process = command
            .arg(root().join("tests/conformance/php/driver.php"))
            .arg(pkg().join("php/core.php"))
            .args(left_on.then_some("left-on"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("php is installed");
        Php {
            name: version.name.clone(),
            process,
            jit: None,
        }
    }
}

impl Host for Php {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn answer_all(&mut self, calls: &[Value]) -> Vec<String> {
        let message = encode_all(calls);
        let stdin = self.process.stdin.as_mut().expect("a pipe");
        stdin
            .write_all(
                &u32::try_from(message.len())
                    .expect("a short message")
                    .to_le_bytes(),
            )
            .expect("PHP listens");
        stdin.write_all(&message).expect("PHP listens");
        stdin.flush().expect("PHP listens");
        let stdout = self.process.stdout.as_mut().expect("a pipe");
        let mut length = [0; 4];
        if stdout.read_exact(&mut length).is_err() {
            // Its errors are above.
            return vec![ENDED.into(); calls.len()];
        }
        let mut answers = vec![0; u32::from_le_bytes(length) as usize];
        stdout.read_exact(&mut answers).expect("PHP answers");
        let (jit, answers) = split(&answers);
        self.jit = Some(jit);
        decode_answers(answers)
    }
}

impl Drop for Php {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
