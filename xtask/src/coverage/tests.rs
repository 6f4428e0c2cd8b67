//! Which operations the tests of `metrika` have called.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Where the tests leave their lists: the name of the test, then the operations that the sandbox carried out for it.
const FOLDER: &str = "target/coverage";
/// The variable that tells the tests where that is; see `crates/metrika/tests/desk`.
const VARIABLE: &str = "METRIKA_COVERAGE";

/// Runs the tests. For each operation, the modules that called it and how many of their tests did.
pub fn run(root: &Path) -> Result<BTreeMap<String, BTreeMap<String, usize>>> {
    let folder = root.canonicalize()?.join(FOLDER);
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .current_dir(root)
        .env(VARIABLE, &folder)
        .args(["test", "--quiet", "--package", "metrika", "--all-features", "--tests", "--"])
        // With one thread, tests have no threads of their own, whose names are those of the tests.
        .args(["--test-threads", "2"])
        .output()
        .context("the tests cannot be run")?;
    ensure!(
        output.status.success(),
        "{}{}\ntests of metrika fail: run `cargo test --package metrika --all-features`",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    let mut found: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for entry in std::fs::read_dir(&folder)? {
        let text = std::fs::read_to_string(entry?.path())?;
        let mut lines = text.lines();
        let test = lines.next().context("a test that does not say its name")?;
        let (module, _) = test.rsplit_once("::").unwrap_or((test, ""));
        // Modules of modules count together: the table is to be read.
        let module = module.match_indices("::").nth(1).map_or(module, |(end, _)| module.split_at(end).0);
        for operation in lines {
            *found.entry(operation.to_owned()).or_default().entry(module.to_owned()).or_default() += 1;
        }
    }
    ensure!(!found.is_empty(), "the tests have left no list in {FOLDER}");
    Ok(found)
}
