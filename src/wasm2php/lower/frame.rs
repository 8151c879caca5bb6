//! What is open: blocks, loops, ifs and the function itself.

use wasmparser::ValType;

use crate::expr::interval::Range;
use crate::expr::statement::{Cond, Label, Stmt};
use crate::expr::value::Value;
use crate::lower::facts::LocalState;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Function,
    Block,
    Loop,
    If,
    Else,
}

pub struct Frame {
    pub kind: Kind,
    pub label: Label,
    /// The stack's height below the block's parameters.
    pub height: usize,
    pub params: Vec<Value>,
    pub results: Vec<ValType>,
    /// What a jump to the label carries: types; variables and the ranges seen.
    pub carries: Vec<ValType>,
    pub carried: Vec<(String, Option<Range>)>,
    pub jumped: bool,
    /// The statements before the block.
    pub outer: Vec<Stmt>,
    pub cond: Option<Cond>,
    pub then: Vec<Stmt>,
    /// The locals where a jump to the end arrives; and where an `else` begins.
    pub arriving: Option<Vec<LocalState>>,
    pub entry: Vec<LocalState>,
}
