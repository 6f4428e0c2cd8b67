//! Pages -> OpenAPI 3.0.3, one document for each API, and a record of what they were made from.
//!
//! Extensions used: `x-extensible-enum` (values that the reference lists; the service adds more), `x-metrika-pages` (all
//! pages that describe the operation).

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value, json};

use super::entities::Entities;
use super::page::{Body, Form, Page, Parameter};
use crate::layout::Api;

/// Where people read the pages.
const REFERENCE: &str = "https://yandex.com/dev/metrika/en";

/// Pages that describe an operation again, with the page that owns it. Two of them print a wrong path.
const REPEATED: &[(&str, &str)] = &[
    ("management/openapi/chats/upload_chats", "management/openapi/offline_conversions/upload_1"),
    ("management/openapi/chats/findAll_chats", "management/openapi/offline_conversions/findAll_1"),
    ("management/openapi/chats/findById_chats", "management/openapi/offline_conversions/findById_1"),
];

/// What an import yields.
#[derive(Debug)]
pub struct Assembled {
    pub documents: BTreeMap<Api, Value>,
    /// What the pages of `REPEATED` say, by page. It is compared, not used.
    pub repeated: Map<String, Value>,
    /// The forms of these pages.
    pub repeats: Vec<Form>,
}

/// Makes the documents. APIs without a page get none.
pub fn assemble(pages: Vec<Page>) -> Result<Assembled> {
    let (repeats, mut pages): (Vec<Page>, Vec<Page>) = pages.into_iter().partition(|page| owner(&page.path).is_some());
    let mut documents = BTreeMap::new();
    for api in Api::ALL {
        let mut own: Vec<&mut Page> = Vec::new();
        for page in pages.iter_mut().filter(|page| page.path.split('/').next() == Some(api.name())) {
            own.push(page);
        }
        if own.is_empty() {
            continue;
        }
        let mut entities = Entities::default();
        for page in &mut own {
            entities.take(page)?;
        }
        let paths = paths(&own, &repeats)?;
        let document = json!({
            "openapi": "3.0.3",
            "info": { "title": api.title(), "version": "1" },
            "paths": paths,
            "components": { "schemas": entities.schemas()? },
        });
        documents.insert(api, document);
    }
    let homeless = pages.iter().find(|page| !Api::ALL.iter().any(|api| page.path.starts_with(&format!("{api}/"))));
    if let Some(page) = homeless {
        bail!("{}.md:1: expected a page of management, stat or logs, found: another path", page.path);
    }
    let mut repeated = Map::new();
    let forms = repeats.iter().map(|page| page.form).collect();
    for page in repeats {
        let owner = owner(&page.path).unwrap_or_default();
        let there = pages.iter().any(|other| other.path.eq_ignore_ascii_case(owner));
        ensure!(there, "{}.md:1: expected the page that it repeats, {owner}, found: none", page.path);
        repeated.insert(page.path.clone(), repeat(page)?);
    }
    Ok(Assembled { documents, repeated, repeats: forms })
}

fn owner(path: &str) -> Option<&'static str> {
    REPEATED.iter().find(|(again, _)| again.eq_ignore_ascii_case(path)).map(|(_, owner)| *owner)
}

/// All that a page says which describes an operation again.
fn repeat(mut page: Page) -> Result<Value> {
    let mut entities = Entities::default();
    entities.take(&mut page)?;
    let mut value = operation(&page, &[])?;
    value["method"] = json!(page.method);
    value["address"] = json!(page.address);
    value["schemas"] = entities.schemas()?.into();
    Ok(value)
}

