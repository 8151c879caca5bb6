//! The core inside PHP on the command line: one process that answers for as long as it is asked.

use crate::value::{Value, decode_answers, encode_all};
use crate::{Host, pkg, root};
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};

/// How PHP compiles what it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Each time anew.
    NoOpcache,
    /// Once, into opcache.
    Opcache,
    /// To machine code, function by function.
    FunctionJit,
}

impl Mode {
    fn settings(self) -> &'static [&'static str] {
        match self {
            Mode::NoOpcache => &["opcache.enable_cli=0"],
            // Without a pause after a change of the file: the core may be fresh from the build.
            Mode::Opcache => &[
                "opcache.enable_cli=1",
                "opcache.file_update_protection=0",
                "opcache.jit=off",
            ],
            Mode::FunctionJit => &[
                "opcache.enable_cli=1",
                "opcache.file_update_protection=0",
                "opcache.jit=1205",
                "opcache.jit_buffer_size=64M",
            ],
        }
    }
}

/// A PHP process; it ends with this value.
pub struct Php {
    mode: Mode,
    process: Child,
}

impl Php {
    /// Starts PHP.
    pub fn start(mode: Mode) -> Php {
        let mut command = Command::new("php");
        for setting in ["display_errors=stderr", "memory_limit=512M"]
            .iter()
            .chain(mode.settings())
        {
            command.args(["-d", setting]);
        }
        let process = command
            .arg(root().join("tests/conformance/php/driver.php"))
            .arg(pkg().join("php/core.php"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("php is installed");
        Php { mode, process }
    }
}

impl Host for Php {
    fn name(&self) -> String {
        format!("PHP ({:?})", self.mode)
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
        stdout
            .read_exact(&mut length)
            .expect("PHP answers (its errors are above)");
        let mut answers = vec![0; u32::from_le_bytes(length) as usize];
        stdout.read_exact(&mut answers).expect("PHP answers");
        decode_answers(&answers)
    }
}

impl Drop for Php {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
