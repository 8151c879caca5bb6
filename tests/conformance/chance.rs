//! Calls made by chance, the same for the same seed: golden calls with a few faults put in, and trees that have
//! nothing in common with a call but some of its keys.

use crate::value::Value;

/// A stream of numbers (SplitMix64).
pub struct Chance(u64);

impl Chance {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// Makes calls.
pub struct Calls {
    golden: Vec<Value>,
    keys: Vec<String>,
    texts: Vec<Vec<u8>>,
}

impl Calls {
    /// On the model of these calls.
    pub fn new(golden: Vec<Value>) -> Calls {
        let mut calls = Calls {
            golden: Vec::new(),
            keys: Vec::new(),
            texts: Vec::new(),
        };
        golden.iter().for_each(|call| calls.learn(call));
        calls.golden = golden;
        calls
            .keys
            .extend(["x", "101", "", "é", "__proto__", "toString"].map(String::from));
        calls.keys.sort();
        calls.keys.dedup();
        calls.texts.extend(TEXTS.iter().map(|text| text.to_vec()));
        calls.texts.sort();
        calls.texts.dedup();
        calls
    }

    fn learn(&mut self, value: &Value) {
        match value {
            Value::Text(bytes) => self.texts.push(bytes.clone()),
            Value::List(values) => values.iter().for_each(|value| self.learn(value)),
            Value::Map(pairs) => pairs.iter().for_each(|(key, value)| {
                self.keys.push(key.clone());
                self.learn(value);
            }),
            _ => {}
        }
    }

    /// The call of a seed.
    pub fn make(&self, seed: u64) -> Value {
        let mut chance = Chance::new(seed);
        let mut call = chance.pick(&self.golden).clone();
        if chance.below(10) == 0 {
            // Nothing of it stays but the name of what is asked.
            for (_, inside) in pairs(&mut call) {
                *inside = self.tree(&mut chance, 6);
            }
        }
        for _ in 0..=chance.below(5) {
            let mut countdown = chance.below(size(&call).max(2) - 1) + 1;
            self.spoil(&mut call, &mut countdown, &mut chance);
        }
        call
    }

    /// Puts a fault into the value that is `countdown` steps on from this one.
    fn spoil(&self, value: &mut Value, countdown: &mut usize, chance: &mut Chance) -> bool {
        if *countdown == 0 {
            self.fault(value, chance);
            return true;
        }
        *countdown -= 1;
        match value {
            Value::List(values) => values
                .iter_mut()
                .any(|value| self.spoil(value, countdown, chance)),
            Value::Map(pairs) => pairs
                .iter_mut()
                .any(|(_, value)| self.spoil(value, countdown, chance)),
            _ => false,
        }
    }

    fn fault(&self, value: &mut Value, chance: &mut Chance) {
        match (chance.below(4), value) {
            (0, Value::List(values)) if !values.is_empty() => {
                let index = chance.below(values.len());
                match chance.below(3) {
                    0 => drop(values.remove(index)),
                    1 => values.push(values[index].clone()),
                    _ => values[index] = self.tree(chance, 2),
                }
            }
            (0, Value::Map(pairs)) if !pairs.is_empty() => {
                let index = chance.below(pairs.len());
                match chance.below(3) {
                    0 => drop(pairs.remove(index)),
                    1 => pairs.rotate_left(index),
                    _ => pairs[index].1 = self.tree(chance, 2),
                }
            }
            (0 | 1, Value::Text(bytes)) => {
                let index = chance.below(bytes.len() + 1);
                match chance.below(4) {
                    0 => bytes.truncate(index),
                    1 => bytes.insert(index, chance.next() as u8),
                    2 => bytes.extend(self.texts[chance.below(self.texts.len())].clone()),
                    _ => *bytes = bytes.repeat(chance.below(4)),
                }
            }
            (0 | 1, Value::Int(int)) => {
                *int = match chance.below(3) {
                    0 => int.wrapping_neg(),
                    1 => int.wrapping_mul(1000),
                    _ => int.wrapping_add(chance.below(3) as i64 - 1),
                }
            }
            (_, value) => *value = self.tree(chance, 3),
        }
    }

