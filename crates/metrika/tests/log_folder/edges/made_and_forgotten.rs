//! A request that was made just before a kill, when the next export asks for other fields.

use metrika::logs::Stage;
use metrika::logs::folder::{Folder, Format};

use super::{killed_at, left, save_to};
use crate::{FIRST, LAST, desk, fields, query};

#[tokio::test]
async fn is_told_of() {
    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    let before = left(&desk).await;
    let target = Folder::at(folder.path()).format(Format::Tsv);
    killed_at(&desk, query(FIRST, LAST), target.clone(), Stage::Requested).await;
    assert_eq!(left(&desk).await.len(), before.len() + 1);
    let more = query(FIRST, LAST).columns().iter().cloned().chain(fields(&["ym:s:bounce"])).collect::<Vec<_>>();
    let saved = save_to(&desk, query(FIRST, LAST).fields(more), &target).await.unwrap();
    let after = left(&desk).await;
    assert!(after == before || saved.not_cleaned.len() == 1, "{after:?}: the folder knew of it, and forgot it");
}
