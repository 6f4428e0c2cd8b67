//! Where an error is, and what becomes of the line.

use serde::Deserialize;

use super::*;
use crate::logs::tsv::Reader;

#[derive(Debug, Deserialize)]
struct Visit<'a> {
    #[serde(rename = "visitID")]
    id: u64,
    #[serde(rename = "startURL")]
    url: &'a str,
}

const PART: &[u8] = b"ym:s:visitID\tym:s:startURL\n1\t/\nx\t/\n3\t\\t\n4\t\n5\t/\xff\n";

#[test]
fn an_error_has_its_place_and_what_to_do() {
    let mut decoder = Decoder::new("part 7");
    let error = decoder.feed(PART, |row| row.read::<Visit<'_>>().map(|_| ())).unwrap_err();
    let rule = "`x` does not fit: it is no whole number that fits into `u64`";
    assert_eq!(error.to_string(), format!("part 7, line 3, byte 31: ym:s:visitID: {rule}"));
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.hint().contains("`Option<...>`") && error.hint_in(crate::Language::Russian).contains("тип"));
}

#[test]
fn lines_that_do_not_fit_are_rejected_and_the_others_read() {
    let (mut rejected, mut read, mut reader) = (Vec::new(), Vec::new(), Reader::new());
    let mut decoder = Decoder::new("part 0").reject(|line, error| {
        rejected.push((line.to_vec(), error.to_string()));
        Ok(())
    });
    let row = |row: Row<'_>| {
        let visit: Visit<'_> = reader.read(&row)?;
        read.push((visit.id, visit.url.to_owned()));
        Ok(())
    };
    decoder.feed(PART, row).unwrap();
    let counts = decoder.finish().unwrap();
    assert_eq!((counts.read, counts.rejected), (2, 3));
    assert_eq!(read, [(1, "/".to_owned()), (4, String::new())]);
    let lines: Vec<&[u8]> = rejected.iter().map(|(line, _)| line.as_slice()).collect();
    assert_eq!(lines, [b"x\t/".as_slice(), b"3\t\\t", b"5\t/\xff"]);
    let escapes = "part 0, line 4, byte 35: ym:s:startURL: `\\\\t` does not fit: it has escapes, and without them it cannot be borrowed: \
        use `Cow<str>` with `#[serde(borrow)]`, or `String`";
    assert_eq!(rejected[1].1, escapes);
    assert!(rejected[2].1.ends_with("does not fit: it is no UTF-8: only a field of bytes can take it"));
}

#[test]
fn a_column_that_is_not_there_is_no_bad_line() {
    let mut decoder = Decoder::new("part 0").reject(|_, _| panic!("nothing is wrong with the line"));
    let error = decoder.feed(b"ym:s:visitID\n1\n", |row| row.read::<Visit<'_>>().map(|_| ())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotAsked);
}

#[test]
fn places_are_not_read_and_newtypes_are_seen_through() {
    #[derive(Debug, Deserialize)]
    struct Id(u64);
    #[derive(Debug, Deserialize)]
    struct Only {
        visit_id: Id,
    }
    #[derive(Debug, Deserialize)]
    struct Wrapped(Only);
    let message = "part 0, line 2, byte 13: a row is read into a struct or a map, by the names of its columns; tuples and lists have places only";
    with("ym:s:visitID", "7", |row| {
        for error in [
            row.read::<(u64,)>().unwrap_err(),
            row.read::<Vec<u64>>().unwrap_err(),
            row.read::<[u64; 1]>().unwrap_err(),
        ] {
            assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Decode, message));
        }
        assert_eq!(row.read::<Wrapped>().unwrap().0.visit_id.0, 7);
        assert_eq!(row.read::<Option<Only>>().unwrap().unwrap().visit_id.0, 7);
        row.read::<u64>().unwrap_err();
        row.read::<String>().unwrap_err();
    });
}
