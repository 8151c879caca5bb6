//! Stores.

use wasmparser::MemArg;

use crate::expr::forms::{MASK, binary, integer, masked, unsigned};
use crate::expr::interval::Range;
use crate::expr::statement::Stmt;
use crate::expr::syntax::{hex, literal};
use crate::expr::value::{Effects, Prec, Value};
use crate::lower::address::Address;
use crate::lower::lowering::Lowering;

fn two_words(address: &Address, low: &Value, high: &Value) -> Vec<String> {
    vec![
        format!("{} = {};", address.word(0), low.text),
        format!("{} = {};", address.word(4), high.text),
    ]
}

impl Lowering<'_, '_> {
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
