//! The opcode table: every operator outside control flow, as a PHP expression.
//!
//! An i32 is an unsigned PHP integer. Between operators it may be any number that is
//! equal to it modulo 2^32 (its range says so); `exact` masks it where that matters.

use wasmparser::{Operator, ValType};

use crate::Refusal;
use crate::control::Stmt;
use crate::func::{Lowering, full};
use crate::interval::Range;
use crate::value::{Effects, Prec, Value, hex};

const SIGN: i64 = 0x8000_0000;
const MASK: i64 = 0xffff_ffff;
/// Sums of i32 wait for their mask as long as they stay far from 64 bits.
const ROOM: Range = Range::new(-(1 << 62), 1 << 62);

/// One step tighter, for the right operand of operators that group to the left.
fn tighter(prec: Prec) -> Prec {
    match prec {
        Prec::Sum => Prec::Product,
        Prec::Product | Prec::Shift => Prec::Unary,
        other => other,
    }
}

/// `a op b`.
pub fn binary(a: &Value, op: &str, b: &Value, prec: Prec, range: Range) -> Value {
    let text = format!("{} {op} {}", a.at(prec), b.at(tighter(prec)));
    let align = match op {
        "+" | "-" | "|" | "^" => a.align.min(b.align),
        "&" => a.align.max(b.align),
        _ => 0,
    };
    Value {
        align,
        ..Value::new(text, prec, range, a.effects.clone().and(&b.effects))
    }
}

/// A call of a runtime method.
pub fn method(name: &str, args: &[&Value], range: Range) -> Value {
    let list: Vec<&str> = args.iter().map(|a| a.text.as_str()).collect();
    let effects = args
        .iter()
        .fold(Effects::default(), |e, a| e.and(&a.effects));
    Value::new(
        format!("$this->{name}({})", list.join(", ")),
        Prec::Atom,
        range,
        effects,
    )
}

/// A bool as 0 or 1; other values as they are.
pub fn integer(value: Value) -> Value {
    if value.is_bool() {
        Value::new(
            format!("(int) {}", value.at(Prec::Unary)),
            Prec::Unary,
            value.range,
            value.effects,
        )
    } else {
        value
    }
}

/// `value & mask`, or the value itself if that changes nothing.
pub fn masked(value: Value, mask: i64) -> Value {
    let value = integer(value);
    if value.range.within(Range::new(0, mask)) && mask.wrapping_add(1) & mask == 0 {
        return value;
    }
    if let Some(known) = value.known() {
        return Value::constant(known & mask);
    }
    let range = value.range.and(Range::exactly(mask));
    let text = format!("{} & {}", value.at(Prec::BitAnd), hex(mask));
    let align = value.align.max(mask.trailing_zeros());
    Value {
        align,
        ..Value::new(text, Prec::BitAnd, range, value.effects)
    }
}

/// An i32 as the unsigned number it is.
pub fn unsigned(value: Value) -> Value {
    masked(value, MASK)
}

/// An i32 as a signed number.
pub fn signed(value: Value) -> Value {
    let value = integer(value);
    if value.range.within(Range::I32) {
        return value;
    }
    extended(unsigned(value), SIGN)
}

/// Copies the bit `sign` of a non-negative number below `2 * sign` upwards.
fn extended(value: Value, sign: i64) -> Value {
    if value.range.hi < sign {
        return value;
    }
    if let Some(known) = value.known() {
        return Value::constant((known ^ sign) - sign);
    }
    let text = format!(
        "({} ^ {}) - {}",
        value.at(Prec::BitXor),
        hex(sign),
        hex(sign)
    );
    Value::new(text, Prec::Sum, Range::new(-sign, sign - 1), value.effects)
}

