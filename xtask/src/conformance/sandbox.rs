//! The sandbox before clients that are not ours.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};

use super::{Tools, succeed};
use crate::layout::{self, Api};

/// The counter whose visits the sandbox has.
pub(crate) const COUNTER: &str = "44147844";
/// The same cases each time.
const SEED: &str = "20260301";
/// Cases for each operation and phase.
const EXAMPLES: &str = "15";
/// What must hold of every answer: no 5xx, and a status, media type and body that the spec has.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";

/// A client of another language, with nothing changed but the address: counters, a report by pages, a log export.
pub(super) fn independent_client(tools: &Tools, root: &Path) -> Result<()> {
    let server = Server::start(root)?;
    let script = root.join("xtask/conformance/independent.py");
    print!("{}", succeed(Command::new(tools.python("python")).arg(script).args([&server.address, COUNTER]))?);
    Ok(())
}

/// Time stands still, so that the cases are the same each time.
const NOW: &str = "2026-03-01T12:00:00+03:00";

/// A property tester makes requests from the specs, right ones and wrong ones, and holds every answer against them.
pub(super) fn property_tester(tools: &Tools, root: &Path) -> Result<()> {
    for file in ["schemathesis.toml", "hooks.py"] {
        std::fs::copy(root.join("xtask/conformance").join(file), tools.folder.join(file)).context(file)?;
    }
    for api in Api::ALL {
        // One for each: what it deletes is missing for no other.
        let server = Server::start(root)?;
        let mut command = Command::new(tools.python("schemathesis"));
        command
            .current_dir(&tools.folder)
            .args(["--config-file", "schemathesis.toml", "run"])
            .arg(root.join(layout::spec(api)))
            .args(["--url", &server.address, "--header", "Authorization: OAuth any-token"])
            .args(["--phases", "examples,coverage,fuzzing", "--checks", CHECKS, "--warnings", "off"])
            .args(["--seed", SEED, "--max-examples", EXAMPLES, "--no-color", "--no-shrink"])
            // The counter with all that belongs to it should live to the end.
            .args(["--exclude-operation-id", "delete_counter"]);
        let report = succeed(&mut command)?;
        let cases = report.lines().find(|line| line.contains("generated")).unwrap_or_default();
        println!("{api}: {}", cases.trim());
    }
    Ok(())
}

/// A sandbox of its own process. It ends when it is dropped.
pub(crate) struct Server {
    process: Child,
    pub address: String,
    /// Kept, so that there is somebody to print to.
    _output: BufReader<ChildStdout>,
}

impl Server {
    pub fn start(root: &Path) -> Result<Self> {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let mut process = Command::new(cargo)
            .current_dir(root)
            .args(["run", "--quiet", "--package", "metrika-sandbox", "--"])
            .args(["--address", "127.0.0.1:0", "--now", NOW])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("the sandbox cannot be started")?;
        let mut output = BufReader::new(process.stdout.take().context("the sandbox has no output")?);
        let mut first = String::new();
        output.read_line(&mut first)?;
        let Some(address) = first.trim().strip_prefix("Metrika sandbox at ") else {
            let _ = process.kill();
            bail!("the sandbox does not start: {first}");
        };
        Ok(Self { address: address.to_owned(), process, _output: output })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
