//! An export every night, soon after midnight where the counter is.

use metrika::logs::folder::{Folder, Format};

use super::save_to;
use crate::{DAY, FIRST, LAST, desk, query};

/// "The same command every night brings the day before and replaces the three before that."
#[tokio::test]
async fn replaces_three_days_and_not_four() {
    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    let target = Folder::at(folder.path()).format(Format::Tsv);
    // Half past twelve at night in Moscow: in UTC it is the day before.
    desk.clock.advance(DAY / 2 + DAY / 48);
    let first = LAST.tomorrow().unwrap();
    save_to(&desk, query(FIRST, first), &target).await.unwrap();
    desk.clock.advance(DAY);
    let saved = save_to(&desk, query(FIRST, first.tomorrow().unwrap()), &target).await.unwrap();
    assert_eq!(saved.days, 4, "the day before, and the three before that");
}
