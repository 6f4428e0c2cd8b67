//! A field that the service does not know, once.

use metrika::ErrorKind;
use metrika::logs::folder::{Folder, Format};

use super::save_to;
use crate::{FIRST, LAST, desk, expected, fields, query, rows};

#[tokio::test]
async fn a_misspelled_field_does_not_spoil_the_folder() {
    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    let target = Folder::at(folder.path()).format(Format::Tsv);
    save_to(&desk, query(FIRST, LAST), &target).await.unwrap();
    let more = query(FIRST, LAST).columns().iter().cloned().chain(fields(&["ym:s:startULR"])).collect::<Vec<_>>();
    let error = save_to(&desk, query(FIRST, LAST).fields(more), &target).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidParameter, "{error}");
    // No row has that field; so the fields of the folder are what they were.
    save_to(&desk, query(FIRST, LAST), &target).await.unwrap();
    assert_eq!(rows(folder.path()), expected(&desk, FIRST, LAST).await);
}
