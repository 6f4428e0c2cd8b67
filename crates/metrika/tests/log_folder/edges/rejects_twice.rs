//! Rejects of days that are read again.

use metrika::logs::folder::{Folder, Format};

use super::logs;
use crate::service::service;
use crate::{LAST, files, query};

#[tokio::test]
async fn are_replaced_with_their_day() {
    let (_wire, client) = service(&["1\t2026-02-28\thttps://a.example/\t[1]\n2\t2026-02-28\n"]).await;
    let folder = tempfile::tempdir().unwrap();
    let target = Folder::at(folder.path()).format(Format::Tsv).reject();
    for _ in 0..2 {
        let saved = logs(&client, query(LAST, LAST)).save_to(&target).await.unwrap();
        assert_eq!((saved.rows, saved.rejected), (1, 1));
    }
    let files = files(folder.path());
    let lines = |beginning: &str| -> usize {
        let there = files.iter().filter(|(name, _)| name.starts_with(beginning));
        there.map(|(_, bytes)| String::from_utf8_lossy(bytes).lines().count()).sum()
    };
    assert_eq!(lines("date="), 2, "a header and a row");
    assert_eq!(lines("_rejected/"), 1, "the day has one reject");
}
