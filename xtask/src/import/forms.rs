//! One schema, two forms: the reference prints `Name` for requests and `Name1` for answers.
//!
//! They are merged into `Name`. A field that only the answer has is read-only. Anything else that differs is an
//! error, because then they are two schemas.

use std::collections::BTreeSet;

use anyhow::{Result, bail, ensure};

use super::facts::{Field, Schema, SchemaEntry};

/// Entities that pages refer to and never define, with what stands in for them.
///
/// `SiteSearchGoalCondition`: the current pages only link to it; the pages of 2025 use `GoalCondition` (`type`, `url`) for
/// every goal.
const UNDEFINED: &[(&str, &str)] = &[("SiteSearchGoalCondition", "GoalCondition")];

/// Pairs that the two forms refer to differently although they mean the same: (answer form, request form).
const SAME: &[(&str, &str)] = &[("MessengerGoalCondition", "GoalCondition")];

/// A schema with its two forms made one.
#[derive(Debug)]
pub struct Merged {
    pub name: String,
    pub fields: Vec<MergedField>,
    pub only_in: Option<String>,
    pub additional: Option<Field>,
}

#[derive(Debug)]
pub struct MergedField {
    pub field: Field,
    pub read_only: bool,
    /// Set for fields that only an older export of the reference shows.
    pub seen: Option<&'static str>,
}

/// The name without the mark of the answer form.
pub fn canonical<'a>(name: &'a str, names: &BTreeSet<String>) -> &'a str {
    if let Some((_, stand_in)) = UNDEFINED.iter().find(|(undefined, _)| *undefined == name) {
        return stand_in;
    }
    match name.strip_suffix('1') {
        Some(request_form) if names.contains(request_form) => request_form,
        _ => name,
    }
}

pub fn merge(schemas: &[Schema]) -> Result<Vec<Merged>> {
    let names: BTreeSet<String> = schemas.iter().map(|s| s.name.clone()).collect();
    let mut merged = Vec::new();
    for schema in schemas {
        if canonical(&schema.name, &names) != schema.name {
            continue;
        }
        let answer_form = schemas.iter().find(|s| s.name == format!("{}1", schema.name));
        merged.push(merge_forms(&schema.name, &schema.entry, answer_form, &names)?);
    }
    Ok(merged)
}

fn merge_forms(name: &str, request: &SchemaEntry, answer: Option<&Schema>, names: &BTreeSet<String>) -> Result<Merged> {
    let mut fields: Vec<MergedField> = request.fields.iter().map(|field| plain(field, names, false, None)).collect();
    if let Some(answer) = answer {
        ensure!(
            answer.entry.fields_only_in_2025_06.is_empty() && answer.entry.additional_of.is_empty(),
            "schemas.json: /{}: the answer form has more than fields",
            answer.name
        );
        for field in &request.fields {
            ensure!(
                answer.entry.fields.iter().any(|other| other.name == field.name),
                "schemas.json: /{name}/fields/{}: only the request form has it",
                field.name
            );
        }
    }
    for field in answer.iter().flat_map(|schema| &schema.entry.fields) {
        match fields.iter().find(|known| known.field.name == field.name) {
            None => fields.push(plain(field, names, true, None)),
            Some(known) if same(&known.field, &plain(field, names, false, None).field) => {}
            Some(_) => {
                bail!("schemas.json: /{name}/fields/{}: the request form and the answer form differ", field.name)
            }
        }
    }
    for field in &request.fields_only_in_2025_06 {
        if !fields.iter().any(|known| known.field.name == field.name) {
            fields.push(plain(field, names, false, Some("2025-06")));
        }
    }
    let additional = match request.additional_of.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        _ => bail!("schemas.json: /{name}/additional_of: more than one map"),
    };
    Ok(Merged { name: name.to_owned(), fields, only_in: request.only_in.clone(), additional })
}

fn plain(field: &Field, names: &BTreeSet<String>, read_only: bool, seen: Option<&'static str>) -> MergedField {
    let mut field = field.clone();
    field.reference = field.reference.map(|name| canonical(&name, names).to_owned());
    for member in &mut field.one_of {
        *member = canonical(member, names).to_owned();
    }
    MergedField { field, read_only, seen }
}

fn same(request: &Field, answer: &Field) -> bool {
    let mut answer = Field { _example: request._example.clone(), ..answer.clone() };
    if let Some((_, to)) = SAME.iter().find(|(from, _)| answer.reference.as_deref() == Some(*from))
        && request.reference.as_deref() == Some(*to)
    {
        answer.reference = Some((*to).to_owned());
    }
    *request == answer
}
