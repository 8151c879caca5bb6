//! Values that are answered as the text which is sent, so that nothing on the way prints them once more.

use serde::ser::{Error, Serialize, Serializer};

/// The name under which a [`Text`] is serialized, as a newtype struct, where the serializer says that it writes nothing
/// human-readable: what such a host writes of the value is text already, and it makes a string of that.
pub const NAME: &str = "Text";

/// A value whose JSON stands in the answer as a string.
pub(crate) struct Text<T>(pub(crate) T);

impl<T: Serialize> Serialize for Text<T> {
    #[inline(always)]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            let text = serde_json::to_string(&self.0).map_err(S::Error::custom)?;
            return serializer.serialize_str(&text);
        }
        serializer.serialize_newtype_struct(NAME, &self.0)
    }
}
