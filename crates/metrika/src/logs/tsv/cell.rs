//! One cell: escapes and numbers.

use std::borrow::Cow;
use std::str::FromStr;

use memchr::memchr;

/// What stands for no value.
pub(super) fn is_null(cell: &[u8]) -> bool {
    cell.is_empty() || cell == b"\\N"
}

/// The cell without its escapes. `None` if one is cut off, or unknown.
///
/// Reference: <https://clickhouse.com/docs/en/interfaces/formats#tabseparated>, "Data Formatting".
pub(super) fn unescaped(cell: &[u8]) -> Option<Cow<'_, [u8]>> {
    let Some(first) = memchr(b'\\', cell) else { return Some(Cow::Borrowed(cell)) };
    let (before, mut rest) = cell.split_at(first);
    let mut text = Vec::with_capacity(cell.len());
    text.extend_from_slice(before);
    while let [_, escaped, after @ ..] = rest {
        text.push(match escaped {
            b't' => b'\t',
            b'n' => b'\n',
            b'r' => b'\r',
            b'b' => 8,
            b'f' => 12,
            b'0' => 0,
            b'a' => 7,
            b'v' => 11,
            b'\\' | b'\'' => *escaped,
            _ => return None,
        });
        let next = memchr(b'\\', after).unwrap_or(after.len());
        let (plain, more) = after.split_at(next);
        text.extend_from_slice(plain);
        rest = more;
    }
    // A backslash with nothing behind it.
    rest.is_empty().then_some(Cow::Owned(text))
}

/// A number as it is written.
pub(super) fn number<T: FromStr>(cell: &[u8]) -> Option<T> {
    std::str::from_utf8(cell).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_and_what_has_none_is_not_copied() {
        assert!(matches!(unescaped(b"plain"), Some(Cow::Borrowed(b"plain"))));
        for (cell, text) in [
            (r"a\tb", Some("a\tb")),
            (r"\n", Some("\n")),
            (r"C:\\new", Some(r"C:\new")),
            (r"it\'s", Some("it's")),
            (r"\\\\", Some(r"\\")),
            (r"\\t", Some(r"\t")),
            (r"\r\b\f\0", Some("\r\u{8}\u{c}\0")),
            (r"ends with \", None),
            (r"\x", None),
            (r"a\\\", None),
        ] {
            assert_eq!(unescaped(cell.as_bytes()).as_deref(), text.map(str::as_bytes), "{cell}");
        }
    }

    #[test]
    fn numbers_are_exact_or_none() {
        assert_eq!(number::<u64>(b"18446744073709551615"), Some(u64::MAX));
        assert_eq!(number::<u64>(b"18446744073709551616"), None);
        assert_eq!(number::<i16>(b"-32768"), Some(i16::MIN));
        assert_eq!(number::<u8>(b"256"), None);
        assert_eq!(number::<u32>(b" 1"), None);
        assert_eq!(number::<f64>(b"0.1"), Some(0.1));
    }
}
