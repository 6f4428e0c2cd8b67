//! A period that ends before it begins.

use metrika::ErrorKind;
use metrika::logs::folder::{Folder, Format};

use super::save_to;
use crate::{FIRST, LAST, desk, query};

#[tokio::test]
async fn is_an_error_and_not_an_export_of_nothing() {
    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    let target = Folder::at(folder.path()).format(Format::Tsv);
    let error = save_to(&desk, query(LAST, FIRST), &target).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
}

#[tokio::test]
async fn is_an_error_and_no_panic_when_days_are_there() {
    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    let target = Folder::at(folder.path()).format(Format::Tsv);
    save_to(&desk, query(FIRST, LAST), &target).await.unwrap();
    let error = save_to(&desk, query(LAST, FIRST), &target).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
}
