//! PHP as it is put together: expressions that wait on the operand stack, and statements.

pub mod forms;
pub mod interval;
pub mod stack;
pub mod statement;
pub mod syntax;
pub mod value;
