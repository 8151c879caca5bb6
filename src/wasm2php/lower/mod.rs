//! WebAssembly's functions → PHP's statements.

mod address;
mod arithmetic;
mod blocks;
mod branches;
mod calls;
mod facts;
mod frame;
mod function;
pub mod imports;
mod loads;
mod locals;
pub mod lowering;
mod operators;
mod output;
mod pointers;
pub mod rounds;
mod stores;
