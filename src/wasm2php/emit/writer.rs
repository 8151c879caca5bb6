//! Statements as indented PHP text.

use crate::expr::statement::{Case, Label, Stmt, jumps, leaves};

/// What an enclosing PHP construct that `break` and `continue` count offers.
struct Around {
    /// Jumps to these labels are the same as leaving the construct.
    behind: Vec<Label>,
    /// A jump to this one starts the loop's next round.
    start: Option<Label>,
}

pub struct Writer {
    text: String,
    depth: usize,
    around: Vec<Around>,
}

impl Writer {
    pub fn new(depth: usize) -> Writer {
        Writer {
            text: String::new(),
            depth,
            around: Vec::new(),
        }
    }

    pub fn finish(self) -> String {
        self.text
    }

    pub fn line(&mut self, text: &str) {
        if !text.is_empty() {
            for _ in 0..self.depth {
                self.text.push('\t');
            }
            self.text.push_str(text);
        }
        self.text.push('\n');
    }

    /// A brace pair with what `inside` writes; `head` ends with the opening brace.
    pub fn braces(&mut self, head: &str, inside: impl FnOnce(&mut Writer)) {
        self.line(head);
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        self.line("}");
    }

    /// Writes `stmts`; `behind` are the labels of the place right after them.
    pub fn statements(&mut self, stmts: &[Stmt], behind: &[Label]) {
        for (index, stmt) in stmts.iter().enumerate() {
            let last = index + 1 == stmts.len();
            self.statement(stmt, if last { behind } else { &[] });
        }
    }

    fn statement(&mut self, stmt: &Stmt, behind: &[Label]) {
        match stmt {
            Stmt::Line(text) | Stmt::Leave(text) => self.line(text),
            Stmt::Jump(label) => self.jump(*label, behind),
            Stmt::If { cond, then, other } => {
                self.line(&format!("if ({}) {{", cond.yes));
                self.inside(then, behind);
                self.otherwise(other, behind);
                self.line("}");
            }
            Stmt::Block { label, body } => {
                let mut labels = behind.to_vec();
                labels.push(*label);
                let goto = format!("goto label_{label};");
                let before = self.text.len();
                self.statements(body, &labels);
                if self.text.get(before..).is_some_and(|t| t.contains(&goto)) {
                    self.line(&format!("label_{label}:"));
                }
            }
            Stmt::Loop { label, body } => self.repeat(*label, body, behind),
            Stmt::Switch { on, cases } => self.switch(on, cases, behind),
        }
    }

    fn otherwise(&mut self, other: &[Stmt], behind: &[Label]) {
        match other {
            [] => {}
            [Stmt::If { cond, then, other }] => {
                self.line(&format!("}} elseif ({}) {{", cond.yes));
                self.inside(then, behind);
                self.otherwise(other, behind);
            }
            _ => {
                self.line("} else {");
                self.inside(other, behind);
            }
        }
    }

    fn inside(&mut self, body: &[Stmt], behind: &[Label]) {
        self.depth += 1;
        self.statements(body, behind);
        self.depth -= 1;
    }

    fn repeat(&mut self, label: Label, body: &[Stmt], behind: &[Label]) {
        let before = self.text.len();
        let goto = format!("goto label_{label};");
        self.around.push(Around {
            behind: behind.to_vec(),
            start: Some(label),
        });
        if let Some((Stmt::If { cond, then, other }, rest)) = body.split_last()
            && other.is_empty()
            && *then == [Stmt::Jump(label)]
            && jumps(rest, label) == 0
        {
            self.line("do {");
            self.inside(rest, &[]);
            self.line(&format!("}} while ({});", cond.yes));
        } else {
            self.line("while (true) {");
            self.inside(body, &[]);
            if !leaves(body) {
                self.depth += 1;
                self.line("break;");
                self.depth -= 1;
            }
            self.line("}");
        }
        self.around.pop();
        if self.text.get(before..).is_some_and(|t| t.contains(&goto)) {
            let indent = "\t".repeat(self.depth);
            self.text
                .insert_str(before, &format!("{indent}label_{label}:\n"));
        }
    }

    fn switch(&mut self, on: &str, cases: &[Case], behind: &[Label]) {
        self.around.push(Around {
            behind: behind.to_vec(),
            start: None,
        });
        self.line(&format!("switch ({on}) {{"));
        self.depth += 1;
        for case in cases {
            for number in &case.numbers {
                self.line(&format!("case {number}:"));
            }
            if case.numbers.is_empty() {
                self.line("default:");
            }
            self.inside(&case.body, &[]);
            if !leaves(&case.body) {
                self.depth += 1;
                self.line("break;");
                self.depth -= 1;
            }
        }
        self.depth -= 1;
        self.line("}");
        self.around.pop();
    }

    fn jump(&mut self, label: Label, behind: &[Label]) {
        if behind.contains(&label) {
            return;
        }
        let text = self
            .around
            .iter()
            .rev()
            .take(2)
            .enumerate()
            .find_map(|(index, around)| {
                let levels = if index == 0 {
                    String::new()
                } else {
                    format!(" {}", index + 1)
                };
                if around.behind.contains(&label) {
                    Some(format!("break{levels};"))
                } else if around.start == Some(label) {
                    Some(format!("continue{levels};"))
                } else {
                    None
                }
            });
        self.line(&text.unwrap_or_else(|| format!("goto label_{label};")));
    }
}
