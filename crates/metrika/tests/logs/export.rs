//! A log as one operation: whatever happens, all rows once, or an error that says why.

use std::sync::{Arc, Mutex};

use futures_util::TryStreamExt;
use metrika::logs::{Export, LogQuery, Patience, Progress, Stage};
use metrika::{Client, ErrorKind, Timeouts};
use metrika_sandbox::faults::Fault;

use crate::desk::{Desk, SHOP};
use crate::{HOUR, desk, month};

/// A month in several parts.
async fn parted() -> Desk {
    desk(|settings| {
        settings.logs.part_bytes = 6_000;
        // Then bytes on the wire are bytes of the log.
        settings.logs.gzip = false;
    })
    .await
}

fn export(client: &Client) -> Export<'_> {
    client.counter(SHOP).logs().export(month())
}

/// All lines of the log, in their order.
async fn lines(export: Export<'_>) -> metrika::Result<Vec<String>> {
    let mut lines = Vec::new();
    let done = export
        .rows(|row| {
            lines.push(String::from_utf8(row.line().to_vec()).unwrap());
            Ok(())
        })
        .await?;
    assert_eq!(done.rows, lines.len() as u64);
    Ok(lines)
}

async fn whole() -> Vec<String> {
    let desk = parted().await;
    lines(export(&desk.client())).await.unwrap()
}

/// What takes up storage, or will.
async fn left(desk: &Desk) -> usize {
    let client = desk.client();
    let listed = client.counter(SHOP).logs().list().await.unwrap();
    let over = |word: &str| word.starts_with("cleaned") || word == "canceled" || word == "processing_failed";
    listed.iter().filter(|request| !request.status.as_ref().is_some_and(|status| over(&status.to_string()))).count()
}

#[tokio::test]
async fn all_rows_come_once_and_the_request_is_cleaned() {
    let desk = parted().await;
    let before = left(&desk).await;
    let client = desk.client();
    let rows = lines(export(&client)).await.unwrap();
    assert!(rows.len() > 200, "{}", rows.len());
    let mut ids: Vec<_> = rows.iter().map(|row| row.split('\t').next().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), rows.len());
    assert_eq!(left(&desk).await, before);
    let downloads = desk.sent().iter().filter(|sent| sent.ends_with("/download")).count();
    assert!(downloads > 3, "{downloads}");
}

/// Every way in which a download goes wrong once: the rows are those of an unbroken run, and nothing is left behind.
#[tokio::test]
async fn a_part_that_breaks_off_is_downloaded_again() {
    let whole = whole().await;
    let header = "ym:s:visitID\tym:s:date\tym:s:startURL\n".len() as u64;
    let first = header + whole[0].len() as u64;
    let cuts = [0, 1, 12, 13, header - 1, header, header + 1, header + 20, first, first + 1, 1_000, 3_001, 5_000];
    let mut faults: Vec<Fault> = cuts.into_iter().map(Fault::cut).collect();
    faults.extend([-1, -100, 1, 100].map(Fault::wrong_length));
    faults.extend([
        Fault::reset_before(),
        Fault::reset_after(),
        Fault::garbage(),
        Fault::answer(503, "backend_error"),
        Fault::answer(504, "timeout"),
        Fault::answer(429, "quota_parallel_requests"),
        Fault::answer(420, "quota_requests_by_ip"),
        Fault::html(502),
    ]);
    for fault in faults {
        let desk = parted().await;
        let before = left(&desk).await;
        // Not the first part: rows of others are there already.
        desk.sandbox.fault(fault.clone().on("download_log_part").after(1).times(1)).unwrap();
        let rows = lines(export(&desk.client())).await.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
        assert_eq!(rows, whole, "{fault:?}");
        assert_eq!(left(&desk).await, before, "{fault:?}");
        assert!(desk.sandbox.journal().iter().any(|request| request.fault.is_some()), "{fault:?} did not strike");
    }
}

#[tokio::test]
async fn a_compressed_part_that_breaks_off_is_downloaded_again() {
    let whole = whole().await;
    for at in [0, 1, 9, 10, 11, 100, 700] {
        let desk = desk(|settings| settings.logs.part_bytes = 6_000).await;
        desk.sandbox.fault(Fault::cut(at).on("download_log_part").after(1).times(1)).unwrap();
        assert_eq!(lines(export(&desk.client())).await.unwrap(), whole, "cut at {at}");
        let compressed = |request: &metrika_sandbox::Recorded| {
            request
                .headers
                .iter()
                .any(|(name, value)| name.eq_ignore_ascii_case("accept-encoding") && value.contains("gzip"))
        };
        assert!(desk.sandbox.journal().iter().any(|request| request.fault.is_some() && compressed(request)));
    }
}

