//! One schema for each name, from the entities of all pages.
//!
//! A page prints an entity as requests or as answers have it. What only answers have is read-only, what only requests have
//! is write-only; anything else that differs, between the two forms or between two pages, stops the import.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, anyhow, bail, ensure};
use serde_json::{Map, Value, json};

use super::links::Links;
use super::page::{Body, Entity, Page, annotate};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    Request,
    Answer,
}

/// A form of an entity, and where it was found first.
#[derive(Debug)]
struct Found {
    schema: Value,
    place: String,
}

/// The entities of the pages read so far.
#[derive(Debug, Default)]
pub struct Entities {
    forms: BTreeMap<(String, Side), Found>,
    /// Links that lead nowhere on their page: label, place, and the entities of that page.
    dangling: Vec<(String, String, Vec<String>)>,
}

impl Entities {
    /// Takes the entities of a page, and gives its bodies and parameters references by name.
    pub fn take(&mut self, page: &mut Page) -> Result<()> {
        let mut links = Links::new(page)?;
        let sides = sides(page);
        let parameters: Result<Vec<Value>> = page.parameters.iter().map(|it| links.named(&it.schema)).collect();
        let request = page.request.as_ref().map(|body| links.named(&body.schema)).transpose()?;
        let answers: Result<Vec<Value>> = bodies(page).map(|body| links.named(&body.schema)).collect();
        let entities: Result<Vec<Value>> = page.entities.iter().map(|entity| links.named(&entity.schema)).collect();
        let (parameters, answers, entities) = (parameters?, answers?, entities?);
        let (aliases, dangling) = (links.aliases, links.dangling);
        for ((entity, sides), schema) in page.entities.iter().zip(sides).zip(&entities) {
            let others = aliases.iter().filter(|(_, anchor)| **anchor == entity.anchor).map(|(alias, _)| alias);
            for name in std::iter::once(&entity.name).chain(others) {
                for side in &sides {
                    self.add(name, *side, schema, page, entity)?;
                }
            }
        }
        let names: Vec<String> = page.entities.iter().map(|entity| entity.name.clone()).collect();
        let places =
            dangling.into_iter().map(|(label, line)| (label, format!("{}.md:{line}", page.path), names.clone()));
        self.dangling.extend(places);
        page.parameters.iter_mut().zip(parameters).for_each(|(parameter, schema)| parameter.schema = schema);
        page.request.iter_mut().zip(request).for_each(|(body, schema)| body.schema = schema);
        let bodies = page.responses.iter_mut().flat_map(|response| &mut response.bodies);
        bodies.zip(answers).for_each(|(body, schema)| body.schema = schema);
        Ok(())
    }

    fn add(&mut self, name: &str, side: Side, schema: &Value, page: &Page, entity: &Entity) -> Result<()> {
        let place = format!("{}.md:{}", page.path, entity.line);
        match self.forms.get(&(name.to_owned(), side)) {
            None => {
                self.forms.insert((name.to_owned(), side), Found { schema: schema.clone(), place });
            }
            Some(known) => ensure!(
                known.schema == *schema,
                "{place}: expected {name} as it stands in {}, found: another form of it ({})",
                known.place,
                first_difference(&known.schema, schema)
            ),
        }
        Ok(())
    }

    /// All schemas, sorted by name: pages that change places change nothing here.
    pub fn schemas(mut self) -> Result<Map<String, Value>> {
        for (label, place, names) in std::mem::take(&mut self.dangling) {
            self.settle(&label, &place, &names)?;
        }
        let mut schemas = Map::new();
        let names: BTreeSet<&String> = self.forms.keys().map(|(name, _)| name).collect();
        for name in names {
            let form = |side| self.forms.get(&(name.clone(), side));
            let schema = match (form(Side::Request), form(Side::Answer)) {
                (Some(only), None) | (None, Some(only)) => only.schema.clone(),
                (Some(request), Some(answer)) => merge(&request.schema, &answer.schema).map_err(|why| {
                    anyhow!("{}: expected {name} as in the request, {}, found: {why}", answer.place, request.place)
                })?,
                (None, None) => bail!("{name} has no form"),
            };
            schemas.insert(name.clone(), schema);
        }
        Ok(schemas)
    }

    /// The forms of an entity.
    fn of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Found> {
        [Side::Request, Side::Answer].into_iter().filter_map(|side| self.forms.get(&(name.to_owned(), side)))
    }

    /// A link that leads nowhere: the generator leaves an entity out if the page has another one with the same content. Then
    /// that one, or another page, has what it says.
    fn settle(&self, label: &str, place: &str, names: &[String]) -> Result<()> {
        let others: Vec<&String> = names.iter().filter(|name| *name != label).collect();
        let twin =
            self.of(label).any(|form| others.iter().any(|name| self.of(name).any(|other| other.schema == form.schema)));
        ensure!(twin, "{place}: expected a definition of {label} on this page, found: links to it only");
        Ok(())
    }
}

