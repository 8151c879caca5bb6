//! WebAssembly's functions → PHP's statements.

mod arithmetic;
mod blocks;
mod calls;
pub mod function;
pub mod locals;
mod memory;
mod operators;
mod output;
pub mod pointers;
pub mod rounds;
