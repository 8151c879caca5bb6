//! Branches: out of blocks and back to the start of loops.

use wasmparser::{BrTable, ValType};

use crate::expr::statement::{Case, Cond, Stmt};
use crate::expr::value::Value;
use crate::lower::facts::merged;
use crate::lower::frame::Kind;
use crate::lower::lowering::Lowering;
use crate::refusal::Refusal;

impl<'a> Lowering<'_, 'a> {
    pub fn pop_condition(&mut self) -> Cond {
        let value = self.stack.pop();
        let value = self.condition(value);
        // What waits below comes before the condition and the branch.
        let effects = value.effects.clone();
        self.stack.settle_observable();
        self.stack.settle_before(&effects);
        let no = value.negated.map_or_else(String::new, |(text, _)| text);
        Cond {
            yes: value.text,
            no,
            observable: effects.observable(),
        }
    }

    /// Statements and the final jump that take the stack's top to a label; `last` when
    /// nothing continues here.
    pub fn jump(&mut self, depth: u32, last: bool) -> (Vec<Stmt>, Stmt) {
        let index = self.frames.len().saturating_sub(depth as usize + 1);
        let Some(frame) = self.frames.get(index) else {
            return (Vec::new(), Stmt::Leave("return;".to_owned()));
        };
        let (kind, label, types) = (frame.kind, frame.label, frame.carries.clone());
        let count = types.len();
        // A conditional jump leaves the values for what follows.
        if !last {
            for d in 0..count {
                self.stack.simplify(d);
            }
        }
        let values = self.stack.pop_many(count);
        if last {
            self.stack.settle_observable();
        }
        let values: Vec<Value> = values
            .into_iter()
            .zip(&types)
            .map(|(v, t)| self.exact(v, *t))
            .collect();
        if !last {
            for value in &values {
                self.stack.push(value.clone());
            }
        }
        if kind == Kind::Function {
            let list: Vec<&str> = values.iter().map(|v| v.text.as_str()).collect();
            let text = match list.as_slice() {
                [] => "return;".to_owned(),
                [one] => format!("return {one};"),
                many => format!("return [{}];", many.join(", ")),
            };
            return (Vec::new(), Stmt::Leave(text));
        }
        let mut before = Vec::new();
        let mut values = values;
        if kind == Kind::Loop || count > 1 {
            // All are read before the first is assigned.
            for value in &mut values {
                if value.known().is_none() {
                    let name = self.stack.fresh();
                    before.push(Stmt::Line(format!("${name} = {};", value.text)));
                    *value = Value::variable(&name, value.range, None);
                }
            }
        }
        let locals = self.locals.clone();
        if let Some(frame) = self.frames.get_mut(index) {
            frame.jumped = true;
            for ((name, range), value) in frame.carried.iter_mut().zip(&values) {
                *range = Some(range.map_or(value.range, |r| r.union(value.range)));
                before.push(Stmt::Line(format!("${name} = {};", value.text)));
            }
            if kind != Kind::Loop {
                frame.arriving = Some(merged(frame.arriving.take(), locals));
            }
        }
        (before, Stmt::Jump(label))
    }

    pub fn leave(&mut self, before: Vec<Stmt>, last: Stmt) {
        self.stack.settle_observable();
        self.stack.out.extend(before);
        self.stack.out.push(last);
        self.unreachable = Some(0);
    }

    pub fn br_if(&mut self, depth: u32) {
        let cond = self.pop_condition();
        let (mut then, last) = self.jump(depth, false);
        then.push(last);
        self.stack.out.push(Stmt::If {
            cond,
            then,
            other: Vec::new(),
        });
    }

    pub fn br_table(&mut self, targets: &BrTable<'a>) -> Result<(), Refusal> {
        let on = self.stack.pop();
        let on = self.exact(on, ValType::I32);
        let effects = on.effects.clone();
        self.stack.settle_observable();
        self.stack.settle_before(&effects);
        let default = targets.default();
        let mut depths: Vec<(u32, Vec<u32>)> = Vec::new();
        for (number, depth) in targets.targets().enumerate() {
            let (number, depth) = (number as u32, depth?);
            match depths.iter_mut().find(|d| d.0 == depth) {
                _ if depth == default => {}
                Some(same) => same.1.push(number),
                None => depths.push((depth, vec![number])),
            }
        }
        depths.push((default, Vec::new()));
        // The value that is switched on is read before any arm assigns something.
        let cases: Vec<Case> = depths
            .into_iter()
            .map(|(depth, numbers)| {
                let (mut body, last) = self.jump(depth, false);
                body.push(last);
                Case { numbers, body }
            })
            .collect();
        if let [only] = cases.as_slice() {
            if effects.observable() {
                self.stack.out.push(Stmt::Line(format!("{};", on.text)));
            }
            self.stack.out.extend(only.body.clone());
        } else {
            self.stack.out.push(Stmt::Switch { on: on.text, cases });
        }
        self.unreachable = Some(0);
        Ok(())
    }
}
