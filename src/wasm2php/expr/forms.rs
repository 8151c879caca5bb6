//! Expressions out of expressions.
//!
//! An i32 is an unsigned PHP integer. Between operators it may be any number that is
//! equal to it modulo 2^32 (its range says so); `unsigned` masks it where that matters.

use wasmparser::ValType;

use crate::expr::interval::Range;
use crate::expr::syntax::{hex, literal};
use crate::expr::value::{Effects, Prec, Value};

pub const SIGN: i64 = 0x8000_0000;
pub const MASK: i64 = 0xffff_ffff;

/// Sums of i32 wait for their mask as long as they stay far from 64 bits.
pub const ROOM: Range = Range::new(-(1 << 62), 1 << 62);

/// Every number that a value of this type can be.
pub fn full(ty: ValType) -> Range {
    if ty == ValType::I32 {
        Range::U32
    } else {
        Range::I64
    }
}

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
pub fn extended(value: Value, sign: i64) -> Value {
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

pub fn compare(a: &Value, op: &str, b: &Value) -> Value {
    let (prec, opposite) = match op {
        "==" => (Prec::Equality, "!="),
        "!=" => (Prec::Equality, "=="),
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

/// Expressions as arguments of a call.
pub fn list(args: &[Value]) -> String {
    args.iter()
        .map(|a| a.text.as_str())
        .collect::<Vec<_>>()
        .join(", ")
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

/// `x + constant < limit`, unsigned: so compilers ask whether an i64 lies between two constants. None unless that is
/// how it can be written.
pub fn between(sum: &Value, op: &str, limit: &Value) -> Option<Value> {
    let (x, constant) = sum.sum64.as_ref()?;
    let constant = i128::from(*constant);
    let limit = i128::from(limit.known()?.cast_unsigned());
    let highest = match op {
        "<" | ">=" => limit - 1,
        _ => limit,
    };
    let bound = |value: i128| i64::try_from(value - constant).ok();
    let (low, high) = (bound(0)?, bound(highest)?);
    let (x, low, high) = (&x.text, literal(low), literal(high));
    let inside = format!("{x} >= {low} && {x} <= {high}");
    let outside = format!("{x} < {low} || {x} > {high}");
    let (text, not) = if op.starts_with('<') {
        (inside, outside)
    } else {
        (outside, inside)
    };
    let prec = Prec::LogicalAnd;
    Some(Value::boolean(text, prec, not, prec, sum.effects.clone()))
}

pub fn both(a: &Value, b: &Value) -> Value {
    logic(a, "&&", b)
}

pub fn either(a: &Value, b: &Value) -> Value {
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