    /// Any value, at most `depth` deep, or now and then far deeper.
    fn tree(&self, chance: &mut Chance, depth: usize) -> Value {
        match chance.below(if depth == 0 { 7 } else { 11 }) {
            0 => Value::Null,
            1 => Value::Bool(chance.below(2) == 0),
            2 => Value::Int(*chance.pick(INTS)),
            3 => Value::Float(*chance.pick(FLOATS)),
            4..=6 => Value::Text(chance.pick(&self.texts).clone()),
            7 | 8 => Value::List(
                (0..chance.below(4))
                    .map(|_| self.tree(chance, depth - 1))
                    .collect(),
            ),
            9 => {
                let mut pairs = Vec::new();
                for _ in 0..chance.below(8) {
                    let key = chance.pick(&self.keys).clone();
                    if pairs.iter().all(|(other, _)| *other != key) {
                        pairs.push((key, self.tree(chance, depth - 1)));
                    }
                }
                Value::Map(pairs)
            }
            _ => {
                (0..chance.below(100)).fold(self.tree(chance, 0), |inner, level| match level % 3 {
                    0 => Value::List(vec![inner]),
                    _ => Value::Map(vec![(chance.pick(&self.keys).clone(), inner)]),
                })
            }
        }
    }
}

fn pairs(value: &mut Value) -> &mut [(String, Value)] {
    match value {
        Value::Map(pairs) => pairs,
        _ => &mut [],
    }
}

/// How many values there are in this one, itself included.
fn size(value: &Value) -> usize {
    match value {
        Value::List(values) => 1 + values.iter().map(size).sum::<usize>(),
        Value::Map(pairs) => 1 + pairs.iter().map(|(_, value)| size(value)).sum::<usize>(),
        _ => 1,
    }
}

const SAFE: i64 = (1 << 53) - 1;

const INTS: &[i64] = &[
    0,
    1,
    -1,
    7,
    1_775_088_000,
    -62_135_596_800,
    -62_135_596_801,
    253_402_300_799,
    253_402_300_800,
    1 << 31,
    -(1 << 31),
    1 << 32,
    SAFE,
    -SAFE,
    SAFE + 2,
    i64::MAX,
    i64::MIN,
];

const FLOATS: &[f64] = &[
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -2.5,
    1e9,
    1.775_088e9,
    1e15,
    9_007_199_254_740_991.0,
    1e17,
    9.3e18,
    -9.3e18,
    1e300,
    5e-324,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
];

const TEXTS: &[&[u8]] = &[
    b"",
    b" ",
    b"0",
    b"-0",
    b"00",
    b"+1",
    b"-1",
    b".5",
    b"5.",
    b"1e3",
    b"1,5",
    b"0x10",
    b"NaN",
    b"12.345",
    b"-0.005",
    b"99999999999999999999999",
    b"90071992547409.91",
    b"90071992547409.92",
    b"9007199254740991",
    b"0.000000000000001",
    b"true",
    b"null",
    b"{}",
    b"[]",
    b"USD",
    b"JPY",
    b"KWD",
    b"usd",
    b"trash",
    b"auto-draft",
    b"wc-completed",
    b"ann@example.com",
    b" Ann@EXAMPLE.com ",
    b"ann@",
    b"@example.com",
    b"a@b@c.com",
    b"a b@c.com",
    b"ann@ex\xC3\xA4mple.com",
    b"https://shop.example",
    b"HTTPS://Shop.Example:443/",
    b"http://localhost:8080",
    b"http://u:p@shop.example?a#b",
    b"//x",
    b"\"quoted\" \\ and / and \x7F",
    b"line\nbreak\ttab\rreturn\x08\x0C\x0B\x00\x1F",
    b"\xE2\x80\xA8\xE2\x80\xA9",
    "Žluťoučký kůň".as_bytes(),
    "محمد".as_bytes(),
    "日本語".as_bytes(),
    "👩‍👩‍👧‍👦 🇩🇪".as_bytes(),
    "\u{FEFF}BOM".as_bytes(),
    "\u{10FFFF}".as_bytes(),
    "\u{A0}\u{3000}blank\u{2003}".as_bytes(),
    "１２".as_bytes(),
    "ǅ İ ß ﬁ".as_bytes(),
    b"\xFF",
    b"caf\xE9",
    b"\xC3",
    b"\xA9",
    b"\xC0\xAF",
    b"\xED\xA0\x80",
    b"\xF4\x90\x80\x80",
    b"\xF0\x9F\x98",
    b"ok\xE2\x82 end",
    &[b'x'; 300],
    &[b'9'; 400],
    &[0xE9; 40],
];
