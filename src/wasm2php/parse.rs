//! wasmparser's events → one owned description of the module.
//!
//! Everything that the translator cannot keep exactly is refused here or in
//! `lower`, with the byte offset in the wasm file.

use wasmparser::{
    DataKind, ElementItems, ElementKind, KnownCustom, Name, Parser, Payload, TableInit, TypeRef,
    ValType, Validator, WasmFeatures,
};

use crate::expr::syntax::is_php_identifier;
use crate::module::{Data, Element, Export, Func, Global, Memory, Module, Place, Table};
use crate::refusal::Refusal;

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
        if !is_php_identifier(name) {
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
}

impl From<wasmparser::Error> for Refusal {
    fn from(e: wasmparser::Error) -> Self {
        Refusal::at(e.offset(), e.message().to_owned())
    }
}
