//! One function body → statements.

use std::collections::BTreeSet;

use wasmparser::{Operator, ValType};

use crate::expr::forms::full;
use crate::expr::interval::Range;
use crate::expr::stack::Stack;
use crate::expr::statement::{Stmt, tidy};
use crate::lower::facts::{
    Analysis, Assigned, Assignment, Fact, LocalState, Pointers, assigned_in_blocks,
};
use crate::lower::frame::Kind;
use crate::lower::lowering::{Body, Context, Lowering, Properties};
use crate::refusal::Refusal;

/// Translates function `index`, whose operators with their offsets are `ops`.
pub fn translate<'a>(
    context: Context<'_, 'a>,
    analysis: &Analysis,
    index: u32,
    local_types: Vec<ValType>,
    ops: &[(Operator<'a>, u64)],
) -> Result<Body, Refusal> {
    let Context { module, names, .. } = context;
    let Some(ty) = module.signature(index) else {
        return Err(Refusal::at(0, "function without a type"));
    };
    let params = ty.params().len();
    let mut lowering = Lowering {
        context,
        analysis,
        stack: Stack::default(),
        properties: Properties::default(),
        keeps_stack: true,
        passed: Vec::new(),
        pointers: analysis.pointers(index),
        uses: Pointers::new(),
        frames: Vec::new(),
        local_names: names.locals(module, index, local_types.len(), params),
        locals: locals(analysis, index, &local_types, params),
        local_types,
        zeroed: BTreeSet::new(),
        labels: 0,
        unreachable: None,
    };
    let assigned = assigned_in_blocks(ops);
    lowering.open(Kind::Function, Vec::new(), ty.results().to_vec());
    for param in 0..params {
        lowering.point(param as u32);
    }
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
        properties: lowering.properties,
        keeps_stack: lowering.keeps_stack,
        passed: lowering.passed,
        uses: lowering.uses,
        stmts: tidy(lowering.stack.out),
    })
}

/// The locals where the function begins: parameters have what callers pass, the others are zero.
fn locals(analysis: &Analysis, index: u32, types: &[ValType], params: usize) -> Vec<LocalState> {
    let start = |(i, ty): (usize, &ValType)| {
        let fact = Fact {
            range: full(*ty),
            align: 0,
        };
        let (fact, assigned) = if i < params {
            let fact = analysis.fact(index, i).unwrap_or(fact);
            (fact, Assignment::Yes)
        } else {
            let zero = Fact {
                range: Range::exactly(0),
                align: 64,
            };
            (zero, Assignment::No)
        };
        LocalState {
            range: fact.range,
            align: fact.align,
            word: false,
            assigned,
        }
    };
    types.iter().enumerate().map(start).collect()
}

impl<'a> Lowering<'_, 'a> {
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
}
