//! The class's own methods: exports, functions, and what calls through tables.

use std::collections::BTreeSet;

use wasmparser::{ExternalKind, FuncType, Operator, ValType};

use crate::emit::writer::Writer;
use crate::expr::syntax::{literal, quote};
use crate::lower::lowering::Body;
use crate::lower::rounds::Translated;
use crate::module::Module;
use crate::names::symbols::Names;

pub fn exports(w: &mut Writer, module: &Module<'_>, names: &Names) {
    for export in &module.exports {
        let Some(name) = names.exports.get(&export.name) else {
            continue;
        };
        if export.kind == ExternalKind::Global {
            if let Some(global) = module.globals.get(export.index as usize) {
                let value = if global.mutable {
                    names.global(export.index)
                } else {
                    literal(global.init)
                };
                w.line(&format!("/** Export: global {}. */", export.index));
                w.line(&format!("public function {name}(): int"));
                w.braces("{", |w| w.line(&format!("return {value};")));
                w.line("");
            }
            continue;
        }
        let Some(ty) = module.signature(export.index) else {
            continue;
        };
        let import = module
            .funcs
            .get(export.index as usize)
            .and_then(|f| f.import.as_deref());
        let params: Vec<String> = (0..ty.params().len())
            .map(|i| format!("int $p{i}"))
            .collect();
        let args: Vec<String> = ty
            .params()
            .iter()
            .enumerate()
            .map(|(i, t)| {
                if *t == ValType::I32 {
                    format!("$p{i} & 0xffffffff")
                } else {
                    format!("$p{i}")
                }
            })
            .collect();
        let call = match import {
            Some(import) => format!("$this->host->{import}({})", args.join(", ")),
            None => format!("$this->{}({})", names.method(export.index), args.join(", ")),
        };
        let returns = if ty.results().is_empty() {
            ""
        } else {
            "return "
        };
        w.line(&format!(
            "/** Export: {}. */",
            comment(names.symbol(export.index as usize))
        ));
        w.line(&format!(
            "public function {name}({}){}",
            params.join(", "),
            result_type(ty)
        ));
        w.braces("{", |w| {
            w.line("$this->refuseIfPoisoned();");
            w.line("try {");
            w.line(&format!("\t{returns}{call};"));
            w.line("} catch (\\Throwable $fault) {");
            w.line("\t$this->poisoned = true;");
            w.line("\tthrow $fault;");
            w.line("}");
        });
        w.line("");
    }
}

fn result_type(ty: &FuncType) -> &'static str {
    match ty.results() {
        [] => ": void",
        [_] => ": int",
        _ => ": array",
    }
}

/// Text that is safe inside a comment.
fn comment(text: &str) -> String {
    text.replace("*/", "* /")
        .replace(|c: char| c.is_control(), " ")
}

pub fn functions(w: &mut Writer, module: &Module<'_>, names: &Names, bodies: &[Translated]) {
    let defined = module
        .funcs
        .iter()
        .enumerate()
        .filter(|(_, f)| f.import.is_none());
    for ((index, _), body) in defined.zip(bodies) {
        let Some(ty) = module.signature(index as u32) else {
            continue;
        };
        w.line(&format!("/** {} */", comment(names.symbol(index))));
        let name = names.method(index as u32);
        match body {
            Ok(body) => method(w, name, ty, body),
            Err(refusal) => {
                w.line(&format!("private function {name}()"));
                w.braces("{", |w| {
                    let text = quote(format!("not translated: {}", refusal.what).as_bytes());
                    w.line(&format!("throw new \\LogicException({text});"));
                });
            }
        }
        w.line("");
    }
}

fn method(w: &mut Writer, name: &str, ty: &FuncType, body: &Body) {
    let params: Vec<String> = body.params.iter().map(|p| format!("int ${p}")).collect();
    w.line(&format!(
        "private function {name}({}){}",
        params.join(", "),
        result_type(ty)
    ));
    w.braces("{", |w| {
        if body.properties.memory {
            w.line("$m = &$this->m;");
        }
        if body.properties.bad {
            w.line("$bad = $this->bad;");
        }
        if body.properties.out {
            w.line("$out = &$this->out;");
        }
        if body.properties.known {
            w.line("$known = &$this->known;");
        }
        if !body.zeroed.is_empty() {
            let list: Vec<String> = body.zeroed.iter().map(|l| format!("${l} = ")).collect();
            w.line(&format!("{}0;", list.concat()));
        }
        w.statements(&body.stmts, &[]);
    });
}

/// A method for every signature and table that is called through: finds the function by
/// its number in the table.
pub fn dispatchers(w: &mut Writer, module: &Module<'_>, names: &Names) {
    let mut wanted = BTreeSet::new();
    for func in &module.funcs {
        let Some(code) = &func.body else { continue };
        let Ok(reader) = code.get_operators_reader() else {
            continue;
        };
        for op in reader.into_iter().flatten() {
            if let Operator::CallIndirect {
                type_index,
                table_index,
            } = op
            {
                wanted.insert((type_index as usize, table_index));
            }
        }
    }
    let in_tables: BTreeSet<u32> = module
        .elements
        .iter()
        .flat_map(|e| e.items.iter().flatten())
        .chain(module.tables.iter().filter_map(|t| t.fill.as_ref()))
        .copied()
        .collect();
    for (ty, table) in wanted {
        let Some(signature) = module.types.get(ty) else {
            continue;
        };
        let count = signature.params().len();
        let args: Vec<String> = (0..count).map(|i| format!("$p{i}")).collect();
        let mut params: Vec<String> = args.iter().map(|a| format!("int {a}")).collect();
        params.push("int $at".to_owned());
        let args = args.join(", ");
        w.line(&format!(
            "/** Calls what table {table} has at $at, if its type is {ty}. */"
        ));
        let name = names.indirect(ty, table);
        w.line(&format!(
            "private function {name}({}){}",
            params.join(", "),
            result_type(signature)
        ));
        w.braces("{", |w| {
            // Not one expression: PHP's function JIT frees the array twice when something
            // is thrown inside `$this->table[$at] ?? …`.
            w.line(&format!("$table = &$this->table{table};"));
            w.line("$function = $table[$at] ?? null;");
            w.braces("if ($function === null) {", |w| {
                w.line("throw $this->trap($at < \\count($table) ? 'uninitialized element' : 'undefined element');");
            });
            w.line("switch ($function) {");
            for index in &in_tables {
                if module.signature(*index) != Some(signature) {
                    continue;
                }
                let import = module.funcs.get(*index as usize).and_then(|f| f.import.as_deref());
                let call = match import {
                    Some(import) => match signature.results() {
                        [ValType::I32] => format!("$this->host->{import}({args}) & 0xffffffff"),
                        _ => format!("$this->host->{import}({args})"),
                    },
                    None => format!("$this->{}({args})", names.method(*index)),
                };
                w.line(&format!("\tcase {index}:"));
                if signature.results().is_empty() {
                    w.line(&format!("\t\t{call};"));
                    w.line("\t\treturn;");
                } else {
                    w.line(&format!("\t\treturn {call};"));
                }
            }
            w.line("\tdefault:");
            w.line("\t\tthrow $this->trap('indirect call type mismatch');");
            w.line("}");
        });
        w.line("");
    }
}
