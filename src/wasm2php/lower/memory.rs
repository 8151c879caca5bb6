//! Loads and stores.
//!
//! A word is read and written in place if one check shows that its address is good, or if
//! none is needed; everything else goes to the runtime's methods.

use wasmparser::MemArg;

use crate::expr::forms::{MASK, binary, integer, masked, method, plus_constant, unsigned};
use crate::expr::interval::Range;
use crate::expr::statement::Stmt;
use crate::expr::syntax::{hex, literal};
use crate::expr::value::{Effects, Prec, Value};
use crate::lower::lowering::Lowering;

/// An address expression with its constant part: `base + offset`.
struct Address {
    base: Value,
    offset: i64,
    /// The part of `offset` that the module itself added to `base`; the rest is the access's own. With it the sum may
    /// wrap, unless the address is good.
    added: i64,
    /// The variable that says whether its words are bad.
    checked: Option<String>,
}

impl Address {
    /// The address of the byte `more` further.
    fn plus(&self, more: i64) -> Value {
        if let Some(known) = self.base.known() {
            return Value::constant(known + self.offset + more);
        }
        let base = unsigned(plus_constant(self.base.clone(), self.added));
        plus_constant(base, self.offset - self.added + more)
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
        if let Some(checked) = &self.checked {
            return format!("${checked}");
        }
        format!("{} & $bad", self.plus(more).at(Prec::BitAnd))
    }
}

fn two_words(address: &Address, low: &Value, high: &Value) -> Vec<String> {
    vec![
        format!("{} = {};", address.word(0), low.text),
        format!("{} = {};", address.word(4), high.text),
    ]
}

impl Lowering<'_, '_> {
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

    /// Does the address `depth` below the top begin with a local whose check covers the constant that was added to it,
    /// too? Then the sum of the two does not wrap where the check finds the address good. Compilers write every other
    /// access to a struct in this way.
    fn covered(&mut self, memarg: &MemArg, depth: usize, size: i64) -> Option<(Value, i64)> {
        let value = self.stack.peek(depth)?;
        let (base, added) = value.sum.clone()?;
        if !self.fast(memarg) || added <= 0 || value.range.within(Range::U32) {
            return None;
        }
        let guarded = !self.context.trust;
        let local = self.through(&base, memarg.offset as i64 + added, size, guarded)?;
        let base = Value {
            word: Some(format!("w{local}")),
            ..*base
        };
        Some((base, added))
    }

    /// Pops the address of a word or two; `above` values lie on top of it and stay.
    fn word_address(&mut self, memarg: &MemArg, above: usize, size: i64) -> Address {
        let covered = self.covered(memarg, above, size);
        self.address_or(covered, memarg, above, size)
    }

