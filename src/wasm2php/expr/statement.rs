//! Structured control flow as PHP statements.
//!
//! The lowering writes labelled blocks and jumps, as wasm has them. `tidy` turns them
//! into if/else chains where that is the same; what is left becomes `while (true)` with
//! `break` and `continue`, and `goto` out of what PHP cannot break out of by name.

pub type Label = u32;

/// A condition and its opposite, as PHP text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cond {
    pub yes: String,
    pub no: String,
    /// Must be computed even if nothing depends on it: it may trap, or calls something.
    pub observable: bool,
}

impl Cond {
    fn flip(self) -> Cond {
        Cond {
            yes: self.no,
            no: self.yes,
            ..self
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stmt {
    /// One complete PHP statement.
    Line(String),
    /// One that control does not come back from: return, throw.
    Leave(String),
    If {
        cond: Cond,
        then: Vec<Stmt>,
        other: Vec<Stmt>,
    },
    /// A jump to `label` goes behind the block.
    Block {
        label: Label,
        body: Vec<Stmt>,
    },
    /// A jump to `label` goes to the loop's start; falling off the end leaves it.
    Loop {
        label: Label,
        body: Vec<Stmt>,
    },
    Switch {
        on: String,
        cases: Vec<Case>,
    },
    Jump(Label),
}

/// An arm of a switch; the one without numbers is the default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub numbers: Vec<u32>,
    pub body: Vec<Stmt>,
}

/// Deeper nesting than this stays a `goto`.
const DEEPEST: usize = 10;

/// Rewrites blocks and jumps to if/else where they mean the same.
pub fn tidy(stmts: Vec<Stmt>) -> Vec<Stmt> {
    let mut out: Vec<Stmt> = Vec::new();
    for stmt in stmts {
        match stmt {
            Stmt::Block { label, body } => {
                let mut body = tidy(body);
                fold_jumps(&mut body, label, 0);
                if jumps(&body, label) == 0 {
                    out.append(&mut body);
                } else {
                    out.push(Stmt::Block { label, body });
                }
            }
            Stmt::Loop { label, body } => out.push(Stmt::Loop {
                label,
                body: tidy(body),
            }),
            Stmt::If { cond, then, other } => push_if(&mut out, cond, tidy(then), tidy(other)),
            Stmt::Switch { on, cases } => out.push(Stmt::Switch { on, cases }),
            other => out.push(other),
        }
    }
    inline_cases(out)
}

fn push_if(out: &mut Vec<Stmt>, cond: Cond, then: Vec<Stmt>, mut other: Vec<Stmt>) {
    if then.is_empty() && other.is_empty() {
        if cond.observable {
            out.push(Stmt::Line(format!("{};", cond.yes)));
        }
    } else if then.is_empty() {
        push_if(out, cond.flip(), other, Vec::new());
    } else if leaves(&then) {
        out.push(Stmt::If {
            cond,
            then,
            other: Vec::new(),
        });
        out.append(&mut other);
    } else {
        out.push(Stmt::If { cond, then, other });
    }
}

/// Removes jumps to the end of `body` that structure can express.
fn fold_jumps(body: &mut Vec<Stmt>, label: Label, depth: usize) {
    let skip = |s: &Stmt| match s {
        Stmt::If { then, other, .. } => other.is_empty() && ends_with_jump(then, label),
        _ => false,
    };
    if depth < DEEPEST
        && let Some(at) = body.iter().position(skip)
    {
        let mut rest = body.split_off(at + 1);
        if let Some(Stmt::If { cond, mut then, .. }) = body.pop() {
            then.pop();
            fold_jumps(&mut then, label, depth + 1);
            fold_jumps(&mut rest, label, depth + 1);
            push_if(body, cond, then, rest);
        }
        return;
    }
    match body.last_mut() {
        Some(Stmt::Jump(to)) if *to == label => {
            body.pop();
            fold_jumps(body, label, depth);
        }
        Some(Stmt::If { then, other, .. }) => {
            fold_jumps(then, label, depth + 1);
            fold_jumps(other, label, depth + 1);
            if let Some(Stmt::If { cond, then, other }) = body.pop() {
                push_if(body, cond, then, other);
            }
        }
        Some(Stmt::Block {
            label: inner,
            body: inside,
        }) => {
            // Both labels mean the same place.
            let inner = *inner;
            rename(inside, label, inner);
            fold_jumps(inside, inner, depth);
        }
        _ => {}
    }
}

/// Makes jumps to `from` jumps to `to`.
fn rename(body: &mut [Stmt], from: Label, to: Label) {
    for stmt in body {
        match stmt {
            Stmt::Jump(label) if *label == from => *label = to,
            Stmt::If { then, other, .. } => {
                rename(then, from, to);
                rename(other, from, to);
            }
            Stmt::Block { body, .. } | Stmt::Loop { body, .. } => rename(body, from, to),
            Stmt::Switch { cases, .. } => {
                for case in cases {
                    rename(&mut case.body, from, to);
                }
            }
            _ => {}
        }
    }
}

/// A block that ends with a switch, and is left only through one arm: what follows the
/// block moves into that arm.
fn inline_cases(stmts: Vec<Stmt>) -> Vec<Stmt> {
    let mut out: Vec<Stmt> = Vec::new();
    let mut rest = stmts.into_iter();
    while let Some(stmt) = rest.next() {
        let Stmt::Block { label, mut body } = stmt else {
            out.push(stmt);
            continue;
        };
        let only_arm = jumps(&body, label) == 1;
        if only_arm
            && let Some(Stmt::Switch { cases, .. }) = body.last_mut()
            // An arm that falls off the switch needs what follows it, too.
            && cases.iter().all(|c| leaves(&c.body))
            && let Some(case) = cases.iter_mut().find(|c| c.body == [Stmt::Jump(label)])
        {
            let tail: Vec<Stmt> = rest.collect();
            // Falling off an arm leaves the switch, which is the end of these statements.
            case.body = tail;
            out.append(&mut body);
            return out;
        }
        out.push(Stmt::Block { label, body });
    }
    out
}

fn ends_with_jump(body: &[Stmt], label: Label) -> bool {
    matches!(body.last(), Some(Stmt::Jump(to)) if *to == label)
}

/// Does control never reach the end of `body`?
pub fn leaves(body: &[Stmt]) -> bool {
    match body.last() {
        Some(Stmt::Leave(_) | Stmt::Jump(_)) => true,
        Some(Stmt::If { then, other, .. }) => leaves(then) && leaves(other),
        Some(Stmt::Block { label, body }) => leaves(body) && jumps(body, *label) == 0,
        Some(Stmt::Switch { cases, .. }) => cases.iter().all(|c| leaves(&c.body)),
        _ => false,
    }
}

/// How many jumps in `body` go to `label`?
pub fn jumps(body: &[Stmt], label: Label) -> usize {
    body.iter()
        .map(|stmt| match stmt {
            Stmt::Jump(to) => usize::from(*to == label),
            Stmt::If { then, other, .. } => jumps(then, label) + jumps(other, label),
            Stmt::Block { body, .. } | Stmt::Loop { body, .. } => jumps(body, label),
            Stmt::Switch { cases, .. } => cases.iter().map(|c| jumps(&c.body, label)).sum(),
            Stmt::Line(_) | Stmt::Leave(_) => 0,
        })
        .sum()
}
