//! What PHP does for this module. Only plain numbers cross; addresses are those of this module's memory.

#[link(wasm_import_module = "host")]
unsafe extern "C" {
    /// Writes the row of a struct with `count` keys, whose slice (address and length of each) is at `keys`; or, for
    /// `count` 0, that of a list. It goes to `at`, where there is `room`, both in bytes. Gives its size; where that is
    /// more than the room, nothing is written.
    pub safe fn open(value: u32, keys: *const u8, count: usize, at: usize, room: usize) -> usize;
    /// Appends JSON text as it is.
    unsafe fn raw(text: *const u8, length: usize);
    /// Appends `{"name":`.
    unsafe fn first(name: *const u8, length: usize);
    /// Appends `,"name":`.
    unsafe fn next(name: *const u8, length: usize);
    /// Appends a text as a JSON string.
    unsafe fn text(text: *const u8, length: usize);
    /// Appends a text in which JSON escapes nothing, without its quotes.
    unsafe fn piece(text: *const u8, length: usize);
    /// Appends an integer.
    pub safe fn int(value: i64);
    /// Appends `true` or `false`.
    pub safe fn boolean(value: u32);
    /// Appends what was [`keep`]t under this number, if anything was, and gives 1; else gives 0.
    pub safe fn again(number: usize) -> u32;
    /// Keeps what was appended since [`again`] gave 0, under the same number, until the next call.
    pub safe fn keep(number: usize);
    /// What is appended from here on is a text of its own, until [`end_text`].
    pub safe fn begin_text();
    /// Appends that text as a JSON string.
    pub safe fn end_text();
}

// Inlined so that the address of a literal reaches the import as a constant, which the translator can fold.
macro_rules! pieces {
    ($($(#[$doc:meta])* $name:ident => $import:ident,)+) => {
        $($(#[$doc])*
        #[inline(always)]
        pub fn $name(piece: &str) {
            // SAFETY: the host only reads the bytes, within the call.
            unsafe { $import(piece.as_ptr(), piece.len()) }
        })+
    };
}
pieces! {
    /// Appends JSON text as it is.
    write_raw => raw,
    /// Opens an object with its first key.
    write_first => first,
    /// Goes on to an object's next key.
    write_next => next,
    /// Appends a JSON string.
    write_text => text,
    /// Appends what stands within a JSON string that needs no escape.
    write_piece => piece,
}
