//! A request of somebody's for the same log, which is older than the folder says.

use metrika::logs::Patience;
use metrika::logs::folder::{Folder, Format};
use metrika_sandbox::faults::Fault;

use super::{count, left, save_to};
use crate::desk::SHOP;
use crate::{DAY, FIRST, LAST, desk, query};

#[tokio::test]
async fn days_that_were_read_from_it_are_not_settled() {
    let (desk, folder) = (desk(|settings| settings.logs.keep_seconds = None).await, tempfile::tempdir().unwrap());
    let before = left(&desk).await;
    let target = Folder::at(folder.path()).format(Format::Tsv).keep_requests();
    let denied = |operation: &str| Fault::answer(403, "access_denied").on(operation);
    // The first of March: an export breaks off, and its request is kept.
    desk.sandbox.fault(denied("download_log_part").after(2)).unwrap();
    save_to(&desk, query(FIRST, LAST), &target).await.unwrap_err();
    desk.sandbox.clear_faults();
    let client = desk.client();
    let requests = client.counter(SHOP).logs();
    let own: Vec<i64> = left(&desk).await.into_iter().filter(|id| !before.contains(id)).collect();
    // On the same day somebody asks for the same log.
    let theirs = requests.create(&query(FIRST, LAST)).await.unwrap();
    theirs.until_ready(&Patience::default()).await.unwrap();
    // Ten days later the first one is gone, and the next export breaks off when it asks anew.
    for id in own {
        requests.request(id).clean().await.unwrap();
    }
    desk.clock.advance(10 * DAY);
    desk.sandbox.fault(denied("create_log_request")).unwrap();
    save_to(&desk, query(FIRST, LAST), &target).await.unwrap_err();
    desk.sandbox.clear_faults();
    desk.sandbox.clear_journal();
    save_to(&desk, query(FIRST, LAST), &target).await.unwrap();
    if count(&desk, "create_log_request") == 0 {
        // These are rows of the first of March: its last days are to be read once more.
        save_to(&desk, query(FIRST, LAST), &target).await.unwrap();
        assert_eq!(count(&desk, "create_log_request"), 1, "rows of the first of March are settled as of the eleventh");
    }
}
