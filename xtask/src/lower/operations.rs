//! Operations: parameters, bodies and answers.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value, json};

use super::docs::with_constraints;
use super::schemas::single_reference;
use super::{Body, Lowering, Operation, Parameter};
use crate::case::pascal;
use crate::case::rust_name;
use crate::json::escape;
use crate::spec::check::{self, entries};

/// Keys that lowering knows. Another one is a construct that would be lost.
const OPERATION: &[&str] = &[
    "deprecated",
    "description",
    "externalDocs",
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "security",
    "summary",
    "tags",
    "x-metrika-idempotency",
    "x-metrika-pages",
    "x-metrika-seen",
];
const PARAMETER: &[&str] =
    &["content", "deprecated", "description", "example", "explode", "in", "name", "required", "schema", "style"];
const REQUEST: &[&str] = &["content", "description", "required"];
const RESPONSE: &[&str] = &["content", "description", "x-metrika-evidence"];

/// Whether the operation may be repeated at will. GET may, unless the spec says otherwise.
fn reads(operation: &check::Operation<'_>, pointer: &str) -> Result<bool> {
    match operation.value.get("x-metrika-idempotency").map(|word| word.as_str().unwrap_or_default()) {
        None => Ok(operation.method == "get"),
        Some("safe") => Ok(true),
        Some("none") => Ok(false),
        Some(other) => bail!("{pointer}/x-metrika-idempotency: {other:?} is neither `safe` nor `none`"),
    }
}

impl Lowering<'_> {
    pub(super) fn paths(&mut self) -> Result<Map<String, Value>> {
        let mut paths = Map::new();
        let spec = self.spec;
        for operation in check::operations(spec) {
            let pointer = operation.pointer();
            let lowered = self.operation(&operation, &pointer)?;
            let item = paths.entry(operation.path).or_insert_with(|| json!({}));
            item[operation.method] = lowered;
        }
        Ok(paths)
    }

    fn operation(&mut self, operation: &check::Operation<'_>, pointer: &str) -> Result<Value> {
        let (spec, value) = (self.spec, operation.value);
        let id = operation.id();
        check_keys(value, OPERATION, pointer)?;
        let tag = value["tags"][0].as_str().unwrap_or_default();
        ensure!(
            syn::parse_str::<syn::Ident>(tag).is_ok() && tag == tag.to_lowercase(),
            "{pointer}/tags/0: {tag:?} cannot name a module: give it another name in names.yaml"
        );
        let mut schemas = Vec::new();
        let mut names = BTreeSet::new();
        let mut parameters = Vec::new();
        let mut documented = Vec::new();
        for (index, parameter) in value["parameters"].as_array().into_iter().flatten().enumerate() {
            let parameter = resolve_parameter(spec, parameter)?;
            let place = format!("{pointer}/parameters/{index}");
            check_keys(parameter, PARAMETER, &place)?;
            let (lowered, docs) = self.parameter(id, parameter, &place)?;
            let rust = rust_name(&docs.name);
            ensure!(names.insert(rust.clone()), "{place}: another parameter is called {rust} in Rust, too");
            schemas.extend(crate::json::references(&parameter["schema"]));
            documented.push(docs);
            parameters.push(lowered);
        }
        check_path(operation.path, &parameters).with_context(|| pointer.to_owned())?;
        let mut lowered = json!({ "operationId": id, "parameters": parameters });
        let mut body = Body::None;
        if let Some(request) = value.get("requestBody") {
            schemas.extend(crate::json::references(request));
            let (kind, request) = self.request(request).with_context(|| format!("{pointer}/requestBody"))?;
            body = kind;
            lowered["requestBody"] = request;
        }
        schemas.extend(crate::json::references(&value["responses"]));
        lowered["responses"] = self.responses(&value["responses"]).with_context(|| format!("{pointer}/responses"))?;
        self.lowered.operations.push(Operation {
            id: id.to_owned(),
            tag: tag.to_owned(),
            method: operation.method.to_uppercase(),
            path: operation.path.to_owned(),
            docs: operation_docs(operation),
            parameters: documented,
            reads: reads(operation, pointer)?,
            body,
            schemas,
        });
        Ok(lowered)
    }

    fn parameter(&mut self, operation: &str, parameter: &Value, place: &str) -> Result<(Value, Parameter)> {
        let parameter = parameter.clone();
        let name = parameter["name"].as_str().with_context(|| format!("{place}/name is missing"))?;
        let location = parameter["in"].as_str().unwrap_or_default();
        ensure!(matches!(location, "path" | "query"), "{place}/in: {location:?} is not supported");
        let required = parameter["required"] == true;
        let schema = &parameter["schema"];
        let json_content = &parameter["content"]["application/json"]["schema"];
        let lowered = if json_content.is_object() {
            let item = self.rust_type(json_content, &format!("{place}/content"))?;
            self.stub(&format!("Json{}", pascal(&item)), format!("crate::wire::Json<{item}>"))
        } else if schema["type"] == "array" {
            ensure!(
                parameter["style"] == "form" && parameter["explode"] == false,
                "{place}: a list in the query must say style: form and explode: false"
            );
            let item = self.rust_type(&schema["items"], &format!("{place}/schema/items"))?;
            let short = item.rsplit("::").next().unwrap_or_default();
            self.stub(&format!("CommaList{}", pascal(short)), format!("crate::wire::CommaList<{item}>"))
        } else {
            ensure!(parameter.get("style").is_none(), "{place}/style: only lists have one");
            self.value(operation, name, schema, &format!("{place}/schema"))?
        };
        let mut documented = schema.clone();
        if parameter["deprecated"] == true {
            documented["deprecated"] = json!(true);
        }
        let docs = with_constraints(parameter["description"].as_str(), &documented);
        let lowered = json!({ "name": name, "in": location, "required": required, "schema": lowered });
        Ok((lowered, Parameter { name: name.to_owned(), docs }))
    }

    fn request(&mut self, request: &Value) -> Result<(Body, Value)> {
        check_keys(request, REQUEST, "")?;
        ensure!(request["required"] == true, "a body that may be left out is not supported");
        let mut contents = entries(&request["content"]);
        let (Some((media, content)), None) = (contents.next(), contents.next()) else {
            bail!("exactly one kind of body is supported");
        };
        let schema = single_reference(&content["schema"]).context("the body is not a reference")?;
        match media {
            "application/json" => {
                let reference = self.use_schema(&schema);
                Ok((Body::Json, json!({ "required": true, "content": { media: { "schema": reference } } })))
            }
            "multipart/form-data" => {
                let fields: Vec<&str> = entries(&self.schema(&schema)?["properties"]).map(|(name, _)| name).collect();
                ensure!(fields == ["file"], "a multipart body with other fields than `file` is not supported");
                let bytes = json!({ "type": "string", "format": "binary" });
                Ok((
                    Body::Multipart,
                    json!({ "required": true, "content": { "application/octet-stream": { "schema": bytes } } }),
                ))
            }
            _ => bail!("a body of {media} is not supported"),
        }
    }

    fn responses(&mut self, responses: &Value) -> Result<Value> {
        let mut lowered = Map::new();
        for (status, response) in entries(responses) {
            let response = match response.get("$ref") {
                Some(target) if target == "#/components/responses/Error" => {
                    &self.spec["components"]["responses"]["Error"]
                }
                Some(target) => bail!("{status}: {target} is not supported"),
                None => response,
            };
            check_keys(response, RESPONSE, status)?;
            ensure!(
                entries(&response["content"]).count() < 2,
                "{status}/content: two kinds of answer are not supported"
            );
            let content = match entries(&response["content"]).next() {
                // A success without a body beside one with a body: the raw client reports it as unexpected, with its status.
                None => continue,
                Some(("application/json", content)) => {
                    let schema = single_reference(&content["schema"])
                        .with_context(|| format!("{status}: the answer is not a reference"))?;
                    self.answers.insert(schema.clone());
                    json!({ "application/json": { "schema": self.use_schema(&schema) } })
                }
                Some((media, content)) => {
                    ensure!(
                        content["schema"]["format"] == "binary",
                        "{status}: {media} that is not binary is not supported"
                    );
                    json!({ media: content })
                }
            };
            lowered.insert(status.to_owned(), json!({ "description": "", "content": content }));
        }
        let successes = lowered.keys().filter(|status| status.starts_with('2')).count();
        ensure!(successes == 1, "{successes} successes with a body; one is supported");
        ensure!(lowered.contains_key("4XX") && lowered.contains_key("5XX"), "errors must be described as 4XX and 5XX");
        Ok(Value::Object(lowered))
    }
}

