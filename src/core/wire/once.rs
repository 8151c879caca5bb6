//! Parts that stand in several records of one answer.

use alloc::sync::Arc;
use core::ops::Deref;
use serde::ser::{Serialize, Serializer};

/// The name under which a [`Shared`] value is serialized, as a newtype struct. A host may go by it and write the value
/// once: whenever the same value comes again, it is at the same address. Every other serializer sees but the value.
pub const NAME: &str = "Shared";

/// A value that several records hold.
#[derive(Debug, PartialEq)]
pub struct Shared<T>(Arc<T>);

impl<T> Shared<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(NAME, &*self.0)
    }
}
