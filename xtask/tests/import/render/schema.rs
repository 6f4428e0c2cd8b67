//! Schemas in the current form (`endpoint/renderer.ts`, `endpoint/schema/*.ts` of the generator).
//!
//! The order in which references are resolved is the order in which their entities are printed, so that this file resolves them
//! where the generator does, even where it throws the result away.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::{block, cut};

/// Whose fields are shown: all that may be sent, or all that is received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    Write,
    Read,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Deprecated,
    Type,
    Combinators,
    Description,
    Values,
    Assertions,
    Examples,
}

const ALL: &[Part] = &[
    Part::Deprecated,
    Part::Type,
    Part::Combinators,
    Part::Description,
    Part::Values,
    Part::Assertions,
    Part::Examples,
];
const ENTITY: &[Part] = &[
    Part::Deprecated,
    Part::Description,
    Part::Type,
    Part::Combinators,
    Part::Values,
    Part::Assertions,
    Part::Examples,
];
const BODY: &[Part] = &[Part::Type, Part::Combinators];
const ELEMENTS: &[Part] = &[Part::Combinators, Part::Values, Part::Assertions];

/// Whether an object shows its fields in place, and with its type above them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expand {
    No,
    Yes,
    Titled,
}

#[derive(Debug, Clone, Copy)]
struct Options {
    parts: &'static [Part],
    expand: Expand,
    header: bool,
    warn: bool,
    root: bool,
    /// What stands below the root is always shown whole and not expanded.
    top: bool,
}

impl Options {
    fn root(parts: &'static [Part]) -> Self {
        Self { parts, expand: Expand::Yes, header: true, warn: true, root: true, top: true }
    }

    /// For a schema inside of this one.
    fn inner(self, parts: &'static [Part], expand: Expand) -> Self {
        let (parts, expand) = if self.top { (ALL, Expand::No) } else { (parts, expand) };
        Self { parts, expand, root: false, top: false, ..self }
    }
}

const COMBINATORS: [(&str, &str, &str); 3] =
    [("oneOf", "One of", "or"), ("allOf", "All of", "and"), ("anyOf", "Any of", "or")];
/// In place of bars of tables, until all cells are escaped.
const MASK: char = '\u{1}';

/// What is known while one page is printed.
pub struct Printer<'d> {
    schemas: &'d Map<String, Value>,
    pub(super) mode: Mode,
    contents: HashMap<(String, Mode), String>,
    linked: Vec<String>,
    printed: HashSet<(String, Mode)>,
    /// Content -> link of the entity that has it. Others with the same content are not printed.
    blocks: HashMap<String, String>,
    used: HashMap<String, usize>,
}

impl<'d> Printer<'d> {
    pub fn new(schemas: &'d Map<String, Value>) -> Self {
        Self {
            schemas,
            mode: Mode::Write,
            contents: HashMap::new(),
            linked: Vec::new(),
            printed: HashSet::new(),
            blocks: HashMap::new(),
            used: HashMap::new(),
        }
    }

    /// A schema whose fields stand right below.
    pub fn table(&mut self, schema: &Value, mode: Mode) -> String {
        self.mode = mode;
        self.schema(schema, Options::root(BODY))
    }

    /// The sections of all entities that have been linked to and not been printed.
    pub fn entities(&mut self, mode: Mode) -> Vec<String> {
        self.mode = mode;
        let mut sections = Vec::new();
        let mut pending = self.pending();
        self.linked.clear();
        while !pending.is_empty() {
            for name in &pending {
                sections.extend(self.section(name));
            }
            pending = self.pending();
        }
        sections
    }

    fn pending(&self) -> Vec<String> {
        let new = |name: &&String| !self.printed.contains(&((*name).clone(), self.mode));
        self.linked.iter().filter(new).cloned().collect()
    }

    fn section(&mut self, name: &str) -> Option<String> {
        let href = self.resolve(name);
        let key = (name.to_owned(), self.mode);
        let content = self.contents[&key].clone();
        self.printed.insert(key);
        if self.blocks.contains_key(&content) {
            return None;
        }
        self.blocks.insert(content.clone(), href.clone());
        *self.used.entry(name.to_owned()).or_default() += 1;
        let heading = format!("### {name} {{{href}}}");
        Some(block(&["<div class=\"openapi-entity\">", &block(&[&heading, &content]), "</div>"]))
    }

