//! What the vocabulary says about reports.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde_json::Value;

/// All names, by namespace.
#[derive(Debug, Default)]
pub struct Facts {
    pub namespaces: BTreeMap<String, Namespace>,
    pub presets: BTreeMap<String, Preset>,
}

#[derive(Debug, Default)]
pub struct Namespace {
    /// By name, with what is known of each.
    pub dimensions: BTreeMap<String, Option<Dimension>>,
    pub metrics: BTreeMap<String, Option<Metric>>,
    /// The metrics that add up over time.
    pub additive: BTreeSet<String>,
}

// A fact of a new kind stops regen: the constants would not tell it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dimension {
    pub operators: Vec<String>,
    pub name_dimension: Option<String>,
    pub since: String,
    pub group: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metric {
    #[serde(rename = "type")]
    pub unit: Unit,
    pub filterable: bool,
    pub since: String,
    pub group: String,
    #[serde(default)]
    pub also_in: Vec<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    Int,
    Double,
    Percents,
    Currency,
    Second,
    Affinity,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    pub dimensions: Vec<String>,
    pub metrics: Vec<String>,
    pub group: String,
}

pub fn read(vocabulary: &Value) -> Result<Facts> {
    let mut facts = Facts::default();
    let mut details = entries(vocabulary, "dimension_details")?;
    for name in list(vocabulary, "dimensions")? {
        let known = details.remove(&name);
        facts.namespaces.entry(namespace(&name)?.to_owned()).or_default().dimensions.insert(name, known);
    }
    all_used("dimension_details", &details)?;
    let mut details = entries(vocabulary, "metric_details")?;
    for name in list(vocabulary, "metrics")? {
        let known = details.remove(&name);
        facts.namespaces.entry(namespace(&name)?.to_owned()).or_default().metrics.insert(name, known);
    }
    all_used("metric_details", &details)?;
    facts.presets = entries(vocabulary, "presets")?;
    Ok(facts)
}

/// Adds which metrics add up over time: names without prefix, by namespace.
pub fn read_additive(facts: &mut Facts, lists: &BTreeMap<String, Vec<String>>) -> Result<()> {
    for (prefix, names) in lists {
        let Some(namespace) = facts.namespaces.get_mut(prefix) else { bail!("/{prefix}: no metric has this prefix") };
        for short in names {
            let name = format!("ym:{prefix}:{short}");
            let Some(known) = namespace.metrics.get(&name) else { bail!("/{prefix}: {name} is no metric") };
            if let Some(Metric { unit: Unit::Percents | Unit::Affinity, .. }) = known {
                bail!("/{prefix}: {name} is a share: shares do not add up");
            }
            ensure!(namespace.additive.insert(name.clone()), "/{prefix}: {name} is there twice");
        }
    }
    Ok(())
}

/// A list of names, each of them once.
fn list(vocabulary: &Value, key: &str) -> Result<BTreeSet<String>> {
    let names = Vec::<String>::deserialize(&vocabulary[key]).with_context(|| format!("/{key}"))?;
    let mut set = BTreeSet::new();
    for name in names {
        ensure!(!set.contains(&name), "/{key}: {name} is there twice");
        set.insert(name);
    }
    Ok(set)
}

fn entries<T: for<'a> Deserialize<'a>>(vocabulary: &Value, key: &str) -> Result<BTreeMap<String, T>> {
    let Some(entries) = vocabulary[key].as_object() else { bail!("/{key}: no object") };
    let read = |(name, entry): (&String, _)| {
        Ok((name.clone(), T::deserialize::<&Value>(entry).with_context(|| format!("/{key}/{name}"))?))
    };
    entries.iter().map(read).collect()
}

fn all_used<T>(key: &str, left: &BTreeMap<String, T>) -> Result<()> {
    match left.keys().next() {
        Some(name) => bail!("/{key}/{name}: no list has this name"),
        None => Ok(()),
    }
}

/// `s` of `ym:s:visits`.
fn namespace(name: &str) -> Result<&str> {
    let mut parts = name.splitn(3, ':');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("ym"), Some(namespace), Some(_)) => Ok(namespace),
        _ => bail!("{name}: has not the form of a name, `ym:s:visits`"),
    }
}
