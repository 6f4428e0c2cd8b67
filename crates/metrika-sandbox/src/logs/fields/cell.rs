//! How values are written in a cell.
//!
//! Texts are escaped as ClickHouse does in TabSeparated. Arrays are array literals that are escaped once more as a whole, which
//! is why a quote that opens a text in an array is `\'` and one within such a text is `\\\'`.

use jiff::civil::{Date, DateTime};

/// The end of a row, where one cell is being written.
#[derive(Debug)]
pub struct Cell<'a> {
    out: &'a mut Vec<u8>,
}

/// The letter that stands for a byte after a backslash.
fn escape(byte: u8) -> Option<u8> {
    Some(match byte {
        b'\t' => b't',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\x08' => b'b',
        b'\x0c' => b'f',
        b'\0' => b'0',
        b'\\' | b'\'' => byte,
        _ => return None,
    })
}

impl<'a> Cell<'a> {
    pub(crate) fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out }
    }

    pub(super) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// A text that need not be UTF-8.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        let mut plain = 0;
        for (at, &byte) in bytes.iter().enumerate() {
            if let Some(letter) = escape(byte) {
                self.out.extend_from_slice(&bytes[plain..at]);
                self.out.extend_from_slice(&[b'\\', letter]);
                plain = at + 1;
            }
        }
        self.out.extend_from_slice(&bytes[plain..]);
    }

    /// A text in an array: escaped as part of the literal, and then with the cell.
    pub(super) fn quoted(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(b"\\'");
        let mut plain = 0;
        for (at, &byte) in bytes.iter().enumerate() {
            if let Some(letter) = escape(byte) {
                self.out.extend_from_slice(&bytes[plain..at]);
                self.out.extend_from_slice(b"\\\\");
                if matches!(letter, b'\\' | b'\'') {
                    self.out.push(b'\\');
                }
                self.out.push(letter);
                plain = at + 1;
            }
        }
        self.out.extend_from_slice(&bytes[plain..]);
        self.out.extend_from_slice(b"\\'");
    }

    pub(super) fn uint(&mut self, number: impl Into<u64>) {
        let mut digits = [0u8; 20];
        let mut at = digits.len();
        let mut number: u64 = number.into();
        loop {
            at -= 1;
            digits[at] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                break;
            }
        }
        self.out.extend_from_slice(&digits[at..]);
    }

    pub(super) fn int(&mut self, number: impl Into<i64>) {
        let number: i64 = number.into();
        if number < 0 {
            self.out.push(b'-');
        }
        self.uint(number.unsigned_abs());
    }

    pub(super) fn flag(&mut self, flag: bool) {
        self.out.push(b'0' + u8::from(flag));
    }

    /// Hundredths as a number with as many decimals as needed: 1750950 is `17509.5`.
    pub(super) fn hundredths(&mut self, number: i64) {
        if number < 0 {
            self.out.push(b'-');
        }
        let number = number.unsigned_abs();
        self.uint(number / 100);
        let rest = (number % 100) as u8;
        if rest != 0 {
            self.out.extend_from_slice(&[b'.', b'0' + rest / 10]);
            if !rest.is_multiple_of(10) {
                self.out.push(b'0' + rest % 10);
            }
        }
    }

    /// `2020-11-27`
    pub(super) fn date(&mut self, date: Date) {
        let year = date.year().unsigned_abs();
        self.two((year / 100) as u8);
        self.two((year % 100) as u8);
        self.out.push(b'-');
        self.two(date.month().unsigned_abs());
        self.out.push(b'-');
        self.two(date.day().unsigned_abs());
    }

    /// `2020-05-20 10:40:59`
    pub(super) fn time(&mut self, time: DateTime) {
        self.date(time.date());
        self.out.push(b' ');
        self.two(time.hour().unsigned_abs());
        self.out.push(b':');
        self.two(time.minute().unsigned_abs());
        self.out.push(b':');
        self.two(time.second().unsigned_abs());
    }

    fn two(&mut self, number: u8) {
        self.out.extend_from_slice(&[b'0' + number / 10, b'0' + number % 10]);
    }

    pub(super) fn array<T>(&mut self, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) {
        self.out.push(b'[');
        for (at, item) in items.into_iter().enumerate() {
            if at > 0 {
                self.out.push(b',');
            }
            write(self, item);
        }
        self.out.push(b']');
    }

    /// An array of texts. Unknown entries are left out between their commas; the only entry of an array cannot be, since that
    /// would be an array without entries, and is written as an empty text.
    pub(super) fn texts<T: AsRef<[u8]>>(&mut self, items: impl IntoIterator<Item = Option<T>>) {
        let start = self.out.len() + 1;
        let mut count = 0;
        self.array(items, |cell, item| {
            count += 1;
            if let Some(item) = item {
                cell.quoted(item.as_ref());
            }
        });
        if count == 1 && self.out.len() == start + 1 {
            self.out.truncate(start);
            self.quoted(b"");
            self.out.push(b']');
        }
    }

    /// An array of times, which are texts in the literal.
    pub(super) fn times(&mut self, items: impl IntoIterator<Item = DateTime>) {
        self.array(items, |cell, time| {
            cell.out.extend_from_slice(b"\\'");
            cell.time(time);
            cell.out.extend_from_slice(b"\\'");
        });
    }
}

