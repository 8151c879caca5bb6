//! Gives a module's exports names that PHP methods can have: the official suite exports
//! things like `as-br-value`, which the translator refuses.

use std::collections::BTreeMap;

use wasm_encoder::{ExportKind, ExportSection, Module, RawSection};
use wasmparser::{ExternalKind, Parser, Payload};

/// The module with exports `e0`, `e1` …, and what they were called before. Nothing if the
/// bytes are no module.
pub fn exports(wasm: &[u8]) -> Option<(Vec<u8>, BTreeMap<String, String>)> {
    let mut module = Module::new();
    let mut names = BTreeMap::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.ok()?;
        if let Payload::ExportSection(section) = payload {
            let mut exports = ExportSection::new();
            for (index, export) in section.into_iter().enumerate() {
                let export = export.ok()?;
                let kind = match export.kind {
                    ExternalKind::Func => ExportKind::Func,
                    ExternalKind::Table => ExportKind::Table,
                    ExternalKind::Memory => ExportKind::Memory,
                    ExternalKind::Global => ExportKind::Global,
                    _ => return None,
                };
                let name = format!("e{index}");
                exports.export(&name, kind, export.index);
                names.insert(export.name.to_owned(), name);
            }
            module.section(&exports);
        } else if let Some((id, range)) = payload.as_section() {
            module.section(&RawSection {
                id,
                data: &wasm[range.start as usize..range.end as usize],
            });
        }
    }
    Some((module.finish(), names))
}
