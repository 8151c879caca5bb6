//! Locals that several words are reached through: one check for all of them.
//!
//! Where such a local is assigned, `$b5` says whether the word at the largest of its offsets is
//! bad, and `$w5` is the number of the word it points to. An address `$v5 + 8` is good if one
//! further on is, since both are multiples of 4 and the memory's fast part begins at 0.

use crate::expr::interval::Range;
use crate::expr::statement::Stmt;
use crate::expr::value::Value;
use crate::lower::facts::Assignment;
use crate::lower::lowering::Lowering;

/// Larger offsets would soon lie behind the memory's fast part.
const LARGEST: i64 = 4096;

impl Lowering<'_, '_> {
    /// Notes an access of `size` bytes at `base + offset`. Gives the local, if its own word
    /// and check serve for that.
    pub fn through(&mut self, base: &Value, offset: i64, size: i64, guarded: bool) -> Option<u32> {
        let [local] = *base.effects.reads_locals.as_slice() else {
            return None;
        };
        let last = offset + size - 4;
        let plain = base.simple && base.word.is_none() && base.range.within(Range::U32);
        if !plain || offset < 0 || offset & 3 != 0 || last > LARGEST {
            return None;
        }
        let uses = self.uses.entry(local).or_default();
        uses.accessed += 1;
        uses.guarded |= guarded;
        uses.most = uses.most.max(last);
        let pointer = self.pointers.get(&local)?;
        let known = last <= pointer.most && (pointer.guarded || !guarded);
        let assigned = self.locals.get(local as usize)?.assigned == Assignment::Yes;
        (known && assigned).then_some(local)
    }

    /// Follows every assignment of a local.
    pub fn point(&mut self, local: u32) {
        self.uses.entry(local).or_default().assigned += 1;
        let (Some(pointer), Some(name)) = (
            self.pointers.get(&local),
            self.local_names.get(local as usize),
        ) else {
            return;
        };
        self.stack
            .out
            .push(Stmt::Line(format!("$w{local} = ${name} >> 2;")));
        if pointer.guarded {
            self.properties.bad = true;
            let at = match pointer.most {
                0 => format!("${name}"),
                most => format!("(${name} + {most})"),
            };
            self.stack
                .out
                .push(Stmt::Line(format!("$b{local} = {at} & $bad;")));
        }
    }
}
