//! Texts that are written piece by piece: to put them together first is dear in PHP.

/// The name of a tuple struct that a serializer gets instead of a text, where it says that it writes nothing
/// human-readable: the text is what the elements come to, one after the other. They are whole numbers, and texts in which
/// JSON escapes nothing.
pub const NAME: &str = "Joined";
