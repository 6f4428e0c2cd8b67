//! `cargo xtask conformance`: the specs before tools of other languages, and the sandbox before clients that are not ours.
//!
//! * openapi-spec-validator (Python) must find no error,
//! * Redocly CLI (npm) must find neither error nor warning under its recommended rules,
//! * openapi-typescript (npm) must make types of them, and a TypeScript program must compile against these,
//! * tapi-yandex-metrika (Python) must list counters, read a report and export a log from the sandbox,
//! * schemathesis (Python) must find no server error of the sandbox, and no answer that the specs do not have.
//!
//! The tools are installed below `target/`, in the versions that `xtask/conformance` names. This is the one command that needs the
//! package registries.

mod sandbox;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::layout::{self, Api};

pub(crate) use sandbox::{COUNTER, Server};

pub fn run(root: &Path) -> Result<()> {
    let root = root.canonicalize().context("the top of the repository")?;
    let tools = Tools::install(&root)?;
    for api in Api::ALL {
        let spec = root.join(layout::spec(api));
        tools.validate(&spec)?;
        tools.lint(&spec)?;
        tools.generate(api, &spec)?;
        println!("{api}: valid, lints clean, types generated");
    }
    tools.compile(&root)?;
    println!("usage.ts compiles against the generated types");
    sandbox::independent_client(&tools, &root)?;
    sandbox::property_tester(&tools, &root)?;
    Ok(())
}

struct Tools {
    folder: PathBuf,
}

impl Tools {
    fn install(root: &Path) -> Result<Self> {
        let folder = root.join("target/conformance");
        let wanted = root.join("xtask/conformance");
        std::fs::create_dir_all(&folder).with_context(|| format!("{}: cannot be made", folder.display()))?;
        std::fs::copy(wanted.join("package.json"), folder.join("package.json")).context("package.json")?;
        python(&folder.join("python"), &wanted.join("requirements.txt"), &[])?;
        succeed(
            Command::new("npm")
                .args(["install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"])
                .current_dir(&folder),
        )?;
        Ok(Self { folder })
    }

    /// A program of the Python environment.
    fn python(&self, program: &str) -> PathBuf {
        self.folder.join("python/bin").join(program)
    }

    fn node(&self, tool: &str) -> Command {
        let mut command = Command::new(self.folder.join("node_modules/.bin").join(tool));
        command
            .current_dir(&self.folder)
            // The specs are nobody else's business, and a new version is no news here.
            .env("REDOCLY_TELEMETRY", "off")
            .env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
        command
    }

    fn validate(&self, spec: &Path) -> Result<()> {
        succeed(Command::new(self.python("openapi-spec-validator")).arg(spec)).map(drop)
    }

    fn lint(&self, spec: &Path) -> Result<()> {
        // Its exit code says only that there is something; the report says what.
        let mut redocly = self.node("redocly");
        redocly.args(["lint", "--extends=recommended", "--format=json"]).arg(spec).stdin(Stdio::null());
        let output = redocly.output().context("redocly cannot be run")?;
        let report = String::from_utf8_lossy(&output.stdout);
        let start = report.find('{').context("redocly reports nothing")?;
        let report: serde_json::Value = serde_json::Deserializer::from_str(&report[start..])
            .into_iter()
            .next()
            .context("redocly reports no JSON")??;
        let (totals, first) = (&report["totals"], &report["problems"][0]);
        ensure!(
            totals["errors"] == 0 && totals["warnings"] == 0,
            "{}: redocly finds {} errors and {} warnings, first at {}: {}",
            spec.display(),
            totals["errors"],
            totals["warnings"],
            first["location"][0]["pointer"],
            first["message"]
        );
        Ok(())
    }

    fn generate(&self, api: Api, spec: &Path) -> Result<()> {
        succeed(self.node("openapi-typescript").arg(spec).arg("--output").arg(format!("{api}.ts"))).map(drop)
    }

    fn compile(&self, root: &Path) -> Result<()> {
        std::fs::copy(root.join("xtask/conformance/usage.ts"), self.folder.join("usage.ts")).context("usage.ts")?;
        succeed(self.node("tsc").args(["--noEmit", "--strict", "--skipLibCheck", "usage.ts"])).map(drop)
    }
}

/// A Python environment with the packages of a list.
pub(crate) fn python(venv: &Path, requirements: &Path, options: &[&str]) -> Result<()> {
    if !venv.exists() {
        succeed(Command::new("python3").args(["-m", "venv"]).arg(venv))?;
    }
    let mut pip = Command::new(venv.join("bin/pip"));
    pip.args(["install", "--quiet", "--disable-pip-version-check"]).args(options);
    succeed(pip.arg("--requirement").arg(requirements)).map(drop)
}

/// Runs a tool to its end; its output becomes the error if it fails.
pub(crate) fn succeed(command: &mut Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("{name} cannot be run"))?;
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        bail!("{name} fails: {}{}", out.trim(), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(out)
}
