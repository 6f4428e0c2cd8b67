//! Files as they come: encodings, separators, ends of lines, quotes; and what is no file of CSV.

use std::error::Error as _;
use std::io::Cursor;

use metrika::ErrorKind;
use metrika::import::{CsvFile, Problem};

use crate::desk::{Desk, SHOP};
use crate::kinds::{Kind, assert_problems, client, refused, report};

const HEADER: &str = "ClientId,Target,DateTime";

fn read(bytes: impl AsRef<[u8]>) -> CsvFile {
    CsvFile::read(Cursor::new(bytes.as_ref().to_vec()))
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(unit).collect()
}

/// Windows-1251 of a text of ASCII and Russian letters.
fn windows_1251(text: &str) -> Vec<u8> {
    let byte = |letter: char| match letter {
        'А'..='я' => u8::try_from(u32::from(letter) - u32::from('А') + 0xC0).unwrap(),
        other => u8::try_from(other).unwrap(),
    };
    text.chars().map(byte).collect()
}

#[tokio::test]
async fn files_that_are_no_csv_in_utf_8_are_refused() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let text = format!("{HEADER}\n1,purchase,1772352000\n");
    let russian = "UserId,Target,DateTime\nu,purchase,1772352000\nИванов,purchase,1772352000\n";
    let many =
        format!("UserId,Target,DateTime\n1,purchase,1772352000\n\"{}", "2,purchase,1772352000\n".repeat(100_000));
    for (bytes, reason) in [
        (Vec::new(), "is empty: it needs a header and rows"),
        (b"\n\r\n\n".to_vec(), "is empty"),
        (b"\xEF\xBB\xBF".to_vec(), "is empty"),
        (format!("{HEADER}\n").into_bytes(), "there are no rows of conversions to upload"),
        (HEADER.as_bytes().to_vec(), "there are no rows"),
        (utf16(&text, u16::to_le_bytes), "is UTF-16: save it as UTF-8"),
        (utf16(&text, u16::to_be_bytes), "is UTF-16: save it as UTF-8"),
        (windows_1251(russian), "is not UTF-8 in line 3: save it as UTF-8 (it may be Windows-1251)"),
        (windows_1251("Клиент,Target\n"), "is not UTF-8 in line 1"),
        (b"PK\x03\x04\x14\0\x06\0".to_vec(), "is an archive or a workbook, not CSV"),
        (text.replace(',', ";").into_bytes(), "separated by \";\": say `.delimiter(b';')`"),
        (text.replace(',', "\t").into_bytes(), "say `.delimiter(b'\\t')`"),
        (text.replace(',', "|").into_bytes(), "say `.delimiter(b'|')`"),
        (text.replace('\n', "\r").into_bytes(), "lines that end with CR alone"),
        (text.replace('\n', "\r").replace(',', ";").into_bytes(), "lines that end with CR alone"),
        (many.into_bytes(), "has a row of over 1 MiB: a quote may not be closed (in line 3)"),
    ] {
        let error = refused(&desk, &client, Kind::Conversions, read(bytes)).await;
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
        assert!(error.to_string().contains(reason), "{reason}: {error}");
    }
}

/// Without that, all rows behind the quote would be sent as one cell.
#[tokio::test]
async fn a_quote_that_nothing_closes_is_told_with_its_line() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let header = "UserId,DateTime,Tag";
    for (rows, line) in [
        ("u,1772352000,ok\nv,1772352000,\"open\nw,1772352000,lost\n", 3),
        ("u,1772352000,ok\nv,1772352000,\"open\r\nw,1772352000,lost", 3),
        ("\"u,1772352000,open\nv,1772352000,lost\n", 2),
        ("u,1772352000,\"he said \"\"no\"\"\nv,1772352000,\"\"lost\"\"x\n", 2),
    ] {
        let error = refused(&desk, &client, Kind::Calls, read(format!("{header}\n{rows}"))).await;
        let reason = format!("has a quote that nothing closes, in the row of line {line}");
        assert!(error.to_string().contains(&reason), "{rows:?}: {error}");
    }
    // These are closed.
    for rows in [
        "u,1772352000,\"two\nlines\"",
        "u,1772352000,\"two\nlines\"\n",
        "u,1772352000,\"two\r\nlines\"\r\n",
        "u,1772352000,\"two\nlines\n\"\n",
        "\"u\nv\",1772352000,x\n",
        "u,1772352000,5\" screen\n",
    ] {
        let report = report(&desk, &client, Kind::Calls, read(format!("{header}\n{rows}"))).await;
        assert!(report.is_clean() && report.rows == 1, "{rows:?}: {report}");
    }
}

