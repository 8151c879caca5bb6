//! Blocks, loops, branches: wasm's structured control flow, written as labelled statements.

use wasmparser::{BlockType, ValType};

use crate::expr::forms::full;
use crate::expr::interval::Range;
use crate::expr::statement::{Label, Stmt};
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
