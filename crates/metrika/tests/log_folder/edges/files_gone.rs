//! A file of a whole day that somebody deleted.

use metrika::logs::folder::{Folder, Format};

use super::save_to;
use crate::{FIRST, LAST, desk, expected, query, rows};

#[tokio::test]
async fn a_day_whose_files_are_gone_is_read_again_or_told() {
    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    let target = Folder::at(folder.path()).format(Format::Tsv);
    save_to(&desk, query(FIRST, LAST), &target).await.unwrap();
    std::fs::remove_dir_all(folder.path().join("date=2026-02-12")).unwrap();
    if save_to(&desk, query(FIRST, LAST), &target).await.is_ok() {
        assert!(rows(folder.path()) == expected(&desk, FIRST, LAST).await, "a day is gone, and all is said to be well");
    }
}
