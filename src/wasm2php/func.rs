//! One function body → statements: locals, blocks, branches and calls.

use std::collections::BTreeSet;

use wasmparser::{BlockType, BrTable, Operator, ValType};

use crate::control::{Assigned, Case, Cond, Label, Stmt, tidy};
use crate::interval::Range;
use crate::module::Module;
use crate::stack::Stack;
use crate::value::{Effects, Value};
use crate::{Refusal, class::Names};

/// Was a local assigned, on every way that leads here?
#[derive(Clone, Copy, PartialEq, Eq)]
enum Assigned3 {
    No,
    Maybe,
    Yes,
}

#[derive(Clone, Copy)]
struct LocalState {
    range: Range,
    align: u32,
    /// Is the number of the word that it points to in a variable of its own?
    word: bool,
    assigned: Assigned3,
}

impl LocalState {
    fn merge(self, other: LocalState) -> LocalState {
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Function,
    Block,
    Loop,
    If,
    Else,
}

struct Frame {
    kind: Kind,
    label: Label,
    /// The stack's height below the block's parameters.
    height: usize,
    params: Vec<Value>,
    results: Vec<ValType>,
    /// What a jump to the label carries: types; variables and the ranges seen.
    carries: Vec<ValType>,
    carried: Vec<(String, Option<Range>)>,
    jumped: bool,
    /// The statements before the block.
    outer: Vec<Stmt>,
    cond: Option<Cond>,
    then: Vec<Stmt>,
    /// The locals where a jump to the end arrives; and where an `else` begins.
    arriving: Option<Vec<LocalState>>,
    entry: Vec<LocalState>,
}

pub struct Lowering<'m, 'a> {
    pub module: &'m Module<'a>,
    pub names: &'m Names,
    pub stack: Stack,
    /// `$m` is used; `$bad` is used.
    pub uses_memory: bool,
    pub uses_bad: bool,
    /// Was the stack pointer only set to places in the stack that are multiples of 16?
    pub keeps_stack: bool,
    /// What is passed to which function.
    pub passed: Vec<(u32, Vec<Fact>)>,
    frames: Vec<Frame>,
    local_types: Vec<ValType>,
    local_names: Vec<String>,
    locals: Vec<LocalState>,
    zeroed: BTreeSet<u32>,
    labels: Label,
    /// Depth of blocks opened in code that is never reached.
    unreachable: Option<usize>,
}

/// A finished body.
pub struct Body {
    pub params: Vec<String>,
    /// Locals that may be read before they are assigned, and so start as zero.
    pub zeroed: Vec<String>,
    pub uses_memory: bool,
    pub uses_bad: bool,
    pub keeps_stack: bool,
    pub passed: Vec<(u32, Vec<Fact>)>,
    pub stmts: Vec<Stmt>,
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

pub fn full(ty: ValType) -> Range {
    if ty == ValType::I32 {
        Range::U32
    } else {
        Range::I64
    }
}

impl<'m, 'a> Lowering<'m, 'a> {
    /// Translates function `index`, whose operators with their offsets are `ops`.
    pub fn translate(
        module: &'m Module<'a>,
        names: &'m Names,
        index: u32,
        local_types: Vec<ValType>,
        ops: &[(Operator<'a>, u64)],
    ) -> Result<Body, Refusal> {
        let Some(ty) = module.signature(index) else {
            return Err(Refusal::at(0, "function without a type"));
        };
        let params = ty.params().len();
        let locals = local_types
            .iter()
            .enumerate()
            .map(|(i, ty)| {
                if i < params {
                    let fact = names.facts(index, i).unwrap_or(Fact {
                        range: full(*ty),
                        align: 0,
                    });
                    LocalState {
                        range: fact.range,
                        align: fact.align,
                        word: false,
                        assigned: Assigned3::Yes,
                    }
                } else {
                    LocalState {
                        range: Range::exactly(0),
                        align: 64,
                        word: false,
                        assigned: Assigned3::No,
                    }
                }
            })
            .collect();
        let mut lowering = Lowering {
            module,
            names,
            stack: Stack::default(),
            uses_memory: false,
            uses_bad: false,
            keeps_stack: true,
            passed: Vec::new(),
            frames: Vec::new(),
            local_names: names.locals(module, index, local_types.len(), params),
            local_types,
            locals,
            zeroed: BTreeSet::new(),
            labels: 0,
            unreachable: None,
        };
        let assigned = assigned_in_blocks(ops);
        lowering.open(Kind::Function, Vec::new(), ty.results().to_vec());
        for (position, (op, offset)) in ops.iter().enumerate() {
            lowering.operator(op, *offset, position, &assigned)?;
        }
        Ok(Body {
            params: lowering.local_names.iter().take(params).cloned().collect(),
            zeroed: lowering
                .zeroed
                .iter()
                .filter_map(|l| lowering.local_names.get(*l as usize).cloned())
                .collect(),
            uses_memory: lowering.uses_memory,
            uses_bad: lowering.uses_bad,
            keeps_stack: lowering.keeps_stack,
            passed: lowering.passed,
            stmts: tidy(lowering.stack.out),
        })
    }

    fn operator(
        &mut self,
        op: &Operator<'a>,
        offset: u64,
        position: usize,
        assigned: &Assigned,
    ) -> Result<(), Refusal> {
        if let Some(depth) = self.unreachable {
            match op {
                Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => {
                    self.unreachable = Some(depth + 1);
                }
                Operator::End if depth > 0 => self.unreachable = Some(depth - 1),
                Operator::End => self.end(),
                Operator::Else if depth == 0 => self.otherwise(),
                _ => {}
            }
            return Ok(());
        }
        let none = Vec::new();
        let inside = assigned.get(&position).unwrap_or(&none);
        match op {
            Operator::Nop => {}
            Operator::Unreachable => {
                self.leave(
                    Vec::new(),
                    Stmt::Leave("throw $this->trap('unreachable');".to_owned()),
                );
            }
            Operator::Block { blockty } => {
                self.stack.settle_for_block(inside);
                let (params, results) = self.block_type(*blockty);
                self.open(Kind::Block, params, results);
            }
            Operator::Loop { blockty } => self.open_loop(*blockty, inside),
            Operator::If { blockty } => {
                let cond = self.pop_condition();
                self.stack.settle_for_block(inside);
                let (params, results) = self.block_type(*blockty);
                for depth in 0..params.len() {
                    self.stack.simplify(depth);
                }
                self.open(Kind::If, params, results);
                if let Some(frame) = self.frames.last_mut() {
                    frame.cond = Some(cond);
                }
            }
            Operator::Else => self.otherwise(),
            Operator::End => self.end(),
            Operator::Br { relative_depth } => {
                let jump = self.jump(*relative_depth, true);
                self.leave(jump.0, jump.1);
            }
            Operator::BrIf { relative_depth } => self.br_if(*relative_depth),
            Operator::BrTable { targets } => self.br_table(targets)?,
            Operator::Return => {
                let outermost = self.frames.len().saturating_sub(1) as u32;
                let jump = self.jump(outermost, true);
                self.leave(jump.0, jump.1);
            }
            Operator::LocalGet { local_index } => {
                let value = self.local(*local_index);
                self.stack.push(value);
            }
            Operator::LocalSet { local_index } => self.set_local(*local_index),
            Operator::LocalTee { local_index } => {
                self.set_local(*local_index);
                let value = self.local(*local_index);
                self.stack.push(value);
            }
            _ => self.simple_operator(op, offset)?,
        }
        Ok(())
    }

    fn block_type(&mut self, ty: BlockType) -> (Vec<Value>, Vec<ValType>) {
        let (params, results) = match ty {
            BlockType::Empty => (0, Vec::new()),
            BlockType::Type(ty) => (0, vec![ty]),
            BlockType::FuncType(index) => match self.module.types.get(index as usize) {
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

    fn open(&mut self, kind: Kind, params: Vec<Value>, results: Vec<ValType>) {
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

    fn open_loop(&mut self, ty: BlockType, inside: &[u32]) {
        self.stack.settle_for_block(inside);
        let (params, results) = self.block_type(ty);
        let label = self.labels + 1;
        let params = self.stack.pop_many(params.len());
        let types: Vec<ValType> = match ty {
            BlockType::FuncType(i) => self
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
                if state.assigned == Assigned3::No {
                    state.assigned = Assigned3::Maybe;
                }
            }
        }
        self.open(Kind::Loop, inner, results);
        if let Some(frame) = self.frames.last_mut() {
            frame.carries = types;
            frame.carried = carried;
        }
    }

    fn pop_condition(&mut self) -> Cond {
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
    fn jump(&mut self, depth: u32, last: bool) -> (Vec<Stmt>, Stmt) {
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

    fn leave(&mut self, before: Vec<Stmt>, last: Stmt) {
        self.stack.settle_observable();
        self.stack.out.extend(before);
        self.stack.out.push(last);
        self.unreachable = Some(0);
    }

    fn br_if(&mut self, depth: u32) {
        let cond = self.pop_condition();
        let (mut then, last) = self.jump(depth, false);
        then.push(last);
        self.stack.out.push(Stmt::If {
            cond,
            then,
            other: Vec::new(),
        });
    }

    fn br_table(&mut self, targets: &BrTable<'a>) -> Result<(), Refusal> {
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
    fn hand_over(&mut self, frame: &mut Frame) {
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

    fn otherwise(&mut self) {
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

    fn end(&mut self) {
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

    fn local(&mut self, index: u32) -> Value {
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

    fn set_local(&mut self, index: u32) {
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
    fn set_frame(&mut self, index: u32, value: Value) {
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

    fn assign_local(&mut self, index: u32, value: Value) {
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
        }
    }
}

fn merged(before: Option<Vec<LocalState>>, now: Vec<LocalState>) -> Vec<LocalState> {
    match before {
        None => now,
        Some(before) => before
            .into_iter()
            .zip(now)
            .map(|(a, b)| a.merge(b))
            .collect(),
    }
}

fn variable(label: Label, index: usize, count: usize) -> String {
    if count == 1 {
        format!("r{label}")
    } else {
        format!("r{label}_{index}")
    }
}

/// Which locals each block assigns, found by the position of its start.
fn assigned_in_blocks(ops: &[(Operator<'_>, u64)]) -> Assigned {
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
