//! The operand stack, rebuilt as expression trees.
//!
//! A pushed value is not computed yet: its text waits until something uses it. Whatever
//! is written as a statement first "settles" the values that wait: those whose outcome
//! would change by being computed later are put into a temporary before it, in order.

use crate::expr::statement::Stmt;
use crate::expr::value::{Effects, Value};

/// Longer expressions are put into a temporary, so that lines stay readable.
const LONGEST_EXPRESSION: usize = 150;

#[derive(Default)]
pub struct Stack {
    waiting: Vec<Value>,
    pub out: Vec<Stmt>,
    temporaries: u32,
}

impl Stack {
    pub fn height(&self) -> usize {
        self.waiting.len()
    }

    pub fn truncate(&mut self, height: usize) {
        self.waiting.truncate(height);
    }

    pub fn push(&mut self, value: Value) {
        self.waiting.push(value);
        if self
            .waiting
            .last()
            .is_some_and(|v| v.text.len() > LONGEST_EXPRESSION)
        {
            self.spill(self.waiting.len() - 1);
        }
    }

    /// The topmost value. Validation has shown that there is one.
    pub fn pop(&mut self) -> Value {
        self.waiting.pop().unwrap_or_else(|| Value::constant(0))
    }

    /// The topmost `count` values, in the order they were pushed.
    pub fn pop_many(&mut self, count: usize) -> Vec<Value> {
        self.waiting
            .split_off(self.waiting.len().saturating_sub(count))
    }

    pub fn peek(&self, depth: usize) -> Option<&Value> {
        self.waiting
            .len()
            .checked_sub(depth + 1)
            .and_then(|i| self.waiting.get(i))
    }

    pub fn fresh(&mut self) -> String {
        self.temporaries += 1;
        format!("t{}", self.temporaries)
    }

    /// Writes a statement that has `effects`.
    pub fn emit(&mut self, effects: &Effects, stmt: Stmt) {
        self.settle_before(effects);
        self.out.push(stmt);
    }

    /// Computes what something that has `effects` could change.
    pub fn settle_before(&mut self, effects: &Effects) {
        self.settle(self.waiting.len(), |v| !v.effects.commutes_with(effects));
    }

    /// Replaces the value `depth` below the top by what `change` makes of it.
    pub fn change(&mut self, depth: usize, change: impl FnOnce(Value) -> Value) {
        let index = self.waiting.len().checked_sub(depth + 1);
        if let Some(value) = index.and_then(|i| self.waiting.get_mut(i)) {
            *value = change(value.clone());
        }
    }

    /// Puts the value `depth` below the top into a temporary, unless it is simple.
    pub fn simplify(&mut self, depth: usize) {
        if let Some(index) = self.waiting.len().checked_sub(depth + 1)
            && self.waiting.get(index).is_some_and(|v| !v.simple)
        {
            self.spill(index);
        }
    }

    /// Computes what must not be skipped or done later: before a branch.
    pub fn settle_observable(&mut self) {
        self.settle(self.waiting.len(), |v| v.effects.observable());
    }

    /// Computes everything that the body of a block could change.
    pub fn settle_for_block(&mut self, assigned: &[u32]) {
        self.settle(self.waiting.len(), |v| {
            let e = &v.effects;
            e.observable()
                || e.reads_memory
                || e.reads_globals
                || e.reads_locals.iter().any(|l| assigned.contains(l))
        });
    }

    /// Puts into temporaries, among the first `end` values, those that `wanted` names and
    /// those that then would come too late.
    fn settle(&mut self, end: usize, wanted: impl Fn(&Value) -> bool) {
        let mut chosen: Vec<usize> = Vec::new();
        for (index, value) in self.waiting.iter().enumerate().take(end).rev() {
            let late = chosen.iter().any(|later| {
                self.waiting
                    .get(*later)
                    .is_some_and(|l| !l.effects.commutes_with(&value.effects))
            });
            if wanted(value) || late {
                chosen.push(index);
            }
        }
        for index in chosen.into_iter().rev() {
            if !self.assign_halves(index) {
                self.assign(index);
            }
        }
    }

    /// Puts both words of a loaded i64 into temporaries: it is joined only where that is
    /// wanted. False if it is no such value.
    fn assign_halves(&mut self, index: usize) -> bool {
        let Some(halves) = self.waiting.get(index).and_then(|v| v.halves.clone()) else {
            return false;
        };
        let [low, high] = [halves.0, halves.1].map(|half| {
            let name = self.fresh();
            self.out
                .push(Stmt::Line(format!("${name} = {};", half.text)));
            Value::variable(&name, half.range, None)
        });
        if let Some(value) = self.waiting.get_mut(index) {
            *value = Value::joined(low, high);
        }
        true
    }

    fn spill(&mut self, index: usize) {
        if let Some(effects) = self.waiting.get(index).map(|v| v.effects.clone()) {
            self.settle(index, |v| !v.effects.commutes_with(&effects));
            self.assign(index);
        }
    }

    fn assign(&mut self, index: usize) {
        let name = self.fresh();
        if let Some(value) = self.waiting.get_mut(index) {
            // A bool stays one: PHP conditions read it as it is.
            let mut variable = Value::variable(&name, value.range, None);
            variable.align = value.align;
            if value.is_bool() {
                variable.negated = Some((format!("!${name}"), crate::expr::value::Prec::Unary));
            }
            let text = std::mem::replace(value, variable).text;
            self.out.push(Stmt::Line(format!("${name} = {text};")));
        }
    }
}
