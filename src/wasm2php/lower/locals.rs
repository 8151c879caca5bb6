//! A function's locals: what is known of each where the translation stands.

use wasmparser::{Operator, ValType};

use crate::expr::interval::Range;
use crate::expr::statement::{Assigned, Cond, Stmt};
use crate::expr::value::{Effects, Value};
use crate::lower::function::Lowering;

/// Was a local assigned, on every way that leads here?
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Assigned3 {
    No,
    Maybe,
    Yes,
}

#[derive(Clone, Copy)]
pub struct LocalState {
    pub range: Range,
    pub align: u32,
    /// Is the number of the word that it points to in a variable of its own?
    pub word: bool,
    pub assigned: Assigned3,
}

impl LocalState {
    pub fn merge(self, other: LocalState) -> LocalState {
        let assigned = if self.assigned == other.assigned {
            self.assigned
        } else {
            Assigned3::Maybe
        };
        LocalState {
            range: self.range.union(other.range),
            align: self.align.min(other.align),
            word: self.word && other.word,
            assigned,
        }
    }
}

/// What is known of a parameter, because every caller passes such a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    pub range: Range,
    pub align: u32,
}

impl Fact {
    pub fn of(value: &Value) -> Fact {
        Fact {
            range: value.range,
            align: value.align,
        }
    }

    pub fn union(self, other: Fact) -> Fact {
        Fact {
            range: self.range.union(other.range),
            align: self.align.min(other.align),
        }
    }
}

impl Lowering<'_, '_> {
    pub fn local(&mut self, index: u32) -> Value {
        let Some(state) = self.locals.get(index as usize).copied() else {
            return Value::constant(0);
        };
        if state.range.lo == state.range.hi {
            return Value::constant(state.range.lo);
        }
        if state.assigned != Assigned3::Yes {
            self.zeroed.insert(index);
        }
        let name = self
            .local_names
            .get(index as usize)
            .map_or("", String::as_str);
        Value {
            align: state.align,
            word: state.word.then(|| format!("w{index}")),
            ..Value::variable(name, state.range, Some(index))
        }
    }

    pub fn set_local(&mut self, index: u32) {
        let value = self.stack.pop();
        if value.frame && value.range.lo < 0 {
            return self.set_frame(index, value);
        }
        let ty = self
            .local_types
            .get(index as usize)
            .copied()
            .unwrap_or(ValType::I32);
        let value = self.exact(value, ty);
        self.assign_local(index, value);
    }

    /// A function's frame on the shadow stack. The pointer is not wrapped when the stack
    /// is used up: the call ends with a trap, and so every frame lies in the stack.
    pub fn set_frame(&mut self, index: u32, value: Value) {
        let range = Range::new(0, value.range.hi);
        let name = self
            .local_names
            .get(index as usize)
            .cloned()
            .unwrap_or_default();
        self.assign_local(index, Value { range, ..value });
        let cond = Cond {
            yes: format!("${name} < 0"),
            no: format!("${name} >= 0"),
            observable: true,
        };
        let trap = Stmt::Leave("throw $this->trap('call stack exhausted');".to_owned());
        self.stack.out.push(Stmt::If {
            cond,
            then: vec![trap],
            other: Vec::new(),
        });
        self.stack
            .out
            .push(Stmt::Line(format!("$w{index} = ${name} >> 2;")));
        if let Some(state) = self.locals.get_mut(index as usize) {
            state.word = true;
        }
    }

    pub fn assign_local(&mut self, index: u32, value: Value) {
        if let Some(state) = self.locals.get_mut(index as usize) {
            *state = LocalState {
                range: value.range,
                align: value.align,
                word: false,
                assigned: Assigned3::Yes,
            };
        }
        let name = self
            .local_names
            .get(index as usize)
            .cloned()
            .unwrap_or_default();
        let text = format!("${name}");
        if value.text != text {
            let effects = Effects {
                writes_local: Some(index),
                ..value.effects
            };
            self.stack
                .emit(&effects, Stmt::Line(format!("{text} = {};", value.text)));
            self.point(index);
        }
    }
}

pub fn merged(before: Option<Vec<LocalState>>, now: Vec<LocalState>) -> Vec<LocalState> {
    match before {
        None => now,
        Some(before) => before
            .into_iter()
            .zip(now)
            .map(|(a, b)| a.merge(b))
            .collect(),
    }
}

/// Which locals each block assigns, found by the position of its start.
pub fn assigned_in_blocks(ops: &[(Operator<'_>, u64)]) -> Assigned {
    let mut assigned = Assigned::new();
    let mut open: Vec<usize> = Vec::new();
    for (position, (op, _)) in ops.iter().enumerate() {
        match op {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => {
                open.push(position)
            }
            Operator::End => {
                open.pop();
            }
            Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                for start in &open {
                    let locals = assigned.entry(*start).or_default();
                    if !locals.contains(local_index) {
                        locals.push(*local_index);
                    }
                }
            }
            _ => {}
        }
    }
    assigned
}
