//! The whole file: banner, state, constructor, exports, functions, runtime.

use sha2::{Digest, Sha256};

use crate::emit::methods;
use crate::emit::writer::Writer;
use crate::expr::syntax::{literal, quote};
use crate::lower::imports::Imports;
use crate::lower::lowering::Context;
use crate::lower::rounds;
use crate::module::{Module, Place};
use crate::names::runtime::{self, Method};
use crate::names::symbols::Names;
use crate::options::Options;
use crate::refusal::Refusal;

/// WordPress' coding standard counts each `goto` as an error, and wordpress.org takes no plugin with errors;
/// PHPCompatibility takes a switch inside of another's last case for a second default.
const SNIFFS: &str = "// phpcs:disable Generic.PHP.DiscourageGoto, PHPCompatibility.ControlStructures.ForbiddenSwitchWithMultipleDefaultBlocks -- branches that are neither an if nor a loop; switches in switches.";

/// The public methods of the runtime, and those that `code` and they call.
fn needed(code: &str) -> String {
    let mut left: Vec<Method> = runtime::methods().collect();
    let mut needed: Vec<&str> = Vec::new();
    loop {
        let called = |method: &Method| {
            let call = format!("$this->{}(", method.name);
            let calls = |text: &str| text.contains(&call);
            method.is_public || calls(code) || needed.iter().copied().any(calls)
        };
        let (more, rest): (Vec<Method>, Vec<Method>) = left.into_iter().partition(called);
        if more.is_empty() {
            return needed.join("\n");
        }
        needed.extend(more.iter().map(|method| method.text));
        left = rest;
    }
}

/// Writes the PHP file for `module`, whose bytes are `wasm`.
pub fn write(module: &Module<'_>, wasm: &[u8], options: &Options) -> Result<String, Refusal> {
    let names = Names::new(module)?;
    let imports = Imports::new(module, options)?;
    let context = Context {
        module,
        names: &names,
        imports: &imports,
        trust: options.trust,
    };
    let bodies = rounds::translate(context, options)?;
    let mut file = Writer::new(0);
    file.line("<?php");
    file.line("/**");
    file.line(
        " * Generated from WebAssembly. Do not edit: change the source and translate it again.",
    );
    file.line(" *");
    let digest: String = Sha256::digest(wasm)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    file.line(&format!(" * Module: sha256 {digest}"));
    file.line(&format!(
        " * Translator: wasm2php {}",
        env!("CARGO_PKG_VERSION")
    ));
    file.line(" *");
    file.line(
        " * An i32 is an unsigned PHP integer, an i64 a native one. $m is the memory, as words",
    );
    file.line(" * of 32 bits; $bad has the bits that the address of a word in it cannot have.");
    file.line(" */");
    file.line("");
    file.line(SNIFFS);
    file.line("");
    file.line("declare(strict_types=1);");
    file.line("");
    if !options.namespace.is_empty() {
        file.line(&format!("namespace {};", options.namespace));
        file.line("");
    }
    if options.guard {
        file.line("\\defined('ABSPATH') || exit;");
        file.line("");
    }
    file.line(&format!("final class {}", options.class));
    file.braces("{", |w| {
        state(w, module, &names, imports.outputs());
        constructor(w, module, &names);
        methods::exports(w, module, &names);
        methods::functions(w, module, &names, &bodies);
        methods::dispatchers(w, module, &names);
    });
    let text = file.finish();
    // The runtime goes before the class's closing brace.
    let body = text.strip_suffix("}\n").unwrap_or(&text);
    Ok(format!("{body}{}}}\n", needed(body)))
}

