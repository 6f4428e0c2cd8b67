//! What is somebody else's is read and left; what is this folder's is found again.

use metrika::logs::Stage;
use metrika::logs::folder::{Folder, Format};
use metrika_sandbox::faults::Fault;

use crate::desk::SHOP;
use crate::{FIRST, LAST, broken_off, count, desk, expected, export, files, is_tidy, query, rows};

/// A kill between the making of a request and the moment when the manifest knows of it.
#[tokio::test]
async fn a_request_that_may_have_been_made_is_read_and_told_and_left() {
    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    let target = Folder::at(folder.path()).format(Format::Tsv);
    let (client, first) = (desk.client(), target.clone().keep_requests());
    let run = tokio::spawn(async move {
        let export = export(&client).on_progress(|progress| assert_ne!(progress.stage, Stage::Requested, "killed"));
        export.save_to(&first).await.map(drop)
    });
    assert!(run.await.unwrap_err().is_panic());
    desk.sandbox.clear_journal();
    let client = desk.client();
    let saved = export(&client).save_to(&target).await.unwrap();
    assert_eq!((count(&desk, "create_log_request"), count(&desk, "clean_log_request")), (0, 0));
    let [id] = saved.not_cleaned.as_slice() else { panic!("{saved:?}") };
    let ready = client.counter(SHOP).logs().request(*id).get().await.unwrap();
    assert_eq!(ready.status.unwrap().to_string(), "processed");
    assert_eq!(rows(folder.path()), expected(&desk, FIRST, LAST).await);
    is_tidy(folder.path());
}

/// An older request for the same log has older rows, whoever made it.
#[tokio::test]
async fn a_request_that_is_older_is_not_taken_for_one_that_may_have_been_made() {
    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    let client = desk.client();
    let theirs = client.counter(SHOP).logs().create(&query(FIRST, LAST)).await.unwrap();
    theirs.until_ready(&metrika::logs::Patience::default()).await.unwrap();
    let target = Folder::at(folder.path()).format(Format::Tsv);
    for fault in [Fault::answer(403, "access_denied"), Fault::reset_before()] {
        desk.sandbox.fault(fault.on("create_log_request").times(1)).unwrap();
        let _ = export(&client).save_to(&target).await;
    }
    desk.sandbox.clear_faults();
    export(&client).save_to(&target).await.unwrap();
    let downloads = desk.sandbox.journal().into_iter().filter(|request| request.path.ends_with("/download"));
    assert!(downloads.into_iter().all(|request| !request.path.contains(&format!("/{}/", theirs.id()))));
    assert_eq!(theirs.get().await.unwrap().status.unwrap().to_string(), "processed");
}

/// Files that no manifest knows, and files that are not as they were written.
#[tokio::test]
async fn what_lies_in_the_staging_folder_counts_only_if_it_is_as_it_was_written() {
    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    let target = Folder::at(folder.path()).format(Format::Tsv);
    broken_off(&desk, &target, 3).await;
    let staged: Vec<String> =
        files(folder.path()).into_keys().filter(|name| name.starts_with("_staging/date=")).collect();
    std::fs::write(folder.path().join(&staged[0]), "cut").unwrap();
    let stray = folder.path().join("_staging/date=2026-02-10");
    std::fs::create_dir_all(&stray).unwrap();
    std::fs::write(stray.join("visits-1-1.tsv"), "stray").unwrap();
    std::fs::create_dir(folder.path().join("_rejected")).unwrap();
    std::fs::write(folder.path().join("_rejected/visits-1-1.tsv"), "of a part that was never committed").unwrap();
    let saved = export(&desk.client()).save_to(&target).await.unwrap();
    assert_eq!(saved.kept_parts, 2, "{saved:?}");
    assert!(!files(folder.path()).keys().any(|name| name.starts_with("_rejected/")));
    assert_eq!(rows(folder.path()), expected(&desk, FIRST, LAST).await);
    is_tidy(folder.path());
}

/// What is under way for other days or fields is of no use, and its request is cleaned.
#[tokio::test]
async fn what_is_under_way_for_other_days_is_given_up() {
    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    let client = desk.client();
    let target = Folder::at(folder.path()).format(Format::Tsv);
    broken_off(&desk, &target, 3).await;
    let last = LAST.yesterday().unwrap();
    let saved = client.counter(SHOP).logs().export(query(FIRST, last)).save_to(&target).await.unwrap();
    assert_eq!((saved.kept_parts, count(&desk, "create_log_request"), count(&desk, "clean_log_request")), (0, 1, 2));
    assert_eq!(rows(folder.path()), expected(&desk, FIRST, last).await);
    is_tidy(folder.path());
}

/// Days without visits are there, too: they are not asked for again.
#[tokio::test]
async fn days_without_rows_are_known() {
    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    let client = desk.client();
    let target = Folder::at(folder.path()).format(Format::Tsv);
    let days = || query(jiff::civil::date(2020, 1, 1), jiff::civil::date(2020, 1, 31));
    let logs = client.counter(SHOP).logs();
    assert_eq!(logs.export(days()).save_to(&target).await.unwrap().days, 31);
    desk.sandbox.clear_journal();
    assert_eq!(logs.export(days()).save_to(&target).await.unwrap().kept_days, 31);
    assert_eq!(count(&desk, "create_log_request"), 0);
}
