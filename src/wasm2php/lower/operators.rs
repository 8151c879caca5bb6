//! The opcode table: every operator outside control flow, as a PHP expression.

use wasmparser::{Operator, ValType};

use crate::expr::forms::{
    MASK, SIGN, between, binary, compare, extended, full, integer, masked, signed, unsigned,
};
use crate::expr::interval::Range;
use crate::expr::statement::Stmt;
use crate::expr::syntax::hex;
use crate::expr::value::{Effects, Prec, Value};
use crate::lower::lowering::Lowering;
use crate::refusal::Refusal;

impl Lowering<'_, '_> {
    /// The value as the type's own number: an i32 within 0..2^32, never a bool.
    pub fn exact(&self, value: Value, ty: ValType) -> Value {
        if ty == ValType::I32 {
            unsigned(value)
        } else {
            value
        }
    }

    /// The value as a PHP condition.
    pub fn condition(&self, value: Value) -> Value {
        if value.is_bool() {
            return value;
        }
        let value = unsigned(value);
        let no = format!("{} == 0", value.at(Prec::Sum));
        Value::boolean(value.text, value.prec, no, Prec::Equality, value.effects)
    }

    pub fn pop2(&mut self) -> (Value, Value) {
        let b = integer(self.stack.pop());
        let a = integer(self.stack.pop());
        (a, b)
    }

    /// Makes the topmost `count` values simple, changed by `shape` first.
    pub fn simple_top(&mut self, count: usize, shape: fn(Value) -> Value) {
        for depth in (0..count).rev() {
            self.stack.change(depth, shape);
            self.stack.simplify(depth);
        }
    }

    pub fn simple_operator(&mut self, op: &Operator<'_>, offset: u64) -> Result<(), Refusal> {
        use Operator as O;
        let result = match op {
            O::I32Const { value } => Value::constant(i64::from(*value as u32)),
            O::I64Const { value } => Value::constant(*value),
            O::Drop => {
                let value = self.stack.pop();
                if value.effects.observable() {
                    self.stack
                        .emit(&value.effects, Stmt::Line(format!("{};", value.text)));
                }
                return Ok(());
            }
            O::Select | O::TypedSelect { .. } => self.select(),
            O::I32Eqz => {
                let value = self.stack.pop();
                match value.negated {
                    Some((no, prec)) => {
                        Value::boolean(no, prec, value.text, value.prec, value.effects)
                    }
                    None => compare(&unsigned(value), "==", &Value::constant(0)),
                }
            }
            O::I64Eqz => {
                let value = self.stack.pop();
                compare(&value, "==", &Value::constant(0))
            }
            O::I32Eq => self.equal("=="),
            O::I32Ne => self.equal("!="),
            O::I32LtU => self.order(unsigned, "<"),
            O::I32LeU => self.order(unsigned, "<="),
            O::I32GtU => self.order(unsigned, ">"),
            O::I32GeU => self.order(unsigned, ">="),
            O::I32LtS => self.order_signed("<"),
            O::I32LeS => self.order_signed("<="),
            O::I32GtS => self.order_signed(">"),
            O::I32GeS => self.order_signed(">="),
            O::I64Eq => self.order(integer, "=="),
            O::I64Ne => self.order(integer, "!="),
            O::I64LtS => self.order(integer, "<"),
            O::I64LeS => self.order(integer, "<="),
            O::I64GtS => self.order(integer, ">"),
            O::I64GeS => self.order(integer, ">="),
            O::I64LtU => self.order_unsigned64("<"),
            O::I64LeU => self.order_unsigned64("<="),
            O::I64GtU => self.order_unsigned64(">"),
            O::I64GeU => self.order_unsigned64(">="),
            O::I32Add => self.add32(false),
            O::I32Sub => self.add32(true),
            O::I32Mul => self.mul32(),
            O::I32And => self.and32(),
            O::I32Or => self.or32(),
            O::I32Xor => self.xor32(),
            O::I32Shl => self.shl32(),
            O::I32ShrU => self.shift_right(unsigned, 31),
            O::I32ShrS => self.shift_right(signed, 31),
            O::I32Rotl => self.rotate32(false),
            O::I32Rotr => self.rotate32(true),
            O::I32Clz => self.count("clz32", unsigned, 32),
            O::I32Ctz => self.count("ctz32", unsigned, 32),
            O::I32Popcnt => self.count("popcnt32", unsigned, 32),
            O::I64Clz => self.count("clz64", integer, 64),
            O::I64Ctz => self.count("ctz64", integer, 64),
            O::I64Popcnt => self.count("popcnt64", integer, 64),
            O::I32DivU => self.divide(unsigned),
            O::I32RemU => self.remainder(unsigned),
            O::I32RemS => self.remainder(signed),
            O::I64RemS => self.remainder(integer),
            O::I32DivS => self.divide_signed(signed, "divS32", Range::new(-SIGN, SIGN)),
            O::I64DivS => self.divide_signed(integer, "divS64", Range::I64),
            O::I64DivU => self.unsigned64("divU64", false),
            O::I64RemU => self.unsigned64("remU64", true),
            O::I32WrapI64 => {
                let value = self.stack.pop();
                match value.halves {
                    Some(halves) => halves.0,
                    None => value,
                }
            }
            O::I64ExtendI32U => unsigned(self.stack.pop()),
            O::I64ExtendI32S => signed(self.stack.pop()),
            O::I32Extend8S | O::I64Extend8S => extended(masked(self.stack.pop(), 0xff), 0x80),
            O::I32Extend16S | O::I64Extend16S => extended(masked(self.stack.pop(), 0xffff), 0x8000),
            O::I64Extend32S => signed(self.stack.pop()),
            O::I64Add => self.checked64("+", "add64", Range::add),
            O::I64Sub => self.checked64("-", "sub64", Range::sub),
            O::I64Mul => self.checked64("*", "mul64", Range::mul),
            O::I64And => {
                let (a, b) = self.pop2();
                binary(&a, "&", &b, Prec::BitAnd, a.range.and(b.range))
            }
            O::I64Or => {
                let (a, b) = self.pop2();
                binary(&a, "|", &b, Prec::BitOr, a.range.or(b.range))
            }
            O::I64Xor => {
                let (a, b) = self.pop2();
                binary(&a, "^", &b, Prec::BitXor, a.range.or(b.range))
            }
            O::I64Shl => {
                let count = self.pop_count(63);
                let value = integer(self.stack.pop());
                let range = count
                    .known()
                    .map_or(Range::I64, |n| value.range.shl(n as u32));
                binary(&value, "<<", &count, Prec::Shift, range)
            }
            O::I64ShrS => self.shift_right(integer, 63),
            O::I64ShrU => self.shr_u64(),
            O::I64Rotl => self.rotate64("rotl64"),
            O::I64Rotr => self.rotate64("rotr64"),
            _ => return self.stateful_operator(op, offset),
        };
        self.stack.push(result);
        Ok(())
    }

