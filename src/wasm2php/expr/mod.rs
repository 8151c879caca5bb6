//! PHP as it is put together: expressions that wait on the operand stack, and statements.

pub mod interval;
pub mod stack;
pub mod statement;
pub mod value;
