//! What is known: of locals and parameters where the translation stands, and of the whole module.

use std::collections::BTreeMap;

use wasmparser::{Operator, ValType};

use crate::expr::interval::Range;
use crate::expr::value::Value;
use crate::module::Module;

/// Was a local assigned, on every way that leads here?
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Assignment {
    No,
    Maybe,
    Yes,
}

#[derive(Clone, Copy)]
pub struct LocalState {
    pub range: Range,
    pub align: u32,
    /// Is the number of the word that it points to in a variable of its own?
    pub word: bool,
    pub assigned: Assignment,
}

impl LocalState {
    pub fn merge(self, other: LocalState) -> LocalState {
        let assigned = if self.assigned == other.assigned {
            self.assigned
        } else {
            Assignment::Maybe
        };
        LocalState {
            range: self.range.union(other.range),
            align: self.align.min(other.align),
            word: self.word && other.word,
            assigned,
        }
    }
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

pub fn merged(before: Option<Vec<LocalState>>, now: Vec<LocalState>) -> Vec<LocalState> {
    match before {
        None => now,
        Some(before) => before
            .into_iter()
            .zip(now)
            .map(|(a, b)| a.merge(b))
            .collect(),
    }
}

/// Which locals each block assigns, found by the position of its start.
pub fn assigned_in_blocks(ops: &[(Operator<'_>, u64)]) -> Assigned {
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

/// For every position of a block's start in a function body: the locals assigned in it.
pub type Assigned = BTreeMap<usize, Vec<u32>>;

/// So many accesses for each assignment are worth the two statements there.
const WORTH: u32 = 2;

/// How a function uses one of its locals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    pub assigned: u32,
    pub accessed: u32,
    pub guarded: bool,
    /// The largest offset of a word.
    pub most: i64,
}

/// For each local that is accessed, its uses.
pub type Pointers = BTreeMap<u32, Uses>;

/// Those that are worth it.
pub fn worth(uses: &Pointers) -> Pointers {
    let often = |u: &Uses| u.accessed >= WORTH * u.assigned.max(1);
    uses.iter()
        .filter(|(_, u)| often(u))
        .map(|(l, u)| (*l, *u))
        .collect()
}

/// What one round over all functions teaches the next.
pub struct Analysis {
    /// LLVM's pointer into its stack in memory, where the module keeps to the rules that
    /// make frames safe to access without checks.
    pub stack_pointer: Option<u32>,
    /// What is passed to each function.
    pub facts: BTreeMap<u32, Vec<Fact>>,
    /// The locals of each function that are pointers.
    pub pointers: BTreeMap<u32, Pointers>,
}

impl Analysis {
    /// Before the first round.
    pub fn new(module: &Module<'_>) -> Analysis {
        Analysis {
            stack_pointer: stack_pointer(module),
            facts: BTreeMap::new(),
            pointers: BTreeMap::new(),
        }
    }

    /// The locals of function `index` that are pointers.
    pub fn pointers(&self, index: u32) -> Pointers {
        self.pointers.get(&index).cloned().unwrap_or_default()
    }

    /// What is known of parameter `param` of function `index`.
    pub fn fact(&self, index: u32, param: usize) -> Option<Fact> {
        self.facts.get(&index)?.get(param).copied()
    }
}

/// The global that LLVM names `__stack_pointer`, if it begins inside the memory at a
/// multiple of 16.
fn stack_pointer(module: &Module<'_>) -> Option<u32> {
    let index = *module
        .global_names
        .iter()
        .find(|(_, name)| *name == "__stack_pointer")?
        .0;
    let global = module.globals.get(index as usize)?;
    let bytes = module.memory.as_ref()?.min_pages as i64 * 65536;
    let fits = global.mutable
        && global.ty == ValType::I32
        && global.init & 15 == 0
        && global.init <= bytes;
    fits.then_some(index)
}
