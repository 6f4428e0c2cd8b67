//! `cargo xtask regen`: upstream + overlays -> specs -> raw client, vocabulary -> names of reports. Offline, and the same bytes every time.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::files::Outputs;
use crate::generate;
use crate::layout::{self, Api};
use crate::lower;
use crate::spec::counts::Counts;
use crate::spec::{self, Sources};

/// All that regen makes, with what went in and came out.
#[derive(Debug)]
pub struct Regen {
    pub outputs: Outputs,
    pub counts: Vec<(Api, Stages)>,
    pub actions: usize,
    /// Dimensions, metrics and presets.
    pub names: [usize; 3],
}

/// The same API in numbers, at each stage.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stages {
    pub upstream: Counts,
    pub spec: Counts,
    pub generated: Counts,
    /// Lines of generated code.
    pub lines: usize,
}

/// Makes everything in memory.
pub fn make(root: &Path) -> Result<Regen> {
    let (text, vocabulary) = vocabulary(root)?;
    let names = generate::vocabulary::names(&vocabulary, &additive(root)?)?;
    let sources = Sources::read(root)?;
    let specs = sources.build()?;
    let mut outputs = Outputs::default();
    outputs.add(layout::SANDBOX_VOCABULARY.into(), text);
    for (path, text) in names.files {
        outputs.add(path, text);
    }
    let fields = generate::log_fields::fields(&vocabulary, &log_fields(root)?)?;
    for (path, text) in fields.files {
        outputs.add(path, text);
    }
    let mut counts = Vec::new();
    // All are lowered before one is generated: what cannot be lowered is told at once.
    let mut lowered = Vec::new();
    for (api, document) in &specs.documents {
        lowered.push(lower::lower(*api, document)?);
    }
    for (((api, document), (_, upstream)), lowered) in specs.documents.iter().zip(&sources.upstream).zip(&lowered) {
        outputs.add(layout::spec(*api), spec::yaml::write(*api, document)?);
        let module = generate::module(*api, document, lowered)?;
        for (path, text) in module.files {
            outputs.add(path, text);
        }
        let stages = Stages {
            upstream: Counts::of(upstream),
            spec: Counts::of(document),
            generated: module.counts,
            lines: module.lines,
        };
        counts.push((*api, stages));
    }
    outputs.owns_folder("crates/metrika-raw/src/generated");
    outputs.owns_folder("crates/metrika-sandbox/src/generated");
    outputs.owns_folder(layout::METRIKA_NAMES);
    outputs.owns_folder(layout::METRIKA_LOG_FIELDS);
    outputs.owns_folder("tests/src/generated");
    let names = [names.dimensions, names.metrics, names.presets];
    Ok(Regen { outputs, counts, actions: specs.actions, names })
}

/// The command: writes, or with `check` only compares.
pub fn run(root: &Path, check: bool) -> Result<()> {
    let regen = make(root)?;
    let mut total = Stages::default();
    for (api, stages) in &regen.counts {
        print_stages(api.name(), stages);
        total.upstream += stages.upstream;
        total.spec += stages.spec;
        total.generated += stages.generated;
        total.lines += stages.lines;
    }
    print_stages("total", &total);
    let [dimensions, metrics, presets] = regen.names;
    println!("names of reports: {dimensions} dimensions, {metrics} metrics, {presets} presets");
    println!("overlay actions applied: {}", regen.actions);
    // The specs are not built otherwise.
    println!("described: every operation, parameter, schema and field");
    regen.outputs.settle(root, check, "cargo xtask regen")
}

/// Fields of the generated types are more than those of the spec, because every type repeats the fields of its base.
fn print_stages(name: &str, Stages { upstream, spec, generated, lines }: &Stages) {
    for (stage, counts) in [("upstream", upstream), ("spec", spec), ("generated", generated)] {
        print!(
            "{name:<10} {stage:<9} {:>4} operations {:>4} parameters {:>4} schemas {:>4} fields {:>4} words",
            counts.operations, counts.parameters, counts.schemas, counts.fields, counts.words
        );
        println!("{}", if stage == "generated" { format!(" {lines:>6} lines") } else { String::new() });
    }
}

/// Which metrics add up over time, by namespace.
pub fn additive(root: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    let text = std::fs::read_to_string(root.join(layout::ADDITIVE))
        .with_context(|| format!("{}: cannot be read", layout::ADDITIVE))?;
    serde_saphyr::from_str(&text).with_context(|| format!("{}: does not parse", layout::ADDITIVE))
}

/// What is known of log fields beyond name and type.
pub fn log_fields(root: &Path) -> Result<generate::log_fields::Known> {
    let text = std::fs::read_to_string(root.join(layout::LOG_FIELDS))
        .with_context(|| format!("{}: cannot be read", layout::LOG_FIELDS))?;
    serde_saphyr::from_str(&text).with_context(|| format!("{}: does not parse", layout::LOG_FIELDS))
}

/// The vocabulary goes into no raw client; the sandbox carries it as it is, and `metrika` has its names as constants.
fn vocabulary(root: &Path) -> Result<(String, Value)> {
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
    Ok((text, vocabulary))
}