fn paths(pages: &[&mut Page], repeats: &[Page]) -> Result<Map<String, Value>> {
    let mut paths: Map<String, Value> = Map::new();
    let mut owners: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    let mut ids: BTreeMap<&str, &str> = BTreeMap::new();
    for page in pages {
        if let Some(other) = owners.insert((&page.method, &page.address), &page.path) {
            bail!(
                "{}.md:{}: expected an operation of its own, found: {} {}, which {other}.md describes too",
                page.path,
                page.line,
                page.method,
                page.address
            );
        }
        if let Some(other) = ids.insert(slug(&page.path), &page.path) {
            bail!("{}.md:1: expected a file name of its own, found: that of {other}.md", page.path);
        }
        let again: Vec<&str> = repeats
            .iter()
            .filter(|repeat| owner(&repeat.path).is_some_and(|owner| owner.eq_ignore_ascii_case(&page.path)))
            .map(|repeat| repeat.path.as_str())
            .collect();
        check_address(page)?;
        let value = operation(page, &again)?;
        let item = paths.entry(page.address.clone()).or_insert_with(|| json!({}));
        item.as_object_mut().context("a path item is an object")?.insert(page.method.to_lowercase(), value);
    }
    Ok(paths)
}

/// What the address has in braces is what the table of path parameters lists.
fn check_address(page: &Page) -> Result<()> {
    ensure!(
        !page.address.contains('?'),
        "{}.md:{}: expected an address without a query, found: {}",
        page.path,
        page.line,
        page.address
    );
    let mut places: Vec<&str> =
        page.address.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or_default()).collect();
    let mut names: Vec<&str> = in_path(&page.parameters).map(|parameter| parameter.name.as_str()).collect();
    places.sort_unstable();
    names.sort_unstable();
    ensure!(
        places == names && in_path(&page.parameters).all(|parameter| parameter.required),
        "{}.md:{}: expected the path parameters of {}, each required, found: {names:?}",
        page.path,
        page.line,
        page.address
    );
    Ok(())
}

fn in_path(parameters: &[Parameter]) -> impl Iterator<Item = &Parameter> {
    parameters.iter().filter(|parameter| parameter.location == "path")
}

fn slug(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The folder of a page is its group; pages of a small API stand in no folder.
fn group(path: &str) -> &str {
    match path.split('/').collect::<Vec<_>>()[..] {
        [_, "openapi", group, _] => group,
        [api, ..] => api,
        [] => path,
    }
}

fn operation(page: &Page, repeats: &[&str]) -> Result<Value> {
    let link = |path: &str| format!("{REFERENCE}/{path}");
    let mut value = json!({
        "operationId": slug(&page.path),
        "tags": [group(&page.path)],
        "externalDocs": { "url": link(&page.path) },
    });
    if !repeats.is_empty() {
        value["x-metrika-pages"] =
            std::iter::once(page.path.as_str()).chain(repeats.iter().copied()).map(link).collect();
    }
    if page.deprecated {
        value["deprecated"] = json!(true);
    }
    if !page.parameters.is_empty() {
        value["parameters"] = page.parameters.iter().map(parameter).collect();
    }
    if let Some(body) = &page.request {
        value["requestBody"] = json!({ "required": true, "content": content(page, std::slice::from_ref(body))? });
    }
    let mut responses = Map::new();
    for response in &page.responses {
        let mut value = json!({ "description": if response.code == "200" { "OK" } else { "" } });
        if !response.bodies.is_empty() {
            value["content"] = content(page, &response.bodies)?.into();
        }
        responses.insert(response.code.clone(), value);
    }
    value["responses"] = responses.into();
    Ok(value)
}

fn parameter(parameter: &Parameter) -> Value {
    let mut value = json!({ "name": parameter.name, "in": parameter.location });
    if parameter.required {
        value["required"] = json!(true);
    }
    if parameter.deprecated {
        value["deprecated"] = json!(true);
    }
    value["schema"] = parameter.schema.clone();
    value
}

fn content(page: &Page, bodies: &[Body]) -> Result<Map<String, Value>> {
    let mut content = Map::new();
    for body in bodies {
        let known = content.insert(body.media.clone(), json!({ "schema": body.schema }));
        ensure!(
            known.is_none(),
            "{}.md:{}: expected each media type once, found: {} again",
            page.path,
            body.line,
            body.media
        );
    }
    Ok(content)
}
