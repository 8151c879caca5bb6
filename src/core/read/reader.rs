//! From untrusted fields to values: what is missing or wrong is reported where it lies, and reading goes on, so that one
//! answer names every fault. Here are structs and lists; `scalars` and `amounts` have the rest.

use crate::read::field::{Field, List, Text};
use crate::read::issue::{Issue, IssueCode};
use crate::value::id::push_int;
use alloc::string::String;
use alloc::vec::Vec;

/// How much a field matters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// May be missing; where it is wrong it is left out and reported.
    Optional,
    /// Every store has it, so that it is reported where it is missing or wrong; the record goes without it (S13).
    Expected,
    /// May be missing, but where it is wrong there can be no record: money would be wrong.
    Sound,
    /// There can be no record without it.
    Required,
}

impl Need {
    /// Whether a fault forbids the record.
    pub(super) fn is_fatal(self) -> bool {
        matches!(self, Self::Sound | Self::Required)
    }
}

/// Where a fault lies; written out only when there is one.
#[derive(Clone, Copy)]
struct Place<'a> {
    outer: Option<&'a Place<'a>>,
    name: &'static str,
    index: Option<usize>,
}

impl Place<'_> {
    fn push_to(&self, path: &mut String) {
        if let Some(outer) = self.outer {
            outer.push_to(path);
        }
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(self.name);
        if let Some(index) = self.index {
            path.push('[');
            push_int(path, i64::try_from(index).unwrap_or(i64::MAX));
            path.push(']');
        }
    }
}

/// Reads the fields of one struct.
pub(crate) struct Reader<'a> {
    place: Place<'a>,
    issues: &'a mut Vec<Issue>,
}

impl<'a> Reader<'a> {
    /// For a struct at the top of a call; an empty name stands for the call's own fields.
    pub(crate) fn new(name: &'static str, issues: &'a mut Vec<Issue>) -> Self {
        Self {
            place: Place {
                outer: None,
                name,
                index: None,
            },
            issues,
        }
    }

    /// For a struct in a field.
    pub(crate) fn within(&mut self, name: &'static str) -> Reader<'_> {
        Reader {
            place: Place {
                outer: Some(&self.place),
                name,
                index: None,
            },
            issues: self.issues,
        }
    }

    /// For a struct in a list.
    pub(crate) fn element(&mut self, name: &'static str, index: usize) -> Reader<'_> {
        Reader {
            place: Place {
                outer: Some(&self.place),
                name,
                index: Some(index),
            },
            issues: self.issues,
        }
    }

    /// Reports a fault of a field.
    #[cold]
    #[inline(never)]
    pub(crate) fn report(
        &mut self,
        name: &'static str,
        code: IssueCode,
        message: &str,
        fatal: bool,
    ) {
        let mut path = String::new();
        self.place.push_to(&mut path);
        if !name.is_empty() {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(name);
        }
        self.issues.push(Issue {
            code,
            path,
            message: String::from(message),
            fatal,
        });
    }

    /// The faults so far, for whoever goes on.
    pub(crate) fn take(&mut self) -> Vec<Issue> {
        core::mem::take(self.issues)
    }

    /// Whether a fault so far forbids the record.
    pub(crate) fn is_fatal(&self) -> bool {
        self.is_fatal_since(0)
    }

    /// How many faults there are so far.
    pub(crate) fn mark(&self) -> usize {
        self.issues.len()
    }

    /// Whether a fault since a mark is fatal.
    pub(crate) fn is_fatal_since(&self, mark: usize) -> bool {
        self.issues.iter().skip(mark).any(|issue| issue.fatal)
    }

    /// Keeps the faults since a mark from forbidding the whole record: only the part that they are in is left out. True
    /// where there is such a part.
    pub(crate) fn downgrade_since(&mut self, mark: usize) -> bool {
        let mut contained = false;
        for issue in self.issues.iter_mut().skip(mark) {
            contained |= issue.fatal;
            issue.fatal = false;
        }
        contained
    }

    /// The value of any field.
    pub(crate) fn value<T>(
        &mut self,
        name: &'static str,
        field: Field<T>,
        kind: &str,
        need: Need,
    ) -> Option<T> {
        match field {
            Field::Value(value) => Some(value),
            Field::Missing => {
                self.missing(name, need);
                None
            }
            Field::Wrong => {
                self.wrong(name, kind, need);
                None
            }
        }
    }

    #[cold]
    #[inline(never)]
    pub(super) fn wrong(&mut self, name: &'static str, kind: &str, need: Need) {
        let mut message = String::from("This must be ");
        message.push_str(kind);
        message.push('.');
        self.report(name, IssueCode::WrongKind, &message, need.is_fatal());
    }

    #[inline(always)]
    pub(super) fn missing(&mut self, name: &'static str, need: Need) {
        if matches!(need, Need::Expected | Need::Required) {
            self.report_missing(name, need);
        }
    }

    #[cold]
    #[inline(never)]
    fn report_missing(&mut self, name: &'static str, need: Need) {
        self.report(
            name,
            IssueCode::Missing,
            "This is needed, but it is missing.",
            need.is_fatal(),
        );
    }

    /// The elements of a list; one that is missing is an empty one.
    pub(crate) fn list<T>(
        &mut self,
        name: &'static str,
        field: Field<List<T>>,
        need: Need,
    ) -> Vec<Field<T>> {
        self.value(name, field, "a list", need)
            .unwrap_or_default()
            .0
    }

    /// The texts of a list that are not blank.
    pub(crate) fn texts(
        &mut self,
        name: &'static str,
        field: Field<List<Text>>,
        need: Need,
    ) -> Vec<String> {
        let list = self.list(name, field, need);
        let mut texts = Vec::with_capacity(list.len());
        for (index, element) in list.into_iter().enumerate() {
            texts.extend(self.element(name, index).text("", element, Need::Optional));
        }
        texts
    }

    /// The struct of an element. Every element of a list must be there.
    pub(crate) fn element_struct<T>(&mut self, field: Field<T>) -> Option<T> {
        self.value("", field, "a map", Need::Required)
    }

    /// The struct of an element, without which the record goes where it is not there.
    pub(crate) fn element_if_sound<T>(&mut self, field: Field<T>) -> Option<T> {
        self.value("", field, "a map", Need::Expected)
    }
}

/// Whether every element of a list could be read, so that a sum over it says something.
pub(crate) fn is_whole<T>(field: &Field<List<T>>) -> bool {
    match field {
        Field::Missing => true,
        Field::Wrong => false,
        Field::Value(list) => list.0.iter().all(|field| matches!(field, Field::Value(_))),
    }
}
