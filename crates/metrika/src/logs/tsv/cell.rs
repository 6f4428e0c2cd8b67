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
    if memchr(b'\\', cell).is_none() {
        return Some(Cow::Borrowed(cell));
    }
    let mut text = Vec::with_capacity(cell.len());
    unescaped_into(cell, &mut text).then_some(Cow::Owned(text))
}

/// Adds the cell without its escapes. `false` if one is cut off, or unknown: then a part of it is added.
pub(in crate::logs) fn unescaped_into(cell: &[u8], text: &mut Vec<u8>) -> bool {
    let mut rest = cell;
    loop {
        let next = memchr(b'\\', rest).unwrap_or(rest.len());
        let (plain, more) = rest.split_at(next);
        text.extend_from_slice(plain);
        match more {
            [] => return true,
            [_, letter, after @ ..] => match escaped(*letter) {
                Some(byte) => {
                    text.push(byte);
                    rest = after;
                }
                None => return false,
            },
            // A backslash with nothing behind it.
            [_] => return false,
        }
    }
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

fn natural(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    // Ids have twenty digits, and a log has several in each row.
    let (eights, rest) = digits.as_chunks::<8>();
    let mut number = 0_u64;
    for eight in eights {
        number = number.checked_mul(100_000_000)?.checked_add(eight_digits(eight)?)?;
    }
    let (mut last, mut power) = (0, 1);
    for byte in rest {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        (last, power) = (last * 10 + u64::from(digit), power * 10);
    }
    number.checked_mul(power)?.checked_add(last)
}

/// Eight digits at once: neighbours become numbers of two digits, these of four, these of eight.
fn eight_digits(digits: &[u8; 8]) -> Option<u64> {
    const HIGH: u64 = 0xf0f0_f0f0_f0f0_f0f0;
    const ZEROS: u64 = 0x3030_3030_3030_3030;
    let word = u64::from_le_bytes(*digits);
    // A digit is 0x30 to 0x39: six more do not change the upper half.
    if word & HIGH != ZEROS || (word + 0x0606_0606_0606_0606) & HIGH != ZEROS {
        return None;
    }
    let digits = word - ZEROS;
    // A product of all bytes at once: what is too much for 64 bits is not looked at.
    let twos = (digits.wrapping_mul(10 << 8 | 1) >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = (twos.wrapping_mul(100 << 16 | 1) >> 16) & 0x0000_ffff_0000_ffff;
    Some(fours.wrapping_mul(10_000 << 32 | 1) >> 32)
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
    let second = second_of_day(time.strip_prefix(b" ")?)?;
    let [hour, minute, second] = [second / 3600, second / 60 % 60, second % 60].map(|number| i8::try_from(number).ok());
    Some(date(day)?.to_datetime(Time::new(hour?, minute?, second?, 0).ok()?))
}

/// The second of the day, as `12:00:00`. There are no leap seconds.
pub(in crate::logs) fn second_of_day(time: &[u8]) -> Option<i32> {
    let &[h1, h2, b':', m1, m2, b':', s1, s2] = time else { return None };
    let [hour, minute, second] = [[h1, h2], [m1, m2], [s1, s2]].map(|two| digits(&two).map(i32::from));
    let (hour, minute, second) = (hour?, minute?, second?);
    (hour < 24 && minute < 60 && second < 60).then_some(hour * 3600 + minute * 60 + second)
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
        // Of eight at a time, and of those that are left over.
        for place in 0..20 {
            for byte in [b'/', b':', b'-', b'.', b' ', 0, 0x10, 0x3f, 0x7f, 0xb5, 0xff] {
                let mut cell = *b"12345678901234567890";
                assert_eq!(
                    number::<u64>(&cell[..place + 1]),
                    std::str::from_utf8(&cell[..place + 1]).unwrap().parse().ok()
                );
                cell[place] = byte;
                assert_eq!(number::<u64>(&cell), None, "{}", cell.escape_ascii());
            }
        }
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
