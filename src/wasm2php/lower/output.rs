//! Calls of imports that take bytes of the memory, and what needs no call: output.

use crate::expr::forms::list;
use crate::expr::statement::Stmt;
use crate::expr::syntax::quote;
use crate::expr::value::{Effects, Prec, Value};
use crate::lower::lowering::Lowering;
use crate::module::Place;

/// A PHP string between two texts.
fn between(before: &str, middle: String, after: &str) -> String {
    let quoted = |text: &str| (!text.is_empty()).then(|| quote(text.as_bytes()));
    let parts = [quoted(before), Some(middle), quoted(after)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" . ")
}

impl Lowering<'_, '_> {
    /// A call of the host; see "fold" in the README for imports that take a string.
    pub fn host_call(&self, name: &str, args: &[Value]) -> String {
        let plain = || format!("$this->host->{name}({})", list(args));
        if !self.context.imports.folds(name) {
            return plain();
        }
        let [at, len, rest @ ..] = args else {
            return plain();
        };
        let mut all = vec![self.bytes(at, len)];
        all.extend(rest.iter().map(|v| v.text.clone()));
        format!("$this->host->{name}({})", all.join(", "))
    }

    /// Writes the call of an import that only appends to the output, if it is one; see
    /// "append" and "recall" in the README.
    pub fn output(&mut self, name: &str, args: &[Value]) -> bool {
        let imports = self.context.imports;
        let piece = match (imports.append(name), args) {
            (Some((before, after)), [at, len]) => match self.literal_bytes(at, len) {
                Some(bytes) => quote(&[before.as_bytes(), bytes, after.as_bytes()].concat()),
                None => between(before, self.bytes(at, len), after),
            },
            (Some(("", "")), [number]) => number.text.clone(),
            (Some((before, after)), [number]) => between(before, number.at(Prec::Atom), after),
            (None, [at, len]) if imports.recalls(name) => return self.recall(name, at, len),
            _ => return false,
        };
        let effects = args.iter().fold(Effects::call(), |e, a| e.and(&a.effects));
        self.properties.out = true;
        self.stack
            .emit(&effects, Stmt::Line(format!("$out[] = {piece};")));
        true
    }

    /// Appends what is known of a piece of memory; only where nothing is, the host is asked.
    fn recall(&mut self, name: &str, at: &Value, len: &Value) -> bool {
        let effects = Effects::call().and(&at.effects).and(&len.effects);
        self.stack.settle_before(&effects);
        let [at, len] = [at, len].map(|value| {
            if value.simple {
                return value.text.clone();
            }
            let name = self.stack.fresh();
            self.stack
                .out
                .push(Stmt::Line(format!("${name} = {};", value.text)));
            format!("${name}")
        });
        (self.properties.out, self.properties.known) = (true, true);
        self.stack.out.push(Stmt::Line(format!(
            "$out[] = $known[{len} << 32 | {at}] ?? $this->host->{name}({at}, {len});"
        )));
        true
    }

    /// A string of the memory: a literal where pointer and length are constants.
    fn bytes(&self, at: &Value, len: &Value) -> String {
        match self.literal_bytes(at, len) {
            Some(bytes) => quote(bytes),
            None => format!("$this->readBytes({}, {})", at.text, len.text),
        }
    }

    fn literal_bytes(&self, at: &Value, len: &Value) -> Option<&[u8]> {
        self.constant_bytes(at.known()?, len.known()?)
    }

    /// The bytes that an active data segment puts at a constant place.
    fn constant_bytes(&self, at: i64, len: i64) -> Option<&[u8]> {
        if len == 0 {
            return Some(&[]);
        }
        let mut found = self
            .context
            .module
            .data
            .iter()
            .filter_map(|data| match data.place {
                Place::Active(_, start) => {
                    let from = usize::try_from(at.checked_sub(start)?).ok()?;
                    data.bytes
                        .get(from..from.checked_add(usize::try_from(len).ok()?)?)
                }
                _ => None,
            });
        let first = found.next();
        // Overlapping segments: the later one wins at run time, so do not guess.
        if found.next().is_some() { None } else { first }
    }
}
