//! Addresses of loads and stores.
//!
//! A word is read and written in place if one check shows that its address is good, or if
//! none is needed; everything else goes to the runtime's methods.

use wasmparser::MemArg;

use crate::expr::forms::{plus_constant, unsigned};
use crate::expr::interval::Range;
use crate::expr::value::{Effects, Prec, Value};
use crate::lower::lowering::Lowering;

/// An address expression with its constant part: `base + offset`.
pub struct Address {
    pub base: Value,
    pub offset: i64,
    /// The part of `offset` that the module itself added to `base`; the rest is the access's own. With it the sum may
    /// wrap, unless the address is good.
    pub added: i64,
    /// The variable that says whether its words are bad.
    pub checked: Option<String>,
}

impl Address {
    /// The address of the byte `more` further.
    pub fn plus(&self, more: i64) -> Value {
        if let Some(known) = self.base.known() {
            return Value::constant(known + self.offset + more);
        }
        let base = unsigned(plus_constant(self.base.clone(), self.added));
        plus_constant(base, self.offset - self.added + more)
    }

    /// The word that holds the byte `more` further.
    pub fn word(&self, more: i64) -> String {
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
    pub fn shift(&self) -> Option<i64> {
        match self.base.known() {
            Some(known) => Some(((known + self.offset) & 3) << 3),
            None => (self.base.align >= 2).then_some((self.offset & 3) << 3),
        }
    }

    /// True unless the byte `more` further starts a word in the memory's fast part.
    pub fn bad(&self, more: i64) -> String {
        if let Some(checked) = &self.checked {
            return format!("${checked}");
        }
        format!("{} & $bad", self.plus(more).at(Prec::BitAnd))
    }
}

impl Lowering<'_, '_> {
    /// Makes the address `depth` below the top simple, or a simple value plus a constant
    /// that cannot wrap.
    pub fn shape_address(&mut self, depth: usize) {
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
    pub fn covered(&mut self, memarg: &MemArg, depth: usize, size: i64) -> Option<(Value, i64)> {
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
    pub fn word_address(&mut self, memarg: &MemArg, above: usize, size: i64) -> Address {
        let covered = self.covered(memarg, above, size);
        self.address_or(covered, memarg, above, size)
    }

    pub fn address_or(
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
    pub fn address(&mut self, memarg: &MemArg, above: usize) -> Address {
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
    pub fn pointed(&mut self, mut address: Address, size: i64) -> Address {
        let guarded = !self.surely(&address, size);
        if let Some(local) = self.through(&address.base, address.offset, size, guarded) {
            address.base.word = Some(format!("w{local}"));
            address.checked = guarded.then(|| format!("b{local}"));
        }
        address
    }

    /// Can a word lie in the fast part at all? No bit tells address 0 of an empty memory
    /// from a good one. A hint below the word's size says that words are not expected.
    pub fn fast(&self, memarg: &MemArg) -> bool {
        memarg.align >= 2
            && self
                .context
                .module
                .memory
                .as_ref()
                .is_some_and(|m| m.min_pages > 0)
    }

    /// Do `size` bytes surely lie in the memory, as what is there from the start does?
    pub fn inside(&self, address: &Address, size: i64) -> bool {
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
    pub fn surely(&self, address: &Address, size: i64) -> bool {
        self.context.trust || address.plus(0).align >= 2 && self.inside(address, size)
    }

    /// `bad ? slow : fast`, or only `fast` where the place is known to be good.
    pub fn guarded(
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
}
