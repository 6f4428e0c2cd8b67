//! Lists in cells: `[1,2]`, `[\'a\',\'b\']`, `[,,a]`.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use super::cell::{escaped, unescaped};

/// The entries of a list, one after the other; `None` are those that are not known. A text without escapes is not copied.
///
/// There are two writings, both seen in parts: a list as ClickHouse writes it, `['it\'s']`, and one that was made a text and escaped once more as a whole, with the
/// quotes around its texts, `[\'it\\\'s\']`. The quote that opens a text tells which it is. Undoing one escape too many would not be noticed: `['a\\b']` would get a
/// backspace.
pub(in crate::logs) struct Entries<'a> {
    /// What is left, without the closing bracket; nothing once the list is over.
    rest: Option<&'a [u8]>,
}

/// It is no list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::logs) struct Broken;

impl<'a> Entries<'a> {
    pub fn of(cell: &'a [u8]) -> Result<Self, Broken> {
        let inner = cell.strip_prefix(b"[").and_then(|cell| cell.strip_suffix(b"]")).ok_or(Broken)?;
        Ok(Self { rest: Some(inner).filter(|inner| !inner.is_empty()) })
    }

    fn entry(&mut self, rest: &'a [u8]) -> Option<Option<Cow<'a, [u8]>>> {
        let quoted = match rest {
            [b'\\', b'\'', quoted @ ..] => Some(twice(quoted)?),
            [b'\'', quoted @ ..] => Some(once(quoted)?),
            _ => None,
        };
        if let Some((text, after)) = quoted {
            self.rest = match after {
                [] => None,
                [b',', more @ ..] => Some(more),
                // Something behind the closing quote.
                _ => return None,
            };
            return Some(Some(text));
        }
        // Numbers have no escapes: one look is enough for them.
        let stop = memchr2(b',', b'\\', rest);
        let comma = match stop {
            Some(at) if rest.get(at) == Some(&b'\\') => memchr(b',', rest.get(at..)?).map(|more| at + more),
            stop => stop,
        };
        let (plain, after) = rest.split_at(comma.unwrap_or(rest.len()));
        self.rest = after.get(1..);
        // ClickHouse's word for none in a list; as a text it would have quotes.
        if plain.is_empty() || plain == b"NULL" {
            return Some(None);
        }
        Some(Some(if comma == stop { Cow::Borrowed(plain) } else { unescaped(plain)? }))
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Result<Option<Cow<'a, [u8]>>, Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest.take()?;
        Some(self.entry(rest).ok_or(Broken))
    }
}

/// The text until its closing quote, which is the first one without a backslash, and what comes behind it.
fn once(quoted: &[u8]) -> Option<(Cow<'_, [u8]>, &[u8])> {
    let mut from = 0;
    loop {
        let at = from + memchr2(b'\'', b'\\', quoted.get(from..)?)?;
        match quoted.get(at)? {
            b'\'' => return Some((unescaped(quoted.get(..at)?)?, quoted.get(at + 1..)?)),
            _ => from = at + 2,
        }
    }
}

/// The same of a list that was escaped once more: the quote has a backslash of its own, and those of a text have two.
fn twice(quoted: &[u8]) -> Option<(Cow<'_, [u8]>, &[u8])> {
    // One without a backslash would be no quote of this writing.
    let plain = |rest: &[u8]| memchr2(b'\\', b'\'', rest).filter(|at| rest.get(*at) == Some(&b'\\'));
    let (text, rest) = quoted.split_at(plain(quoted)?);
    if let Some(after) = rest.strip_prefix(br"\'") {
        return Some((Cow::Borrowed(text), after));
    }
    let (mut text, mut rest) = (text.to_vec(), rest);
    loop {
        // Of the list, once the escapes of the cell are undone.
        let (byte, after) = of_list(rest)?;
        rest = after;
        match byte {
            b'\'' => return Some((Cow::Owned(text), rest)),
            b'\\' => {
                let (letter, after) = of_list(rest)?;
                text.push(escaped(letter)?);
                rest = after;
            }
            _ => text.push(byte),
        }
        let (more, after) = rest.split_at(plain(rest)?);
        text.extend_from_slice(more);
        rest = after;
    }
}

/// The first byte without the escape of the cell, and what comes behind it.
fn of_list(rest: &[u8]) -> Option<(u8, &[u8])> {
    match rest {
        [b'\\', letter, after @ ..] => Some((escaped(*letter)?, after)),
        [b'\\'] | [] => None,
        [byte, after @ ..] => Some((*byte, after)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn list(cell: &str) -> Option<Vec<Option<String>>> {
        let text = |entry: Option<Cow<'_, [u8]>>| entry.map(|entry| String::from_utf8(entry.into_owned()).unwrap());
        Entries::of(cell.as_bytes()).ok()?.map(|entry| entry.ok().map(text)).collect()
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
        assert_eq!(list("[1,]"), Some(vec![Some("1".to_owned()), None]));
        assert_eq!(list("[,]"), Some(vec![None, None]));
        assert_eq!(list("['']"), some(&[""]), "an empty text is no hole");
        assert_eq!(list(r"[\'\',\'\']"), some(&["", ""]));
    }

    #[test]
    fn commas_quotes_and_brackets_in_texts() {
        assert_eq!(list(r"[\'a,b\',\'[c]\']"), some(&["a,b", "[c]"]));
        // A quote in a text is escaped for the list, and all of it for the cell.
        assert_eq!(list(r"[\'it\\\'s\']"), some(&["it's"]));
        assert_eq!(list(r"[\'a\\\\\',\'b\']"), some(&[r"a\", "b"]));
        assert_eq!(list(r"[\'tab\\there\']"), some(&["tab\there"]));
        assert_eq!(list(r"[\'\\\\\\\'\\n\']"), some(&["\\'\n"]));
        assert_eq!(list(r"[\'a\tb\\\\c\']"), some(&["a\tb\\c"]), "escaped for the cell alone");
    }

    #[test]
    fn lists_that_are_escaped_once() {
        assert_eq!(list(r"['it\'s','b']"), some(&["it's", "b"]));
        assert_eq!(list(r"['a\\b']"), some(&[r"a\b"]), "no \\b");
        assert_eq!(list(r"['a\',\'b']"), some(&["a','b"]), "one text");
        assert_eq!(list(r"[,'tab\there']"), Some(vec![None, Some("tab\there".to_owned())]));
        assert_eq!(list(r"['\\']"), some(&[r"\"]));
        assert_eq!(list("[1,NULL,'NULL']"), Some(vec![Some("1".to_owned()), None, Some("NULL".to_owned())]));
    }

    #[test]
    fn a_text_without_escapes_is_not_copied() {
        for entry in Entries::of(r"[\'2026-02-01 12:00:00\',\'\']".as_bytes()).unwrap() {
            assert!(matches!(entry, Ok(Some(Cow::Borrowed(_)))));
        }
    }

    #[test]
    fn what_is_no_list() {
        for cell in [
            "",
            "1",
            "[",
            "[1",
            "1]",
            "['a]",
            "['a'b]",
            r"[\'a",
            r"[\'a\\\']",
            r"[\'a\'\']",
            r"[\'a\\x\']",
            r"[\'a\x\']",
            r"[\'a'b\']",
        ] {
            assert_eq!(list(cell), None, "{cell}");
        }
    }
}
