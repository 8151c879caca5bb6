//! Which numbers a PHP expression can have.
//!
//! PHP has one integer type of 64 bits, and turns into a float what does not fit. The
//! translator tracks an interval for every expression: it shows where a result cannot
//! leave 64 bits (so that no check is needed) or 32 bits (so that no mask is needed).

/// All integers from `lo` to `hi`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    pub lo: i64,
    pub hi: i64,
}

impl Range {
    /// An i32 as the generated code keeps it: unsigned.
    pub const U32: Range = Range {
        lo: 0,
        hi: 0xffff_ffff,
    };
    pub const I64: Range = Range {
        lo: i64::MIN,
        hi: i64::MAX,
    };

    pub const fn new(lo: i64, hi: i64) -> Range {
        Range { lo, hi }
    }

    pub const fn exactly(value: i64) -> Range {
        Range {
            lo: value,
            hi: value,
        }
    }

    /// Within the bounds of `other`?
    pub fn within(self, other: Range) -> bool {
        self.lo >= other.lo && self.hi <= other.hi
    }

    pub fn non_negative(self) -> bool {
        self.lo >= 0
    }

    pub fn union(self, other: Range) -> Range {
        Range::new(self.lo.min(other.lo), self.hi.max(other.hi))
    }

    /// The sum, or none when it can leave 64 bits.
    pub fn add(self, other: Range) -> Option<Range> {
        Some(Range::new(
            self.lo.checked_add(other.lo)?,
            self.hi.checked_add(other.hi)?,
        ))
    }

    /// The difference, or none when it can leave 64 bits.
    pub fn sub(self, other: Range) -> Option<Range> {
        Some(Range::new(
            self.lo.checked_sub(other.hi)?,
            self.hi.checked_sub(other.lo)?,
        ))
    }

    /// The product, or none when it can leave 64 bits.
    pub fn mul(self, other: Range) -> Option<Range> {
        let corners = [
            self.lo.checked_mul(other.lo)?,
            self.lo.checked_mul(other.hi)?,
            self.hi.checked_mul(other.lo)?,
            self.hi.checked_mul(other.hi)?,
        ];
        let lo = corners.into_iter().min()?;
        let hi = corners.into_iter().max()?;
        Some(Range::new(lo, hi))
    }

    /// Shifted left by a constant; everything when bits can be lost.
    pub fn shl(self, count: u32) -> Range {
        1i64.checked_shl(count)
            .filter(|f| *f > 0)
            .and_then(|f| self.mul(Range::exactly(f)))
            .unwrap_or(Range::I64)
    }

    /// Shifted right (arithmetically) by a constant.
    pub fn shr(self, count: u32) -> Range {
        Range::new(self.lo >> count, self.hi >> count)
    }

    /// `self & other`.
    pub fn and(self, other: Range) -> Range {
        match (self.non_negative(), other.non_negative()) {
            (true, true) => Range::new(0, self.hi.min(other.hi)),
            (true, false) => Range::new(0, self.hi),
            (false, true) => Range::new(0, other.hi),
            (false, false) => Range::I64,
        }
    }

    /// `self | other` and `self ^ other`.
    pub fn or(self, other: Range) -> Range {
        if self.non_negative() && other.non_negative() {
            let bits = 64 - (self.hi | other.hi).leading_zeros();
            Range::new(
                0,
                if bits >= 63 {
                    i64::MAX
                } else {
                    (1 << bits) - 1
                },
            )
        } else if self.within(Range::I32) && other.within(Range::I32) {
            Range::I32
        } else {
            Range::I64
        }
    }

    /// A signed 32-bit number.
    pub const I32: Range = Range {
        lo: -0x8000_0000,
        hi: 0x7fff_ffff,
    };
}