    fn address_or(
        &mut self,
        covered: Option<(Value, i64)>,
        memarg: &MemArg,
        above: usize,
        size: i64,
    ) -> Address {
        let Some((base, added)) = covered else {
            let address = self.address(memarg, above);
            return if self.fast(memarg) {
                self.pointed(address, size)
            } else {
                address
            };
        };
        let mut values = self.stack.pop_many(above + 1).into_iter();
        values.next();
        values.for_each(|value| self.stack.push(value));
        Address {
            checked: base.word.as_deref().map(|word| word.replacen('w', "b", 1)),
            base,
            offset: memarg.offset as i64 + added,
            added,
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
                added: 0,
                checked: None,
            },
            None => Address {
                base,
                offset,
                added: 0,
                checked: None,
            },
        }
    }

    /// The same address, by what is known of the local that it begins with.
    fn pointed(&mut self, mut address: Address, size: i64) -> Address {
        let guarded = !self.surely(&address, size);
        if let Some(local) = self.through(&address.base, address.offset, size, guarded) {
            address.base.word = Some(format!("w{local}"));
            address.checked = guarded.then(|| format!("b{local}"));
        }
        address
    }

    /// Can a word lie in the fast part at all? No bit tells address 0 of an empty memory
    /// from a good one. A hint below the word's size says that words are not expected.
    fn fast(&self, memarg: &MemArg) -> bool {
        memarg.align >= 2
            && self
                .context
                .module
                .memory
                .as_ref()
                .is_some_and(|m| m.min_pages > 0)
    }

    /// Do `size` bytes surely lie in the memory, as what is there from the start does?
    fn inside(&self, address: &Address, size: i64) -> bool {
        if self.context.trust {
            return true;
        }
        let bytes = self
            .context
            .module
            .memory
            .as_ref()
            .map_or(0, |m| m.min_pages as i64 * 65536);
        address.plus(0).range.within(Range::new(0, bytes - size))
    }

    /// Are they whole words, too?
    fn surely(&self, address: &Address, size: i64) -> bool {
        self.context.trust || address.plus(0).align >= 2 && self.inside(address, size)
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
        self.properties.memory = true;
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
        self.properties.bad = true;
        let text = format!(
            "{} ? $this->{slow}({}) : {fast}",
            address.bad(size - 4),
            address.plus(0).text
        );
        Value::new(text, Prec::Ternary, range, effects)
    }

    pub fn load32(&mut self, memarg: &MemArg) -> Value {
        let address = self.word_address(memarg, 0, 4);
        if !self.fast(memarg) {
            return self.slow_load(&address, "load32", Range::U32);
        }
        let fast = address.word(0);
        self.guarded(&address, 4, "load32", fast, Prec::Atom, Range::U32)
    }

    pub fn load64(&mut self, memarg: &MemArg) {
        let address = self.word_address(memarg, 0, 8);
        if !self.fast(memarg) {
            let value = self.slow_load(&address, "load64", Range::I64);
            return self.stack.push(value);
        }
        let value = if self.surely(&address, 8) {
            let half = |more| {
                let effects = Effects {
                    reads_memory: true,
                    ..address.base.effects.clone()
                };
                Value::new(address.word(more), Prec::Atom, Range::U32, effects)
            };
            self.properties.memory = true;
            Value::joined(half(0), half(4))
        } else {
            let fast = format!("({} << 32) | {}", address.word(4), address.word(0));
            self.guarded(&address, 8, "load64", fast, Prec::BitOr, Range::I64)
        };
        self.stack.push(value);
    }

    pub fn load8(&mut self, memarg: &MemArg) -> Value {
        let address = self.address(memarg, 0);
        self.properties.memory = true;
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

    pub fn load16(&mut self, memarg: &MemArg) -> Value {
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

    pub fn push_signed(&mut self, value: Value, sign: i64) {
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

    /// The same where the address is that of a word or two.
    fn word_operands(
        &mut self,
        memarg: &MemArg,
        size: i64,
        shape: fn(Value) -> Value,
    ) -> (Address, Value) {
        let covered = self.covered(memarg, 1, size);
        if covered.is_none() {
            self.shape_address(1);
        }
        self.stack.change(0, shape);
        self.stack.simplify(0);
        let address = self.address_or(covered, memarg, 1, size);
        (address, self.stack.pop())
    }

    /// `fast` if the word that begins `size - 4` bytes further is good, else `slow`.
    fn guarded_store(
        &mut self,
        address: &Address,
        value: &Value,
        size: i64,
        slow: &str,
        fast: Vec<String>,
    ) {
        self.properties.memory = true;
        let mut effects = Effects::store()
            .and(&address.base.effects)
            .and(&value.effects);
        if self.surely(address, size) {
            effects.traps_on_memory = false;
            self.stack.settle_before(&effects);
            self.stack.out.extend(fast.into_iter().map(Stmt::Line));
            return;
        }
        self.properties.bad = true;
        // One line: there are hundreds of them.
        let fast: Vec<String> = fast.into_iter().map(|s| format!("{s} ")).collect();
        let line = format!(
            "if ({}) {{ $this->{slow}({}, {}); }} else {{ {}}}",
            address.bad(size - 4),
            address.plus(0).text,
            value.text,
            fast.concat()
        );
        self.stack.emit(&effects, Stmt::Line(line));
    }

    pub fn store32(&mut self, memarg: &MemArg) {
        let (address, value) = self.word_operands(memarg, 4, unsigned);
        if !self.fast(memarg) {
            return self.slow_store(&address, &value, "store32");
        }
        let fast = vec![format!("{} = {};", address.word(0), value.text)];
        self.guarded_store(&address, &value, 4, "store32", fast);
    }

    pub fn store64(&mut self, memarg: &MemArg) {
        if self.fast(memarg) && self.stack.peek(0).is_some_and(|v| v.halves.is_some()) {
            return self.copy64(memarg);
        }
        let (address, value) = self.word_operands(memarg, 8, integer);
        if !self.fast(memarg) {
            return self.slow_store(&address, &value, "store64");
        }
        let (low, high) = match value.known() {
            Some(known) => (
                Value::constant(known & MASK),
                Value::constant((known >> 32) & MASK),
            ),
            None => (
                masked(value.clone(), MASK),
                masked(
                    binary(
                        &value,
                        ">>",
                        &Value::constant(32),
                        Prec::Shift,
                        value.range.shr(32),
                    ),
                    MASK,
                ),
            ),
        };
        let fast = two_words(&address, &low, &high);
        self.guarded_store(&address, &value, 8, "store64", fast);
    }

    /// Stores an i64 that was loaded: word by word, without joining them.
    fn copy64(&mut self, memarg: &MemArg) {
        let address = self.word_address(memarg, 1, 8);
        let value = self.stack.pop();
        let Some((low, high)) = value.halves.as_deref().cloned() else {
            return;
        };
        self.stack
            .settle_before(&value.effects.clone().and(&Effects::store()));
        // The first word that is written may be the second that is read.
        let high = if high.simple {
            high
        } else {
            let name = self.stack.fresh();
            self.stack
                .out
                .push(Stmt::Line(format!("${name} = {};", high.text)));
            Value::variable(&name, Range::U32, None)
        };
        let fast = two_words(&address, &low, &high);
        self.guarded_store(&address, &Value::joined(low, high), 8, "store64", fast);
    }

    pub fn store8(&mut self, memarg: &MemArg) {
        let (address, value) = self.store_operands(memarg, |v| masked(v, 0xff));
        self.properties.memory = true;
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
        let word = if self.context.trust {
            format!("$m[${index}]")
        } else {
            format!("($m[${index}] ?? $this->outOfBounds())")
        };
        for line in [
            format!("${index} = {} >> 2;", at.at(Prec::Shift)),
            format!("${shift} = ({} & 3) << 3;", at.at(Prec::BitAnd)),
            format!(
                "$m[${index}] = ({word} & ~(0xff << ${shift})) | ({} << ${shift});",
                value.text
            ),
        ] {
            self.stack.out.push(Stmt::Line(line));
        }
    }

    pub fn store16(&mut self, memarg: &MemArg) {
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
