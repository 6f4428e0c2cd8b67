//! Which type takes what.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use jiff::civil::{Date, DateTime, date};
use serde::de::IgnoredAny;

use super::*;

#[test]
fn integers_are_exact_or_an_error() {
    assert_eq!(cell!("ym:s:visitID", "18446744073709551615", u64).unwrap(), u64::MAX);
    assert_eq!(cell!("ym:s:visitID", "18446744073709551615", u128).unwrap(), u128::from(u64::MAX));
    assert_eq!(cell!("ym:s:visitID", "18446744073709551615", i128).unwrap(), i128::from(u64::MAX));
    assert_eq!(cell!("ym:s:pageViews", "-9223372036854775808", i64).unwrap(), i64::MIN);
    assert_eq!(cell!("ym:s:pageViews", "-128", i8).unwrap(), -128);
    assert_eq!(cell!("ym:s:pageViews", "255", u8).unwrap(), 255);
    // By what the field asks for, also of a text.
    assert_eq!(cell!("ym:s:startURL", "41", u16).unwrap(), 41);
    let rule = |kind: &str| format!("it is no whole number that fits into `{kind}`");
    for number in ["256", "-1", "x", "1.0", " 1", "+1", "1e2", "18446744073709551616"] {
        unfit(cell!("ym:s:pageViews", number, u8), "ym:s:pageViews", &rule("u8"));
    }
    unfit(cell!("ym:s:visitID", "9223372036854775808", i64), "ym:s:visitID", &rule("i64"));
    unfit(cell!("ym:s:startURL", "", u8), "ym:s:startURL", &rule("u8"));
}

#[test]
fn floats_are_plain_numbers() {
    assert_eq!(cell!("ym:s:newThing", "-1.5e3", f64).unwrap(), -1500.0);
    assert_eq!(cell!("ym:s:pageViews", "3", f32).unwrap(), 3.0);
    for number in ["nan", "inf", "1,5", "1e999", "x"] {
        unfit(cell!("ym:s:newThing", number, f64), "ym:s:newThing", "it is no number that fits into `f64`");
    }
    unfit(cell!("ym:s:newThing", "1e300", f32), "ym:s:newThing", "it is no number that fits into `f32`");
}

#[test]
fn a_bool_is_0_or_1() {
    assert!(!cell!("ym:s:bounce", "0", bool).unwrap());
    assert!(cell!("ym:s:newThing", "1", bool).unwrap());
    for word in ["2", "true", "00", "01", "-1"] {
        unfit(cell!("ym:s:bounce", word, bool), "ym:s:bounce", "it is neither 0 nor 1, which `bool` stands for");
    }
}

#[test]
fn texts_are_without_escapes_and_borrowed_where_they_have_none() {
    #[derive(Deserialize)]
    struct Texts<'a> {
        #[serde(rename = "startURL")]
        plain: &'a str,
        #[serde(borrow, rename = "endURL")]
        copied: Cow<'a, str>,
        #[serde(borrow, rename = "referer")]
        borrowed: Cow<'a, str>,
    }
    with("ym:s:startURL\tym:s:endURL\tym:s:referer", "/a\t/b\\tc\t/\u{436}", |row| {
        let texts: Texts<'_> = row.read().unwrap();
        assert_eq!(texts.plain, "/a");
        assert!(matches!(&texts.copied, Cow::Owned(text) if text == "/b\tc"));
        assert!(matches!(texts.borrowed, Cow::Borrowed("/\u{436}")));
    });
    assert_eq!(cell!("ym:s:startURL", "C:\\\\new", String).unwrap(), "C:\\new");
    assert_eq!(cell!("ym:s:startURL", "", String).unwrap(), "");
    let rule = "it is no UTF-8: only a field of bytes can take it";
    unfit(cell!("ym:s:startURL", b"/\xff", String), "ym:s:startURL", rule);
    let rule = "it has an escape that is cut off or unknown";
    unfit(cell!("ym:s:startURL", "\\x", String), "ym:s:startURL", rule);
    unfit(cell!("ym:s:newThing", "\\x", String), "ym:s:newThing", rule);
}

