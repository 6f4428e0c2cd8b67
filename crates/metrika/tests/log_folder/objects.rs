//! A folder of an object store.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::TryStreamExt;
use metrika::ErrorKind;
use metrika::logs::folder::object_store::memory::InMemory;
use metrika::logs::folder::object_store::{ObjectStore, ObjectStoreExt, PutPayload, path::Path};
use metrika::logs::folder::{Folder, Format};
use metrika_sandbox::faults::Fault;

use crate::{desk, export, files, save};

async fn objects(store: &InMemory) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for object in store.list(None).try_collect::<Vec<_>>().await.unwrap() {
        let bytes = store.get(&object.location).await.unwrap().bytes().await.unwrap();
        found.insert(object.location.to_string().strip_prefix("logs/visits/").unwrap().to_owned(), bytes.to_vec());
    }
    found
}

#[tokio::test]
async fn it_has_the_same_files_as_a_folder_of_this_machine() {
    let local = tempfile::tempdir().unwrap();
    save(&desk(|_| ()).await, local.path()).await.unwrap();
    let days = |files: BTreeMap<String, Vec<u8>>| {
        files.into_iter().filter(|(name, _)| name.starts_with("date=")).collect::<BTreeMap<_, _>>()
    };
    let expected = days(files(local.path()));
    assert!(expected.len() >= 20);

    let (desk, store) = (desk(|_| ()).await, Arc::new(InMemory::new()));
    let client = desk.client();
    let folder = Folder::in_store(store.clone(), Path::from("logs/visits")).format(Format::Tsv).keep_requests();
    desk.sandbox.fault(Fault::answer(403, "access_denied").on("download_log_part").after(3)).unwrap();
    export(&client).save_to(&folder).await.unwrap_err();
    assert!(days(objects(&store).await).is_empty());
    desk.sandbox.clear_faults();
    let saved = export(&client).save_to(&folder).await.unwrap();
    assert!(saved.kept_parts > 0, "{saved:?}");
    let there = objects(&store).await;
    assert!(!there.keys().any(|name| name.starts_with("_staging")));
    assert_eq!(days(there), expected);
}

#[tokio::test]
async fn somebody_else_who_writes_the_manifest_ends_the_export() {
    let (desk, store) = (desk(|_| ()).await, Arc::new(InMemory::new()));
    let client = desk.client();
    let folder = Folder::in_store(store.clone(), Path::from("logs/visits")).format(Format::Tsv);
    let other = Arc::clone(&store);
    let export = export(&client).on_progress(move |progress| {
        if progress.stage == metrika::logs::Stage::Ready {
            let manifest = Path::from("logs/visits/_manifest.json");
            let put = other.put(&manifest, PutPayload::from_static(b"{}"));
            futures_util::FutureExt::now_or_never(put).unwrap().unwrap();
        }
    });
    let error = export.save_to(&folder).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Storage);
    assert!(error.to_string().contains("another export is writing to the folder logs/visits"), "{error}");
}
