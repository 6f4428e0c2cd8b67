//! What an export that ends at any moment costs.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use metrika::logs::folder::{Folder, Format};

use crate::{FIRST, LAST, desk, expected, export, is_tidy, rows};

/// Ends an export at each of its moments, lets the next one go on, and tells how many parts were downloaded twice: at most, and in how many moments any.
async fn cost(parallel: Option<usize>) -> (usize, usize) {
    let whole = expected(&desk(|_| ()).await, FIRST, LAST).await;
    let (mut most, mut moments) = (0, 0);
    for moment in 1.. {
        let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
        let target = Folder::at(folder.path()).format(Format::Tsv);
        // As a kill would, it leaves its request.
        let (client, first) = (desk.client(), target.clone().keep_requests());
        let run = tokio::spawn(async move {
            let passed = AtomicUsize::new(0);
            let export = export(&client).on_progress(move |_| {
                assert_ne!(passed.fetch_add(1, Ordering::Relaxed) + 1, moment, "killed");
            });
            let export = if let Some(parts) = parallel { export.parallel(parts) } else { export };
            export.save_to(&first).await
        });
        // In the download of a part it is an error, and everywhere else a panic.
        let ended = matches!(run.await, Ok(Ok(_)));
        export(&desk.client()).save_to(&target).await.unwrap();
        assert_eq!(rows(folder.path()), whole, "moment {moment}");
        is_tidy(folder.path());
        let calls = desk.sandbox.journal();
        let downloads = calls.iter().filter(|call| call.operation.as_deref() == Some("download_log_part"));
        let parts: HashSet<&str> = downloads.clone().map(|call| call.path.as_str()).collect();
        let lost = downloads.count() - parts.len();
        if ended {
            assert_eq!(lost, 0);
            assert!(parts.len() > 3, "{} parts tell nothing", parts.len());
            break;
        }
        most = most.max(lost);
        moments += usize::from(lost > 0);
    }
    (most, moments)
}

#[tokio::test]
async fn an_end_at_any_moment_costs_one_part_at_most() {
    let (most, moments) = cost(None).await;
    assert_eq!(most, 1);
    // It costs one while a part is downloaded, and when it is there and not committed.
    assert!(moments > 3, "{moments}");
}

/// What the one above is measured by.
#[tokio::test]
async fn an_end_costs_as_many_parts_as_there_are_at_a_time_if_more_were_asked_for() {
    assert_eq!(cost(Some(2)).await.0, 2);
}
