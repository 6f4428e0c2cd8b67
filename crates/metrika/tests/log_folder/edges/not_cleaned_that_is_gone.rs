//! A request of a piece that is of no use any more, and gone already.

use metrika::logs::folder::{Folder, Format};
use metrika_sandbox::faults::Fault;

use super::{left, save_to};
use crate::desk::SHOP;
use crate::{FIRST, LAST, desk, query};

#[tokio::test]
async fn is_not_said_to_take_up_storage() {
    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    let before = left(&desk).await;
    let target = Folder::at(folder.path()).format(Format::Tsv).keep_requests();
    desk.sandbox.fault(Fault::answer(403, "access_denied").on("download_log_part").after(2)).unwrap();
    save_to(&desk, query(FIRST, LAST), &target).await.unwrap_err();
    desk.sandbox.clear_faults();
    let client = desk.client();
    for id in left(&desk).await.into_iter().filter(|id| !before.contains(id)) {
        client.counter(SHOP).logs().request(id).clean().await.unwrap();
    }
    let saved = save_to(&desk, query(FIRST, LAST.yesterday().unwrap()), &target).await.unwrap();
    assert_eq!(left(&desk).await, before);
    assert!(saved.not_cleaned.is_empty(), "{:?} takes up no storage", saved.not_cleaned);
}
