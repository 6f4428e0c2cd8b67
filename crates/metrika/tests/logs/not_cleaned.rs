//! Requests that take up storage on are told, whichever way a log is read.

use futures_util::TryStreamExt;
use jiff::civil::date;
use metrika::ErrorKind;
use metrika::logs::LogQuery;
use metrika_sandbox::faults::Fault;

use crate::desk::{Desk, SHOP};
use crate::{desk, fields, month};

/// Requests that can be read, and so take up storage.
async fn left(desk: &Desk) -> Vec<String> {
    let client = desk.client();
    let listed = client.counter(SHOP).logs().list().await.unwrap();
    let ready =
        listed.iter().filter(|request| request.status.as_ref().is_some_and(|status| status.to_string() == "processed"));
    ready.map(|request| request.request_id.unwrap().to_string()).collect()
}

/// One that is read, and cannot be cleaned: by no right, or because it may be somebody else's.
fn faults() -> [Fault; 2] {
    [
        Fault::answer(403, "access_denied").on("clean_log_request"),
        Fault::reset_after().on("create_log_request").times(1),
    ]
}

#[tokio::test]
async fn a_stream_of_parts_tells_what_was_not_cleaned() {
    for fault in faults() {
        let desk = desk(|_| ()).await;
        let (client, before) = (desk.client(), left(&desk).await);
        desk.sandbox.fault(fault).unwrap();
        let mut parts = client.counter(SHOP).logs().export(month()).parts();
        assert!(parts.not_cleaned().is_empty());
        while parts.try_next().await.unwrap().is_some() {}
        let told: Vec<String> = parts.not_cleaned().iter().map(ToString::to_string).collect();
        let after = left(&desk).await;
        assert_eq!(told.len(), 1);
        assert!(after.contains(&told[0]) && !before.contains(&told[0]), "{told:?} of {after:?}");
    }
}

#[cfg(feature = "arrow")]
#[tokio::test]
async fn a_stream_of_batches_tells_what_was_not_cleaned() {
    for fault in faults() {
        let desk = desk(|_| ()).await;
        let (client, before) = (desk.client(), left(&desk).await);
        desk.sandbox.fault(fault).unwrap();
        let mut batches = client.counter(SHOP).logs().export(month()).batches(Default::default()).unwrap();
        let mut rows = 0;
        while let Some(batch) = batches.try_next().await.unwrap() {
            rows += batch.num_rows();
        }
        assert!(rows > 200, "{rows}");
        let told: Vec<String> = batches.not_cleaned().iter().map(ToString::to_string).collect();
        let after = left(&desk).await;
        assert_eq!(told.len(), 1);
        assert!(after.contains(&told[0]) && !before.contains(&told[0]), "{told:?} of {after:?}");
    }
}

#[tokio::test]
async fn nothing_is_told_if_all_is_cleaned() {
    let desk = desk(|_| ()).await;
    let client = desk.client();
    let mut parts = client.counter(SHOP).logs().export(month()).parts();
    while parts.try_next().await.unwrap().is_some() {}
    assert!(parts.not_cleaned().is_empty());
}

/// The one that is done and could not be cleaned, too, and not only the one that was given up because of the error.
#[tokio::test]
async fn an_error_tells_all_that_takes_up_storage() {
    let desk = desk(|_| ()).await;
    let (client, before) = (desk.client(), left(&desk).await);
    desk.sandbox.fault(Fault::answer(403, "access_denied").on("clean_log_request")).unwrap();
    desk.sandbox.fault(Fault::answer(403, "access_denied").on("download_log_part")).unwrap();
    // The first year has no visits, and so nothing to download.
    let years = LogQuery::visits(date(2024, 6, 1)..=date(2026, 2, 28)).fields(fields(&["ym:s:visitID"]));
    let error = client.counter(SHOP).logs().export(years).ahead(1).rows(|_| Ok(())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AccessDenied);
    let left: Vec<String> = left(&desk).await.into_iter().filter(|id| !before.contains(id)).collect();
    assert_eq!(left.len(), 2);
    for id in left {
        assert!(error.to_string().contains(&id), "{id}: {error}");
    }
}
