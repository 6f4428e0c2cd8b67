//! A storage that is full of what the folder itself has under way.

use metrika::logs::folder::{Folder, Format};
use metrika_sandbox::faults::Fault;

use super::{left, save_to};
use crate::{FIRST, LAST, desk, expected, query, rows};

#[tokio::test]
async fn is_no_reason_not_to_go_on() {
    let all = expected(&desk(|_| ()).await, FIRST, LAST).await;
    let size: usize = all.values().flatten().map(|line| line.len() + 1).sum();
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(|settings| settings.logs.quota_bytes = (size / 3) as i64).await;
    let target = Folder::at(folder.path()).format(Format::Tsv).keep_requests();
    desk.sandbox.fault(Fault::answer(403, "access_denied").on("download_log_part").after(2)).unwrap();
    save_to(&desk, query(FIRST, LAST), &target).await.unwrap_err();
    desk.sandbox.clear_faults();
    // The request that was kept takes the storage; when its rows are there, it is cleaned, and there is room for the others.
    assert_ne!(left(&desk).await, [0; 0]);
    save_to(&desk, query(FIRST, LAST), &target).await.unwrap();
    assert_eq!(rows(folder.path()), all);
}