fn bodies(page: &Page) -> impl Iterator<Item = &Body> {
    page.responses.iter().flat_map(|response| &response.bodies)
}

/// In which direction each entity of a page travels.
fn sides(page: &Page) -> Vec<BTreeSet<Side>> {
    let anchors: BTreeMap<&str, usize> =
        page.entities.iter().enumerate().map(|(index, entity)| (entity.anchor.as_str(), index)).collect();
    let mut sides = vec![BTreeSet::new(); page.entities.len()];
    let request =
        page.parameters.iter().map(|parameter| &parameter.schema).chain(page.request.iter().map(|body| &body.schema));
    let answer = bodies(page).map(|body| &body.schema);
    let mut todo: Vec<(Side, &Value)> = request.map(|schema| (Side::Request, schema)).collect();
    todo.extend(answer.map(|schema| (Side::Answer, schema)));
    while let Some((side, schema)) = todo.pop() {
        for (_, anchor) in links(schema) {
            if let Some(index) = anchors.get(anchor.as_str())
                && sides[*index].insert(side)
            {
                todo.push((side, &page.entities[*index].schema));
            }
        }
    }
    for (sides, entity) in sides.iter_mut().zip(&page.entities) {
        if sides.is_empty() {
            sides.insert(entity.side);
        }
    }
    sides
}

/// The links of a schema: label and anchor.
fn links(schema: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    crate::json::walk(schema, &mut String::new(), &mut |_, value| {
        if let Some((label, anchor)) = value.get("$ref").and_then(Value::as_str).and_then(|link| link.split_once('#')) {
            found.push((label.to_owned(), anchor.to_owned()));
        }
    });
    found
}

/// The request form and the answer form of one schema, made one.
fn merge(request: &Value, answer: &Value) -> Result<Value> {
    if request == answer {
        return Ok(request.clone());
    }
    let (Some(from), Some(to)) = (request.as_object(), answer.as_object()) else {
        bail!("{}", first_difference(request, answer));
    };
    for name in keys(from).filter(|name| keys(to).any(|other| other == *name)) {
        let required = |form: &Map<String, Value>| {
            form.get("required").and_then(Value::as_array).is_some_and(|all| all.iter().any(|known| known == name))
        };
        ensure!(required(from) == required(to), "required/{name} in one of them only");
    }
    let mut merged = from.clone();
    for key in from.keys().chain(to.keys()).collect::<BTreeSet<_>>() {
        let value = match (key.as_str(), from.get(key), to.get(key)) {
            (_, Some(same), Some(other)) if same == other => continue,
            ("properties", from, to) => merge_properties(from.unwrap_or(&Value::Null), to.unwrap_or(&Value::Null))?,
            ("required", from, to) => union(from, to),
            ("items" | "additionalProperties", Some(from), Some(to)) => merge(from, to)?,
            ("allOf" | "oneOf" | "anyOf", Some(Value::Array(from)), Some(Value::Array(to)))
                if from.len() == to.len() =>
            {
                let parts: Result<Vec<Value>> = from.iter().zip(to).map(|(from, to)| merge(from, to)).collect();
                parts?.into()
            }
            _ => bail!("{}", first_difference(request, answer)),
        };
        merged.insert(key.clone(), value);
    }
    Ok(merged.into())
}

/// The names of the fields of an object.
fn keys(schema: &Map<String, Value>) -> impl Iterator<Item = &String> {
    schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::keys)
}

fn merge_properties(request: &Value, answer: &Value) -> Result<Value> {
    let empty = Map::new();
    let (request, answer) = (request.as_object().unwrap_or(&empty), answer.as_object().unwrap_or(&empty));
    let mut merged = Map::new();
    for (name, schema) in request {
        let mut schema = match answer.get(name) {
            Some(other) => merge(schema, other)?,
            None => schema.clone(),
        };
        if !answer.contains_key(name) {
            annotate(&mut schema, "writeOnly", json!(true));
        }
        merged.insert(name.clone(), schema);
    }
    for (name, schema) in answer.iter().filter(|(name, _)| !request.contains_key(*name)) {
        let mut schema = schema.clone();
        annotate(&mut schema, "readOnly", json!(true));
        merged.insert(name.clone(), schema);
    }
    Ok(merged.into())
}

fn union(one: Option<&Value>, other: Option<&Value>) -> Value {
    let mut all: Vec<Value> = Vec::new();
    for value in one.into_iter().chain(other).flat_map(|list| list.as_array().into_iter().flatten()) {
        if !all.contains(value) {
            all.push(value.clone());
        }
    }
    all.into()
}

/// Where two schemas differ first.
fn first_difference(one: &Value, other: &Value) -> String {
    if let (Value::Object(one), Value::Object(other)) = (one, other) {
        for key in one.keys().chain(other.keys()) {
            match (one.get(key), other.get(key)) {
                (Some(one), Some(other)) if one == other => {}
                (Some(one), Some(other)) => return format!("{key}/{}", first_difference(one, other)),
                _ => return format!("{key} in one of them only"),
            }
        }
    }
    format!("{one} and {other}")
}
