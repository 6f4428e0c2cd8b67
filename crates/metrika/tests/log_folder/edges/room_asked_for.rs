//! While there is no room for the next request.

use metrika::logs::folder::{Folder, Format};

use super::{count, save_to};
use crate::{FIRST, LAST, desk, query};

#[tokio::test]
async fn the_service_is_not_asked_before_each_part_whether_there_is_some() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(|settings| {
        settings.logs.quota_bytes = 12_000;
        settings.logs.part_bytes = 300;
    })
    .await;
    let saved = save_to(&desk, query(FIRST, LAST), &Folder::at(folder.path()).format(Format::Tsv)).await.unwrap();
    let (asked, made) = (count(&desk, "evaluate_log_request"), count(&desk, "create_log_request"));
    assert!(made > 1 && saved.parts > 40, "{made}, {saved:?}");
    assert!(asked < 40, "it was asked {asked} times for {made} requests with {} parts", saved.parts);
}
