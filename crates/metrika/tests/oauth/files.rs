//! Tokens in a file.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::FutureExt;
use metrika::ErrorKind;
use metrika::auth::Token;
use metrika::auth::oauth::{TokenFile, TokenStore};

use super::*;

fn some(token: &str) -> TokenSet {
    TokenSet::new(Token::new(token).unwrap()).refreshed_by("1:a-refresh-token")
}

fn names(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.collect()
}

#[test]
fn a_file_has_what_was_saved_last_and_nothing_lies_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = TokenFile::new(folder.path().join("token.json"));
    assert_eq!(file.load().unwrap(), None);
    file.save(&some("y0_first")).unwrap();
    file.save(&some("y0_second")).unwrap();
    assert_eq!(file.load().unwrap(), Some(some("y0_second")));
    assert_eq!(names(folder.path()), ["token.json"]);
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_it_whatever_was_there_before() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token.json");
    std::fs::write(&path, "{}").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o666)).unwrap();
    let before = std::fs::metadata(&path).unwrap();
    TokenFile::new(&path).save(&some("y0_x")).unwrap();
    let after = std::fs::metadata(&path).unwrap();
    assert_eq!(after.permissions().mode() & 0o777, 0o600);
    // Another file, closed from its first byte on: not the old one, written to and then closed.
    assert_ne!(before.ino(), after.ino());
}

#[cfg(unix)]
#[test]
fn a_file_that_others_may_read_is_not_taken() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token.json");
    let file = TokenFile::new(&path);
    file.save(&some("y0_x")).unwrap();
    for (mode, taken) in [(0o640, false), (0o604, false), (0o620, false), (0o601, false), (0o600, true), (0o400, true)]
    {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        let loaded = file.load();
        assert_eq!(loaded.is_ok(), taken, "{mode:o}");
        if let Err(error) = loaded {
            assert_eq!(error.kind(), ErrorKind::Token);
            assert!(error.to_string().contains(&format!("mode {mode:04o}")), "{error}");
            assert!(error.hint().contains("chmod 600"), "{}", error.hint());
        }
    }
}

#[test]
fn nobody_ever_reads_half_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = TokenFile::new(folder.path().join("token.json"));
    let sets = [some(&format!("y0_{}", "a".repeat(4000))), some("y0_b")];
    file.save(&sets[0]).unwrap();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut read = 0;
            while !done.load(Ordering::Relaxed) || read == 0 {
                let loaded = file.load().unwrap().unwrap();
                assert!(sets.contains(&loaded));
                read += 1;
            }
        });
        for round in 0..200 {
            file.save(&sets[round % 2]).unwrap();
        }
        done.store(true, Ordering::Relaxed);
        reader.join().unwrap();
    });
}

#[test]
fn a_file_that_cannot_be_replaced_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    // A folder is in the place of the file, so that the last step fails.
    let path = folder.path().join("token.json");
    std::fs::create_dir(&path).unwrap();
    std::fs::write(path.join("kept"), "").unwrap();
    let error = TokenFile::new(&path).save(&some("y0_x")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Token);
    assert_eq!((names(folder.path()), names(&path)), (vec!["token.json".to_owned()], vec!["kept".to_owned()]));
    let error = TokenFile::new(folder.path().join("nowhere/token.json")).save(&some("y0_x")).unwrap_err();
    assert!(error.to_string().contains("nowhere"), "{error}");
}

#[test]
fn what_holds_no_tokens_is_refused_without_showing_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token.json");
    let file = TokenFile::new(&path);
    file.save(&some("y0_x")).unwrap();
    let cases = [
        "",
        "y0_secret",
        r#"{"access_token": "y0_secret", "expires_at": "y0_secret"}"#,
        r#"{"access_token": "y0 secret"}"#,
        r#"{"refresh_token": "1:secret"}"#,
        r#"{"access_token": ["y0_secret"]}"#,
    ];
    for text in cases {
        // Written into the file that is there, which keeps its rights.
        std::fs::write(&path, text).unwrap();
        let error = file.load().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Token);
        assert!(!format!("{error} {error:?}").contains("secret"), "{text}: {error:?}");
        assert!(error.to_string().contains("token.json"), "{error}");
    }
}

/// The file is a pipe that nothing comes out of until the other end is told to write.
#[cfg(unix)]
#[tokio::test]
async fn a_store_that_is_slow_keeps_no_other_call_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token.json");
    let made = std::process::Command::new("mkfifo").args(["-m", "600"]).arg(&path).status().unwrap();
    assert!(made.success());
    let text = serde_json::to_string(&some("y0_x")).unwrap();
    let (tell, told) = std::sync::mpsc::channel();
    let other_end = std::thread::spawn({
        let path = path.clone();
        move || {
            told.recv().unwrap();
            std::fs::write(path, text).unwrap();
        }
    });
    let file = TokenFile::new(path);
    let mut load = TokenStore::load(&file);
    assert!((&mut load).now_or_never().is_none(), "it waits elsewhere");
    tell.send(()).unwrap();
    assert_eq!(load.await.unwrap(), Some(some("y0_x")));
    other_end.join().unwrap();
}
