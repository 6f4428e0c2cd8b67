//! Lists in cells: `[1,2]`, `[\'a\',\'b\']`, `[,,a]`.

use std::borrow::Cow;

use super::cell::unescaped;

/// The entries of a list. `None` if it is no list.
///
/// There are two writings, both seen in parts: a list that was made a text, and escaped once more as a whole, `[\'it\\\'s\']`, and a list as ClickHouse
/// writes it, `['it\'s']`. Undoing one escape too many would not be noticed: `['a\\b']` would get a backspace.
pub(super) fn entries(cell: &[u8]) -> Option<Vec<Option<Cow<'_, [u8]>>>> {
    if is_bare(cell) {
        return split(cell);
    }
    match unescaped(cell)? {
        Cow::Borrowed(cell) => split(cell),
        // The entries are borrowed from what is gone after this.
        Cow::Owned(cell) => {
            let own = |entry: Option<Cow<'_, [u8]>>| entry.map(|entry| Cow::Owned(entry.into_owned()));
            Some(split(&cell)?.into_iter().map(own).collect())
        }
    }
}

/// Whether the list was not made a text: the first quote opens an entry, and in a text no quote is without its backslash.
fn is_bare(cell: &[u8]) -> bool {
    let first = memchr::memchr(b'\'', cell);
    first.is_some_and(|at| at.checked_sub(1).and_then(|before| cell.get(before)) != Some(&b'\\'))
}

fn split(list: &[u8]) -> Option<Vec<Option<Cow<'_, [u8]>>>> {
    let mut rest = list.strip_prefix(b"[")?.strip_suffix(b"]")?;
    let mut entries = Vec::new();
    if rest.is_empty() {
        return Some(entries);
    }
    loop {
        let (entry, after) = match rest.strip_prefix(b"'") {
            Some(quoted) => {
                let end = end_of_quoted(quoted)?;
                (Some(unescaped(quoted.get(..end)?)?), quoted.get(end + 1..)?)
            }
            None => {
                let end = memchr::memchr(b',', rest).unwrap_or(rest.len());
                let (plain, after) = rest.split_at(end);
                ((!plain.is_empty()).then_some(Cow::Borrowed(plain)), after)
            }
        };
        entries.push(entry);
        match after {
            [] => return Some(entries),
            [b',', more @ ..] => rest = more,
            // Something behind the closing quote.
            _ => return None,
        }
    }
}

/// Where the quote is that ends a text: the first one without a backslash.
fn end_of_quoted(quoted: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + memchr::memchr2(b'\'', b'\\', quoted.get(from..)?)?;
        match quoted.get(at)? {
            b'\'' => return Some(at),
            _ => from = at + 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn list(cell: &str) -> Option<Vec<Option<String>>> {
        let text = |entry: Option<Cow<'_, [u8]>>| entry.map(|entry| String::from_utf8(entry.into_owned()).unwrap());
        entries(cell.as_bytes()).map(|entries| entries.into_iter().map(text).collect())
    }

    fn some(entries: &[&str]) -> Option<Vec<Option<String>>> {
        Some(entries.iter().map(|entry| Some((*entry).to_owned())).collect())
    }

    #[test]
    fn lists_as_the_service_writes_them() {
        assert_eq!(list("[]"), some(&[]));
        assert_eq!(list("[1,2,3]"), some(&["1", "2", "3"]));
        assert_eq!(list(r"[\'a\',\'b\']"), some(&["a", "b"]));
        assert_eq!(list("['16891366513471105130']"), some(&["16891366513471105130"]));
        assert_eq!(list("[,,,telegram]"), Some(vec![None, None, None, Some("telegram".to_owned())]));
        assert_eq!(list("['']"), some(&[""]), "an empty text is no hole");
    }

    #[test]
    fn commas_quotes_and_brackets_in_texts() {
        assert_eq!(list(r"[\'a,b\',\'[c]\']"), some(&["a,b", "[c]"]));
        // A quote in a text is escaped for the list, and all of it for the cell.
        assert_eq!(list(r"[\'it\\\'s\']"), some(&["it's"]));
        assert_eq!(list(r"[\'a\\\\\',\'b\']"), some(&[r"a\", "b"]));
        assert_eq!(list(r"[\'tab\\there\']"), some(&["tab\there"]));
    }

    #[test]
    fn lists_that_are_escaped_once() {
        assert_eq!(list(r"['it\'s','b']"), some(&["it's", "b"]));
        assert_eq!(list(r"['a\\b']"), some(&[r"a\b"]), "no \\b");
        assert_eq!(list(r"['a\',\'b']"), some(&["a','b"]), "one text");
        assert_eq!(list(r"[,'tab\there']"), Some(vec![None, Some("tab\there".to_owned())]));
        assert_eq!(list(r"['\\']"), some(&[r"\"]));
    }

    #[test]
    fn what_is_no_list() {
        for cell in ["", "1", "[", "[1", "1]", "['a]", "['a'b]", r"[\'a", r"[\'a\\\']", r"[\'a\'\']"] {
            assert_eq!(list(cell), None, "{cell}");
        }
    }
}