#[test]
fn a_number_is_a_text_too_if_it_is_one() {
    assert_eq!(cell!("ym:s:visitID", "007", String).unwrap(), "007");
    assert_eq!(cell!("ym:s:dateTime", "2026-02-28 12:00:00", String).unwrap(), "2026-02-28 12:00:00");
    unfit(cell!("ym:s:visitID", "x", String), "ym:s:visitID", "it is no whole number without a sign");
    let rule = "it is no date and time as `2026-02-28 12:00:00`";
    unfit(cell!("ym:s:dateTime", "2026-02-28T12:00:00", String), "ym:s:dateTime", rule);
}

#[test]
fn chars_and_enums_are_texts() {
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "snake_case")]
    enum Source {
        Organic,
        #[serde(rename = "1")]
        First,
    }
    assert_eq!(cell!("ym:s:startURL", "\u{436}", char).unwrap(), '\u{436}');
    assert!(cell!("ym:s:startURL", "ab", char).unwrap_err().to_string().contains("does not fit: invalid value"));
    assert_eq!(cell!("ym:s:lastTrafficSource", "organic", Source).unwrap(), Source::Organic);
    assert_eq!(cell!("ym:s:bounce", "1", Option<Source>).unwrap(), Some(Source::First));
    let error = cell!("ym:s:lastTrafficSource", "ad", Source).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    let message = "part 0, line 2, byte 23: ym:s:lastTrafficSource: `ad` does not fit: unknown variant `ad`";
    assert!(error.to_string().starts_with(message), "{error}");
}

#[test]
fn bytes_are_whatever_they_are() {
    #[derive(Deserialize)]
    struct Bytes<'a> {
        #[serde(rename = "startURL")]
        plain: &'a [u8],
        #[serde(borrow, rename = "endURL")]
        copied: Cow<'a, [u8]>,
    }
    with("ym:s:startURL\tym:s:endURL", b"\xff\t\\t\xff", |row| {
        let bytes: Bytes<'_> = row.read().unwrap();
        assert_eq!((bytes.plain, bytes.copied.as_ref()), (b"\xff".as_slice(), b"\t\xff".as_slice()));
    });
    let read = with("ym:s:startURL\tym:s:endURL", b"\\t\t", |row| row.read::<Bytes<'_>>().map(|_| ()));
    assert!(read.unwrap_err().to_string().contains("it has escapes"));
}

#[test]
fn dates_and_times_have_one_form_whatever_the_column() {
    let noon = date(2026, 2, 28).at(12, 0, 0, 0);
    assert_eq!(cell!("ym:s:date", "2026-02-28", Date).unwrap(), noon.date());
    assert_eq!(cell!("ym:s:dateTime", "2026-02-28 12:00:00", DateTime).unwrap(), noon);
    assert_eq!(cell!("ym:s:newThing", "2026-02-28 12:00:00", Option<DateTime>).unwrap(), Some(noon));
    assert_eq!(cell!("ym:s:startURL", "2026-02-28", Date).unwrap(), noon.date());
    // All of these are read by the types themselves.
    for text in ["2026-02-28 12:00:00", "2026-02-28T12:00:00", "20260228", "2026-02-28[Europe/Moscow]"] {
        text.parse::<Date>().unwrap();
        unfit(cell!("ym:s:date", text, Date), "ym:s:date", "it is no date as `2026-02-28`");
        unfit(cell!("ym:s:newThing", text, Date), "ym:s:newThing", "it is no date as `2026-02-28`");
    }
    // The day of a moment is not taken for it unsaid.
    unfit(cell!("ym:s:dateTime", "2026-02-28 12:00:00", Date), "ym:s:dateTime", "it is no date as `2026-02-28`");
    let rule = "it is no date and time as `2026-02-28 12:00:00`";
    for text in ["2026-02-28", "2026-02-28T12:00:00", "2026-02-28 12:00", "2026-02-28 12:00:00+03", "20260228T120000"] {
        text.parse::<DateTime>().unwrap();
        unfit(cell!("ym:s:dateTime", text, DateTime), "ym:s:dateTime", rule);
        unfit(cell!("ym:s:newThing", text, DateTime), "ym:s:newThing", rule);
        unfit(cell!("ym:s:dateTime", text, String), "ym:s:dateTime", rule);
    }
    unfit(cell!("ym:s:date", "2026-02-30", Date), "ym:s:date", "it is no date as `2026-02-28`");
}

