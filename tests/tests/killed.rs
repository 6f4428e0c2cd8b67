//! An export that is killed, again and again, loses nothing and has nothing twice.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use metrika_sandbox::Sandbox;

const COUNTER: &str = "44147844";
const FIRST: &str = "2026-02-09";
const LAST: &str = "2026-02-28";
/// How often it is killed.
const KILLS: usize = 20;
/// Lines after which it is killed, at most. An export that is left alone says some more.
const LINES: usize = 60;

/// The lines of each day.
fn days(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let mut days: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let day = entry.unwrap().path();
        let Some(name) = day.file_name().and_then(|name| name.to_str()?.strip_prefix("date=")) else { continue };
        for file in std::fs::read_dir(&day).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            days.entry(name.to_owned()).or_default().extend(text.lines().skip(1).map(str::to_owned));
        }
    }
    days.values_mut().for_each(|lines| lines.sort_unstable());
    days
}

/// Runs an export, and kills it after so many lines. Whether it ended by itself.
fn run(url: &str, folder: &Path, lines: Option<usize>) -> bool {
    let mut child = Command::new(env!("CARGO_BIN_EXE_export"))
        .args([COUNTER, FIRST, LAST])
        .arg(folder)
        .env("METRIKA_TOKEN", "y0_a-token-of-the-tests")
        .env("METRIKA_BASE_URL", url)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    match lines {
        Some(lines) => {
            output.lines().take(lines).for_each(|line| drop(line.unwrap()));
            // The process is not told: it is gone.
            child.kill().unwrap();
            child.wait().unwrap().success()
        }
        None => {
            output.lines().for_each(|line| drop(line.unwrap()));
            assert!(child.wait().unwrap().success());
            true
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_that_is_killed_twenty_times_has_the_rows_of_one_that_is_not() {
    let now = "2026-03-01T12:00:00+03:00".parse().unwrap();
    let sandbox = Sandbox::builder().now(now).with(|settings| {
        settings.data.visits = 2_000;
        settings.logs.part_bytes = 12_000;
        settings.quotas = metrika_sandbox::quota::QuotaSettings::none();
    });
    let sandbox = sandbox.start().await.unwrap();
    let url = sandbox.url().to_owned();
    let rounds = tokio::task::spawn_blocking(move || {
        let unbroken = tempfile::tempdir().unwrap();
        assert!(run(&url, unbroken.path(), None));
        let expected = days(unbroken.path());
        assert!(expected.values().map(Vec::len).sum::<usize>() > 1_000);
        let seed = fastrand::u64(..);
        let mut random = fastrand::Rng::with_seed(seed);
        let (mut kills, mut rounds) = (0, 0);
        while kills < KILLS {
            rounds += 1;
            let folder = tempfile::tempdir().unwrap();
            // Half of the exports are killed only once or twice, so that they are killed everywhere.
            let most = if rounds % 2 == 0 { 2 } else { KILLS };
            for _ in 0..most {
                if kills == KILLS || run(&url, folder.path(), Some(random.usize(1..LINES))) {
                    break;
                }
                kills += 1;
                // What can be read is whole.
                for (day, lines) in days(folder.path()) {
                    assert_eq!(lines, expected[&day], "{day}, seed {seed}, kill {kills}");
                }
            }
            run(&url, folder.path(), None);
            assert!(days(folder.path()) == expected, "seed {seed}, kill {kills}: other rows than without");
        }
        rounds
    });
    assert!(rounds.await.unwrap() >= 1);
}
