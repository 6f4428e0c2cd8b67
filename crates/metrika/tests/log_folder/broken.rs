//! Exports that end in the middle, and go on.

use metrika::ErrorKind;
use metrika::logs::folder::{Folder, Format};
use metrika_sandbox::faults::Fault;

use crate::{FIRST, LAST, broken_off, count, desk, expected, export, is_tidy, left, rows, save};

/// Whichever call it is that fails, and whether the request is kept or not: what the next export makes of it is the same.
#[tokio::test]
async fn whichever_call_fails_the_next_export_goes_on() {
    let reference = desk(|_| ()).await;
    let whole = expected(&reference, FIRST, LAST).await;
    let mut broken = 0;
    for keep in [false, true] {
        for call in 0.. {
            let (desk, folder) =
                (desk(|settings| settings.logs.queue_seconds = 30).await, tempfile::tempdir().unwrap());
            let before = left(&desk).await;
            let client = desk.client();
            let mut target = Folder::at(folder.path()).format(Format::Tsv);
            if keep {
                target = target.keep_requests();
            }
            desk.sandbox.fault(Fault::answer(403, "access_denied").on("logs").after(call).times(1)).unwrap();
            let first = export(&client).save_to(&target).await;
            let struck = desk.sandbox.journal().iter().any(|request| request.fault.is_some());
            desk.sandbox.clear_faults();
            match first {
                Ok(saved) => assert!(!struck || saved.not_cleaned.len() == 1, "call {call}: {saved:?}"),
                Err(error) => {
                    broken += 1;
                    assert_eq!(error.kind(), ErrorKind::AccessDenied, "call {call}: {error}");
                    // What is there is whole days or nothing.
                    for (day, there) in rows(folder.path()) {
                        assert_eq!(there, whole[&day], "call {call}");
                    }
                    let saved = export(&client).save_to(&target).await.unwrap();
                    assert!(keep || saved.kept_parts == 0, "call {call}: {saved:?}");
                    assert_eq!(left(&desk).await, before, "call {call}");
                }
            }
            assert_eq!(rows(folder.path()), whole, "call {call}");
            is_tidy(folder.path());
            if !struck {
                break;
            }
        }
    }
    assert!(broken > 20, "{broken}");
}

#[tokio::test]
async fn parts_that_are_committed_are_not_downloaded_again() {
    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    let target = Folder::at(folder.path()).format(Format::Tsv);
    broken_off(&desk, &target, 3).await;
    let saved = export(&desk.client()).save_to(&target).await.unwrap();
    assert_eq!(saved.kept_parts, 3);
    assert_eq!((count(&desk, "create_log_request"), count(&desk, "download_log_part") as u64), (0, saved.parts));
    assert_eq!(rows(folder.path()), expected(&desk, FIRST, LAST).await);
}

#[tokio::test]
async fn a_request_that_was_cleaned_by_somebody_is_asked_for_again() {
    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    let (client, target) = (desk.client(), Folder::at(folder.path()).format(Format::Tsv));
    broken_off(&desk, &target, 2).await;
    for id in left(&desk).await {
        client.counter(crate::SHOP).logs().request(id).clean().await.unwrap();
    }
    let saved = export(&client).save_to(&target).await.unwrap();
    assert_eq!(saved.kept_parts, 0);
    assert_eq!(rows(folder.path()), expected(&desk, FIRST, LAST).await);
    is_tidy(folder.path());
}

/// Publishing ends in the middle, and then somebody tidies up in the folder.
#[tokio::test]
async fn files_that_are_gone_while_they_are_published_are_read_again() {
    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    let before = left(&desk).await;
    let target = Folder::at(folder.path()).format(Format::Tsv);
    let obstacle = folder.path().join("date=2026-02-20");
    std::fs::write(&obstacle, "").unwrap();
    export(&desk.client()).save_to(&target).await.unwrap_err();
    assert!(!rows_but(folder.path(), &obstacle).is_empty(), "nothing was moved yet");
    std::fs::remove_file(&obstacle).unwrap();
    std::fs::remove_dir_all(folder.path().join("_staging")).unwrap();
    export(&desk.client()).save_to(&target).await.unwrap();
    assert_eq!(rows(folder.path()), expected(&desk, FIRST, LAST).await);
    is_tidy(folder.path());
    assert_eq!(left(&desk).await, before);
}

/// Files of days, without what stands in the way.
fn rows_but(folder: &std::path::Path, obstacle: &std::path::Path) -> Vec<String> {
    let names = crate::files(folder).into_keys();
    names.filter(|name| name.starts_with("date=") && folder.join(name) != obstacle).collect()
}

/// An error of the folder says which requests stay, too, if they could not be given up.
#[tokio::test]
async fn what_could_not_be_given_up_is_told_with_the_error() {
    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    let obstacle = folder.path().join("date=2026-02-20");
    std::fs::write(&obstacle, "").unwrap();
    desk.sandbox.fault(Fault::answer(403, "access_denied").on("clean_log_request")).unwrap();
    let error = save(&desk, folder.path()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Storage);
    assert!(error.to_string().contains("log requests that could not be given up take up storage: "), "{error}");
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_an_error_that_says_so() {
    let desk = desk(|_| ()).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "no folder").unwrap();
    let error = save(&desk, &file).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Storage);
    assert!(error.to_string().contains(file.to_str().unwrap()), "{error}");
    let manifest = tempfile::tempdir().unwrap();
    std::fs::write(manifest.path().join("_manifest.json"), "{").unwrap();
    let error = save(&desk, manifest.path()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Storage);
    assert!(error.to_string().contains("_manifest.json of the folder"), "{error}");
}

/// A server that reads the files may be another user.
#[cfg(unix)]
#[tokio::test]
async fn files_may_be_read_by_others_as_far_as_the_mask_lets_them() {
    use std::os::unix::fs::PermissionsExt;

    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    save(&desk, folder.path()).await.unwrap();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let plain = folder.path().join("plain");
    std::fs::write(&plain, "").unwrap();
    let usual = mode(&plain);
    let names = crate::files(folder.path());
    for name in names.keys().filter(|name| name.starts_with("date=") || *name == "_manifest.json") {
        assert_eq!(mode(&folder.path().join(name)), usual, "{name}");
    }
}
