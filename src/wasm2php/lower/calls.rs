//! Operators that touch state: globals, tables, calls, and the whole memory.

use wasmparser::{Operator, ValType};

use crate::expr::forms::{full, integer, list, method, signed, unsigned};
use crate::expr::interval::Range;
use crate::expr::statement::Stmt;
use crate::expr::value::{Effects, Prec, Value};
use crate::lower::facts::Fact;
use crate::lower::lowering::Lowering;
use crate::refusal::Refusal;

impl Lowering<'_, '_> {
    pub fn stateful_operator(&mut self, op: &Operator<'_>, offset: u64) -> Result<(), Refusal> {
        use Operator as O;
        match op {
            O::GlobalGet { global_index } => self.global_get(*global_index, offset)?,
            O::GlobalSet { global_index } => self.global_set(*global_index, offset)?,
            O::Call { function_index } => self.call(*function_index),
            O::CallIndirect {
                type_index,
                table_index,
            } => {
                self.call_indirect(*type_index as usize, *table_index);
            }
            O::I32Load { memarg } | O::I64Load32U { memarg } => {
                let value = self.load32(memarg);
                self.stack.push(value);
            }
            O::I64Load32S { memarg } => {
                let value = signed(self.load32(memarg));
                self.stack.push(value);
            }
            O::I64Load { memarg } => self.load64(memarg),
            O::I32Load8U { memarg } | O::I64Load8U { memarg } => {
                let value = self.load8(memarg);
                self.stack.push(value);
            }
            O::I32Load8S { memarg } | O::I64Load8S { memarg } => {
                let value = self.load8(memarg);
                self.push_signed(value, 0x80);
            }
            O::I32Load16U { memarg } | O::I64Load16U { memarg } => {
                let value = self.load16(memarg);
                self.stack.push(value);
            }
            O::I32Load16S { memarg } | O::I64Load16S { memarg } => {
                let value = self.load16(memarg);
                self.push_signed(value, 0x8000);
            }
            O::I32Store { memarg } | O::I64Store32 { memarg } => self.store32(memarg),
            O::I64Store { memarg } => self.store64(memarg),
            O::I32Store8 { memarg } | O::I64Store8 { memarg } => self.store8(memarg),
            O::I32Store16 { memarg } | O::I64Store16 { memarg } => self.store16(memarg),
            O::MemorySize { .. } => {
                let effects = Effects {
                    reads_memory: true,
                    ..Effects::default()
                };
                self.stack.push(Value::new(
                    "$this->pages",
                    Prec::Atom,
                    Range::new(0, 65536),
                    effects,
                ));
            }
            O::MemoryGrow { .. } => {
                let delta = unsigned(self.stack.pop());
                let effects = Effects {
                    reads_memory: true,
                    ..Effects::store()
                };
                let value = method("grow", &[&delta], Range::U32);
                self.stack.push(Value {
                    effects: value.effects.and(&effects),
                    ..value
                });
            }
            O::MemoryCopy { .. } => self.runtime_statement("copy", 3, String::new()),
            O::MemoryFill { .. } => self.runtime_statement("fill", 3, String::new()),
            O::MemoryInit { data_index, .. } => {
                self.runtime_statement("init", 3, format!("$this->data{data_index}, "));
            }
            O::DataDrop { data_index } => {
                self.stack.emit(
                    &Effects::store(),
                    Stmt::Line(format!("$this->data{data_index} = '';")),
                );
            }
            O::TableInit { elem_index, table } => {
                self.runtime_statement(
                    "initTable",
                    3,
                    format!("$this->table{table}, $this->elements{elem_index}, "),
                );
            }
            O::TableCopy {
                dst_table,
                src_table,
            } => {
                self.runtime_statement(
                    "copyTable",
                    3,
                    format!("$this->table{dst_table}, $this->table{src_table}, "),
                );
            }
            O::ElemDrop { elem_index } => {
                self.stack.emit(
                    &Effects::store(),
                    Stmt::Line(format!("$this->elements{elem_index} = [];")),
                );
            }
            _ => return Err(refuse(op, offset)),
        }
        Ok(())
    }

    fn global_get(&mut self, index: u32, offset: u64) -> Result<(), Refusal> {
        let Some(global) = self.context.module.globals.get(index as usize) else {
            return Err(Refusal::at(offset, "no such global"));
        };
        if !matches!(global.ty, ValType::I32 | ValType::I64) {
            return Err(Refusal::at(
                offset,
                "the global is no integer; floats and references are not translated",
            ));
        }
        if !global.mutable {
            self.stack.push(Value::constant(global.init));
            return Ok(());
        }
        let effects = Effects {
            reads_globals: true,
            ..Effects::default()
        };
        let value = Value::new(
            self.context.names.global(index),
            Prec::Atom,
            full(global.ty),
            effects,
        );
        self.stack
            .push(if self.analysis.stack_pointer == Some(index) {
                Value {
                    range: Range::new(0, global.init),
                    align: 4,
                    frame: true,
                    ..value
                }
            } else {
                value
            });
        Ok(())
    }

