//! Operators that touch state: memory, globals, tables, and calls.

use wasmparser::{MemArg, Operator, ValType};

use crate::Refusal;
use crate::control::{Cond, Stmt};
use crate::func::{Fact, Lowering, full};
use crate::interval::Range;
use crate::lower::{binary, integer, masked, method, plus_constant, signed, unsigned};
use crate::module::Place;
use crate::value::{Effects, Prec, Value, hex, literal};
use crate::writer::quote;

/// An address expression with its constant part: `base + offset`, which does not wrap.
struct Address {
    base: Value,
    offset: i64,
}

impl Address {
    /// The address of the byte `more` further.
    fn plus(&self, more: i64) -> Value {
        match self.base.known() {
            Some(known) => Value::constant(known + self.offset + more),
            None => plus_constant(self.base.clone(), self.offset + more),
        }
    }

    /// The word that holds the byte `more` further.
    fn word(&self, more: i64) -> String {
        if let Some(word) = &self.base.word {
            return match (self.offset + more) >> 2 {
                0 => format!("$m[${word}]"),
                words if words < 0 => format!("$m[${word} - {}]", -words),
                words => format!("$m[${word} + {words}]"),
            };
        }
        let at = self.plus(more);
        match at.known() {
            Some(known) => format!("$m[{}]", known >> 2),
            None => format!("$m[{} >> 2]", at.at(Prec::Shift)),
        }
    }

    /// The place of the byte within its word, as a shift, if that is known.
    fn shift(&self) -> Option<i64> {
        match self.base.known() {
            Some(known) => Some(((known + self.offset) & 3) << 3),
            None => (self.base.align >= 2).then_some((self.offset & 3) << 3),
        }
    }

