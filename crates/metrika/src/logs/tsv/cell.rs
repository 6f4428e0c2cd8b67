//! One cell: escapes, numbers, dates and times.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime, Time};
use memchr::memchr;

/// What stands for no value, beside nothing at all.
pub(in crate::logs) const NULL: &[u8] = b"\\N";

/// What stands for no value in a cell of a number or a time.
pub(in crate::logs) fn is_null(cell: &[u8]) -> bool {
    cell.is_empty() || cell == NULL
}

/// The byte that an escape stands for. `None` if it is unknown.
///
/// Reference: <https://clickhouse.com/docs/en/interfaces/formats#tabseparated>, "Data Formatting".
pub(super) fn escaped(letter: u8) -> Option<u8> {
    Some(match letter {
        b't' => b'\t',
        b'n' => b'\n',
        b'r' => b'\r',
        b'b' => 8,
        b'f' => 12,
        b'0' => 0,
        b'a' => 7,
        b'v' => 11,
        b'\\' | b'\'' => letter,
        _ => return None,
    })
}

/// The cell without its escapes. `None` if one is cut off, or unknown.
pub(in crate::logs) fn unescaped(cell: &[u8]) -> Option<Cow<'_, [u8]>> {
    let Some(first) = memchr(b'\\', cell) else { return Some(Cow::Borrowed(cell)) };
    let (before, mut rest) = cell.split_at(first);
    let mut text = Vec::with_capacity(cell.len());
    text.extend_from_slice(before);
    while let [_, letter, after @ ..] = rest {
        text.push(escaped(*letter)?);
        let next = memchr(b'\\', after).unwrap_or(after.len());
        let (plain, more) = after.split_at(next);
        text.extend_from_slice(plain);
        rest = more;
    }
    // A backslash with nothing behind it.
    rest.is_empty().then_some(Cow::Owned(text))
}

/// A number that a cell can have. Digits, and what belongs to them, and nothing else: no plus sign, no space, no `nan`.
///
/// It is sealed: the types of [`Scalar`](crate::logs::Scalar) are all there are.
pub trait Number: Sized + sealed::Parse {}

impl<T: sealed::Parse> Number for T {}

mod sealed {
    pub trait Parse: Sized {
        fn parse(cell: &[u8]) -> Option<Self>;
    }
}

/// A number as it is written.
pub(in crate::logs) fn number<T: Number>(cell: &[u8]) -> Option<T> {
    T::parse(cell)
}

/// Nineteen digits always fit into 64 bits.
const SURE: usize = 19;

fn natural(digits: &[u8]) -> Option<u64> {
    let digit =
        |byte: &u8| Some(u64::from(*byte)).map(|byte| byte.wrapping_sub(u64::from(b'0'))).filter(|digit| *digit < 10);
    if digits.is_empty() {
        return None;
    }
    let (sure, more) = digits.split_at_checked(SURE).unwrap_or((digits, &[]));
    let mut number = 0_u64;
    for byte in sure {
        number = number.wrapping_mul(10).wrapping_add(digit(byte)?);
    }
    for byte in more {
        number = number.checked_mul(10)?.checked_add(digit(byte)?)?;
    }
    Some(number)
}

fn whole(cell: &[u8]) -> Option<i64> {
    match cell.strip_prefix(b"-") {
        Some(digits) => 0_i64.checked_sub_unsigned(natural(digits)?),
        None => natural(cell)?.try_into().ok(),
    }
}

fn float(cell: &[u8]) -> Option<f64> {
    let digits = cell.iter().all(|byte| byte.is_ascii_digit() || b".-eE+".contains(byte));
    // `+5` is written by nobody.
    let plain = digits && !cell.starts_with(b"+");
    std::str::from_utf8(cell).ok().filter(|_| plain)?.parse().ok().filter(|number: &f64| number.is_finite())
}

macro_rules! numbers {
    ($($type:ty: $cell:ident => $parse:expr;)*) => {$(
        impl sealed::Parse for $type {
            #[inline]
            fn parse($cell: &[u8]) -> Option<Self> {
                $parse
            }
        }
    )*};
}

