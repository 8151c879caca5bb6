//! From untrusted fields to values where nothing is reported: what is missing or wrong counts as none.

use crate::read::field::{Field, Flag, Int, List, Text};
use alloc::string::String;
use alloc::vec::Vec;

// What is inlined makes the core larger, and PHP's memory with it.
#[inline(never)]
pub(crate) fn present<T>(list: Vec<Field<T>>) -> Vec<T> {
    list.into_iter().filter_map(some_of).collect()
}

#[inline(never)]
pub(crate) fn values<T>(field: Field<List<T>>) -> Vec<T> {
    present(some_of(field).unwrap_or_default().0)
}

#[inline(never)]
pub(crate) fn texts(field: Field<List<Text>>) -> Vec<String> {
    values(field).into_iter().map(|Text(text)| text).collect()
}

pub(crate) fn some_of<T>(field: Field<T>) -> Option<T> {
    match field {
        Field::Value(value) => Some(value),
        _ => None,
    }
}

#[inline(never)]
pub(crate) fn some(field: Field<Text>) -> Option<String> {
    some_of(field).map(|Text(text)| text)
}

#[inline(never)]
pub(crate) fn text(field: Field<Text>) -> String {
    some(field).unwrap_or_default()
}

#[inline(never)]
pub(crate) fn number(field: Field<Int>) -> i64 {
    some_of(field).map_or(0, |Int(number)| number)
}

pub(crate) fn flag(field: Field<Flag>) -> bool {
    some_of(field).is_some_and(|Flag(flag)| flag)
}
