//! One reference page of an operation, as it is published, and what it says.
//!
//! Two forms are in use, and one index has pages of both:
//!
//! * `current` is what the generator of the reference writes today: every part has a class (`{.json-schema-property}`),
//! * `older` is what earlier versions wrote, and what is kept by hand: tables of `name | **Type:** ...`.
//!
//! Both are read strictly. `scan` finds every marker of a page with a plain search, by itself; a marker that the reader did
//! not take, or took twice, stops the import with its line.

mod block;
mod current;
mod fields;
mod labels;
mod lines;
mod older;
mod prose;
mod scan;
mod table;
mod types;

use std::collections::BTreeMap;
use std::fmt;

use anyhow::{Result, ensure};
use serde_json::Value;

use super::entities::Side;

pub use fields::{AT_LINK, annotate, typed};
pub use scan::{Marker, Tally};

/// How a page is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    Current,
    Older,
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Current => "current",
            Self::Older => "older",
        })
    }
}

/// What a page says: structure only.
///
/// Schemas are OpenAPI 3.0 schemas. A `$ref` in them is `Label#anchor`, as the link on the page.
#[derive(Debug, Clone)]
pub struct Page {
    /// Below the root of the reference: `management/openapi/goal/addGoal`.
    pub path: String,
    pub form: Form,
    /// What wrote the page, if it says so.
    pub generator: Option<String>,
    pub deprecated: bool,
    pub method: String,
    /// The path of the operation, with a query if the page prints one.
    pub address: String,
    /// Where the address stands.
    pub line: usize,
    pub parameters: Vec<Parameter>,
    pub request: Option<Body>,
    pub responses: Vec<Response>,
    pub entities: Vec<Entity>,
    /// Where each link stands first.
    pub links: BTreeMap<String, usize>,
    /// How many markers of each kind were found, and taken.
    pub tally: Tally,
}

#[derive(Debug, Clone)]
pub struct Parameter {
    pub name: String,
    /// `path`, `query`, `header` or `cookie`.
    pub location: &'static str,
    pub required: bool,
    pub deprecated: bool,
    pub schema: Value,
}

#[derive(Debug, Clone)]
pub struct Body {
    pub media: String,
    pub schema: Value,
    pub line: usize,
}

#[derive(Debug, Clone)]
pub struct Response {
    pub code: String,
    pub bodies: Vec<Body>,
}

/// A schema with a name of its own.
#[derive(Debug, Clone)]
pub struct Entity {
    pub name: String,
    pub anchor: String,
    pub schema: Value,
    /// Where on the page it stands. What refers to it says more.
    pub side: Side,
    pub line: usize,
}

impl Page {
    /// A page of which only the request line is known so far.
    fn new(path: String, form: Form, generator: Option<String>, request: RequestLine) -> Self {
        Self {
            path,
            form,
            generator,
            deprecated: false,
            method: request.method,
            address: request.address,
            line: request.line,
            parameters: Vec::new(),
            request: None,
            responses: Vec::new(),
            entities: Vec::new(),
            links: BTreeMap::new(),
            tally: Tally::default(),
        }
    }

    /// How much of what was read the page holds now.
    fn written(&self) -> [(Marker, usize); 3] {
        let bodies = self.request.iter().chain(self.responses.iter().flat_map(|response| &response.bodies));
        let schemas = self.parameters.iter().map(|parameter| &parameter.schema);
        let schemas = schemas.chain(bodies.map(|body| &body.schema)).chain(self.entities.iter().map(|it| &it.schema));
        let fields: usize = schemas.map(fields_below).sum();
        [
            (Marker::Property, self.parameters.len() + fields),
            (Marker::Entity, self.entities.len()),
            (Marker::Response, self.responses.len()),
        ]
    }
}

/// The fields of a schema and of all that is written out in it.
fn fields_below(schema: &Value) -> usize {
    let entries = schema.as_object().into_iter().flatten();
    let below = entries.map(|(key, value)| match (key.as_str(), value) {
        ("properties", Value::Object(fields)) => fields.values().map(|field| 1 + fields_below(field)).sum(),
        ("additionalProperties", value) => 1 + fields_below(value),
        ("items", value) => fields_below(value),
        ("allOf" | "oneOf" | "anyOf", Value::Array(members)) => members.iter().map(fields_below).sum(),
        _ => 0,
    });
    below.sum()
}

/// Method and address of an operation, and the line of the address.
struct RequestLine {
    method: String,
    address: String,
    line: usize,
}

/// Reads one page. `path` is where it lies below the root; `text` is all of it.
pub fn read(path: &str, text: &str) -> Result<Page> {
    let path = path.strip_suffix(".md").unwrap_or(path);
    let source = lines::Source::new(path, text)?;
    ensure!(!text.trim().is_empty(), source.error(1, "a reference page", "an empty file"));
    refuse_html(&source)?;
    let page = match form(&source)? {
        Form::Current => current::read(&source)?,
        Form::Older => older::read(&source)?,
    };
    for (marker, written) in page.written() {
        let read = page.tally.get(marker);
        let all = format!("each {marker} to be kept, {read} in all");
        ensure!(read == written, source.error(1, &all, &format!("{written} kept")));
    }
    Ok(page)
}

/// A page that was saved from a browser, or the login page that stood in its place.
fn refuse_html(source: &lines::Source<'_>) -> Result<()> {
    let Some(first) = source.lines.iter().find(|line| !line.text.trim().is_empty()) else { return Ok(()) };
    let start = first.text.trim_start().to_ascii_lowercase();
    let html = ["<!doctype", "<html", "<head", "<?xml"].iter().any(|tag| start.starts_with(tag));
    ensure!(!html, source.error(first.number, "a reference page in Markdown", "HTML, such as a login page"));
    Ok(())
}

/// The current form has classes, the older one bold types with the colon inside.
fn form(source: &lines::Source<'_>) -> Result<Form> {
    let has = |mark: &str| source.lines.iter().any(|line| line.text.contains(mark));
    if has("{.openapi__method}") || has("<div class=\"openapi") || has(".json-schema-") {
        return Ok(Form::Current);
    }
    let heading = source.lines.iter().any(|line| older::is_heading(line.text, "Request"));
    ensure!(
        heading,
        source.error(
            1,
            "a reference page of a known form: neither `{.openapi__method}` nor a heading `Request`",
            first(source)
        )
    );
    Ok(Form::Older)
}

fn first<'a>(source: &lines::Source<'a>) -> &'a str {
    source.lines.iter().map(|line| line.text.trim()).find(|text| !text.is_empty()).unwrap_or_default()
}
