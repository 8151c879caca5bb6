//! One function body → statements: locals, blocks, branches and calls.

use std::collections::BTreeSet;

use wasmparser::{Operator, ValType};

use crate::Refusal;
use crate::expr::interval::Range;
use crate::expr::stack::Stack;
use crate::expr::statement::{Assigned, Label, Stmt, tidy};
use crate::lower::blocks::{Frame, Kind};
use crate::lower::locals::{Assigned3, Fact, LocalState, assigned_in_blocks};
use crate::lower::pointers::Pointers;
use crate::module::Module;
use crate::names::symbols::Names;

pub struct Lowering<'m, 'a> {
    pub module: &'m Module<'a>,
    pub names: &'m Names,
    pub stack: Stack,
    /// `$m` is used; `$bad` is used; so are `$out` and `$known`.
    pub uses_memory: bool,
    pub uses_bad: bool,
    pub uses_out: bool,
    pub uses_known: bool,
    /// Was the stack pointer only set to places in the stack that are multiples of 16?
    pub keeps_stack: bool,
    /// What is passed to which function.
    pub passed: Vec<(u32, Vec<Fact>)>,
    /// The locals that are pointers, and how locals are used as such.
    pub pointers: Pointers,
    pub uses: Pointers,
    pub frames: Vec<Frame>,
    pub local_types: Vec<ValType>,
    pub local_names: Vec<String>,
    pub locals: Vec<LocalState>,
    pub zeroed: BTreeSet<u32>,
    pub labels: Label,
    /// Depth of blocks opened in code that is never reached.
    pub unreachable: Option<usize>,
}

/// A finished body.
pub struct Body {
    pub params: Vec<String>,
    /// Locals that may be read before they are assigned, and so start as zero.
    pub zeroed: Vec<String>,
    pub uses_memory: bool,
    pub uses_bad: bool,
    pub uses_out: bool,
    pub uses_known: bool,
    pub keeps_stack: bool,
    pub passed: Vec<(u32, Vec<Fact>)>,
    pub uses: Pointers,
    pub stmts: Vec<Stmt>,
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
            uses_out: false,
            uses_known: false,
            keeps_stack: true,
            passed: Vec::new(),
            pointers: names.pointers(index),
            uses: Pointers::new(),
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
            uses_memory: lowering.uses_memory,
            uses_bad: lowering.uses_bad,
            uses_out: lowering.uses_out,
            uses_known: lowering.uses_known,
            keeps_stack: lowering.keeps_stack,
            passed: lowering.passed,
            uses: lowering.uses,
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
}