#[tokio::test]
async fn a_part_that_stalls_is_given_up_and_downloaded_again() {
    let whole = whole().await;
    for at in [0, 37, 1_000] {
        let desk = parted().await;
        desk.sandbox.fault(Fault::stall(at).on("download_log_part").after(1).times(1)).unwrap();
        let (clock, client) = (desk.clock.clone(), desk.client());
        let export = export(&client).on_progress(move |progress| {
            if progress.stage == Stage::Restarted {
                clock.hold();
            }
        });
        let strikes = async {
            while !desk.sandbox.journal().iter().any(|request| request.fault.is_some()) {
                tokio::task::yield_now().await;
            }
            desk.clock.let_pass(Timeouts::default().idle);
        };
        let (rows, ()) = tokio::join!(lines(export.parallel(1)), strikes);
        assert_eq!(rows.unwrap(), whole, "stalled at {at}");
    }
}

/// What does not pass ends the export with an error of its own, and nothing is left behind.
#[tokio::test]
async fn what_does_not_pass_is_an_error_and_the_request_is_given_up() {
    for (fault, kinds) in [
        (Fault::cut(1_000).on("download_log_part"), &[ErrorKind::Interrupted, ErrorKind::Connect][..]),
        (Fault::garbage().on("download_log_part"), &[ErrorKind::Interrupted]),
        (Fault::answer(500, "backend_error").on("download_log_part"), &[ErrorKind::Backend]),
        (Fault::answer(403, "access_denied").on("download_log_part"), &[ErrorKind::AccessDenied]),
        (Fault::answer(403, "access_denied").on("create_log_request"), &[ErrorKind::AccessDenied]),
        (Fault::garbage().on("evaluate_log_request"), &[ErrorKind::UnexpectedAnswer]),
    ] {
        let desk = parted().await;
        let before = left(&desk).await;
        desk.sandbox.fault(fault.clone()).unwrap();
        let error = lines(export(&desk.client())).await.map(|rows| rows.len()).expect_err(&format!("{fault:?}"));
        assert!(kinds.contains(&error.kind()), "{fault:?}: {:?}: {error}", error.kind());
        desk.sandbox.clear_faults();
        assert_eq!(left(&desk).await, before, "{fault:?}");
    }
}

#[tokio::test]
async fn a_request_whose_making_broke_off_is_found_and_not_made_twice() {
    let whole = whole().await;
    for (fault, made) in [(Fault::reset_after(), 1), (Fault::reset_before(), 1), (Fault::html(502).done(), 1)] {
        let desk = desk(|settings| {
            settings.logs.part_bytes = 6_000;
            settings.logs.queue_seconds = 60;
        })
        .await;
        let client = desk.client();
        let before = client.counter(SHOP).logs().list().await.unwrap().len();
        desk.sandbox.fault(fault.clone().on("create_log_request").times(1)).unwrap();
        assert_eq!(lines(export(&client)).await.unwrap(), whole, "{fault:?}");
        assert_eq!(client.counter(SHOP).logs().list().await.unwrap().len(), before + made, "{fault:?}");
    }
}

#[tokio::test]
async fn a_log_that_is_being_prepared_for_somebody_else_is_read_and_left() {
    let desk = desk(|settings| settings.logs.queue_seconds = 60).await;
    let client = desk.client();
    let theirs = client.counter(SHOP).logs().create(&month()).await.unwrap();
    let before = left(&desk).await;
    assert!(lines(export(&client)).await.unwrap().len() > 200);
    assert_eq!(left(&desk).await, before);
    let ready = theirs.until_ready(&Patience::default()).await.unwrap();
    assert!(ready.parts.is_some());
}

