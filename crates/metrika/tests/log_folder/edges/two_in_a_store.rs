//! Two exports with one and the same folder of an object store.

use std::sync::Arc;

use metrika::logs::folder::object_store::memory::InMemory;
use metrika::logs::folder::object_store::path::Path;
use metrika::logs::folder::{Folder, Format};

use super::save_to;
use crate::{FIRST, LAST, desk, query};

#[tokio::test]
async fn at_once_are_an_error_and_not_a_mess() {
    let desk = desk(|_| ()).await;
    let folder = Folder::in_store(Arc::new(InMemory::new()), Path::from("logs")).format(Format::Tsv);
    let (one, other) =
        tokio::join!(save_to(&desk, query(FIRST, LAST), &folder), save_to(&desk, query(FIRST, LAST), &folder));
    let told = [&one, &other].into_iter().filter_map(|saved| saved.as_ref().err()).map(ToString::to_string);
    let told: Vec<String> = told.filter(|told| told.contains("another export is writing to the folder")).collect();
    assert!(!told.is_empty(), "nobody was kept out: {one:?}, {other:?}");
}
