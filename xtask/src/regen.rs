//! `cargo xtask regen`: upstream + overlays -> specs -> raw client. Offline, and the same bytes every time.

use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::files::Outputs;
use crate::generate::{self, Counts};
use crate::layout::{self, Api};
use crate::lower;
use crate::spec::{self, Sources};

/// All that regen makes, with what went in and came out.
#[derive(Debug)]
pub struct Regen {
    pub outputs: Outputs,
    pub counts: Vec<(Api, Counts)>,
    pub actions: usize,
}

/// Makes everything in memory.
pub fn make(root: &Path) -> Result<Regen> {
    check_vocabulary(root)?;
    let specs = Sources::read(root)?.build()?;
    let mut outputs = Outputs::default();
    let mut counts = Vec::new();
    for (api, document) in &specs.documents {
        outputs.add(layout::spec(*api), spec::yaml::write(*api, document)?);
        let module = generate::module(*api, document, &lower::lower(*api, document)?)?;
        for (path, text) in module.files {
            outputs.add(path, text);
        }
        counts.push((*api, module.counts));
    }
    outputs.owns_folder("crates/metrika-raw/src/generated");
    outputs.owns_folder("tests/src/generated");
    Ok(Regen { outputs, counts, actions: specs.actions })
}

/// The command: writes, or with `check` only compares.
pub fn run(root: &Path, check: bool) -> Result<()> {
    let regen = make(root)?;
    let mut total = Counts::default();
    for (api, counts) in &regen.counts {
        print_counts(api.name(), counts);
        total += *counts;
    }
    print_counts("total", &total);
    println!("overlay actions applied: {}", regen.actions);
    if check {
        let problems = regen.outputs.check(root)?;
        for problem in &problems {
            eprintln!("{problem}");
        }
        if !problems.is_empty() {
            bail!("{} generated files are not up to date: run `cargo xtask regen`", problems.len());
        }
        println!("all generated files are up to date");
    } else {
        println!("files changed: {}", regen.outputs.write(root)?);
    }
    Ok(())
}

fn print_counts(name: &str, counts: &Counts) {
    println!(
        "{name:<10} {:>4} operations {:>5} parameters {:>4} types {:>5} fields {:>4} values {:>6} lines",
        counts.operations, counts.parameters, counts.schemas, counts.fields, counts.values, counts.lines
    );
}

/// The vocabulary goes into no raw client; it must parse all the same, since others build on it.
fn check_vocabulary(root: &Path) -> Result<()> {
    let text = std::fs::read_to_string(root.join(layout::VOCABULARY))
        .with_context(|| format!("{}: cannot be read", layout::VOCABULARY))?;
    let vocabulary: Value =
        serde_json::from_str(&text).with_context(|| format!("{}: does not parse", layout::VOCABULARY))?;
    for part in ["/dimensions", "/metrics", "/presets", "/logs/visits", "/logs/hits"] {
        let found = vocabulary.pointer(part).is_some_and(|part| match part {
            Value::Array(items) => !items.is_empty(),
            Value::Object(map) => !map.is_empty(),
            _ => false,
        });
        if !found {
            bail!("{}: {part}: missing or empty", layout::VOCABULARY);
        }
    }
    Ok(())
}