    /// The section of a schema that nothing links to, and those of what it links to.
    pub fn extra(&mut self, name: &str) -> Vec<String> {
        self.mode = Mode::Read;
        self.resolve(name);
        self.entities(Mode::Read)
    }

    /// The link to an entity.
    pub(super) fn resolve(&mut self, name: &str) -> String {
        let key = (name.to_owned(), self.mode);
        if !self.contents.contains_key(&key) {
            self.contents.insert(key.clone(), "pending".to_owned());
            let content = self.schema(&self.schemas[name], Options::root(ENTITY));
            self.contents.insert(key.clone(), content);
        }
        if !self.linked.iter().any(|known| known == name) {
            self.linked.push(name.to_owned());
        }
        match self.blocks.get(&self.contents[&key]) {
            Some(href) => href.clone(),
            None => {
                let again = self.used.get(name).map(usize::to_string).unwrap_or_default();
                format!("#entity-{name}{again}")
            }
        }
    }

    /// The schema, and what it refers to if it is a reference.
    pub(super) fn chain(&mut self, schema: &Value) -> Vec<Value> {
        let mut chain = vec![schema.clone()];
        if let Some(name) = name(schema) {
            self.resolve(name);
            chain.push(self.schemas[name].clone());
        }
        chain
    }

    pub(super) fn referred(&self, name: &str) -> &'d Value {
        &self.schemas[name]
    }

    fn schema(&mut self, schema: &Value, options: Options) -> String {
        let schema = self.normal(schema);
        let mut parts = Vec::new();
        for part in options.parts {
            parts.push(match part {
                Part::Deprecated if options.warn && schema["deprecated"] == true => {
                    let note = "This entity is deprecated and may be removed in future versions.";
                    format!("_Deprecated_{{.json-schema-reset .json-schema-deprecated-title}}{{title=\"{note}\"}}")
                }
                Part::Deprecated => String::new(),
                Part::Type => self.type_(&schema, options, ""),
                Part::Combinators => self.combinators(&schema, options),
                Part::Description => self.description(&schema),
                Part::Values => self.values(&schema),
                Part::Assertions => self.assertions(&schema),
                Part::Examples => self.examples(&schema),
            });
        }
        let text = block(&parts.iter().map(String::as_str).collect::<Vec<_>>());
        if options.root { text.replace(MASK, "|") } else { text }
    }

    /// As the generator simplifies a schema before it prints it: an only member of a union stands for the union.
    pub(super) fn normal(&mut self, schema: &Value) -> Value {
        let mut schema = schema.clone();
        for (key, ..) in COMBINATORS {
            let Some(members) = schema.get(key).and_then(Value::as_array).cloned() else { continue };
            let members: Vec<Value> = members.iter().map(|member| self.normal(member)).collect();
            schema[key] = members.into();
            if is_plain(&schema, key) && schema[key].as_array().unwrap().len() == 1 {
                schema = self.normal(&schema[key][0].clone());
            }
        }
        if let Some(name) = name(&schema) {
            self.resolve(name);
        }
        for (_, property) in schema.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten() {
            *property = self.normal(property);
        }
        for key in ["additionalProperties", "items"] {
            if let Some(inner) = schema.get_mut(key).filter(|inner| inner.is_object()) {
                *inner = self.normal(inner);
            }
        }
        if schema.get("type").is_none() && schema.get("items").is_some() {
            schema["type"] = "array".into();
        }
        schema
    }

    fn type_(&mut self, schema: &Value, options: Options, suffix: &str) -> String {
        if let Some(name) = name(schema) {
            let href = self.resolve(name);
            return format!("**Type**: [{name}]({href}){suffix}");
        }
        let has = |key: &str| schema.get(key).is_some();
        match schema["type"].as_str() {
            Some("object") if has("properties") || has("additionalProperties") => {
                let label = format!("**Type**: object{suffix}");
                let content = self.object(schema, options);
                match options.expand {
                    Expand::Yes => content,
                    Expand::Titled => block(&[&label, &content]),
                    Expand::No => cut(&content, &label, ""),
                }
            }
            Some("array") => self.array(schema, options, suffix),
            Some("string") if has("format") => {
                format!("**Type**: string&lt;{}&gt;{suffix}", schema["format"].as_str().unwrap())
            }
            Some(word) => format!("**Type**: {word}{suffix}"),
            None if COMBINATORS.iter().any(|(key, ..)| has(key)) => String::new(),
            None => format!("**Type**: unknown{suffix}"),
        }
    }

    fn array(&mut self, schema: &Value, options: Options, suffix: &str) -> String {
        let mut suffix = suffix.to_owned();
        let mut element = schema;
        while element["type"] == "array" {
            suffix += "[]";
            element = &element["items"];
        }
        let text = self.type_(element, options, &suffix);
        if !text.is_empty() {
            return text;
        }
        // Elements that are a union have no type line: the union stands in a cut.
        let mut union = schema.clone();
        let map = union.as_object_mut().unwrap();
        for key in ["type", "example", "description"] {
            map.shift_remove(key);
        }
        for (key, ..) in COMBINATORS {
            map.extend(element.get(key).map(|members| (key.to_owned(), members.clone())));
        }
        let content = self.schema(&union, options.inner(ELEMENTS, Expand::Titled));
        cut(&content, "**Type**: array", "")
    }

    fn object(&mut self, schema: &Value, options: Options) -> String {
        let mut rows = Vec::new();
        if options.header {
            rows.push("|| **Name** | **Description** ||".to_owned());
        }
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let mut properties: Vec<(&String, &Value)> = schema["properties"].as_object().into_iter().flatten().collect();
        properties.sort_by_cached_key(|(name, _)| (!required.contains(&name.as_str()), collated(name)));
        let inner = Options { header: false, ..options.inner(ALL, Expand::No) };
        properties.retain(|(_, property)| self.shows(property));
        for (name, property) in properties {
            let deprecated = property["deprecated"] == true;
            let mut label = format!("_{name}_{{.json-schema-reset .json-schema-property");
            label += if required.contains(&name.as_str()) { " .json-schema-required" } else { "" };
            label += if deprecated { " .json-schema-deprecated}" } else { "}" };
            label +=
                if deprecated { "_[ ](*Deprecated)_{.openapi-deprecated .openapi-deprecated-compact}" } else { "" };
            let text = self.schema(property, Options { warn: !deprecated, ..inner });
            rows.push(row(&label, &text));
        }
        if let Some(additional) = schema.get("additionalProperties").filter(|additional| additional.is_object()) {
            let text = self.schema(additional, inner);
            rows.push(row("_[additional]_{.json-schema-reset .json-schema-additional-property}", &text));
        }
        let table = format!("#|\n{}\n|#{{.json-schema-properties}}", rows.join("\n")).replace('|', &MASK.to_string());
        if options.root { table.replace(MASK, "|") } else { table }
    }

    pub(super) fn shows(&self, property: &Value) -> bool {
        match self.mode {
            Mode::Write => property["readOnly"] != true,
            Mode::Read => property["writeOnly"] != true,
        }
    }

    fn combinators(&mut self, schema: &Value, options: Options) -> String {
        let mut cuts = Vec::new();
        for (key, title, marker) in COMBINATORS {
            let Some(members) = schema[key].as_array() else { continue };
            let inner = Options { header: false, ..options.inner(ALL, Expand::Titled) };
            let items: Vec<String> = members
                .iter()
                .map(|member| {
                    let text = self.schema(member, inner);
                    let indented =
                        text.lines().map(|line| if line.is_empty() { line.into() } else { format!("  {line}") });
                    format!("- {}", indented.collect::<Vec<_>>().join("\n").trim_start())
                })
                .collect();
            let count = members.len();
            let title = format!("**{title} {count} {}**", if count == 1 { "type" } else { "types" });
            cuts.push(cut(&items.join("\n\n"), &title, &format!("{{.json-schema-combinators data-marker={marker}}}")));
        }
        block(&cuts.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

/// The name of the schema that a reference refers to.
pub(super) fn name(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/components/schemas/")
}

fn is_plain(schema: &Value, key: &str) -> bool {
    schema.as_object().unwrap().keys().filter(|known| *known != "type").all(|known| known == key)
}

fn row(label: &str, text: &str) -> String {
    let escaped = |text: &str| text.replace('|', "&#124;");
    format!(
        "{MASK}{MASK}\n\n{}\n{{.table-cell}}{MASK}\n{}\n{{.table-cell}}\n{MASK}{MASK}",
        escaped(label),
        escaped(text)
    )
}

/// Names as a dictionary sorts them: signs, digits, letters, whatever their case.
fn collated(name: &str) -> String {
    name.to_ascii_lowercase().replace('_', " ")
}