    /// True unless the byte `more` further starts a word in the memory's fast part.
    fn bad(&self, more: i64) -> String {
        format!("{} & $bad", self.plus(more).at(Prec::BitAnd))
    }
}

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
        let Some(global) = self.module.globals.get(index as usize) else {
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
            self.names.global(index),
            Prec::Atom,
            full(global.ty),
            effects,
        );
        self.stack.push(if self.names.stack_pointer == Some(index) {
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
        let ty = self.module.globals.get(index as usize).map(|g| g.ty);
        let Some(ty @ (ValType::I32 | ValType::I64)) = ty else {
            return Err(Refusal::at(
                offset,
                "the global is no integer; floats and references are not translated",
            ));
        };
        let value = self.stack.pop();
        let value = integer(self.exact(value, ty));
        if self.names.stack_pointer == Some(index) {
            let top = self
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
        let text = format!("{} = {};", self.names.global(index), value.text);
        self.stack.emit(&effects, Stmt::Line(text));
        Ok(())
    }

    fn call(&mut self, index: u32) {
        let Some(ty) = self.module.signature(index).cloned() else {
            return;
        };
        let args = self.arguments(ty.params());
        self.passed
            .push((index, args.iter().map(Fact::of).collect()));
        let import = self
            .module
            .funcs
            .get(index as usize)
            .and_then(|f| f.import.as_deref());
        let text = match import {
            Some(name) => self.host_call(name, &args),
            None => format!("$this->{}({})", self.names.method(index), list(&args)),
        };
        self.result(text, &args, ty.results(), import.is_some());
    }

    /// A call of the host; see "fold" in the README for imports that take a string.
    fn host_call(&mut self, name: &str, args: &[Value]) -> String {
        if !self.names.folds(name) {
            return format!("$this->host->{name}({})", list(args));
        }
        let (at, len, rest) = match args {
            [at, len, rest @ ..] => (at, len, rest),
            _ => return format!("$this->host->{name}({})", list(args)),
        };
        let string = match (at.known(), len.known()) {
            (Some(at), Some(len)) => self.constant_bytes(at, len).map(quote),
            _ => None,
        };
        let string =
            string.unwrap_or_else(|| format!("$this->readBytes({}, {})", at.text, len.text));
        let mut all = vec![string];
        all.extend(rest.iter().map(|v| v.text.clone()));
        format!("$this->host->{name}({})", all.join(", "))
    }

    /// The bytes that an active data segment puts at a constant place.
    fn constant_bytes(&self, at: i64, len: i64) -> Option<&[u8]> {
        if len == 0 {
            return Some(&[]);
        }
        let mut found = self.module.data.iter().filter_map(|data| match data.place {
            Place::Active(_, start) => {
                let from = usize::try_from(at.checked_sub(start)?).ok()?;
                data.bytes
                    .get(from..from.checked_add(usize::try_from(len).ok()?)?)
            }
            _ => None,
        });
        let first = found.next();
        // Overlapping segments: the later one wins at run time, so do not guess.
        if found.next().is_some() { None } else { first }
    }

    fn call_indirect(&mut self, ty: usize, table: u32) {
        let Some(signature) = self.module.types.get(ty).cloned() else {
            return;
        };
        let index = unsigned(self.stack.pop());
        let mut args = self.arguments(signature.params());
        args.push(index);
        let text = format!("$this->{}({})", self.names.indirect(ty, table), list(&args));
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

    /// Makes the address `depth` below the top simple, or a simple value plus a constant
    /// that cannot wrap.
    fn shape_address(&mut self, depth: usize) {
        self.stack.change(depth, unsigned);
        let sum = |v: &Value| {
            v.sum
                .as_ref()
                .is_some_and(|(base, _)| base.range.within(Range::U32))
        };
        if !self.stack.peek(depth).is_some_and(sum) {
            self.stack.simplify(depth);
        }
    }

    /// Pops the address; `above` values lie on top of it and stay.
    fn address(&mut self, memarg: &MemArg, above: usize) -> Address {
        self.shape_address(above);
        let mut values = self.stack.pop_many(above + 1).into_iter();
        let base = values.next().unwrap_or_else(|| Value::constant(0));
        for value in values {
            self.stack.push(value);
        }
        let offset = memarg.offset as i64;
        match base.sum {
            Some((base, constant)) => Address {
                base: *base,
                offset: offset + constant,
            },
            None => Address { base, offset },
        }
    }

    /// Can a word lie in the fast part at all? No bit tells address 0 of an empty memory
    /// from a good one. A hint below the word's size says that words are not expected.
    fn fast(&self, memarg: &MemArg) -> bool {
        memarg.align >= 2 && self.module.memory.as_ref().is_some_and(|m| m.min_pages > 0)
    }

    /// Do `size` bytes surely lie in the memory that is there from the start?
    fn inside(&self, address: &Address, size: i64) -> bool {
        let bytes = self
            .module
            .memory
            .as_ref()
            .map_or(0, |m| m.min_pages as i64 * 65536);
        address.plus(0).range.within(Range::new(0, bytes - size))
    }

    /// Are they whole words, too?
    fn surely(&self, address: &Address, size: i64) -> bool {
        address.plus(0).align >= 2 && self.inside(address, size)
    }

    /// `bad ? slow : fast`, or only `fast` where the place is known to be good.
    fn guarded(
        &mut self,
        address: &Address,
        size: i64,
        slow: &str,
        fast: String,
        prec: Prec,
        range: Range,
    ) -> Value {
        self.uses_memory = true;
        let effects = address.base.effects.clone().and(&Effects::load());
        if self.surely(address, size) {
            return Value::new(
                fast,
                prec,
                range,
                Effects {
                    traps_on_memory: false,
                    ..effects
                },
            );
        }
        self.uses_bad = true;
        let text = format!(
            "{} ? $this->{slow}({}) : {fast}",
            address.bad(size - 4),
            address.plus(0).text
        );
        Value::new(text, Prec::Ternary, range, effects)
    }

    fn load32(&mut self, memarg: &MemArg) -> Value {
        let address = self.address(memarg, 0);
        if !self.fast(memarg) {
            return self.slow_load(&address, "load32", Range::U32);
        }
        let fast = address.word(0);
        self.guarded(&address, 4, "load32", fast, Prec::Atom, Range::U32)
    }

    fn load64(&mut self, memarg: &MemArg) {
        let address = self.address(memarg, 0);
        let value = if !self.fast(memarg) {
            self.slow_load(&address, "load64", Range::I64)
        } else {
            let fast = format!("({} << 32) | {}", address.word(4), address.word(0));
            self.guarded(&address, 8, "load64", fast, Prec::BitOr, Range::I64)
        };
        self.stack.push(value);
    }

    fn load8(&mut self, memarg: &MemArg) -> Value {
        let address = self.address(memarg, 0);
        self.uses_memory = true;
        let effects = address.base.effects.clone().and(&Effects::load());
        let word = self.word_at(&address);
        let inside = self.inside(&address, 1);
        let effects = Effects {
            traps_on_memory: !inside,
            ..effects
        };
        let (text, prec) = match address.shift() {
            Some(0) => (word, if inside { Prec::Atom } else { Prec::Unary }),
            Some(shift) => (format!("{word} >> {shift}"), Prec::Shift),
            None => {
                let at = address.plus(0);
                (
                    format!("{word} >> (({} & 3) << 3)", at.at(Prec::BitAnd)),
                    Prec::Shift,
                )
            }
        };
        masked(Value::new(text, prec, Range::U32, effects), 0xff)
    }

    /// The word that holds an address, or a trap.
    fn word_at(&self, address: &Address) -> String {
        if self.inside(address, 1) {
            address.word(0)
        } else {
            format!("({} ?? $this->outOfBounds())", address.word(0))
        }
    }

    fn load16(&mut self, memarg: &MemArg) -> Value {
        let address = self.address(memarg, 0);
        self.slow_load(&address, "load16", Range::new(0, 0xffff))
    }

    fn slow_load(&mut self, address: &Address, name: &str, range: Range) -> Value {
        let value = method(name, &[&address.plus(0)], range);
        Value {
            effects: value.effects.and(&Effects::load()),
            ..value
        }
    }

    fn push_signed(&mut self, value: Value, sign: i64) {
        let text = format!(
            "({} ^ {}) - {}",
            value.at(Prec::BitXor),
            hex(sign),
            hex(sign)
        );
        self.stack.push(Value::new(
            text,
            Prec::Sum,
            Range::new(-sign, sign - 1),
            value.effects,
        ));
    }

    /// Pops value and address; both are simple.
    fn store_operands(&mut self, memarg: &MemArg, shape: fn(Value) -> Value) -> (Address, Value) {
        self.shape_address(1);
        self.stack.change(0, shape);
        self.stack.simplify(0);
        let address = self.address(memarg, 1);
        (address, self.stack.pop())
    }

    /// `fast` if the word that begins `size - 4` bytes further is good, else `slow`.
    fn guarded_store(
        &mut self,
        address: &Address,
        value: &Value,
        size: i64,
        slow: &str,
        fast: Vec<Stmt>,
    ) {
        self.uses_memory = true;
        let mut effects = Effects::store()
            .and(&address.base.effects)
            .and(&value.effects);
        if self.surely(address, size) {
            effects.traps_on_memory = false;
            self.stack.settle_before(&effects);
            self.stack.out.extend(fast);
            return;
        }
        self.uses_bad = true;
        let bad = address.bad(size - 4);
        let cond = Cond {
            no: format!("!({bad})"),
            yes: bad,
            observable: false,
        };
        let slow = format!("$this->{slow}({}, {});", address.plus(0).text, value.text);
        let stmt = Stmt::If {
            cond,
            then: vec![Stmt::Line(slow)],
            other: fast,
        };
        self.stack.emit(&effects, stmt);
    }

    fn store32(&mut self, memarg: &MemArg) {
        let (address, value) = self.store_operands(memarg, unsigned);
        if !self.fast(memarg) {
            return self.slow_store(&address, &value, "store32");
        }
        let fast = vec![Stmt::Line(format!("{} = {};", address.word(0), value.text))];
        self.guarded_store(&address, &value, 4, "store32", fast);
    }

    fn store64(&mut self, memarg: &MemArg) {
        let (address, value) = self.store_operands(memarg, integer);
        if !self.fast(memarg) {
            return self.slow_store(&address, &value, "store64");
        }
        let (low, high) = match value.known() {
            Some(known) => (
                literal(known & 0xffff_ffff),
                literal((known >> 32) & 0xffff_ffff),
            ),
            None => (
                masked(value.clone(), 0xffff_ffff).text,
                masked(
                    binary(
                        &value,
                        ">>",
                        &Value::constant(32),
                        Prec::Shift,
                        value.range.shr(32),
                    ),
                    0xffff_ffff,
                )
                .text,
            ),
        };
        let fast = vec![
            Stmt::Line(format!("{} = {low};", address.word(0))),
            Stmt::Line(format!("{} = {high};", address.word(4))),
        ];
        self.guarded_store(&address, &value, 8, "store64", fast);
    }

    fn store8(&mut self, memarg: &MemArg) {
        let (address, value) = self.store_operands(memarg, |v| masked(v, 0xff));
        self.uses_memory = true;
        let effects = Effects::store()
            .and(&address.base.effects)
            .and(&value.effects);
        self.stack.settle_before(&effects);
        if let Some(shift) = address.shift() {
            let rest = format!(
                "({} & {})",
                self.word_at(&address),
                hex(!(0xff << shift) & 0xffff_ffff)
            );
            let value = match value.known() {
                Some(known) => literal(known << shift),
                None if shift == 0 => value.text,
                None => format!("({} << {shift})", value.text),
            };
            self.stack.out.push(Stmt::Line(format!(
                "{} = {rest} | {value};",
                address.word(0)
            )));
            return;
        }
        let at = address.plus(0);
        let index = self.stack.fresh();
        let shift = self.stack.fresh();
        for line in [
            format!("${index} = {} >> 2;", at.at(Prec::Shift)),
            format!("${shift} = ({} & 3) << 3;", at.at(Prec::BitAnd)),
            format!(
                "$m[${index}] = (($m[${index}] ?? $this->outOfBounds()) & ~(0xff << ${shift})) | ({} << ${shift});",
                value.text
            ),
        ] {
            self.stack.out.push(Stmt::Line(line));
        }
    }

    fn store16(&mut self, memarg: &MemArg) {
        let (address, value) = self.store_operands(memarg, |v| masked(v, 0xffff));
        self.slow_store(&address, &value, "store16");
    }

    fn slow_store(&mut self, address: &Address, value: &Value, name: &str) {
        let effects = Effects::store()
            .and(&address.base.effects)
            .and(&value.effects);
        let line = format!("$this->{name}({}, {});", address.plus(0).text, value.text);
        self.stack.emit(&effects, Stmt::Line(line));
    }
}

fn list(args: &[Value]) -> String {
    args.iter()
        .map(|a| a.text.as_str())
        .collect::<Vec<_>>()
        .join(", ")
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
