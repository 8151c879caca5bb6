//! The module, as far as it is translated.

use std::collections::BTreeMap;

use wasmparser::{ConstExpr, ExternalKind, FuncType, FunctionBody, Operator, ValType};

use crate::refusal::Refusal;

/// A function: imported (no body) or defined.
pub struct Func<'a> {
    pub ty: usize,
    pub import: Option<String>,
    pub body: Option<FunctionBody<'a>>,
}

pub struct Memory {
    pub min_pages: u64,
    pub max_pages: u64,
}

pub struct Table {
    pub min: u64,
    /// The function that every entry holds at first, if any.
    pub fill: Option<u32>,
}

pub struct Global {
    pub ty: ValType,
    pub mutable: bool,
    pub init: i64,
}

/// Where a segment goes when the instance starts.
pub enum Place {
    /// Table or memory index, and the first position.
    Active(u32, i64),
    Passive,
    Declared,
}

pub struct Element {
    pub place: Place,
    pub items: Vec<Option<u32>>,
}

pub struct Data {
    pub place: Place,
    pub bytes: Vec<u8>,
}

pub struct Export {
    pub name: String,
    pub kind: ExternalKind,
    pub index: u32,
}

#[derive(Default)]
pub struct Module<'a> {
    pub types: Vec<FuncType>,
    pub funcs: Vec<Func<'a>>,
    pub memory: Option<Memory>,
    pub tables: Vec<Table>,
    pub globals: Vec<Global>,
    pub elements: Vec<Element>,
    pub data: Vec<Data>,
    pub exports: Vec<Export>,
    pub start: Option<u32>,
    pub func_names: BTreeMap<u32, String>,
    pub local_names: BTreeMap<(u32, u32), String>,
    pub global_names: BTreeMap<u32, String>,
}

impl Module<'_> {
    /// The signature of function `index`.
    pub fn signature(&self, index: u32) -> Option<&FuncType> {
        self.types.get(self.funcs.get(index as usize)?.ty)
    }

    /// The name under which function `index` is exported, if it is.
    pub fn exported_name(&self, index: u32) -> Option<&str> {
        self.exports
            .iter()
            .find(|e| e.kind == ExternalKind::Func && e.index == index)
            .map(|e| e.name.as_str())
    }

    /// The value of a constant integer expression; i32 as unsigned.
    pub fn constant(&self, expr: &ConstExpr<'_>) -> Result<i64, Refusal> {
        let mut stack = Vec::new();
        let mut reader = expr.get_operators_reader();
        let offset = reader.original_position();
        while !reader.eof() {
            match reader.read()? {
                Operator::I32Const { value } => stack.push(i64::from(value as u32)),
                Operator::I64Const { value } => stack.push(value),
                Operator::GlobalGet { global_index } => {
                    stack.push(
                        self.globals
                            .get(global_index as usize)
                            .map_or(0, |g| g.init),
                    );
                }
                Operator::End => {}
                op => {
                    let (Some(b), Some(a)) = (stack.pop(), stack.pop()) else {
                        return Err(Refusal::at(
                            offset,
                            format!("constant expression uses {op:?}"),
                        ));
                    };
                    stack.push(match op {
                        Operator::I32Add => i64::from((a as u32).wrapping_add(b as u32)),
                        Operator::I32Sub => i64::from((a as u32).wrapping_sub(b as u32)),
                        Operator::I32Mul => i64::from((a as u32).wrapping_mul(b as u32)),
                        Operator::I64Add => a.wrapping_add(b),
                        Operator::I64Sub => a.wrapping_sub(b),
                        Operator::I64Mul => a.wrapping_mul(b),
                        op => {
                            return Err(Refusal::at(
                                offset,
                                format!("constant expression uses {op:?}"),
                            ));
                        }
                    });
                }
            }
        }
        stack
            .pop()
            .ok_or_else(|| Refusal::at(offset, "empty constant expression"))
    }

    pub fn function_reference(&self, expr: &ConstExpr<'_>) -> Result<Option<u32>, Refusal> {
        let mut reader = expr.get_operators_reader();
        let offset = reader.original_position();
        match reader.read()? {
            Operator::RefFunc { function_index } => Ok(Some(function_index)),
            Operator::RefNull { .. } => Ok(None),
            op => Err(Refusal::at(
                offset,
                format!("table entry uses {op:?}; only ref.func and ref.null can be translated"),
            )),
        }
    }
}
