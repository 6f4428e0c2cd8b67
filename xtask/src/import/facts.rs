//! The facts of the published reference, as `operations.json` and `schemas.json` state them.
//!
//! Unknown keys are errors: a fact that nobody reads would be lost in silence.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Map, Value};

/// All facts of one folder.
#[derive(Debug)]
pub struct Facts {
    pub operations: Vec<Operation>,
    pub schemas: Vec<Schema>,
    /// Dimensions, metrics, presets and log fields: passed on as they are.
    pub vocabulary: Value,
}

/// One reference page of an operation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// `management`, `stat` or `logs`.
    pub api: String,
    pub group: String,
    pub slug: String,
    pub method: String,
    pub path: String,
    pub parameters: Vec<Field>,
    pub request: Option<Body>,
    pub response: Option<Body>,
    pub seen: Vec<String>,
    pub page: String,
}

/// A request or response body: an object written out field by field, or one plain type.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    pub media: String,
    #[serde(default)]
    pub fields: Vec<Field>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Set where no generated page shows the body.
    pub evidence: Option<String>,
}

/// A parameter, a body field or a schema field.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Field {
    #[serde(default)]
    pub name: String,
    /// `path` or `query`; parameters only.
    #[serde(rename = "in")]
    pub location: Option<String>,
    pub required: bool,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    #[serde(rename = "ref")]
    pub reference: Option<String>,
    #[serde(default)]
    pub one_of: Vec<String>,
    /// `true` or a depth.
    #[serde(default)]
    pub array: ArrayDepth,
    pub format: Option<String>,
    pub default: Option<String>,
    #[serde(default)]
    pub values: Vec<String>,
    /// A format that prose gives.
    pub hint: Option<String>,
    pub min_length: Option<u64>,
    pub max_length: Option<u64>,
    pub minimum: Option<i64>,
    pub maximum: Option<i64>,
    pub min_items: Option<u64>,
    pub max_items: Option<u64>,
    pub unique_items: Option<bool>,
    pub pattern: Option<String>,
    /// The service's own example; overlays choose theirs.
    #[serde(rename = "example")]
    pub _example: Option<Value>,
    #[serde(default)]
    pub additional: bool,
}

/// How many arrays a field is wrapped in.
#[derive(Debug, Clone, Copy, Default, Deserialize, PartialEq, Eq)]
#[serde(from = "BoolOrDepth")]
pub struct ArrayDepth(pub u8);

#[derive(Deserialize)]
#[serde(untagged)]
enum BoolOrDepth {
    Bool(bool),
    Depth(u8),
}

impl From<BoolOrDepth> for ArrayDepth {
    fn from(value: BoolOrDepth) -> Self {
        match value {
            BoolOrDepth::Bool(array) => Self(u8::from(array)),
            BoolOrDepth::Depth(depth) => Self(depth),
        }
    }
}

/// One entity of the reference.
#[derive(Debug)]
pub struct Schema {
    pub name: String,
    pub entry: SchemaEntry,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemaEntry {
    pub fields: Vec<Field>,
    /// Base fields that the older pages printed flat, or fields that the current pages no longer show.
    #[serde(default)]
    pub fields_only_in_2025_06: Vec<Field>,
    pub only_in: Option<String>,
    /// What the one untyped field of the entity holds, as a map.
    #[serde(default)]
    pub additional_of: Vec<Field>,
}

impl Facts {
    pub fn read(dir: &Path) -> Result<Self> {
        let schemas: Map<String, Value> = read_json(&dir.join("schemas.json"))?;
        let schemas = schemas
            .into_iter()
            .map(|(name, entry)| {
                let entry =
                    serde_json::from_value(entry).with_context(|| format!("schemas.json: /{name}: not a schema"))?;
                Ok(Schema { name, entry })
            })
            .collect::<Result<_>>()?;
        Ok(Self {
            operations: read_json(&dir.join("operations.json"))?,
            schemas,
            vocabulary: read_json(&dir.join("vocabulary.json"))?,
        })
    }
}

fn read_json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{}: cannot be read", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{}: does not parse", path.display()))
}