#[cfg(test)]
mod tests {
    use super::Cell;

    fn written(write: impl FnOnce(&mut Cell<'_>)) -> String {
        let mut out = Vec::new();
        write(&mut Cell::new(&mut out));
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn texts_are_escaped() {
        assert_eq!(written(|cell| cell.text("a\tb\nc\\d'e\"f\0g\r\x08\x0ch")), r#"a\tb\nc\\d\'e"f\0g\r\b\fh"#);
        assert_eq!(written(|cell| cell.text("")), "");
    }

    #[test]
    fn texts_in_arrays_are_escaped_twice() {
        let write = |items: &[Option<&str>]| written(|cell| cell.texts(items.iter().copied()));
        assert_eq!(write(&[Some("a"), Some("b")]), r"[\'a\',\'b\']");
        assert_eq!(write(&[Some("it's")]), r"[\'it\\\'s\']");
        assert_eq!(write(&[Some("a\tb\\c\0")]), r"[\'a\\tb\\\\c\\0\']");
        assert_eq!(write(&[Some("a,b]")]), r"[\'a,b]\']");
    }

    #[test]
    fn unknown_entries_are_left_out() {
        let write = |items: &[Option<&str>]| written(|cell| cell.texts(items.iter().copied()));
        assert_eq!(write(&[]), "[]");
        assert_eq!(write(&[None, None, None, Some("telegram")]), r"[,,,\'telegram\']");
        assert_eq!(write(&[None, None]), "[,]");
        assert_eq!(write(&[None]), r"[\'\']", "told from an empty array");
        assert_eq!(write(&[Some("")]), r"[\'\']");
    }

    #[test]
    fn numbers_have_no_more_digits_than_needed() {
        assert_eq!(written(|cell| cell.uint(u64::MAX)), "18446744073709551615");
        assert_eq!(written(|cell| cell.uint(0u8)), "0");
        assert_eq!(written(|cell| cell.int(i64::MIN)), "-9223372036854775808");
        let money = |number| written(|cell| cell.hundredths(number));
        assert_eq!(
            [1_750_900, 1_750_950, 1_750_905, 5, -150, 0].map(money),
            ["17509", "17509.5", "17509.05", "0.05", "-1.5", "0"]
        );
    }

    #[test]
    fn times_are_padded() {
        let time = jiff::civil::date(2026, 3, 4).at(5, 6, 7, 0);
        assert_eq!(written(|cell| cell.time(time)), "2026-03-04 05:06:07");
        assert_eq!(written(|cell| cell.times([time])), r"[\'2026-03-04 05:06:07\']");
    }
}
