//! The links of one page: which entity each leads to, and what is said beside it that the entity does not say itself.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, ensure};
use serde_json::{Map, Value, json};

use super::page::{AT_LINK, Form, Page, annotate, typed};

/// Turns the links of a page into references by name.
#[derive(Debug)]
pub struct Links<'a> {
    page: &'a str,
    /// What anchors begin with.
    prefix: &'static str,
    /// Where each link stands.
    lines: &'a BTreeMap<String, usize>,
    /// Anchor -> name and schema, with links in it as they stand on the page.
    entities: BTreeMap<String, (String, Value)>,
    /// Labels of links that lead nowhere, with the line of one.
    pub dangling: BTreeSet<(String, usize)>,
    /// Label -> the anchor that it leads to, if the entity there has another name: both have the same content.
    pub aliases: BTreeMap<String, String>,
}

impl<'a> Links<'a> {
    pub fn new(page: &'a Page) -> Result<Self> {
        let mut entities = BTreeMap::new();
        for entity in &page.entities {
            let again = entities.insert(entity.anchor.clone(), (entity.name.clone(), entity.schema.clone()));
            ensure!(
                again.is_none(),
                "{}.md:{}: expected each entity once, found: {} again",
                page.path,
                entity.line,
                entity.name
            );
        }
        let prefix = if page.form == Form::Current { "entity-" } else { "" };
        Ok(Self {
            page: &page.path,
            prefix,
            lines: &page.links,
            entities,
            dangling: BTreeSet::new(),
            aliases: BTreeMap::new(),
        })
    }

    /// The schema, with references by name in place of links.
    pub fn named(&mut self, schema: &Value) -> Result<Value> {
        Ok(match schema {
            Value::Object(map) => match map.get("$ref").and_then(Value::as_str) {
                Some(link) => self.reference(link, map)?,
                None => {
                    let named: Result<Map<String, Value>> =
                        map.iter().map(|(key, value)| Ok((key.clone(), self.named(value)?))).collect();
                    named?.into()
                }
            },
            Value::Array(items) => {
                let named: Result<Vec<Value>> = items.iter().map(|item| self.named(item)).collect();
                named?.into()
            }
            plain => plain.clone(),
        })
    }

    fn reference(&mut self, link: &str, map: &Map<String, Value>) -> Result<Value> {
        let (label, anchor) = link.split_once('#').unwrap_or((link, link));
        let line = self.lines.get(link).copied().unwrap_or(1);
        let mut reference = json!({ "$ref": format!("#/components/schemas/{label}") });
        let Some((name, entity)) = self.entities.get(anchor).cloned() else {
            ensure!(
                self.leads_nowhere_by_right(label, anchor),
                self.error(line, link, "a link to an entity of the page")
            );
            self.dangling.insert((label.to_owned(), line));
            ensure!(!map.contains_key(AT_LINK), self.error(line, label, "nothing beside a link that leads nowhere"));
            return Ok(reference);
        };
        if name != label {
            // An entity of that name with another content would have been printed, and linked to.
            let mut own = self.entities.values().filter(|(name, _)| name == label).peekable();
            let same = own.peek().is_none() || own.any(|(_, schema)| *schema == entity);
            ensure!(same, self.error(line, label, &format!("a link to it, not to {anchor}")));
            self.aliases.insert(label.to_owned(), anchor.to_owned());
        }
        for (key, value) in map.get(AT_LINK).and_then(Value::as_object).into_iter().flatten() {
            if !says(&entity, key, value) {
                let value = in_type_of(&entity, key, value).map_err(|why| {
                    self.error(line, label, &format!("a value of its type beside a link to it ({why})"))
                })?;
                annotate(&mut reference, key, value);
            }
        }
        Ok(reference)
    }

    /// The generator leaves an entity out whose content the page has already, under another name: its anchor is what it
    /// would have been, with a number if the page has a form of it.
    fn leads_nowhere_by_right(&self, label: &str, anchor: &str) -> bool {
        let forms = self.entities.values().filter(|(name, _)| name == label).count();
        let number = if forms == 0 { String::new() } else { forms.to_string() };
        anchor == format!("{}{label}{number}", self.prefix)
    }

    fn error(&self, line: usize, label: &str, expected: &str) -> anyhow::Error {
        anyhow::anyhow!("{}.md:{line}: expected {expected}, found: {label}", self.page)
    }
}

/// Whether an entity says by itself what stands beside a link to it: the generator repeats its values and bounds there.
fn says(entity: &Value, key: &str, value: &Value) -> bool {
    let texts = |value: &Value| -> Vec<String> { value.as_array().into_iter().flatten().map(text).collect() };
    match key {
        "x-extensible-enum" => {
            let own = texts(&entity[key]);
            !own.is_empty() && texts(value).iter().all(|value| own.contains(value))
        }
        "default" => !entity[key].is_null() && text(&entity[key]) == text(value),
        _ => entity[key] == *value,
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What stands beside a link is text; the entity says of which type it is.
fn in_type_of(entity: &Value, key: &str, value: &Value) -> Result<Value> {
    let word = entity["type"].as_str().unwrap_or("string");
    Ok(match (key, value) {
        ("x-extensible-enum", Value::Array(values)) => {
            let values: Result<Vec<Value>> = values.iter().map(|value| typed(word, &text(value))).collect();
            values?.into()
        }
        ("default", value) => typed(word, &text(value))?,
        _ => value.clone(),
    })
}