fn compare(a: &Value, op: &str, b: &Value) -> Value {
    let (prec, opposite) = match op {
        "===" => (Prec::Equality, "!=="),
        "!==" => (Prec::Equality, "==="),
        "<" => (Prec::Comparison, ">="),
        "<=" => (Prec::Comparison, ">"),
        ">" => (Prec::Comparison, "<="),
        _ => (Prec::Comparison, "<"),
    };
    // PHP does not chain comparisons: both sides bind tighter.
    let (left, right) = (a.at(Prec::Sum), b.at(Prec::Sum));
    Value::boolean(
        format!("{left} {op} {right}"),
        prec,
        format!("{left} {opposite} {right}"),
        prec,
        a.effects.clone().and(&b.effects),
    )
}

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
        let no = format!("{} === 0", value.at(Prec::Sum));
        Value::boolean(value.text, value.prec, no, Prec::Equality, value.effects)
    }

    fn pop2(&mut self) -> (Value, Value) {
        let b = integer(self.stack.pop());
        let a = integer(self.stack.pop());
        (a, b)
    }

    /// Makes the topmost `count` values simple, changed by `shape` first.
    fn simple_top(&mut self, count: usize, shape: fn(Value) -> Value) {
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
                    None => compare(&unsigned(value), "===", &Value::constant(0)),
                }
            }
            O::I64Eqz => {
                let value = self.stack.pop();
                compare(&value, "===", &Value::constant(0))
            }
            O::I32Eq => self.equal("==="),
            O::I32Ne => self.equal("!=="),
            O::I32LtU => self.order(unsigned, "<"),
            O::I32LeU => self.order(unsigned, "<="),
            O::I32GtU => self.order(unsigned, ">"),
            O::I32GeU => self.order(unsigned, ">="),
            O::I32LtS => self.order_signed("<"),
            O::I32LeS => self.order_signed("<="),
            O::I32GtS => self.order_signed(">"),
            O::I32GeS => self.order_signed(">="),
            O::I64Eq => self.order(integer, "==="),
            O::I64Ne => self.order(integer, "!=="),
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
            O::I32WrapI64 => return Ok(()),
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

    fn add32(&mut self, subtract: bool) -> Value {
        let (mut a, mut b) = self.pop2();
        if !subtract && a.known().is_some() {
            std::mem::swap(&mut a, &mut b);
        }
        if let Some(known) = b.known() {
            // A constant above 2^31 is a small one with the other sign.
            let small = ((known & MASK) ^ SIGN) - SIGN;
            return plus_constant(a, if subtract { -small } else { small });
        }
        let range = |a: &Value, b: &Value| {
            let range = if subtract {
                a.range.sub(b.range)
            } else {
                a.range.add(b.range)
            };
            range.filter(|r| r.within(ROOM))
        };
        if range(&a, &b).is_none() {
            (a, b) = (unsigned(a), unsigned(b));
        }
        let sum = range(&a, &b).unwrap_or(Range::I64);
        binary(&a, if subtract { "-" } else { "+" }, &b, Prec::Sum, sum)
    }

    fn mul32(&mut self) -> Value {
        let (a, b) = self.pop2();
        let fits = |a: &Value, b: &Value| a.range.mul(b.range).filter(|r| r.within(ROOM));
        if let Some(range) = fits(&a, &b) {
            return binary(&a, "*", &b, Prec::Product, range);
        }
        let (a, b) = (unsigned(a), unsigned(b));
        match fits(&a, &b) {
            Some(range) => binary(&a, "*", &b, Prec::Product, range),
            None => method("mul32", &[&a, &b], Range::U32),
        }
    }

    fn and32(&mut self) -> Value {
        let (b, a) = (self.stack.pop(), self.stack.pop());
        if a.is_bool() && b.is_bool() && !b.effects.observable() {
            return both(&a, &b);
        }
        let (a, b) = (integer(a), integer(b));
        // A mask of either side leaves nothing of what the other has above it.
        if a.range.within(Range::U32) || b.range.within(Range::U32) {
            return binary(&a, "&", &b, Prec::BitAnd, a.range.and(b.range));
        }
        let (a, b) = (unsigned(a), unsigned(b));
        binary(&a, "&", &b, Prec::BitAnd, a.range.and(b.range))
    }

    fn or32(&mut self) -> Value {
        let (b, a) = (self.stack.pop(), self.stack.pop());
        if a.is_bool() && b.is_bool() && !b.effects.observable() {
            return either(&a, &b);
        }
        let (a, b) = (unsigned(a), unsigned(b));
        binary(&a, "|", &b, Prec::BitOr, a.range.or(b.range))
    }

    fn xor32(&mut self) -> Value {
        let (b, a) = (self.stack.pop(), self.stack.pop());
        if b.known() == Some(1)
            && let Some((no, prec)) = a.negated.clone()
        {
            return Value::boolean(no, prec, a.text, a.prec, a.effects);
        }
        let (a, b) = (unsigned(a), unsigned(b));
        binary(&a, "^", &b, Prec::BitXor, a.range.or(b.range))
    }

    /// A shift count, within 0..=`most`.
    fn pop_count(&mut self, most: i64) -> Value {
        let count = integer(self.stack.pop());
        match count.known() {
            Some(known) => Value::constant(known & most),
            None => masked(count, most),
        }
    }

    fn shl32(&mut self) -> Value {
        let count = self.pop_count(31);
        let value = integer(self.stack.pop());
        // Bits lost at the 64th place do not matter, nor does the sign they leave.
        let range = match count.known() {
            Some(n) => value.range.shl(n as u32),
            None => value.range.shl(31).union(value.range),
        };
        binary(&value, "<<", &count, Prec::Shift, range)
    }

    fn shift_right(&mut self, shape: fn(Value) -> Value, most: i64) -> Value {
        let count = self.pop_count(most);
        let value = shape(integer(self.stack.pop()));
        let range = match count.known() {
            Some(0) => return value,
            Some(n) => value.range.shr(n as u32),
            None => value
                .range
                .union(Range::new(value.range.lo.clamp(-1, 0), 0)),
        };
        binary(&value, ">>", &count, Prec::Shift, range)
    }

    fn shr_u64(&mut self) -> Value {
        if self.stack.peek(1).is_some_and(|v| v.range.non_negative()) {
            return self.shift_right(integer, 63);
        }
        let count = self.pop_count(63);
        let value = integer(self.stack.pop());
        match count.known() {
            Some(0) => value,
            Some(n) => {
                let shifted = binary(&value, ">>", &count, Prec::Shift, Range::I64);
                masked(shifted, i64::MAX >> (n - 1))
            }
            None => method("shrU64", &[&value, &count], Range::I64),
        }
    }

    fn rotate32(&mut self, right: bool) -> Value {
        self.simple_top(2, unsigned);
        let count = self.pop_count(31);
        let value = self.stack.pop();
        let Some(n) = count.known() else {
            let name = if right { "rotr32" } else { "rotl32" };
            return method(name, &[&value, &count], Range::U32);
        };
        let left = if right { (32 - n) & 31 } else { n };
        if left == 0 {
            return value;
        }
        let high = binary(
            &value,
            "<<",
            &Value::constant(left),
            Prec::Shift,
            value.range.shl(left as u32),
        );
        let low = binary(
            &value,
            ">>",
            &Value::constant(32 - left),
            Prec::Shift,
            value.range.shr(32 - left as u32),
        );
        binary(&high, "|", &low, Prec::BitOr, high.range.or(low.range))
    }

    fn rotate64(&mut self, name: &str) -> Value {
        let count = self.pop_count(63);
        let value = integer(self.stack.pop());
        method(name, &[&value, &count], Range::I64)
    }

    fn count(&mut self, name: &str, shape: fn(Value) -> Value, bits: i64) -> Value {
        let value = shape(integer(self.stack.pop()));
        method(name, &[&value], Range::new(0, bits))
    }

    /// The divisor with its check for zero, and whether it can trap.
    fn divisor(b: &Value) -> (Value, bool) {
        if b.range.lo > 0 || b.range.hi < 0 {
            return (b.clone(), false);
        }
        let text = format!("{} ?: $this->divideByZero()", b.at(Prec::Coalesce));
        (
            Value::new(
                text,
                Prec::Ternary,
                b.range,
                b.effects.clone().and(&Effects::trap()),
            ),
            true,
        )
    }

    fn divide(&mut self, shape: fn(Value) -> Value) -> Value {
        let (a, b) = self.pop2();
        let (a, b) = (shape(a), shape(b));
        let (b, _) = Self::divisor(&b);
        let effects = a.effects.and(&b.effects);
        Value::new(
            format!("\\intdiv({}, {})", a.text, b.text),
            Prec::Atom,
            Range::new(0, a.range.hi),
            effects,
        )
    }

    fn divide_signed(&mut self, shape: fn(Value) -> Value, name: &str, range: Range) -> Value {
        let (a, b) = self.pop2();
        let (a, b) = (shape(a), shape(b));
        let effects = a.effects.clone().and(&b.effects);
        if b.known().is_some_and(|n| n != 0 && n != -1) {
            return Value::new(
                format!("\\intdiv({}, {})", a.text, b.text),
                Prec::Atom,
                range,
                effects,
            );
        }
        let value = method(name, &[&a, &b], range);
        Value {
            effects: value.effects.and(&Effects::trap()),
            ..value
        }
    }

    fn remainder(&mut self, shape: fn(Value) -> Value) -> Value {
        let (a, b) = self.pop2();
        let (a, b) = (shape(a), shape(b));
        let range = Range::new(a.range.lo.min(0), a.range.hi.max(0));
        let (b, _) = Self::divisor(&b);
        binary(&a, "%", &b, Prec::Product, range)
    }

    /// i64 unsigned division: PHP's own where neither number has its sign bit set.
    fn unsigned64(&mut self, name: &str, remainder: bool) -> Value {
        let small = |v: Option<&Value>| v.is_some_and(|v| v.range.non_negative());
        if small(self.stack.peek(0)) && small(self.stack.peek(1)) {
            return if remainder {
                self.remainder(integer)
            } else {
                self.divide(integer)
            };
        }
        let (a, b) = self.pop2();
        let value = method(name, &[&a, &b], Range::I64);
        Value {
            effects: value.effects.and(&Effects::trap()),
            ..value
        }
    }

    /// i64 arithmetic: native while it cannot overflow; else PHP's own result if it
    /// stayed an integer, and the runtime's if PHP made a float of it.
    fn checked64(
        &mut self,
        op: &str,
        name: &str,
        range: fn(Range, Range) -> Option<Range>,
    ) -> Value {
        let fits = match (self.stack.peek(1), self.stack.peek(0)) {
            (Some(a), Some(b)) => range(a.range, b.range),
            _ => None,
        };
        let prec = if op == "*" { Prec::Product } else { Prec::Sum };
        if fits.is_none() {
            self.simple_top(2, integer);
        }
        let (a, b) = self.pop2();
        let native = binary(&a, op, &b, prec, fits.unwrap_or(Range::I64));
        if fits.is_some() {
            return native;
        }
        let name = method(name, &[&a, &b], Range::I64);
        let t = self.stack.fresh();
        let text = format!("\\is_int(${t} = {}) ? ${t} : {}", native.text, name.text);
        Value::new(text, Prec::Ternary, Range::I64, native.effects)
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

/// An i32 and a constant; constants that were added before are taken together with it.
pub fn plus_constant(a: Value, constant: i64) -> Value {
    let (base, constant) = match a.sum {
        Some((base, before)) => (*base, before + constant),
        None => (a, constant),
    };
    if constant == 0 {
        return base;
    }
    let base = match base.range.add(Range::exactly(constant)) {
        Some(range) if range.within(ROOM) => base,
        _ => unsigned(base),
    };
    let range = base
        .range
        .add(Range::exactly(constant))
        .unwrap_or(Range::I64);
    let op = if constant < 0 { "-" } else { "+" };
    let sum = binary(
        &base,
        op,
        &Value::constant(constant.abs()),
        Prec::Sum,
        range,
    );
    let frame = base.frame && constant < 0;
    Value {
        frame,
        sum: base.simple.then(|| (Box::new(base), constant)),
        ..sum
    }
}

fn both(a: &Value, b: &Value) -> Value {
    logic(a, "&&", b)
}

fn either(a: &Value, b: &Value) -> Value {
    logic(a, "||", b)
}

fn logic(a: &Value, op: &str, b: &Value) -> Value {
    let parts = |v: &Value, no: bool| {
        let (text, prec) = match (&v.negated, no) {
            (Some((text, prec)), true) => (text.as_str(), *prec),
            _ => (v.text.as_str(), v.prec),
        };
        if prec < Prec::BitOr {
            format!("({text})")
        } else {
            text.to_owned()
        }
    };
    let opposite = if op == "&&" { "||" } else { "&&" };
    Value::boolean(
        format!("{} {op} {}", parts(a, false), parts(b, false)),
        Prec::LogicalAnd,
        format!("{} {opposite} {}", parts(a, true), parts(b, true)),
        Prec::LogicalAnd,
        a.effects.clone().and(&b.effects),
    )
}
