//! Rows that come again.

use std::collections::BTreeMap;

use metrika::ErrorKind;
use metrika::logs::folder::{Folder, Format};

use crate::desk::SHOP;
use crate::service::{failing, service};
use crate::{FIRST, LAST, fields, is_tidy, query, rows};

/// Visit 1 comes three times, and another one has its id in the year before.
const PARTS: &[&str] = &[
    "1\t2026-02-10\thttps://a.example/\t[1]\n2\t2026-02-11\thttps://b.example/\t[]\n1\t2026-02-10\thttps://a.example/\t[1]\n",
    "3\t2026-02-11\thttps://c.example/\t[]\n1\t2026-02-10\thttps://a.example/\t[1]\n",
];

fn ids(rows: &BTreeMap<String, Vec<String>>) -> Vec<&str> {
    rows.values().flatten().map(|row| row.split('\t').next().unwrap()).collect()
}

#[tokio::test]
async fn rows_that_come_again_are_left_out_when_asked_and_counted() {
    for (unique, expected) in [(false, vec!["1", "1", "1", "2", "3"]), (true, vec!["1", "2", "3"])] {
        let (_wire, client) = service(PARTS).await;
        let folder = tempfile::tempdir().unwrap();
        let mut target = Folder::at(folder.path()).format(Format::Tsv);
        if unique {
            target = target.unique();
        }
        let saved = client.counter(SHOP).logs().export(query(FIRST, LAST)).save_to(&target).await.unwrap();
        let rows = rows(folder.path());
        assert_eq!(ids(&rows), expected);
        assert_eq!((saved.rows, saved.repeated), (expected.len() as u64, 5 - expected.len() as u64));
        is_tidy(folder.path());
    }
}

#[tokio::test]
async fn an_export_that_goes_on_knows_what_had_come() {
    let (_wire, client) = failing(PARTS, 1).await;
    let folder = tempfile::tempdir().unwrap();
    let target = Folder::at(folder.path()).format(Format::Tsv).unique().keep_requests();
    let export = || client.counter(SHOP).logs().export(query(FIRST, LAST)).parallel(1);
    export().save_to(&target).await.unwrap_err();
    let saved = export().save_to(&target).await.unwrap();
    assert_eq!((saved.kept_parts, saved.rows, saved.repeated), (1, 3, 2));
    assert_eq!(ids(&rows(folder.path())), ["1", "2", "3"]);
    is_tidy(folder.path());
}

#[tokio::test]
async fn rows_are_told_apart_by_their_ids_which_must_be_there() {
    let (_wire, client) = service(PARTS).await;
    let folder = tempfile::tempdir().unwrap();
    let export = client.counter(SHOP).logs().export(query(FIRST, LAST).fields(fields(&["ym:s:date"])));
    let error = export.save_to(&Folder::at(folder.path()).unique()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.to_string().contains("rows are told apart by ym:s:visitID: add it"), "{error}");
}