#[test]
fn what_has_no_value_is_none_or_an_error() {
    for null in ["", "\\N"] {
        assert_eq!(cell!("ym:s:visitID", null, Option<u64>).unwrap(), None);
        assert_eq!(cell!("ym:s:visitID", null, Option<String>).unwrap(), None);
        assert_eq!(cell!("ym:s:dateTime", null, Option<DateTime>).unwrap(), None);
        assert_eq!(cell!("ym:s:newThing", null, Option<u64>).unwrap(), None);
        assert_eq!(cell!("ym:s:newThing", null, Option<String>).unwrap(), None);
        unfit(cell!("ym:s:visitID", null, u64), "ym:s:visitID", NO_VALUE);
        unfit(cell!("ym:s:visitID", null, String), "ym:s:visitID", NO_VALUE);
        unfit(cell!("ym:s:bounce", null, bool), "ym:s:bounce", NO_VALUE);
        unfit(cell!("ym:s:date", null, Date), "ym:s:date", NO_VALUE);
        unfit(cell!("ym:s:newThing", null, f64), "ym:s:newThing", NO_VALUE);
        unfit(cell!("ym:s:newThing", null, bool), "ym:s:newThing", NO_VALUE);
    }
    // An empty text is one.
    assert_eq!(cell!("ym:s:startURL", "", Option<String>).unwrap(), Some(String::new()));
    assert_eq!(cell!("ym:s:newThing", "", String).unwrap(), "");
    assert_eq!(cell!("ym:s:startURL", "\\N", Option<String>).unwrap(), None);
    unfit(cell!("ym:s:startURL", "\\N", String), "ym:s:startURL", NO_VALUE);
    unfit(cell!("ym:s:newThing", "\\N", String), "ym:s:newThing", NO_VALUE);
    assert_eq!(cell!("ym:s:goalsID", "\\N", Option<Vec<u32>>).unwrap(), None);
    unfit(cell!("ym:s:goalsID", "\\N", Vec<u32>), "ym:s:goalsID", NO_VALUE);
}

#[test]
fn lists_are_read_entry_by_entry() {
    assert_eq!(cell!("ym:s:goalsID", "[1,4294967295]", Vec<u32>).unwrap(), [1, u32::MAX]);
    assert_eq!(cell!("ym:s:goalsID", "[]", Vec<u32>).unwrap(), [0_u32; 0]);
    assert_eq!(cell!("ym:s:goalsID", "[2,1,2]", BTreeSet<u32>).unwrap(), BTreeSet::from([1, 2]));
    assert_eq!(cell!("ym:s:goalsID", "[1,,3]", Vec<Option<u32>>).unwrap(), [Some(1), None, Some(3)]);
    assert_eq!(cell!("ym:s:newThing", "[1,2]", Option<Vec<u8>>).unwrap(), Some(vec![1, 2]));
    assert_eq!(cell!("ym:s:purchaseID", "['16891366513471105130']", Vec<u64>).unwrap(), [16_891_366_513_471_105_130]);
    assert_eq!(cell!("ym:s:productsName", r"[\'a\',\'it\\\'s\']", Vec<String>).unwrap(), ["a", "it's"]);
    assert_eq!(cell!("ym:s:productsName", r"[\'\',]", Vec<Option<String>>).unwrap(), [Some(String::new()), None]);
    let moments = cell!("ym:s:goalsDateTime", r"[\'2026-02-28 12:00:00\']", Vec<DateTime>).unwrap();
    assert_eq!(moments, [date(2026, 2, 28).at(12, 0, 0, 0)]);
    unfit(cell!("ym:s:goalsID", "[1,,3]", Vec<u32>), "ym:s:goalsID", &format!("entry number 2: {NO_VALUE}"));
    let rule = "entry number 2: it is no whole number that fits into `u8`";
    unfit(cell!("ym:s:goalsID", "[1,256]", Vec<u8>), "ym:s:goalsID", rule);
    let rule = "entry number 1: it is no date and time as `2026-02-28 12:00:00`";
    unfit(cell!("ym:s:goalsDateTime", "['2026-02-28']", Vec<DateTime>), "ym:s:goalsDateTime", rule);
    unfit(cell!("ym:s:goalsDateTime", "['2026-02-28']", Vec<String>), "ym:s:goalsDateTime", rule);
}

