//! Cases at the edges: kills between two steps, days and files that are not what they were, storage that is full, exports side by side.

mod days_the_wrong_way_round;
mod dropped_and_again;
mod empty_part;
mod field_that_is_refused;
mod files_gone;
mod left_after_publishing;
mod made_and_forgotten;
mod midnight;
mod not_cleaned_that_is_gone;
mod older_data;
mod rejects_twice;
mod room_asked_for;
mod storage_full_of_its_own;
#[cfg(feature = "object-store")]
mod two_in_a_store;

use metrika::logs::folder::{Folder, Saved};
use metrika::logs::{Export, LogQuery, Stage};
use metrika::{Client, Result};

use crate::desk::{Desk, SHOP};
use crate::{count, left};

fn logs(client: &Client, query: LogQuery) -> Export<'_> {
    client.counter(SHOP).logs().export(query)
}

/// Ends an export at a stage, as a kill would: nothing of its own runs any more, and its requests stay.
async fn killed_at(desk: &Desk, query: LogQuery, folder: Folder, stage: Stage) {
    let client = desk.client();
    let run = tokio::spawn(async move {
        let export = logs(&client, query).on_progress(move |progress| assert_ne!(progress.stage, stage, "killed"));
        export.save_to(&folder.keep_requests()).await.map(drop)
    });
    assert!(run.await.unwrap_err().is_panic());
}

async fn save_to(desk: &Desk, query: LogQuery, folder: &Folder) -> Result<Saved> {
    let client = desk.client();
    logs(&client, query).save_to(folder).await
}
