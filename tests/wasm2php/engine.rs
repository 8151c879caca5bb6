//! The other engine: wasmi, asked the same questions.

use serde_json::{Value, json};
use wasmi::{Engine, Instance, Linker, Module, Store, TrapCode, Val};

pub struct Other {
    store: Store<()>,
    instance: Instance,
}

impl Other {
    /// Instantiates `wasm`, which has no imports; the trap if its start fails.
    pub fn new(wasm: &[u8]) -> Result<Other, Value> {
        let mut config = wasmi::Config::default();
        config.set_max_recursion_depth(100_000);
        let engine = Engine::new(&config);
        let module = Module::new(&engine, wasm).expect("wasmi reads the module");
        let mut store = Store::new(&engine, ());
        let linker = Linker::new(&engine);
        let instance = linker
            .instantiate_and_start(&mut store, &module)
            .map_err(|e| trap(&e))?;
        Ok(Other { store, instance })
    }

    /// Calls an export: the outcome as `run.php` prints it.
    pub fn call(&mut self, name: &str, args: &[i64]) -> Value {
        let func = self.instance.get_func(&self.store, name).expect("export");
        let ty = func.ty(&self.store);
        let args: Vec<Val> = args
            .iter()
            .zip(ty.params())
            .map(|(a, t)| {
                if *t == wasmi::ValType::I32 {
                    Val::I32(*a as i32)
                } else {
                    Val::I64(*a)
                }
            })
            .collect();
        let mut results: Vec<Val> = ty.results().iter().map(|_| Val::I32(0)).collect();
        if let Err(error) = func.call(&mut self.store, &args, &mut results) {
            return trap(&error);
        }
        let results: Vec<Value> = results.iter().map(number).collect();
        match results.as_slice() {
            [] => Value::Null,
            [one] => one.clone(),
            many => json!(many),
        }
    }

    /// The bytes of the exported memory.
    #[allow(dead_code)]
    pub fn memory(&self, name: &str) -> Vec<u8> {
        self.instance
            .get_memory(&self.store, name)
            .map_or(Vec::new(), |m| m.data(&self.store).to_vec())
    }

    /// The value of an exported global; nothing unless it is an integer.
    #[allow(dead_code)]
    pub fn global(&self, name: &str) -> Value {
        number(
            &self
                .instance
                .get_global(&self.store, name)
                .expect("global")
                .get(&self.store),
        )
    }
}

/// As the PHP class hands it out: an i32 unsigned.
fn number(value: &Val) -> Value {
    match value {
        Val::I32(v) => json!(*v as u32),
        Val::I64(v) => json!(v),
        _ => Value::Null,
    }
}

fn trap(error: &wasmi::Error) -> Value {
    let text = match error.as_trap_code() {
        Some(TrapCode::UnreachableCodeReached) => "unreachable",
        Some(TrapCode::MemoryOutOfBounds) => "out of bounds memory access",
        Some(TrapCode::TableOutOfBounds) => "undefined element",
        Some(TrapCode::IndirectCallToNull) => "uninitialized element",
        Some(TrapCode::IntegerDivisionByZero) => "integer divide by zero",
        Some(TrapCode::IntegerOverflow) => "integer overflow",
        Some(TrapCode::BadSignature) => "indirect call type mismatch",
        Some(TrapCode::StackOverflow) => "call stack exhausted",
        other => return json!({ "fault": format!("{other:?} {error}") }),
    };
    json!({ "trap": text })
}
