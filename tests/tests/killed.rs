//! An export that is killed, again and again, loses nothing and has nothing twice, and a kill costs one part at most.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use std::collections::{BTreeMap, HashSet};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use metrika_sandbox::Sandbox;

const COUNTER: &str = "44147844";
const FIRST: &str = "2026-02-09";
const LAST: &str = "2026-02-28";
/// How often it is killed.
const KILLS: usize = 20;

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

/// Runs an export, and kills it after so many steps. How many it made, and whether it ended by itself.
fn run(url: &str, folder: &Path, most: usize) -> (usize, bool) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_export"))
        .args([COUNTER, FIRST, LAST])
        .arg(folder)
        .env("METRIKA_TOKEN", "y0_a-token-of-the-tests")
        .env("METRIKA_BASE_URL", url)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut steps = 0;
    for line in BufReader::new(child.stdout.take().unwrap()).lines().take(most) {
        line.unwrap();
        steps += 1;
        // The last byte lets it go on a little, to be killed anywhere.
        input.write_all(b" ").unwrap();
    }
    if steps == most {
        child.kill().unwrap();
    }
    (steps, child.wait().unwrap().success())
}

/// Parts that are committed, of requests that are not published.
fn committed(folder: &Path) -> usize {
    let Ok(text) = std::fs::read_to_string(folder.join("_manifest.json")) else { return 0 };
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    manifest["pieces"].as_array().unwrap().iter().map(|piece| piece["parts"].as_object().unwrap().len()).sum()
}

/// How many parts were asked for since the last look that had been asked for before.
fn again(sandbox: &Sandbox, before: &mut HashSet<String>) -> usize {
    let calls = sandbox.journal();
    sandbox.clear_journal();
    let downloads = calls.into_iter().filter(|call| call.operation.as_deref() == Some("download_log_part"));
    downloads.filter(|call| !before.insert(call.path.clone())).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_that_is_killed_twenty_times_has_the_rows_of_one_that_is_not() {
    let now = "2026-03-01T12:00:00+03:00".parse().unwrap();
    let sandbox = Sandbox::builder().now(now).with(|settings| {
        settings.data.visits = 2_000;
        settings.logs.part_bytes = 12_000;
    });
    let sandbox = Arc::new(sandbox.start().await.unwrap());
    let url = sandbox.url().to_owned();
    let rounds = tokio::task::spawn_blocking(move || {
        let unbroken = tempfile::tempdir().unwrap();
        let (mut parts, mut repeated) = (HashSet::new(), 0);
        let (steps, ended) = run(&url, unbroken.path(), usize::MAX);
        assert!(ended);
        assert_eq!(again(&sandbox, &mut parts), 0);
        let expected = days(unbroken.path());
        assert!(expected.values().map(Vec::len).sum::<usize>() > 1_000);
        let seed = fastrand::u64(..);
        let mut random = fastrand::Rng::with_seed(seed);
        let (mut kills, mut kept) = (0, 0);
        for round in 0.. {
            let folder = tempfile::tempdir().unwrap();
            parts.clear();
            // Some exports are killed again and again, some only once.
            for _ in 0..[1, KILLS, 3][round % 3] {
                let (_, ended) = run(&url, folder.path(), random.usize(1..=steps));
                let lost = again(&sandbox, &mut parts);
                assert!(lost <= 1, "{lost} parts were downloaded again after one kill: seed {seed}, kill {kills}");
                repeated += lost;
                if ended {
                    break;
                }
                kills += 1;
                kept += committed(folder.path());
                // What can be read is whole.
                for (day, lines) in days(folder.path()) {
                    assert_eq!(lines, expected[&day], "{day}, seed {seed}, kill {kills}");
                }
            }
            assert!(run(&url, folder.path(), usize::MAX).1, "seed {seed}, kill {kills}");
            let lost = again(&sandbox, &mut parts);
            assert!(lost <= 1, "{lost} parts were downloaded again after one kill: seed {seed}, kill {kills}");
            repeated += lost;
            assert!(days(folder.path()) == expected, "seed {seed}, kill {kills}: other rows than without");
            if kills >= KILLS {
                break;
            }
        }
        // Else the kills came too early to tell anything.
        assert!(kept > 0 && repeated > 0, "seed {seed}");
    });
    rounds.await.unwrap();
}
