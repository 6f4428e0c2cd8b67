//! A request whose days are published, and which is not cleaned yet.

use metrika::logs::Stage;
use metrika::logs::folder::{Folder, Format};

use super::{killed_at, left, save_to};
use crate::{FIRST, LAST, desk, query};

#[tokio::test]
async fn killed_between_publishing_and_cleaning() {
    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    let before = left(&desk).await;
    let target = Folder::at(folder.path()).format(Format::Tsv).lookback(0);
    killed_at(&desk, query(FIRST, LAST), target.clone(), Stage::Published).await;
    let saved = save_to(&desk, query(FIRST, LAST), &target).await.unwrap();
    let after = left(&desk).await;
    assert!(after == before || saved.not_cleaned.len() == 1, "{after:?} take up storage for ever, and nobody is told");
}

/// The first export cannot move a file; the second one can.
#[tokio::test]
async fn failed_in_the_middle_of_publishing() {
    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    let before = left(&desk).await;
    let target = Folder::at(folder.path()).format(Format::Tsv).lookback(0).keep_requests();
    let obstacle = folder.path().join("date=2026-02-20");
    std::fs::write(&obstacle, "").unwrap();
    save_to(&desk, query(FIRST, LAST), &target).await.unwrap_err();
    std::fs::remove_file(&obstacle).unwrap();
    let saved = save_to(&desk, query(FIRST, LAST), &target).await.unwrap();
    let after = left(&desk).await;
    assert!(after == before || saved.not_cleaned.len() == 1, "{after:?} take up storage for ever, and nobody is told");
}
