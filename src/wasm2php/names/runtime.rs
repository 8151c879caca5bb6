//! The methods of `emit/runtime.php`, which is written by hand.

/// The file, laid out as all PHP here: members are one tab in,
/// with a blank line before each, and a method ends at `\t}`.
const FILE: &str = include_str!("../emit/runtime.php");

/// One method.
pub struct Method {
    pub name: &'static str,
    /// Do others than generated code call it?
    pub is_public: bool,
    /// Its lines, from its comment on.
    pub text: &'static str,
}

/// All methods, in their order.
pub fn methods() -> impl Iterator<Item = Method> {
    let (mut start, mut end) = (0, 0);
    let mut declared = None;
    FILE.split_inclusive('\n').filter_map(move |line| {
        end += line.len();
        declared = declared.or_else(|| declaration(line));
        match line {
            "\n" if declared.is_none() => start = end,
            "\t}\n" => {
                let (is_public, name) = declared.take()?;
                let text = FILE.get(start..end)?;
                return Some(Method {
                    name,
                    is_public,
                    text,
                });
            }
            _ => {}
        }
        None
    })
}

/// What a line declares, if that is a method: whether it is public, and its name.
fn declaration(line: &'static str) -> Option<(bool, &'static str)> {
    let member = line.strip_prefix('\t')?;
    let (is_public, rest) = match member.strip_prefix("public ") {
        Some(rest) => (true, rest),
        None => (false, member.strip_prefix("private ")?),
    };
    let signature = rest.strip_prefix("function ")?;
    let (name, _) = signature.trim_start_matches('&').split_once('(')?;
    Some((is_public, name))
}