    fn global_set(&mut self, index: u32, offset: u64) -> Result<(), Refusal> {
        let ty = self
            .context
            .module
            .globals
            .get(index as usize)
            .map(|g| g.ty);
        let Some(ty @ (ValType::I32 | ValType::I64)) = ty else {
            return Err(Refusal::at(
                offset,
                "the global is no integer; floats and references are not translated",
            ));
        };
        let value = self.stack.pop();
        let value = integer(self.exact(value, ty));
        if self.analysis.stack_pointer == Some(index) {
            let top = self
                .context
                .module
                .globals
                .get(index as usize)
                .map_or(0, |g| g.init);
            self.keeps_stack &= value.range.within(Range::new(0, top)) && value.align >= 4;
        }
        let effects = Effects {
            writes_globals: true,
            ..value.effects
        };
        let text = format!("{} = {};", self.context.names.global(index), value.text);
        self.stack.emit(&effects, Stmt::Line(text));
        Ok(())
    }

    fn call(&mut self, index: u32) {
        let Some(ty) = self.context.module.signature(index).cloned() else {
            return;
        };
        let args = self.arguments(ty.params());
        self.passed
            .push((index, args.iter().map(Fact::of).collect()));
        let import = self
            .context
            .module
            .funcs
            .get(index as usize)
            .and_then(|f| f.import.as_deref());
        if import.is_some_and(|name| self.output(name, &args)) {
            return;
        }
        let text = match import {
            Some(name) => self.host_call(name, &args),
            None => format!(
                "$this->{}({})",
                self.context.names.method(index),
                list(&args)
            ),
        };
        self.result(text, &args, ty.results(), import.is_some());
    }

    fn call_indirect(&mut self, ty: usize, table: u32) {
        let Some(signature) = self.context.module.types.get(ty).cloned() else {
            return;
        };
        let index = unsigned(self.stack.pop());
        let mut args = self.arguments(signature.params());
        args.push(index);
        let text = format!(
            "$this->{}({})",
            self.context.names.indirect(ty, table),
            list(&args)
        );
        self.result(text, &args, signature.results(), false);
    }

    fn arguments(&mut self, types: &[ValType]) -> Vec<Value> {
        let values = self.stack.pop_many(types.len());
        values
            .into_iter()
            .zip(types)
            .map(|(v, t)| integer(self.exact(v, *t)))
            .collect()
    }

    fn result(&mut self, text: String, args: &[Value], types: &[ValType], outside: bool) {
        let effects = args.iter().fold(Effects::call(), |e, a| e.and(&a.effects));
        match types {
            [] => self.stack.emit(&effects, Stmt::Line(format!("{text};"))),
            [ty] => {
                let value = Value::new(text, Prec::Atom, full(*ty), effects);
                let value = if outside {
                    Self::from_outside(value, *ty)
                } else {
                    value
                };
                self.stack.push(value);
            }
            many => {
                let names: Vec<String> = many.iter().map(|_| self.stack.fresh()).collect();
                let targets: Vec<String> = names.iter().map(|n| format!("${n}")).collect();
                let line = format!("[{}] = {text};", targets.join(", "));
                self.stack.emit(&effects, Stmt::Line(line));
                for (name, ty) in names.iter().zip(many) {
                    let value = Value::variable(name, full(*ty), None);
                    let value = if outside {
                        Self::from_outside(value, *ty)
                    } else {
                        value
                    };
                    self.stack.push(value);
                }
            }
        }
    }

    /// A runtime method without a result, called with the topmost `count` values.
    fn runtime_statement(&mut self, name: &str, count: usize, first: String) {
        let args: Vec<Value> = self
            .stack
            .pop_many(count)
            .into_iter()
            .map(unsigned)
            .collect();
        let effects = args.iter().fold(Effects::call(), |e, a| e.and(&a.effects));
        let line = format!("$this->{name}({first}{});", list(&args));
        self.stack.emit(&effects, Stmt::Line(line));
    }
}

fn refuse(op: &Operator<'_>, offset: u64) -> Refusal {
    let text = format!("{op:?}");
    let name = text.split([' ', '{', '(']).next().unwrap_or_default();
    let why = if name.starts_with("F32")
        || name.starts_with("F64")
        || name.contains("F32")
        || name.contains("F64")
    {
        "floats are not translated, because PHP cannot keep their bits; use integers"
    } else {
        "this instruction is not translated; build the module without the feature it belongs to"
    };
    Refusal::at(offset, format!("{name}: {why}"))
}
