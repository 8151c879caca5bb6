//! Loads.

use wasmparser::MemArg;

use crate::expr::forms::{masked, method};
use crate::expr::interval::Range;
use crate::expr::syntax::hex;
use crate::expr::value::{Effects, Prec, Value};
use crate::lower::address::Address;
use crate::lower::lowering::Lowering;

impl Lowering<'_, '_> {
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
    pub fn word_at(&self, address: &Address) -> String {
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
}