fn state(w: &mut Writer, module: &Module<'_>, names: &Names, (outputs, recalls): (bool, bool)) {
    w.line("/** The object whose methods are the module's imports. */");
    w.line("private $host;");
    w.line("");
    w.line("/** The memory: words of 32 bits, little-endian. */");
    w.line("private $m = [];");
    w.line("");
    w.line("/** An address that shares a bit with this is not that of a word in the memory's fast part. */");
    w.line("private int $bad = -1;");
    w.line("");
    w.line("/** The memory's size, in pages of 64 KiB, and its limit. */");
    w.line("private int $pages = 0;");
    let limit = module.memory.as_ref().map_or(0, |m| m.max_pages);
    w.line(&format!("private $mostPages = {limit};"));
    w.line("");
    w.line(
        "/** After a trap or an exception the stack pointer is lost, so nothing runs any more. */",
    );
    w.line("private $poisoned = false;");
    if outputs {
        w.line("");
        w.line("/** What the module wrote, in pieces; whoever reads it empties it. */");
        w.line("public $out = [];");
    }
    if recalls {
        w.line("");
        w.line("/** What the host knows of pieces of memory, by their length << 32 | pointer: PHP hashes numbers by their low bits. */");
        w.line("public $known = [];");
    }
    for (index, global) in module.globals.iter().enumerate().filter(|(_, g)| g.mutable) {
        w.line("");
        let name = names.globals.get(index).map_or("", String::as_str);
        w.line(&format!("/** Global {index}. */"));
        w.line(&format!("private int ${name} = {};", literal(global.init)));
    }
    for index in 0..module.tables.len() {
        w.line("");
        w.line(&format!("/** Table {index}: numbers of functions. */"));
        w.line(&format!("private $table{index} = [];"));
    }
    for (index, element) in module.elements.iter().enumerate() {
        let entries = if matches!(element.place, Place::Passive) {
            entries(&element.items)
        } else {
            String::new()
        };
        w.line(&format!("private $elements{index} = [{entries}];"));
    }
    for (index, data) in module.data.iter().enumerate() {
        let bytes: &[u8] = if matches!(data.place, Place::Passive) {
            &data.bytes
        } else {
            &[]
        };
        w.line(&format!("private $data{index} = {};", quote(bytes)));
    }
    w.line("");
}

fn entries(items: &[Option<u32>]) -> String {
    let list: Vec<String> = items
        .iter()
        .map(|i| i.map_or("null".to_owned(), |f| f.to_string()))
        .collect();
    list.join(", ")
}

fn constructor(w: &mut Writer, module: &Module<'_>, names: &Names) {
    w.line("/**");
    w.line(" * @param object $host Has a public method for every import of the module.");
    w.line(" */");
    w.line("public function __construct(object $host)");
    w.braces("{", |w| {
        w.braces("if (\\PHP_INT_SIZE < 8) {", |w| {
            w.line("throw new \\RuntimeException('This code needs a 64-bit PHP.');");
        });
        w.line("$this->host = $host;");
        if let Some(memory) = &module.memory {
            w.line(&format!("$this->setUp({});", memory.min_pages));
        }
        for (index, table) in module.tables.iter().enumerate() {
            let fill = table.fill.map_or("null".to_owned(), |f| f.to_string());
            w.line(&format!(
                "$this->table{index} = \\array_fill(0, {}, {fill});",
                table.min
            ));
        }
        for element in &module.elements {
            if let Place::Active(table, at) = element.place {
                w.line(&format!(
                    "$this->initTable($this->table{table}, [{}], {at}, 0, {});",
                    entries(&element.items),
                    element.items.len()
                ));
            }
        }
        for data in &module.data {
            if let Place::Active(_, at) = data.place {
                w.line(&format!("$this->writeBytes({at}, {});", quote(&data.bytes)));
            }
        }
        if let Some(start) = module.start {
            let import = module
                .funcs
                .get(start as usize)
                .and_then(|f| f.import.as_ref());
            w.line(&match import {
                Some(name) => format!("$this->host->{name}();"),
                None => format!("$this->{}();", names.method(start)),
            });
        }
    });
    w.line("");
}
