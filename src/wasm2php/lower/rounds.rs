//! All functions of a module, translated; in rounds, because one teaches the other.

use std::collections::BTreeMap;

use wasmparser::{BlockType, ExternalKind, Operator, ValType};

use crate::lower::facts::{Analysis, Fact, Pointers, worth};
use crate::lower::function;
use crate::lower::lowering::{Body, Context};
use crate::module::{Func, Module};
use crate::options::{Options, Untranslatable};
use crate::refusal::Refusal;

/// How often what callers pass is carried on.
const ROUNDS: usize = 3;

/// A function's body, or why there is none.
pub type Translated = Result<Body, Refusal>;

/// Every defined function's body.
///
/// # Errors
/// When one cannot be translated, unless `options` allow that.
pub fn translate(context: Context<'_, '_>, options: &Options) -> Result<Vec<Translated>, Refusal> {
    let mut analysis = Analysis::new(context.module);
    let mut bodies = round(context, &analysis, options)?;
    if bodies.iter().flatten().any(|b| !b.keeps_stack) {
        analysis.stack_pointer = None;
        bodies = round(context, &analysis, options)?;
    }
    // What callers pass makes bodies better, and those in turn pass better known values.
    for _ in 0..ROUNDS {
        analysis.facts = facts(context.module, &bodies);
        analysis.pointers = pointers(context.module, &bodies);
        bodies = round(context, &analysis, options)?;
    }
    Ok(bodies)
}

/// What is passed to each function, for those that only known calls can reach.
fn facts(module: &Module<'_>, bodies: &[Translated]) -> BTreeMap<u32, Vec<Fact>> {
    let mut facts: BTreeMap<u32, Vec<Fact>> = BTreeMap::new();
    for (index, passed) in bodies.iter().flatten().flat_map(|b| &b.passed) {
        match facts.get_mut(index) {
            None => {
                facts.insert(*index, passed.clone());
            }
            Some(before) => {
                for (before, now) in before.iter_mut().zip(passed) {
                    *before = before.union(*now);
                }
            }
        }
    }
    let exported = module
        .exports
        .iter()
        .filter(|e| e.kind == ExternalKind::Func)
        .map(|e| e.index);
    let in_tables = module
        .elements
        .iter()
        .flat_map(|e| e.items.iter().flatten().copied());
    let fills = module.tables.iter().filter_map(|t| t.fill);
    for index in exported.chain(in_tables).chain(fills).chain(module.start) {
        facts.remove(&index);
    }
    facts
}

/// The locals of each function that are worth being pointers.
fn pointers(module: &Module<'_>, bodies: &[Translated]) -> BTreeMap<u32, Pointers> {
    let imports = module.funcs.iter().filter(|f| f.import.is_some()).count() as u32;
    (imports..)
        .zip(bodies)
        .filter_map(|(index, body)| Some((index, worth(&body.as_ref().ok()?.uses))))
        .collect()
}

fn round(
    context: Context<'_, '_>,
    analysis: &Analysis,
    options: &Options,
) -> Result<Vec<Translated>, Refusal> {
    let defined = context
        .module
        .funcs
        .iter()
        .enumerate()
        .filter(|(_, f)| f.import.is_none());
    defined
        .map(
            |(index, func)| match body(context, analysis, index as u32, func) {
                Err(refusal) if options.untranslatable == Untranslatable::Refuse => {
                    Err(refusal.within(context.names.symbol(index)))
                }
                body => Ok(body),
            },
        )
        .collect()
}

fn body(
    context: Context<'_, '_>,
    analysis: &Analysis,
    index: u32,
    func: &Func<'_>,
) -> Result<Body, Refusal> {
    let Some(code) = &func.body else {
        return Err(Refusal::at(0, "the function has no body"));
    };
    let start = code.range().start;
    let module = context.module;
    let Some(ty) = module.signature(index) else {
        return Err(Refusal::at(start, "the function has no type"));
    };
    let mut locals = ty.params().to_vec();
    for group in code.get_locals_reader()? {
        let (count, ty) = group?;
        locals.extend((0..count).map(|_| ty));
    }
    for ty in locals.iter().chain(ty.results()) {
        integers_only(*ty, start)?;
    }
    let mut ops = Vec::new();
    for op in code.get_operators_reader()?.into_iter_with_offsets() {
        let (op, offset) = op?;
        check_types(module, &op, offset)?;
        ops.push((op, offset));
    }
    function::translate(context, analysis, index, locals, &ops)
}

fn integers_only(ty: ValType, offset: u64) -> Result<(), Refusal> {
    match ty {
        ValType::I32 | ValType::I64 => Ok(()),
        ValType::F32 | ValType::F64 => Err(Refusal::at(
            offset,
            "floats are not translated, because PHP cannot keep their bits; use integers",
        )),
        other => Err(Refusal::at(
            offset,
            format!("values of type {other} are not translated"),
        )),
    }
}

/// Refuses operators whose types, rather than whose names, cannot be translated.
fn check_types(module: &Module<'_>, op: &Operator<'_>, offset: u64) -> Result<(), Refusal> {
    let signature = match op {
        Operator::Call { function_index } => module.signature(*function_index),
        Operator::CallIndirect { type_index, .. } => module.types.get(*type_index as usize),
        Operator::Block { blockty } | Operator::Loop { blockty } | Operator::If { blockty } => {
            match blockty {
                BlockType::Type(ty) => return integers_only(*ty, offset),
                BlockType::FuncType(index) => module.types.get(*index as usize),
                BlockType::Empty => None,
            }
        }
        _ => None,
    };
    match signature {
        Some(ty) => ty
            .params()
            .iter()
            .chain(ty.results())
            .try_for_each(|t| integers_only(*t, offset)),
        None => Ok(()),
    }
}