#[tokio::test]
async fn what_cannot_be_opened_is_an_error_of_storage() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("conversions.csv");
    for path in [missing.as_path(), folder.path()] {
        let error = refused(&desk, &client, Kind::Conversions, CsvFile::open(path)).await;
        assert_eq!(error.kind(), ErrorKind::Storage);
        assert!(error.to_string().contains(&*path.display().to_string()), "{error}");
        assert!(error.source().unwrap().is::<std::io::Error>());
    }
}

#[tokio::test]
async fn a_byte_order_mark_is_noted_and_not_sent() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("from_excel.csv");
    std::fs::write(&path, format!("\u{feff}{HEADER}\n1,purchase,1772352000\n")).unwrap();
    let mut checked = client.counter(SHOP).import().conversions().upload(CsvFile::open(&path)).check().await.unwrap();
    let report = checked.report();
    assert!(report.is_clean());
    assert_eq!(report.notes, [format!("{} begins with a byte order mark, which is not sent", path.display())]);
    assert!(report.to_string().ends_with(&format!("\nnote: {}", report.notes[0])), "{report}");
    assert_eq!(checked.send().await.unwrap().outcome().summary().accepted, Some(1));
    assert_eq!(&desk.last().body[..], format!("{HEADER}\n1,purchase,1772352000\n").as_bytes());
}

/// Row and line of each problem.
fn places(problems: &[Problem]) -> Vec<(Option<u64>, Option<u64>)> {
    problems.iter().map(|problem| (problem.row, problem.line)).collect()
}

#[tokio::test]
async fn lines_are_those_of_the_file() {
    let desk = Desk::new().await;
    let client = client(&desk);
    // The second row takes three lines, and an empty line stands before the fourth.
    let text = "UserId,DateTime,Tag\nu,x,1\nv,x,\"one\ntwo\nthree\"\nw,x,3\n\ny,x,\"4\"\nz,x,5\n";
    for text in [text.to_owned(), text.replace('\n', "\r\n"), text.trim_end().to_owned()] {
        let report = report(&desk, &client, Kind::Calls, read(&text)).await;
        let expected = [(1, 2), (2, 3), (3, 6), (4, 8), (5, 9)].map(|(row, line)| (Some(row), Some(line)));
        assert_eq!(places(&report.problems), expected, "{text:?}");
        assert!(report.problems.iter().all(|problem| problem.column == "DateTime"), "{report}");
    }
}

/// What is sent has LF, and no CR of the file in a cell; one within a cell stays.
#[tokio::test]
async fn ends_of_lines_are_no_part_of_cells() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let text =
        "DateTime,UserId,Tag\r\n1772352000,u,last\r\n1772352000,v,\"quoted\"\r\n1772352000,w,\"two\r\nlines\"\r\n";
    let sent = client.counter(SHOP).import().calls().upload(read(text)).send().await.unwrap();
    assert_eq!(sent.outcome().summary().sent, 3);
    let body = "UserId,DateTime,Tag\nu,1772352000,last\nv,1772352000,quoted\nw,1772352000,\"two\r\nlines\"\n";
    assert_eq!(String::from_utf8_lossy(&desk.last().body), body);
}

#[tokio::test]
async fn other_separators_are_taken_if_they_are_said() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let wrong = read(format!("{HEADER}\n1,purchase,1772352000\n")).delimiter(b';');
    let error = refused(&desk, &client, Kind::Conversions, wrong).await;
    assert!(error.to_string().contains("say `.delimiter(b',')`"), "{error}");
    for delimiter in [b';', b'\t', b'|'] {
        let text = "UserId;DateTime;Tag\nu;1772352000;one, two\n".replace(';', &char::from(delimiter).to_string());
        let file = read(text).delimiter(delimiter);
        let _ = client.counter(SHOP).import().calls().upload(file).send().await.unwrap();
        assert_eq!(&desk.last().body[..], b"UserId,DateTime,Tag\nu,1772352000,\"one, two\"\n");
    }
}

#[tokio::test]
async fn rows_have_as_many_cells_as_the_header() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let text = format!("{HEADER}\n1,purchase,1772352000\n2,purchase\n3,purchase,1772352000,99,90\n4\n");
    let report = report(&desk, &client, Kind::Conversions, read(text)).await;
    let expected = [
        (Some(2), "", "the row has 2 cells and the header 3"),
        (Some(3), "", "the row has 5 cells and the header 3"),
        (Some(4), "", "the row has 1 cells and the header 3"),
    ];
    assert_problems(&report.problems, &expected);
    assert_eq!(report.problems[1].to_string(), "row 3 (line 4): the row has 5 cells and the header 3");
}
