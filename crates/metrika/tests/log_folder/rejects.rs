//! Rows that do not fit.

use metrika::ErrorKind;
use metrika::logs::folder::{Folder, Format};

use crate::desk::SHOP;
use crate::service::service;
use crate::{files, query};

const LINES: &str = "1\t2026-02-10\thttps://a.example/\t[1]\n\
    2\t2026-02-10\n\
    3\t2026-01-10\thttps://a.example/\t[1]\n\
    4\t2026-02-11\thttps://a.example/\t[1]\n\
    5\t\thttps://a.example/\t[1]\n";

#[tokio::test]
async fn a_row_that_does_not_fit_is_an_error_with_its_place() {
    let (_wire, client) = service(&[LINES]).await;
    let folder = tempfile::tempdir().unwrap();
    let export = client.counter(SHOP).logs().export(query(crate::FIRST, crate::LAST));
    let error = export.save_to(&Folder::at(folder.path()).format(Format::Tsv)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    let words = "part 0 of the log request 7, line 3, byte 86: the line has 2 cells and the header 4";
    assert!(error.to_string().contains(words), "{error}");
    assert!(!files(folder.path()).keys().any(|name| name.starts_with("date=")));
}

#[tokio::test]
async fn rows_that_do_not_fit_are_put_aside_when_asked_with_what_is_wrong() {
    let (_wire, client) = service(&[LINES]).await;
    let folder = tempfile::tempdir().unwrap();
    let export = client.counter(SHOP).logs().export(query(crate::FIRST, crate::LAST));
    let saved = export.save_to(&Folder::at(folder.path()).format(Format::Tsv).reject()).await.unwrap();
    assert_eq!((saved.rows, saved.rejected), (2, 3));
    let files = files(folder.path());
    let rejects = String::from_utf8(files["_rejected/visits-7-0.tsv"].clone()).unwrap();
    let rejects: Vec<(&str, &str)> = rejects.lines().map(|line| line.split_once('\t').unwrap()).collect();
    let lines: Vec<&str> = LINES.lines().collect();
    assert_eq!(rejects.iter().map(|(_, line)| *line).collect::<Vec<_>>(), [lines[1], lines[2], lines[4]]);
    for ((reason, _), words) in
        rejects.iter().zip(["line 3, ", "is none of the days from 2026-02-09 to 2026-02-28", "line 6, "])
    {
        assert!(reason.contains(words), "{reason}");
    }
}

#[cfg(feature = "parquet")]
#[tokio::test]
async fn a_value_that_is_not_of_its_type_is_told_with_its_place_in_the_part() {
    const LINES: &str =
        "1\t2026-02-10\thttps://a.example/\t[1]\n2\t2026-02-11\thttps://a.example/\t[1]\nx\t2026-02-11\t\t[]\n";
    let (_wire, client) = service(&[LINES]).await;
    let folder = tempfile::tempdir().unwrap();
    let logs = client.counter(SHOP).logs();
    let error = logs.export(query(crate::FIRST, crate::LAST)).save_to(&Folder::at(folder.path())).await.unwrap_err();
    let words = "part 0 of the log request 7, line 4, byte 122: ym:s:visitID: `x` is no UInt64";
    assert!(error.to_string().contains(words), "{error}");
    let reject = Folder::at(folder.path()).reject();
    let saved = logs.export(query(crate::FIRST, crate::LAST)).save_to(&reject).await.unwrap();
    assert_eq!((saved.rows, saved.rejected), (2, 1));
}
