//! An export that is dropped, and made again at once in the same program.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use metrika::logs::Stage;
use metrika::logs::folder::{Folder, Format};
use tokio::sync::Notify;

use super::logs;
use crate::{FIRST, LAST, desk, expected, query, rows};

/// As long as the first one is being given up in the background, the next one is kept out: else it would find requests alive that are gone when it reads them.
#[tokio::test]
async fn goes_on_as_soon_as_the_first_one_is_given_up() {
    let whole = expected(&desk(|_| ()).await, FIRST, LAST).await;
    for round in 0..12 {
        let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
        let client = desk.client();
        let target = Folder::at(folder.path()).format(Format::Tsv);
        let (told, parts) = (Arc::new(Notify::new()), AtomicUsize::new(0));
        let tell = Arc::clone(&told);
        let export = logs(&client, query(FIRST, LAST)).on_progress(move |progress| {
            if progress.stage == Stage::Committed && parts.fetch_add(1, Ordering::Relaxed) == round % 4 {
                tell.notify_one();
            }
        });
        tokio::select! { biased; () = told.notified() => {}, _ = export.save_to(&target) => {} }
        let mut tries = 0;
        while let Err(error) = logs(&client, query(FIRST, LAST)).save_to(&target).await {
            assert!(error.to_string().contains("or is being given up: one at a time"), "round {round}: {error}");
            tries += 1;
            assert!(tries < 10_000, "it is never given up");
            tokio::task::yield_now().await;
        }
        assert_eq!(rows(folder.path()), whole, "round {round}");
    }
}
