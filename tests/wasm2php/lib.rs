//! Proof that the translation computes what the module says.
//!
//! Every suite writes a plan: classes, and commands for their instances. `run.php` works
//! through a plan in one PHP process and prints one outcome a line.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Once;

use serde_json::{Value, json};
use storewire_wasm2php::{Options, Refusal, Untranslatable, translate};

/// Which PHP works through a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runner {
    /// `$PHP` or `php`, without opcache.
    Plain,
    /// With opcache, without JIT.
    Opcache,
    /// With opcache's function JIT.
    FunctionJit,
    /// PHP 7.4 on Node.
    Php74,
}

/// Are the full counts asked for?
pub fn deep() -> bool {
    std::env::var("STOREWIRE_DEEP").is_ok_and(|v| v == "1")
}

/// The folder of this crate.
pub fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A sequence of numbers that is the same in every run.
pub struct Random(u64);

impl Random {
    /// A sequence that `seed` alone decides.
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// The next number (SplitMix64).
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.number() % limit as u64) as usize
    }
}

/// Classes and commands for one PHP process.
pub struct Plan {
    name: String,
    classes: Vec<(String, String)>,
    commands: Vec<Value>,
}

impl Plan {
    /// An empty plan; `name` names its folder below `target/`.
    pub fn new(name: &str) -> Plan {
        Plan {
            name: name.to_owned(),
            classes: Vec::new(),
            commands: Vec::new(),
        }
    }

    /// Translates `wasm`; the class can be instantiated by the number that is returned.
    pub fn class(&mut self, wasm: &[u8], untranslatable: Untranslatable) -> Result<usize, Refusal> {
        let number = self.classes.len();
        let class = format!("M{number}");
        let options = Options {
            namespace: format!("Plan\\{}", identifier(&self.name)),
            class: class.clone(),
            untranslatable,
            ..Options::default()
        };
        let php = translate(wasm, &options)?;
        self.classes.push((class, php));
        Ok(number)
    }

    /// Adds a command; see `run.php` for them. Returns the number of its outcome.
    pub fn command(&mut self, command: Value) -> usize {
        self.commands.push(command);
        self.commands.len() - 1
    }

    /// How many commands there are.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.commands.len()
    }

    /// A new instance `name` of a class whose imports do nothing.
    pub fn instance(&mut self, name: &str, class: usize) -> usize {
        self.command(json!(["new", name, class, {}]))
    }

    /// Works through the plan; one outcome for each command.
    pub fn run(&self, runner: Runner) -> Vec<Value> {
        let folder = here().join("../../target/wasm2php-tests").join(format!(
            "{}-{runner:?}-{}",
            self.name,
            std::process::id()
        ));
        std::fs::create_dir_all(&folder).unwrap();
        let folder = folder.canonicalize().unwrap();
        for (class, php) in &self.classes {
            std::fs::write(folder.join(format!("{class}.php")), php).unwrap();
        }
        let namespace = format!("Plan\\{}", identifier(&self.name));
        let plan = json!({ "namespace": namespace, "commands": self.commands });
        let file = folder.join("plan.json");
        std::fs::write(&file, plan.to_string()).unwrap();
        let outcomes = php(runner, &here().join("run.php"), &[file.to_str().unwrap()]);
        let outcomes: Vec<Value> = outcomes
            .lines()
            .map(|l| serde_json::from_str(l).unwrap_or_else(|e| panic!("{e}: {l}")))
            .collect();
        assert_eq!(
            outcomes.len(),
            self.commands.len(),
            "PHP stopped early; plan kept in {}",
            folder.display()
        );
        std::fs::remove_dir_all(&folder).unwrap();
        outcomes
    }
}

fn identifier(name: &str) -> String {
    name.replace(|c: char| !c.is_ascii_alphanumeric(), "_")
}

/// Runs a PHP script and returns what it printed.
pub fn php(runner: Runner, script: &Path, args: &[&str]) -> String {
    let mut command = match runner {
        Runner::Php74 => {
            install_php74();
            let mut command = Command::new("node");
            command.arg(here().join("php74.mjs"));
            command
        }
        _ => Command::new(std::env::var("PHP").unwrap_or_else(|_| "php".to_owned())),
    };
    let settings: &[&str] = match runner {
        Runner::Php74 => &[],
        Runner::Plain => &["opcache.enable_cli=0"],
        Runner::Opcache => &[
            "opcache.enable_cli=1",
            "opcache.file_update_protection=0",
            "opcache.jit=disable",
        ],
        Runner::FunctionJit => &[
            "opcache.enable_cli=1",
            "opcache.file_update_protection=0",
            "opcache.jit_buffer_size=128M",
            "opcache.jit=1205",
        ],
    };
    if runner != Runner::Php74 {
        for setting in
            settings
                .iter()
                .chain(&["memory_limit=-1", "error_reporting=-1", "display_errors=1"])
        {
            command.arg("-d").arg(setting);
        }
    }
    let output = command.arg(script).args(args).output().expect("start PHP");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{runner:?} failed with {}:\n{}\n{}",
        output.status,
        text.chars()
            .rev()
            .take(3000)
            .collect::<String>()
            .chars()
            .rev()
            .collect::<String>(),
        String::from_utf8_lossy(&output.stderr)
            .chars()
            .take(3000)
            .collect::<String>(),
    );
    text
}

/// Installs PHP 7.4 for Node, once, if it is not there yet.
fn install_php74() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let there: PathBuf = here().join("node_modules/@php-wasm/node-7-4/package.json");
        if !there.exists() {
            let status = Command::new("npm").arg("ci").current_dir(here()).status();
            assert!(
                status.expect("start npm").success(),
                "npm ci failed in {}",
                here().display()
            );
        }
    });
}
