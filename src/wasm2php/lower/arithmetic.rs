//! Arithmetic and bit operations: where PHP's own operators give wasm's result, and what
//! is written where they do not.

use crate::expr::forms::{
    MASK, ROOM, SIGN, binary, both, either, integer, masked, method, plus_constant, unsigned,
};
use crate::expr::interval::Range;
use crate::expr::value::{Effects, Prec, Value};
use crate::lower::lowering::Lowering;

impl Lowering<'_, '_> {
    pub fn add32(&mut self, subtract: bool) -> Value {
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

    pub fn mul32(&mut self) -> Value {
        let (a, b) = self.pop2();
        // A constant above 2^31 is a small one with the other sign.
        let small = |v: Value| match v.known() {
            Some(known) => Value::constant(((known & MASK) ^ SIGN) - SIGN),
            None => v,
        };
        let (a, b) = (small(a), small(b));
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

    pub fn and32(&mut self) -> Value {
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

    pub fn or32(&mut self) -> Value {
        let (b, a) = (self.stack.pop(), self.stack.pop());
        if a.is_bool() && b.is_bool() && !b.effects.observable() {
            return either(&a, &b);
        }
        let (a, b) = (unsigned(a), unsigned(b));
        binary(&a, "|", &b, Prec::BitOr, a.range.or(b.range))
    }

    pub fn xor32(&mut self) -> Value {
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
    pub fn pop_count(&mut self, most: i64) -> Value {
        let count = integer(self.stack.pop());
        match count.known() {
            Some(known) => Value::constant(known & most),
            None => masked(count, most),
        }
    }

    pub fn shl32(&mut self) -> Value {
        let count = self.pop_count(31);
        let value = integer(self.stack.pop());
        // Bits lost at the 64th place do not matter, nor does the sign they leave.
        let range = match count.known() {
            Some(n) => value.range.shl(n as u32),
            None => value.range.shl(31).union(value.range),
        };
        binary(&value, "<<", &count, Prec::Shift, range)
    }

    pub fn shift_right(&mut self, shape: fn(Value) -> Value, most: i64) -> Value {
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

    pub fn shr_u64(&mut self) -> Value {
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

    pub fn rotate32(&mut self, right: bool) -> Value {
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

    pub fn rotate64(&mut self, name: &str) -> Value {
        let count = self.pop_count(63);
        let value = integer(self.stack.pop());
        method(name, &[&value, &count], Range::I64)
    }

    pub fn count(&mut self, name: &str, shape: fn(Value) -> Value, bits: i64) -> Value {
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

    pub fn divide(&mut self, shape: fn(Value) -> Value) -> Value {
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

    pub fn divide_signed(&mut self, shape: fn(Value) -> Value, name: &str, range: Range) -> Value {
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

    pub fn remainder(&mut self, shape: fn(Value) -> Value) -> Value {
        let (a, b) = self.pop2();
        let (a, b) = (shape(a), shape(b));
        let range = Range::new(a.range.lo.min(0), a.range.hi.max(0));
        let (b, _) = Self::divisor(&b);
        binary(&a, "%", &b, Prec::Product, range)
    }

    /// i64 unsigned division: PHP's own where neither number has its sign bit set.
    pub fn unsigned64(&mut self, name: &str, remainder: bool) -> Value {
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
    pub fn checked64(
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
        let sum64 = match (op, b.known()) {
            ("+", Some(constant)) => Some((Box::new(a), constant)),
            _ => None,
        };
        Value {
            sum64,
            ..Value::new(text, Prec::Ternary, Range::I64, native.effects)
        }
    }
}
