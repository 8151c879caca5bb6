//! What PHP takes for a literal, and for a name.

/// An integer as PHP source. PHP has no literal for the smallest one.
pub fn literal(value: i64) -> String {
    if value == i64::MIN {
        "\\PHP_INT_MIN".to_owned()
    } else {
        value.to_string()
    }
}

/// A mask as PHP source.
pub fn hex(value: i64) -> String {
    format!("0x{value:x}")
}

/// Bytes as a PHP string literal: single quotes for plain text, escapes otherwise.
pub fn quote(bytes: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(bytes)
        && text.chars().all(|c| !c.is_control())
    {
        return format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"));
    }
    let mut out = String::from("\"");
    for byte in bytes {
        match byte {
            b'"' | b'\\' | b'$' => {
                out.push('\\');
                out.push(char::from(*byte));
            }
            b'\n' => out.push_str("\\n"),
            0x20..=0x7e => out.push(char::from(*byte)),
            _ => out.push_str(&format!("\\x{byte:02x}")),
        }
    }
    out.push('"');
    out
}

/// Is `name` usable as a PHP method name?
pub fn is_php_identifier(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !name.eq_ignore_ascii_case("class")
}
