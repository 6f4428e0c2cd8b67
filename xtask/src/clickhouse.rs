//! `cargo xtask clickhouse`: logs, as they are read and as they are exported, against ClickHouse itself, whose format they have.
//!
//! A table with texts and lists that hurt is given to ClickHouse, which writes it; the example `log_to_json` of metrika must read what was in the table. And
//! of a log as the sandbox writes it, both must read the same.
//! Then logs are exported from the sandbox as folders of Parquet, by the example `logs_to_folder`: ClickHouse must read what is in the TSV, and count what reports of the
//! sandbox say.
//!
//! ClickHouse comes as a Python package, in the version that `xtask/clickhouse` names. It takes half a gigabyte below `target/`: that is why this is no
//! part of `cargo xtask conformance`.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::conformance::{COUNTER, Server, python, succeed};
use crate::gen_logs::{self, Options, Source};
use crate::layout;

/// Rows of the log of the sandbox: a few hundred purchases.
const ROWS: u64 = 20_000;

pub fn run(root: &Path) -> Result<()> {
    let root = root.canonicalize().context("the top of the repository")?;
    let (wanted, venv) = (root.join("xtask/clickhouse"), root.join("target/clickhouse/python"));
    // What the package needs besides is for data frames, and larger than all the rest.
    python(&venv, &wanted.join("requirements.txt"), &["--no-deps"])?;
    let log = root.join("target/clickhouse/visits.tsv");
    gen_logs::run(&Options { rows: ROWS, source: Source::Visits, fields: Vec::new(), seed: 1 }, &log)?;
    let script = |name: &str| {
        let mut script = Command::new(venv.join("bin/python"));
        script.arg(wanted.join(name));
        script
    };
    let decoder = program(&root, "log_to_json")?;
    print!("{}", succeed(script("decoder.py").arg(decoder).arg(root.join(layout::VOCABULARY)).arg(log))?);
    let (folders, server) = (program(&root, "logs_to_folder")?, Server::start(&root)?);
    print!("{}", succeed(script("parquet.py").arg(folders).args([&server.address, COUNTER]))?);
    Ok(())
}

/// Builds an example, and tells where it is.
fn program(root: &Path, example: &str) -> Result<String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut build = Command::new(cargo);
    // The same features for all, so that metrika is built once.
    build.current_dir(root).args(["build", "--quiet", "--package", "metrika", "--all-features", "--example", example]);
    let messages = succeed(build.arg("--message-format=json"))?;
    let programs = messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let mut programs = programs.filter_map(|message| message["executable"].as_str().map(str::to_owned));
    let program = programs.next().context("cargo builds no program")?;
    ensure!(programs.next().is_none(), "cargo builds more than one program");
    Ok(program)
}
