//! Values that prose lists: `- `active` - counts;`, `* 0 - off`. The rest of the prose is not kept.

/// The values of all lists in these lines, in order, each once.
///
/// A value stands first in its item, in code or as one word before a dash; an item that begins with prose is none.
pub fn values<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut values = Vec::new();
    for item in lines.filter_map(item) {
        for value in head(item) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
    }
    values
}

fn item(line: &str) -> Option<&str> {
    let line = line.trim_start();
    line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")).map(str::trim)
}

fn head(item: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = item;
    // Several values may share one explanation: `` `a`, `b` - ... ``
    while let Some((code, after)) = rest.strip_prefix('`').and_then(|inner| inner.split_once('`')) {
        if code.is_empty() || code.contains(char::is_whitespace) {
            return Vec::new();
        }
        found.push(code.to_owned());
        rest = after;
        match [", ", " / ", "/"].iter().find_map(|and| after.strip_prefix(and)) {
            Some(next) if next.starts_with('`') => rest = next,
            _ => break,
        }
    }
    if found.is_empty() {
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let word = &rest[..end];
        return if !word.is_empty() && after_dash(&rest[end..]) { vec![word.to_owned()] } else { found };
    }
    let closes = rest.trim_start().trim_start_matches(['.', ';', ',', ':']).is_empty();
    let explains = after_dash(rest) || rest.trim_start().starts_with(['(', ':']);
    if closes || explains { found } else { Vec::new() }
}

/// Whether a dash with a space on both sides comes next.
fn after_dash(rest: &str) -> bool {
    let text = rest.trim_start_matches(['\u{a0}', ' ']);
    let dash = text.starts_with(['-', '\u{2013}', '\u{2014}', '\u{2015}']);
    dash && text.len() < rest.len() && text.chars().nth(1).is_none_or(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::values;

    fn of(text: &str) -> Vec<String> {
        values(text.lines())
    }

    #[test]
    fn code_and_single_words_before_a_dash_are_values() {
        assert_eq!(
            of("Status:\n- `Active` — counts;\n- `Deleted`;\n  * 0 ― off\n- None - no order"),
            ["Active", "Deleted", "0", "None"]
        );
        assert_eq!(of("- `hour`, `hours` — same"), ["hour", "hours"]);
    }

    #[test]
    fn prose_is_no_value() {
        assert_eq!(
            of("- the id of the counter;\n- `date` is a column;\n- no value: `[]`.\n- **email** — bold\n`x` — no item"),
            [""; 0]
        );
    }

    #[test]
    fn a_value_that_comes_again_is_listed_once() {
        assert_eq!(of("- `a` — one\n- `b`\n- `a` — again"), ["a", "b"]);
    }
}
