//! What is said about the fields of logs.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde_json::Value;

use super::Known;

/// The fields in the order of the reference.
#[derive(Debug)]
pub struct Facts {
    pub visits: Vec<Field>,
    pub hits: Vec<Field>,
}

#[derive(Debug)]
pub struct Field {
    /// As the API has it.
    pub name: String,
    /// As Rust has it: `FieldType::Array(Scalar::UInt32)`.
    pub kind: String,
    /// As ClickHouse has it.
    pub written: String,
    /// Whether it is a number, or a list of numbers.
    pub number: bool,
    /// Whether it is a moment, or a list of moments.
    pub moment: bool,
}

pub fn read(vocabulary: &Value) -> Result<Facts> {
    let list = |source: &str, prefix: &str| -> Result<Vec<Field>> {
        let at = format!("/logs/{source}");
        let pairs = Vec::<(String, String)>::deserialize(&vocabulary["logs"][source]).with_context(|| at.clone())?;
        let mut seen = BTreeSet::new();
        let mut fields = Vec::new();
        for (name, written) in pairs {
            ensure!(name.starts_with(prefix), "{at}: {name} does not begin with `{prefix}`");
            ensure!(seen.insert(name.clone()), "{at}: {name} is there twice");
            fields.push(field(name, written).with_context(|| at.clone())?);
        }
        Ok(fields)
    };
    Ok(Facts { visits: list("visits", "ym:s:")?, hits: list("hits", "ym:pv:")? })
}

fn field(name: String, written: String) -> Result<Field> {
    let inner = written.strip_prefix("Array(").and_then(|inner| inner.strip_suffix(')'));
    let scalar = match inner.unwrap_or(&written) {
        // One field is written in lower case.
        "string" | "String" => "String",
        known @ ("UInt8" | "UInt16" | "UInt32" | "UInt64" | "Int8" | "Int16" | "Int32" | "Int64" | "Float32"
        | "Float64" | "Date" | "DateTime") => known,
        other => bail!("{name}: nothing is known of the type `{other}`"),
    };
    let wrapped = if inner.is_some() { "Array" } else { "One" };
    Ok(Field {
        kind: format!("FieldType::{wrapped}(Scalar::{scalar})"),
        number: !matches!(scalar, "String" | "Date" | "DateTime"),
        moment: scalar == "DateTime",
        name,
        written,
    })
}

impl Facts {
    /// Whether all that is known is of fields that there are, and of the right type.
    pub fn check(&self, known: &Known) -> Result<()> {
        let find = |name: &String| self.visits.iter().chain(&self.hits).find(|field| field.name == *name);
        for (name, factor) in &known.factors {
            let Some(field) = find(name) else { bail!("/factors: {name} is no field") };
            ensure!(field.number, "/factors: {name} is no number");
            ensure!(*factor > 0, "/factors: {name} has the factor 0");
        }
        for name in known.zones.keys() {
            let Some(field) = find(name) else { bail!("/zones: {name} is no field") };
            ensure!(field.moment, "/zones: {name} is no time");
        }
        Ok(())
    }
}
