//! Blocks, loops, branches: wasm's structured control flow, written as labelled statements.

use wasmparser::{BlockType, BrTable, ValType};

use crate::Refusal;
use crate::expr::forms::full;
use crate::expr::interval::Range;
use crate::expr::statement::{Case, Cond, Label, Stmt};
use crate::expr::value::Value;
use crate::lower::facts::{Assignment, merged};
use crate::lower::frame::{Frame, Kind};
use crate::lower::lowering::Lowering;

impl<'a> Lowering<'_, 'a> {
    pub fn block_type(&mut self, ty: BlockType) -> (Vec<Value>, Vec<ValType>) {
        let (params, results) = match ty {
            BlockType::Empty => (0, Vec::new()),
            BlockType::Type(ty) => (0, vec![ty]),
            BlockType::FuncType(index) => match self.context.module.types.get(index as usize) {
                Some(ty) => (ty.params().len(), ty.results().to_vec()),
                None => (0, Vec::new()),
            },
        };
        let params = (0..params)
            .rev()
            .filter_map(|d| self.stack.peek(d).cloned())
            .collect();
        (params, results)
    }

    pub fn open(&mut self, kind: Kind, params: Vec<Value>, results: Vec<ValType>) {
        self.labels += 1;
        let label = self.labels;
        let carried = (0..results.len())
            .map(|i| (variable(label, i, results.len()), None))
            .collect();
        self.frames.push(Frame {
            kind,
            label,
            height: self.stack.height() - params.len(),
            params,
            carries: results.clone(),
            results,
            carried,
            jumped: false,
            outer: std::mem::take(&mut self.stack.out),
            cond: None,
            then: Vec::new(),
            arriving: None,
            entry: self.locals.clone(),
        });
    }

    pub fn open_loop(&mut self, ty: BlockType, inside: &[u32]) {
        self.stack.settle_for_block(inside);
        let (params, results) = self.block_type(ty);
        let label = self.labels + 1;
        let params = self.stack.pop_many(params.len());
        let types: Vec<ValType> = match ty {
            BlockType::FuncType(i) => self
                .context
                .module
                .types
                .get(i as usize)
                .map_or(Vec::new(), |t| t.params().to_vec()),
            _ => Vec::new(),
        };
        let mut carried = Vec::new();
        let mut inner = Vec::new();
        for (i, (value, ty)) in params.into_iter().zip(&types).enumerate() {
            let name = variable(label, i, types.len());
            let value = self.exact(value, *ty);
            self.stack
                .out
                .push(Stmt::Line(format!("${name} = {};", value.text)));
            inner.push(Value::variable(&name, full(*ty), None));
            carried.push((name, None));
        }
        for value in &inner {
            self.stack.push(value.clone());
        }
        for local in inside {
            let range = self
                .local_types
                .get(*local as usize)
                .map_or(Range::I64, |t| full(*t));
            if let Some(state) = self.locals.get_mut(*local as usize) {
                state.range = range;
                state.align = 0;
                state.word = false;
                if state.assigned == Assignment::No {
                    state.assigned = Assignment::Maybe;
                }
            }
        }
        self.open(Kind::Loop, inner, results);
        if let Some(frame) = self.frames.last_mut() {
            frame.carries = types;
            frame.carried = carried;
        }
    }

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

    /// Ends one arm: hands its results to the block's variables, if it has such.
    pub fn hand_over(&mut self, frame: &mut Frame) {
        if self.unreachable.is_some() {
            return;
        }
        let values = self.stack.pop_many(frame.results.len());
        let mut stmts = Vec::new();
        for ((value, ty), (name, range)) in values
            .into_iter()
            .zip(&frame.results)
            .zip(&mut frame.carried)
        {
            let value = self.exact(value, *ty);
            *range = Some(range.map_or(value.range, |r| r.union(value.range)));
            stmts.push((
                value.effects.clone(),
                Stmt::Line(format!("${name} = {};", value.text)),
            ));
        }
        for (effects, stmt) in stmts {
            self.stack.emit(&effects, stmt);
        }
        frame.arriving = Some(merged(frame.arriving.take(), self.locals.clone()));
    }

    pub fn otherwise(&mut self) {
        if let Some(mut frame) = self.frames.pop() {
            self.hand_over(&mut frame);
            frame.then = std::mem::take(&mut self.stack.out);
            frame.kind = Kind::Else;
            self.stack.truncate(frame.height);
            for value in &frame.params {
                self.stack.push(value.clone());
            }
            self.locals.clone_from(&frame.entry);
            self.frames.push(frame);
            self.unreachable = None;
        }
    }

    pub fn end(&mut self) {
        if self.frames.last().is_some_and(|f| f.kind == Kind::If) {
            self.otherwise();
        }
        if self.frames.len() == 1 {
            if self.unreachable.is_none()
                && self.frames.first().is_some_and(|f| !f.results.is_empty())
            {
                let jump = self.jump(0, true);
                self.leave(jump.0, jump.1);
            }
            self.stack.settle_observable();
            if let Some(frame) = self.frames.pop() {
                let body = std::mem::replace(&mut self.stack.out, frame.outer);
                self.stack.out.extend(body);
            }
            return;
        }
        let Some(mut frame) = self.frames.pop() else {
            return;
        };
        let carries = frame.kind != Kind::Loop && (frame.jumped || frame.kind == Kind::Else);
        if carries {
            self.hand_over(&mut frame);
        }
        let reached = self.unreachable.is_none() || frame.arriving.is_some();
        let body = std::mem::replace(&mut self.stack.out, frame.outer);
        if carries {
            self.stack.truncate(frame.height);
            for ((name, range), ty) in frame.carried.iter().zip(&frame.results) {
                self.stack
                    .push(Value::variable(name, range.unwrap_or(full(*ty)), None));
            }
            if let Some(locals) = frame.arriving {
                self.locals = locals;
            }
        }
        match frame.kind {
            Kind::Loop if frame.jumped => {
                self.stack.out.push(Stmt::Loop {
                    label: frame.label,
                    body,
                });
            }
            Kind::Loop => self.stack.out.extend(body),
            Kind::Else => {
                let cond = frame.cond.unwrap_or_default();
                let choice = Stmt::If {
                    cond,
                    then: frame.then,
                    other: body,
                };
                self.stack.out.push(Stmt::Block {
                    label: frame.label,
                    body: vec![choice],
                });
            }
            _ => self.stack.out.push(Stmt::Block {
                label: frame.label,
                body,
            }),
        }
        if reached {
            self.unreachable = None;
        } else {
            self.stack.truncate(frame.height);
            self.unreachable = Some(0);
        }
    }
}

fn variable(label: Label, index: usize, count: usize) -> String {
    if count == 1 {
        format!("r{label}")
    } else {
        format!("r{label}_{index}")
    }
}
