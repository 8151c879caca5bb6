//! WebAssembly's functions → PHP's statements.

mod arithmetic;
mod blocks;
mod calls;
mod facts;
mod frame;
mod function;
pub mod imports;
mod locals;
pub mod lowering;
mod memory;
mod operators;
mod output;
mod pointers;
pub mod rounds;
