//! wasmparser's events → one owned description of the module.
//!
//! Everything that the translator cannot keep exactly is refused here or in
//! `lower.rs`, with the byte offset in the wasm file.

use std::collections::BTreeMap;

use wasmparser::{
    ConstExpr, DataKind, ElementItems, ElementKind, ExternalKind, FuncType, FunctionBody,
    KnownCustom, Name, Operator, Parser, Payload, TableInit, TypeRef, ValType, Validator,
    WasmFeatures,
};

use crate::Refusal;

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

impl<'a> Module<'a> {
    /// Reads and validates `wasm`.
    ///
    /// # Errors
    /// When the bytes are no valid module, or use something outside functions, one
    /// 32-bit memory, funcref tables and integer globals.
    pub fn parse(wasm: &'a [u8]) -> Result<Self, Refusal> {
        let features = WasmFeatures::WASM2 | WasmFeatures::EXTENDED_CONST;
        Validator::new_with_features(features)
            .validate_all(wasm)
            .map_err(|e| {
                Refusal::at(
                    e.offset(),
                    format!("not a valid wasm module: {}", e.message()),
                )
            })?;
        let mut module = Module::default();
        for payload in Parser::new(0).parse_all(wasm) {
            module.payload(payload?)?;
        }
        Ok(module)
    }

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

    fn payload(&mut self, payload: Payload<'a>) -> Result<(), Refusal> {
        match payload {
            Payload::TypeSection(section) => {
                for ty in section.into_iter_err_on_gc_types() {
                    self.types.push(ty?);
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports_with_offsets() {
                    let (offset, import) = import?;
                    self.import(offset, import.module, import.name, import.ty)?;
                }
            }
            Payload::FunctionSection(section) => {
                for ty in section {
                    self.funcs.push(Func {
                        ty: ty? as usize,
                        import: None,
                        body: None,
                    });
                }
            }
            Payload::TableSection(section) => {
                for table in section.into_iter_with_offsets() {
                    let (offset, table) = table?;
                    if !table.ty.element_type.is_func_ref() {
                        return Err(Refusal::at(
                            offset,
                            "only tables of funcref can be translated",
                        ));
                    }
                    let fill = match table.init {
                        TableInit::RefNull => None,
                        TableInit::Expr(expr) => self.function_reference(&expr)?,
                    };
                    self.tables.push(Table {
                        min: table.ty.initial,
                        fill,
                    });
                }
            }
            Payload::MemorySection(section) => {
                for memory in section {
                    let memory = memory?;
                    self.memory = Some(Memory {
                        min_pages: memory.initial,
                        max_pages: memory.maximum.unwrap_or(65536).min(65536),
                    });
                }
            }
            Payload::GlobalSection(section) => {
                for global in section {
                    let global = global?;
                    // A global of another type is refused where a function uses it.
                    let init = match global.ty.content_type {
                        ValType::I32 | ValType::I64 => self.constant(&global.init_expr)?,
                        _ => 0,
                    };
                    self.globals.push(Global {
                        ty: global.ty.content_type,
                        mutable: global.ty.mutable,
                        init,
                    });
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    self.exports.push(Export {
                        name: export.name.to_owned(),
                        kind: export.kind,
                        index: export.index,
                    });
                }
            }
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::ElementSection(section) => {
                for element in section {
                    let element = element?;
                    let place = match element.kind {
                        ElementKind::Passive => Place::Passive,
                        ElementKind::Declared => Place::Declared,
                        ElementKind::Active {
                            table_index,
                            offset_expr,
                        } => Place::Active(table_index.unwrap_or(0), self.constant(&offset_expr)?),
                    };
                    let items = match element.items {
                        ElementItems::Functions(list) => list
                            .into_iter()
                            .map(|f| Ok(Some(f?)))
                            .collect::<Result<_, Refusal>>()?,
                        ElementItems::Expressions(_, list) => list
                            .into_iter()
                            .map(|e| self.function_reference(&e?))
                            .collect::<Result<_, Refusal>>()?,
                    };
                    self.elements.push(Element { place, items });
                }
            }
            Payload::DataSection(section) => {
                for data in section {
                    let data = data?;
                    let place = match data.kind {
                        DataKind::Passive => Place::Passive,
                        DataKind::Active {
                            memory_index,
                            offset_expr,
                        } => Place::Active(memory_index, self.constant(&offset_expr)?),
                    };
                    self.data.push(Data {
                        place,
                        bytes: data.data.to_vec(),
                    });
                }
            }
            Payload::CodeSectionEntry(body) => {
                if let Some(func) = self
                    .funcs
                    .iter_mut()
                    .find(|f| f.import.is_none() && f.body.is_none())
                {
                    func.body = Some(body);
                }
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(names) = section.as_known() {
                    // Names only make the output readable: a damaged section is no error.
                    for name in names.into_iter().flatten() {
                        self.names(name);
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn import(
        &mut self,
        offset: u64,
        module: &str,
        name: &str,
        ty: TypeRef,
    ) -> Result<(), Refusal> {
        let TypeRef::Func(ty) = ty else {
            return Err(Refusal::at(
                offset,
                format!("import {module}.{name} is not a function; only functions can be imported"),
            ));
        };
        if !crate::expr::syntax::is_php_identifier(name) {
            return Err(Refusal::at(
                offset,
                format!(
                    "import {module}.{name}: the name becomes a method of the host object, \
                     so it must be a PHP identifier; rename the import"
                ),
            ));
        }
        let ty = ty as usize;
        let clash = self.funcs.iter().any(|f| {
            f.import
                .as_ref()
                .is_some_and(|n| n.eq_ignore_ascii_case(name))
                && self.types.get(f.ty) != self.types.get(ty)
        });
        if clash {
            return Err(Refusal::at(
                offset,
                format!(
                    "import {module}.{name}: another import has this name with other types, \
                     and module names are not kept; rename one of them"
                ),
            ));
        }
        self.funcs.push(Func {
            ty,
            import: Some(name.to_owned()),
            body: None,
        });
        Ok(())
    }

    fn names(&mut self, name: Name<'a>) {
        match name {
            Name::Function(map) => {
                for naming in map.into_iter().flatten() {
                    self.func_names.insert(naming.index, naming.name.to_owned());
                }
            }
            Name::Global(map) => {
                for naming in map.into_iter().flatten() {
                    self.global_names
                        .insert(naming.index, naming.name.to_owned());
                }
            }
            Name::Local(map) => {
                for func in map.into_iter().flatten() {
                    for naming in func.names.flatten() {
                        self.local_names
                            .insert((func.index, naming.index), naming.name.to_owned());
                    }
                }
            }
            _ => {}
        }
    }

    /// The value of a constant integer expression; i32 as unsigned.
    fn constant(&self, expr: &ConstExpr<'a>) -> Result<i64, Refusal> {
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

    fn function_reference(&self, expr: &ConstExpr<'a>) -> Result<Option<u32>, Refusal> {
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

impl From<wasmparser::Error> for Refusal {
    fn from(e: wasmparser::Error) -> Self {
        Refusal::at(e.offset(), e.message().to_owned())
    }
}
