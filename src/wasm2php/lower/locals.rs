//! A function's locals: what is known of each where the translation stands.

use wasmparser::ValType;

use crate::expr::interval::Range;
use crate::expr::statement::{Cond, Stmt};
use crate::expr::value::{Effects, Value};
use crate::lower::facts::{Assignment, LocalState};
use crate::lower::lowering::Lowering;

impl Lowering<'_, '_> {
    pub fn local(&mut self, index: u32) -> Value {
        let Some(state) = self.locals.get(index as usize).copied() else {
            return Value::constant(0);
        };
        if state.range.lo == state.range.hi {
            return Value::constant(state.range.lo);
        }
        if state.assigned != Assignment::Yes {
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
                assigned: Assignment::Yes,
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
