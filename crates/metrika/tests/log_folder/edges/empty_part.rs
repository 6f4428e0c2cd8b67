//! A part that is declared to have 0 bytes, and has none: parts of this kind are in an answer that was recorded.

use metrika::logs::folder::{Folder, Format};

use super::logs;
use crate::service::service;
use crate::{FIRST, LAST, query};

#[tokio::test]
async fn has_no_rows_and_is_no_error() {
    let (_wire, client) = service(&["1\t2026-02-10\thttps://a.example/\t[1]\n", ""]).await;
    let done = logs(&client, query(FIRST, LAST)).rows(|_| Ok(())).await.map(|done| done.rows);
    assert_eq!(done.map_err(|error| error.to_string()), Ok(1));
}

#[tokio::test]
async fn has_no_rows_in_a_folder_either() {
    let (_wire, client) = service(&["1\t2026-02-10\thttps://a.example/\t[1]\n", ""]).await;
    let folder = tempfile::tempdir().unwrap();
    let saved = logs(&client, query(FIRST, LAST)).save_to(&Folder::at(folder.path()).format(Format::Tsv)).await;
    assert_eq!(saved.map(|saved| saved.rows).map_err(|error| error.to_string()), Ok(1));
}
