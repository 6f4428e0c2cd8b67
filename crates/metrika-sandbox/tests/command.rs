//! The command, where it says no before it listens.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use std::process::Command;

use metrika_sandbox::state::{State, save};

/// What it says when it does not start.
fn refused(arguments: &[&str]) -> String {
    // Should it start all the same, it ends at once: its address is no one's.
    let mut command = Command::new(env!("CARGO_BIN_EXE_metrika-sandbox"));
    let output = command.args(arguments).args(["--address", "192.0.2.1:1"]).output().unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn what_begins_a_sandbox_does_not_go_with_a_state_that_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let path = file.to_str().unwrap();
    for (option, value) in [("--seed", "5"), ("--visits", "5"), ("--days", "5")] {
        assert!(!refused(&["--state", path, option, value]).contains("already"), "there is no file yet");
        save(&State::default(), &file).unwrap();
        let said = refused(&["--state", path, option, value]);
        assert!(said.contains("state.json has a state already") && said.contains(option), "{said}");
        assert!(!refused(&["--state", path]).contains("already"));
        std::fs::remove_file(&file).unwrap();
    }
}

#[test]
fn numbers_that_no_log_has_are_refused() {
    for (option, value, said) in [
        ("--days", "36501", "at most 36500 days"),
        ("--days", "4294967295", "at most 36500 days"),
        ("--visits", "18446744073709551615", "visits"),
    ] {
        let told = refused(&[option, value]);
        assert!(told.contains(said) && !told.contains("panicked"), "{told}");
    }
}

#[test]
fn nonsense_in_a_file_of_settings_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    for (text, said) in [
        ("[[faults]]\nevery = 0\naction = \"garbage\"", "faults[0].every"),
        ("[[faults]]\non = \"get_reprot\"", "faults[0].on"),
        ("[quotas]\nstatus = 7", "quotas.status"),
        ("[data]\ndays = 40000", "data.days"),
        ("[logs]\nqueue_seconds = -1", "logs.queue_seconds"),
        ("[logs]\nscript = [{ retry_seconds = -1 }]", "logs.script[0].retry_seconds"),
    ] {
        std::fs::write(&file, text).unwrap();
        let told = refused(&["--settings", file.to_str().unwrap()]);
        assert!(told.contains(said), "{told}");
    }
}