#[test]
fn entries_of_lists_are_borrowed_where_they_have_no_escapes() {
    #[derive(Debug, Deserialize)]
    struct Products<'a> {
        #[serde(borrow)]
        products_name: Vec<&'a str>,
    }
    with("ym:s:productsName", r"[\'a\',\'b\']", |row| {
        assert_eq!(row.read::<Products<'_>>().unwrap().products_name, ["a", "b"]);
    });
    let read = with("ym:s:productsName", r"[\'a\',\'it\\\'s\']", |row| {
        row.read::<Products<'_>>().map(|products| products.products_name.len())
    });
    let rule = "entry number 2: it has escapes, and without them it cannot be borrowed: use `Cow<str>` with `#[serde(borrow)]`, or `String`";
    unfit(read, "ym:s:productsName", rule);
}

/// Takes one entry, and no more.
#[derive(Debug)]
struct First(u8);

impl<'de> Deserialize<'de> for First {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct One;
        impl<'de> serde::de::Visitor<'de> for One {
            type Value = First;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("one entry")
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<First, A::Error> {
                Ok(First(list.next_element()?.unwrap()))
            }
        }
        deserializer.deserialize_seq(One)
    }
}

#[test]
fn no_entry_is_lost_because_a_type_takes_no_more() {
    assert_eq!(cell!("ym:s:goalsID", "[1]", First).unwrap().0, 1);
    unfit(cell!("ym:s:goalsID", "[1,2]", First), "ym:s:goalsID", "it has more entries than the field takes");
}

#[test]
fn a_list_is_no_value_and_a_value_is_no_list() {
    let rule = "it is a list, which only a `Vec<...>` and its like can take";
    unfit(cell!("ym:s:goalsID", "[1]", String), "ym:s:goalsID", rule);
    unfit(cell!("ym:s:goalsID", "[1]", u32), "ym:s:goalsID", rule);
    unfit(cell!("ym:s:goalsID", "[1]", bool), "ym:s:goalsID", rule);
    unfit(cell!("ym:s:startURL", "[1]", Vec<u32>), "ym:s:startURL", "it is one value, and no list");
    for text in ["", "1,2", "[1", "['a]"] {
        unfit(cell!("ym:s:goalsID", text, Vec<String>), "ym:s:goalsID", "it is no list");
        unfit(cell!("ym:s:newThing", text, Vec<String>), "ym:s:newThing", "it is no list");
    }
    // Of an unknown column, it is what the field asks for.
    assert_eq!(cell!("ym:s:newThing", "[1]", String).unwrap(), "[1]");
}

#[test]
fn tuples_structs_maps_and_nothing_are_no_cells() {
    #[derive(Debug, Deserialize)]
    struct Pair {
        _first: u8,
    }
    #[derive(Debug, Deserialize)]
    struct Nothing;
    #[derive(Debug, Deserialize)]
    struct Two(#[allow(dead_code)] u8, #[allow(dead_code)] u8);
    let tuple = "a tuple is none of the types of cells: a list is read into a `Vec<...>`";
    unfit(cell!("ym:s:goalsID", "[1,2]", (u8, u8)), "ym:s:goalsID", tuple);
    unfit(cell!("ym:s:goalsID", "[1,2]", [u8; 2]), "ym:s:goalsID", tuple);
    unfit(cell!("ym:s:goalsID", "[1,2]", Two), "ym:s:goalsID", tuple);
    unfit(cell!("ym:s:goalsID", "[1,2]", Pair), "ym:s:goalsID", "a struct is none of the types of cells");
    unfit(cell!("ym:s:goalsID", "[1]", HashMap<u8, u8>), "ym:s:goalsID", "a map is none of the types of cells");
    unfit(cell!("ym:s:bounce", "1", ()), "ym:s:bounce", "it is a value, and `()` is none");
    unfit(cell!("ym:s:bounce", "1", Nothing), "ym:s:bounce", "it is a value, and a type without fields is none");
    cell!("ym:s:bounce", "x", IgnoredAny).unwrap();
}
