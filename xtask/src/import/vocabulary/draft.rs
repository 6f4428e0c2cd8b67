//! What has been found so far, and how it becomes one value.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use serde_json::{Map, Value, json};

use super::Kind;
use super::cell::template_parameters;
use super::place::Place;

/// A row that has been read.
#[derive(Debug, Clone)]
pub struct Found<'a> {
    pub place: Place<'a>,
    pub name: String,
    /// The page as a group of names, where there are groups.
    pub group: Option<&'a str>,
    pub facts: Map<String, Value>,
}

impl<'a> Found<'a> {
    /// A name that stands for itself.
    pub fn bare(place: Place<'a>, name: String) -> Self {
        Self { place, name, group: None, facts: Map::new() }
    }
}

#[derive(Debug, Default)]
pub struct Draft<'a> {
    pub dimensions: Vec<Found<'a>>,
    pub metrics: Vec<Found<'a>>,
    pub dimension_details: Vec<Found<'a>>,
    pub metric_details: Vec<Found<'a>>,
    pub presets: Vec<Found<'a>>,
    pub visits: Vec<Found<'a>>,
    pub hits: Vec<Found<'a>>,
    pub parameters: Vec<Found<'a>>,
    /// The names of the list in the order of the page, as the second look finds them.
    pub listed: Vec<(Place<'a>, String)>,
}

impl<'a> Draft<'a> {
    fn of(&self, kind: Kind) -> &[Found<'a>] {
        match kind {
            Kind::Names => &[],
            Kind::Dimensions => &self.dimension_details,
            Kind::Metrics => &self.metric_details,
            Kind::Presets => &self.presets,
            Kind::Visits => &self.visits,
            Kind::Hits => &self.hits,
            Kind::Parameters => &self.parameters,
        }
    }

    pub fn found(&self, kind: Kind) -> usize {
        if kind == Kind::Names { self.listed.len() } else { self.of(kind).len() }
    }

    /// The names of one kind beyond the first few.
    pub fn names_since(&self, kind: Kind, before: usize) -> Vec<(Place<'a>, String)> {
        match kind {
            Kind::Names => self.listed[before..].to_vec(),
            _ => self.of(kind)[before..].iter().map(|found| (found.place, found.name.clone())).collect(),
        }
    }

    /// Puts everything together. Lists of names are sorted; details keep the order of the pages by path and of their rows.
    pub fn value(&self) -> Result<Value> {
        let dimensions = sorted(&self.dimensions)?;
        let metrics = sorted(&self.metrics)?;
        let parameters = merged(&self.parameters)?;
        known(&self.dimension_details, &dimensions, "dimensions")?;
        known(&self.metric_details, &metrics, "metrics")?;
        self.check_presets(&dimensions, &metrics)?;
        self.check_parameters(&parameters)?;
        let value = json!({
            "dimensions": dimensions.keys().collect::<Vec<_>>(),
            "metrics": metrics.keys().collect::<Vec<_>>(),
            "metric_details": merged(&self.metric_details)?,
            "dimension_details": merged(&self.dimension_details)?,
            "presets": merged(&self.presets)?,
            "logs": { "visits": typed(&self.visits)?, "hits": typed(&self.hits)? },
            "parameters": parameters,
        });
        for part in ["/dimensions", "/metrics", "/presets", "/logs/visits", "/logs/hits", "/parameters"] {
            let empty = value.pointer(part).is_none_or(|part| part == &json!([]) || part == &json!({}));
            ensure!(!empty, "vocabulary: no page gives {}", part[1..].replace('/', " of "));
        }
        Ok(value)
    }

    /// Presets may use names that the list does not have; but no dimension in the column of metrics, or the other way round.
    fn check_presets(&self, dimensions: &Names<'_>, metrics: &Names<'_>) -> Result<()> {
        for preset in &self.presets {
            for (column, wrong) in [("dimensions", metrics), ("metrics", dimensions)] {
                let mut names = preset.facts[column].as_array().into_iter().flatten().filter_map(Value::as_str);
                if let Some(name) = names.find(|name| wrong.contains_key(name)) {
                    let other = if column == "metrics" { "dimension" } else { "metric" };
                    let found = format_args!("`{name}`, which the list gives as a {other}");
                    return Err(preset.place.expected(column, found));
                }
            }
        }
        Ok(())
    }

    /// `<...>` in a name must be a parameter that its page describes.
    fn check_parameters(&self, parameters: &Map<String, Value>) -> Result<()> {
        let lists =
            [&self.dimensions, &self.metrics, &self.dimension_details, &self.metric_details, &self.visits, &self.hits];
        for found in lists.into_iter().flatten() {
            for parameter in template_parameters(&found.name) {
                let known = parameters.contains_key(parameter);
                ensure!(known, found.place.expected("a parameter of stat/param.md", format_args!("`<{parameter}>`")));
            }
        }
        Ok(())
    }
}

type Names<'a> = BTreeMap<&'a str, Place<'a>>;

fn sorted<'a>(found: &'a [Found<'_>]) -> Result<Names<'a>> {
    let mut names = Names::new();
    for found in found {
        if let Some(first) = names.insert(&found.name, found.place) {
            return Err(found.place.expected("a name once", format_args!("`{}` of {first} again", found.name)));
        }
    }
    Ok(names)
}

fn known(details: &[Found<'_>], names: &Names<'_>, list: &str) -> Result<()> {
    for found in details {
        let known = names.contains_key(found.name.as_str());
        ensure!(
            known,
            found.place.expected(format_args!("a name of the list of {list}"), format_args!("`{}`", found.name))
        );
    }
    Ok(())
}

/// The facts by name. A name may stand on several pages with the same facts: the first page is its group, the others are
/// listed under `also_in`.
fn merged(found: &[Found<'_>]) -> Result<Map<String, Value>> {
    let mut first: BTreeMap<&str, &Found<'_>> = BTreeMap::new();
    let mut out = Map::new();
    for found in found {
        let Some(first) = first.get(found.name.as_str()) else {
            first.insert(&found.name, found);
            let mut facts = found.facts.clone();
            facts.extend(found.group.map(|group| ("group".to_owned(), json!(group))));
            out.insert(found.name.clone(), Value::Object(facts));
            continue;
        };
        let again =
            |how: &str| found.place.stop(format_args!("`{}` stands at {} already{how}", found.name, first.place));
        ensure!(found.place.page != first.place.page, again(""));
        ensure!(found.facts == first.facts, again(", with other details"));
        if let Some(also) = out.get_mut(&found.name).and_then(Value::as_object_mut) {
            let also = also.entry("also_in").or_insert_with(|| json!([]));
            also.as_array_mut().into_iter().for_each(|also| also.push(json!(found.group)));
        }
    }
    Ok(out)
}

/// The log fields as [name, type], in the order of their page.
fn typed(found: &[Found<'_>]) -> Result<Vec<Value>> {
    sorted(found)?;
    Ok(found.iter().map(|found| json!([found.name, found.facts["type"]])).collect())
}