numbers! {
    u8: cell => natural(cell)?.try_into().ok();
    u16: cell => natural(cell)?.try_into().ok();
    u32: cell => natural(cell)?.try_into().ok();
    u64: cell => natural(cell);
    i8: cell => whole(cell)?.try_into().ok();
    i16: cell => whole(cell)?.try_into().ok();
    i32: cell => whole(cell)?.try_into().ok();
    i64: cell => whole(cell);
    f32: cell => Some(float(cell)? as f32).filter(|number| number.is_finite());
    f64: cell => float(cell);
}

/// So many digits, as a number.
fn digits(text: &[u8]) -> Option<i16> {
    text.iter().try_fold(0, |number: i16, byte| byte.is_ascii_digit().then(|| number * 10 + i16::from(byte - b'0')))
}

/// A day, as `2026-02-28` and in no other way.
pub(in crate::logs) fn date(cell: &[u8]) -> Option<Date> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = cell else { return None };
    let [month, day] = [[m1, m2], [d1, d2]].map(|two| digits(&two).and_then(|number| i8::try_from(number).ok()));
    Date::new(digits(&[y1, y2, y3, y4])?, month?, day?).ok()
}

/// A moment, as `2026-02-28 12:00:00` and in no other way.
pub(in crate::logs) fn date_time(cell: &[u8]) -> Option<DateTime> {
    let (day, time) = cell.split_at_checked(10)?;
    let &[b' ', h1, h2, b':', m1, m2, b':', s1, s2] = time else { return None };
    let [hour, minute, second] =
        [[h1, h2], [m1, m2], [s1, s2]].map(|two| digits(&two).and_then(|number| i8::try_from(number).ok()));
    // One that would be a leap second is none.
    Some(date(day)?.to_datetime(Time::new(hour?, minute?, second?, 0).ok()?))
}

#[cfg(test)]
mod tests {
    use jiff::civil;

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
        assert_eq!(number::<u64>(b"00018446744073709551615"), Some(u64::MAX));
        assert_eq!(number::<i64>(b"-9223372036854775808"), Some(i64::MIN));
        assert_eq!(number::<i16>(b"-32768"), Some(i16::MIN));
        assert_eq!(number::<f64>(b"0.1"), Some(0.1));
        assert_eq!(number::<f64>(b"-1e-7"), Some(-1e-7));
        for cell in
            ["18446744073709551616", "99999999999999999999", "256", "-1", "", "+5", " 1", "1 ", "1.0", "-", "1e2"]
        {
            assert_eq!(number::<u8>(cell.as_bytes()), None, "{cell}");
        }
        assert_eq!(number::<u64>(b"18446744073709551616"), None);
        assert_eq!(number::<i64>(b"9223372036854775808"), None);
        for cell in ["", "+5", "inf", "NaN", "nan", "-inf", "1e999", "1,5", " 1", "--1"] {
            assert_eq!(number::<f64>(cell.as_bytes()), None, "{cell}");
        }
        assert_eq!(number::<f32>(b"1e300"), None);
    }

    #[test]
    fn dates_and_times_have_one_form() {
        assert_eq!(date(b"2024-02-29"), Some(civil::date(2024, 2, 29)));
        assert_eq!(date_time(b"2026-02-28 23:59:59"), Some(civil::date(2026, 2, 28).at(23, 59, 59, 0)));
        for cell in
            ["", "2026-02-30", "2026-2-28", "2026/02/28", "20260228", "2026-02-28 12:00:00", "+026-02-28", "2026-02-2x"]
        {
            assert_eq!(date(cell.as_bytes()), None, "{cell}");
        }
        for cell in [
            "2026-02-28",
            "2026-02-28T12:00:00",
            "2026-02-28 24:00:00",
            "2026-02-28 12:00:60",
            "2026-02-28 12:00:00+03:00",
            "2026-02-28 12:00:00.5",
            "2026-02-28 1-:00:00",
        ] {
            assert_eq!(date_time(cell.as_bytes()), None, "{cell}");
        }
    }
}