fn resolve_parameter<'s>(spec: &'s Value, parameter: &'s Value) -> Result<&'s Value> {
    match parameter.get("$ref").and_then(Value::as_str) {
        None => Ok(parameter),
        Some(target) => {
            let pointer = target.strip_prefix('#').context("a reference to another document")?;
            spec.pointer(pointer).with_context(|| format!("{target} is not defined"))
        }
    }
}

fn check_keys(value: &Value, known: &[&str], place: &str) -> Result<()> {
    match entries(value).map(|(key, _)| key).find(|key| !known.contains(key)) {
        Some(key) => bail!("{place}/{}: this construct is not supported", escape(key)),
        None => Ok(()),
    }
}

/// Every placeholder has its parameter and every path parameter its placeholder.
fn check_path(path: &str, parameters: &[Value]) -> Result<()> {
    let placeholders: Vec<&str> =
        path.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name)).collect();
    let given: Vec<&str> = parameters.iter().filter(|p| p["in"] == "path").filter_map(|p| p["name"].as_str()).collect();
    for name in &placeholders {
        ensure!(given.contains(name), "the path has {{{name}}} and no parameter of that name");
    }
    for name in &given {
        ensure!(placeholders.contains(name), "path parameter {name} does not stand in the path");
    }
    Ok(())
}

fn operation_docs(operation: &check::Operation<'_>) -> String {
    let value = operation.value;
    let mut docs = value["summary"].as_str().unwrap_or_default().trim().to_owned();
    docs.push_str(".\n\n");
    if let Some(description) = value["description"].as_str() {
        docs.push_str(description.trim());
        docs.push_str("\n\n");
    }
    if value["deprecated"] == true {
        docs.push_str("Deprecated.\n\n");
    }
    docs.push_str(&format!("`{} {}`", operation.method.to_uppercase(), operation.path));
    if let Some(url) = value["externalDocs"]["url"].as_str() {
        docs.push_str(&format!(" ([reference]({url}))"));
    }
    docs
}
