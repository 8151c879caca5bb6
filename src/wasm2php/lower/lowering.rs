//! One function on its way from operators to statements. The other files of this room are its
//! operators: each pops what it needs off the stack and pushes, or writes, what it gives.

use std::collections::BTreeSet;

use wasmparser::ValType;

use crate::expr::stack::Stack;
use crate::expr::statement::{Label, Stmt};
use crate::lower::facts::{Analysis, Fact, LocalState, Pointers};
use crate::lower::frame::Frame;
use crate::lower::imports::Imports;
use crate::module::Module;
use crate::names::symbols::Names;

/// What holds for the whole module.
#[derive(Clone, Copy)]
pub struct Context<'m, 'a> {
    pub module: &'m Module<'a>,
    pub names: &'m Names,
    pub imports: &'m Imports,
    /// Are addresses good without a check?
    pub trust: bool,
}

/// Which of the class's properties a method has as variables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Properties {
    /// `$m`.
    pub memory: bool,
    /// `$bad`.
    pub bad: bool,
    /// `$out`.
    pub out: bool,
    /// `$known`.
    pub known: bool,
}

pub struct Lowering<'m, 'a> {
    pub context: Context<'m, 'a>,
    pub analysis: &'m Analysis,
    pub stack: Stack,
    pub properties: Properties,
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
    pub properties: Properties,
    pub keeps_stack: bool,
    pub passed: Vec<(u32, Vec<Fact>)>,
    pub uses: Pointers,
    pub stmts: Vec<Stmt>,
}