#[tokio::test]
async fn every_way_in_which_a_log_is_not_prepared_is_told() {
    use metrika_sandbox::operations::log_requests::Script;

    let awaits = desk(|settings| settings.logs.script = vec![Script { retry_seconds: 600, fails: false }]).await;
    assert!(lines(export(&awaits.client())).await.unwrap().len() > 200);
    let fails = desk(|settings| settings.logs.script = vec![Script { retry_seconds: 0, fails: true }]).await;
    let error = lines(export(&fails.client())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LogGone);
    assert!(error.to_string().contains("could not be prepared by the service"), "{error}");
    let never = desk(|settings| settings.logs.queue_seconds = 48 * 3600).await;
    let before = left(&never).await;
    let error = lines(export(&never.client())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(left(&never).await, before);
    assert!(never.sent().iter().any(|sent| sent.ends_with("/cancel")));
}

#[tokio::test]
async fn a_small_storage_is_used_again_and_again() {
    let whole = whole().await;
    let size: usize = whole.iter().map(|row| row.len() + 1).sum();
    for share in [2, 3, 7] {
        let desk = desk(|settings| settings.logs.quota_bytes = (size / share) as i64).await;
        let client = desk.client();
        let plan = export(&client).plan().await.unwrap();
        assert!(plan.requests.len() >= share, "{plan}");
        let mut rows = lines(export(&client).ahead(3)).await.unwrap();
        let mut expected = whole.clone();
        // Within a day of another request the order may be another.
        rows.sort_unstable();
        expected.sort_unstable();
        assert_eq!(rows, expected, "{share}");
        assert_eq!(left(&desk).await, 0);
    }
}

#[tokio::test]
async fn what_is_dropped_gives_up_its_requests() {
    let desk = desk(|settings| settings.logs.part_bytes = 6_000).await;
    let before = left(&desk).await;
    let client = desk.client();
    {
        let mut parts = std::pin::pin!(export(&client).parts());
        parts.try_next().await.unwrap().unwrap();
        assert_eq!(left(&desk).await, before + 1);
    }
    // It is done in the background; each look lets it go on.
    for _ in 0..1_000 {
        if left(&desk).await == before {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("the request is still there");
}

#[tokio::test]
async fn an_error_of_the_caller_gives_up_the_requests() {
    let desk = parted().await;
    let before = left(&desk).await;
    let error =
        export(&desk.client()).rows(|row| row.column(&metrika::logs::visits::BOUNCE).map(|_| ())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotAsked);
    assert_eq!(left(&desk).await, before);
}

#[tokio::test]
async fn progress_has_all_the_numbers() {
    let desk = parted().await;
    let client = desk.client();
    let told = Arc::new(Mutex::new(Vec::<Progress>::new()));
    let keep = Arc::clone(&told);
    let export = export(&client).on_progress(move |progress| keep.lock().unwrap().push(progress.clone()));
    let stream = export.progress();
    let rows = lines(export).await.unwrap();
    let told = told.lock().unwrap().clone();
    let streamed: Vec<Progress> = futures_util::StreamExt::collect(stream).await;
    assert_eq!(streamed, told);
    let stages: Vec<Stage> = told.iter().map(|progress| progress.stage).collect();
    assert_eq!((stages.first(), stages.last()), (Some(&Stage::Planned), Some(&Stage::Done)));
    for stage in [Stage::Requested, Stage::Ready, Stage::Downloading, Stage::Downloaded, Stage::Cleaned] {
        assert!(stages.contains(&stage), "{stage:?}");
    }
    let last = told.last().unwrap();
    assert_eq!(last.rows, rows.len() as u64);
    assert_eq!(last.expected_bytes, Some(last.bytes));
}

#[tokio::test]
async fn days_without_visits_are_an_empty_log() {
    let desk = desk(|_| ()).await;
    let client = desk.client();
    let year = jiff::civil::date(2020, 1, 1)..=jiff::civil::date(2020, 12, 30);
    let query = LogQuery::visits(year).fields(crate::fields(&["ym:s:visitID"]));
    assert!(lines(client.counter(SHOP).logs().export(query)).await.unwrap().is_empty());
    let days = client.counter(SHOP).logs().visits().fields(crate::fields(&["ym:s:visitID"])).export();
    assert_eq!(days.unwrap_err().kind(), ErrorKind::InvalidRequest);
    assert!(desk.clock.waits().iter().all(|wait| *wait < HOUR));
}

/// No more requests at a time than were allowed, and no fewer than there is room for; the same for downloads.
#[tokio::test]
async fn requests_are_made_as_far_ahead_as_they_may_be() {
    use metrika::logs::LogQuery;

    for ahead in [1, 2, 3] {
        let desk = desk(|settings| settings.logs.queue_seconds = 60).await;
        let client = desk.client();
        let (standing, most) = (Arc::new(Mutex::new(0_i32)), Arc::new(Mutex::new(0_i32)));
        let (now, peak) = (Arc::clone(&standing), Arc::clone(&most));
        let years = LogQuery::visits(jiff::civil::date(2022, 1, 1)..=jiff::civil::date(2026, 2, 28));
        let years = years.fields(crate::fields(&["ym:s:visitID"]));
        let export = client.counter(SHOP).logs().export(years).ahead(ahead).on_progress(move |progress| {
            let mut now = now.lock().unwrap();
            *now += match progress.stage {
                Stage::Requested => 1,
                Stage::Cleaned => -1,
                _ => 0,
            };
            let mut peak = peak.lock().unwrap();
            *peak = (*peak).max(*now);
        });
        export.rows(|_| Ok(())).await.unwrap();
        assert_eq!((*most.lock().unwrap(), *standing.lock().unwrap()), (ahead as i32, 0));
    }
}

/// Somebody else's request for other fields of the same days is another log.
#[tokio::test]
async fn a_log_of_other_fields_is_not_taken_for_the_one_that_is_being_prepared() {
    let desk = desk(|settings| settings.logs.queue_seconds = 60).await;
    let client = desk.client();
    let logs = client.counter(SHOP).logs();
    let same = logs.create(&month()).await.unwrap();
    for others in [&["ym:s:visitID"][..], &["ym:s:visitID", "ym:s:date", "ym:s:endURL"]] {
        logs.create(&month().fields(crate::fields(others))).await.unwrap();
    }
    assert_eq!(logs.create(&month()).await.unwrap().id(), same.id());
}