    fn select(&mut self) -> Value {
        // Wasm computes both arms; PHP only one: what can be seen is computed before.
        for depth in [2, 1] {
            if self
                .stack
                .peek(depth)
                .is_some_and(|v| v.effects.observable())
            {
                self.stack.simplify(depth);
            }
        }
        let effects = self
            .stack
            .peek(0)
            .map(|c| c.effects.clone())
            .unwrap_or_default();
        for depth in [2, 1] {
            if self
                .stack
                .peek(depth)
                .is_some_and(|v| !v.effects.commutes_with(&effects))
            {
                self.stack.simplify(depth);
            }
        }
        let cond = self.stack.pop();
        let (a, b) = self.pop2();
        let cond = self.condition(cond);
        let text = format!(
            "{} ? {} : {}",
            cond.at(Prec::Coalesce),
            a.at(Prec::Coalesce),
            b.at(Prec::Coalesce)
        );
        let effects = cond.effects.and(&a.effects).and(&b.effects);
        Value::new(text, Prec::Ternary, a.range.union(b.range), effects)
    }

    fn equal(&mut self, op: &str) -> Value {
        let (a, b) = self.pop2();
        if a.range.within(Range::I32) && b.range.within(Range::I32) {
            return compare(&a, op, &b);
        }
        compare(&unsigned(a), op, &unsigned(b))
    }

    fn order(&mut self, shape: fn(Value) -> Value, op: &str) -> Value {
        let (a, b) = self.pop2();
        compare(&shape(a), op, &shape(b))
    }

    /// i32 signed: as they are if they are signed numbers, else with the sign bit flipped,
    /// which keeps the order.
    fn order_signed(&mut self, op: &str) -> Value {
        let (a, b) = self.pop2();
        if a.range.within(Range::I32) && b.range.within(Range::I32) {
            return compare(&a, op, &b);
        }
        let zero = b.known() == Some(0);
        let minus_one = b.known() == Some(MASK);
        let highest = Value::constant(SIGN - 1);
        match op {
            "<" if zero => return compare(&unsigned(a), ">", &highest),
            ">=" if zero => return compare(&unsigned(a), "<=", &highest),
            "<=" if minus_one => return compare(&unsigned(a), ">", &highest),
            ">" if minus_one => return compare(&unsigned(a), "<=", &highest),
            _ => {}
        }
        let flip = |v: Value| match v.known() {
            Some(known) => Value::constant((known & MASK) ^ SIGN),
            None => binary(
                &unsigned(v),
                "^",
                &Value::new(hex(SIGN), Prec::Atom, Range::U32, Effects::default()),
                Prec::BitXor,
                Range::U32,
            ),
        };
        compare(&flip(a), op, &flip(b))
    }

    fn order_unsigned64(&mut self, op: &str) -> Value {
        let (a, b) = self.pop2();
        if a.range.non_negative() && b.range.non_negative() {
            return compare(&a, op, &b);
        }
        if let Some(within) = between(&a, op, &b) {
            return within;
        }
        let flip = |v: Value| match v.known() {
            Some(known) => Value::constant(known ^ i64::MIN),
            None => binary(
                &v,
                "^",
                &Value::constant(i64::MIN),
                Prec::BitXor,
                Range::I64,
            ),
        };
        compare(&flip(a), op, &flip(b))
    }

    /// A call's result that PHP code from outside gave, or a parameter: any number.
    pub fn from_outside(value: Value, ty: ValType) -> Value {
        let wide = Value {
            range: Range::I64,
            ..value
        };
        if ty == ValType::I32 {
            unsigned(wide)
        } else {
            Value {
                range: full(ty),
                ..wide
            }
        }
    }
}
