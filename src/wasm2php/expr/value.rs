//! A PHP expression that waits on the operand stack: its text and what is known of it.

use crate::expr::interval::Range;
use crate::expr::syntax::literal;

/// How tightly PHP binds an expression's outermost operator; a higher one binds tighter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Prec {
    Ternary,
    Coalesce,
    LogicalAnd,
    BitOr,
    BitXor,
    BitAnd,
    Equality,
    Comparison,
    Shift,
    Sum,
    Product,
    Unary,
    Atom,
}

/// What evaluating an expression or statement touches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    pub reads_memory: bool,
    pub writes_memory: bool,
    pub reads_globals: bool,
    pub writes_globals: bool,
    /// May trap because an address is out of bounds.
    pub traps_on_memory: bool,
    /// May trap for another reason, or leave the module (a call).
    pub traps: bool,
    pub reads_locals: Vec<u32>,
    pub writes_local: Option<u32>,
}

impl Effects {
    /// A call may do anything but touch this function's locals.
    pub fn call() -> Effects {
        Effects {
            reads_memory: true,
            writes_memory: true,
            reads_globals: true,
            writes_globals: true,
            traps_on_memory: true,
            traps: true,
            ..Effects::default()
        }
    }

    pub fn load() -> Effects {
        Effects {
            reads_memory: true,
            traps_on_memory: true,
            ..Effects::default()
        }
    }

    pub fn store() -> Effects {
        Effects {
            writes_memory: true,
            traps_on_memory: true,
            ..Effects::default()
        }
    }

    pub fn trap() -> Effects {
        Effects {
            traps: true,
            ..Effects::default()
        }
    }

    /// Both together.
    pub fn and(mut self, other: &Effects) -> Effects {
        self.reads_memory |= other.reads_memory;
        self.writes_memory |= other.writes_memory;
        self.reads_globals |= other.reads_globals;
        self.writes_globals |= other.writes_globals;
        self.traps_on_memory |= other.traps_on_memory;
        self.traps |= other.traps;
        for local in &other.reads_locals {
            if !self.reads_locals.contains(local) {
                self.reads_locals.push(*local);
            }
        }
        self.writes_local = self.writes_local.or(other.writes_local);
        self
    }

    /// Must this happen although nobody wants the value?
    pub fn observable(&self) -> bool {
        self.writes_memory || self.writes_globals || self.traps || self.traps_on_memory
    }

    /// Is the outcome the same in either order?
    pub fn commutes_with(&self, other: &Effects) -> bool {
        let one_way = |a: &Effects, b: &Effects| {
            let a_changes = a.writes_memory || a.writes_globals;
            let a_traps = a.traps || a.traps_on_memory;
            !(a.writes_memory && (b.reads_memory || b.writes_memory)
                || a.writes_globals && (b.reads_globals || b.writes_globals)
                // What was changed before a trap can be seen from outside.
                || a_changes && (b.traps || b.traps_on_memory)
                // Two traps of one kind look the same; of two kinds, the first counts.
                || a.traps && (b.traps || b.traps_on_memory)
                || a.writes_local.is_some_and(|l| {
                    b.reads_locals.contains(&l) || b.writes_local == Some(l)
                })
                || a_traps && (b.writes_memory || b.writes_globals))
        };
        one_way(self, other) && one_way(other, self)
    }
}

/// An expression, its value known only as far as its range says.
///
/// An i32 stands for its value modulo 2^32: `range` may lie outside 0..2^32, and whoever
/// needs the exact number masks it first (see `forms.rs`).
#[derive(Clone, Debug)]
pub struct Value {
    pub text: String,
    pub prec: Prec,
    pub range: Range,
    /// How many of its lowest bits are known to be zero.
    pub align: u32,
    pub effects: Effects,
    /// The opposite condition, if this is a PHP bool.
    pub negated: Option<(String, Prec)>,
    /// A variable or constant: may be written twice, and does not change before it is
    /// assigned again.
    pub simple: bool,
    /// The shadow stack's pointer, less a constant: where a frame begins.
    pub frame: bool,
    /// A value and the constant that was added to it, if this is such a sum.
    pub sum: Option<(Box<Value>, i64)>,
    /// The same of an i64, where the sum may be one of 65 bits.
    pub sum64: Option<(Box<Value>, i64)>,
    /// The variable that holds a quarter of it: the number of the word it points to.
    pub word: Option<String>,
    /// The low and the high word of an i64 that was loaded, not joined.
    pub halves: Option<Box<(Value, Value)>>,
}

impl Value {
    pub fn new(text: impl Into<String>, prec: Prec, range: Range, effects: Effects) -> Value {
        Value {
            text: text.into(),
            prec,
            range,
            align: 0,
            effects,
            negated: None,
            simple: false,
            frame: false,
            sum: None,
            sum64: None,
            word: None,
            halves: None,
        }
    }

    pub fn constant(value: i64) -> Value {
        Value {
            simple: true,
            align: value.trailing_zeros(),
            ..Value::new(
                literal(value),
                Prec::Atom,
                Range::exactly(value),
                Effects::default(),
            )
        }
    }

    /// A variable that is assigned once (a temporary) or tracked by `effects` (a local).
    pub fn variable(name: &str, range: Range, local: Option<u32>) -> Value {
        let effects = Effects {
            reads_locals: local.into_iter().collect(),
            ..Effects::default()
        };
        Value {
            simple: true,
            ..Value::new(format!("${name}"), Prec::Atom, range, effects)
        }
    }

    /// An i64 made of two words.
    pub fn joined(low: Value, high: Value) -> Value {
        let text = format!("({} << 32) | {}", high.at(Prec::Shift), low.at(Prec::BitOr));
        let effects = low.effects.clone().and(&high.effects);
        Value {
            halves: Some(Box::new((low, high))),
            ..Value::new(text, Prec::BitOr, Range::I64, effects)
        }
    }

    /// A PHP bool, given with its opposite.
    pub fn boolean(
        text: String,
        prec: Prec,
        not: String,
        not_prec: Prec,
        effects: Effects,
    ) -> Value {
        Value {
            negated: Some((not, not_prec)),
            ..Value::new(text, prec, Range::new(0, 1), effects)
        }
    }

    pub fn known(&self) -> Option<i64> {
        (self.range.lo == self.range.hi && self.simple && self.negated.is_none())
            .then_some(self.range.lo)
    }

    pub fn is_bool(&self) -> bool {
        self.negated.is_some()
    }

    /// The text, in parentheses if its operator binds less tightly than `at_least`, or if
    /// bit operations and arithmetic would stand side by side without any.
    pub fn at(&self, at_least: Prec) -> String {
        let mixed = matches!(
            at_least,
            Prec::BitOr | Prec::BitXor | Prec::BitAnd | Prec::Shift
        ) && self.prec != Prec::Atom
            && self.prec != Prec::Unary
            && self.prec != at_least;
        if self.prec < at_least || mixed {
            format!("({})", self.text)
        } else {
            self.text.clone()
        }
    }
}
