//! Facts -> OpenAPI 3.0.3, one document for each API.
//!
//! Extensions used: `x-extensible-enum` (values that the reference lists; the service adds more),
//! `x-metrika-format` (a format that prose gives), `x-metrika-seen` (only an older export shows this),
//! `x-metrika-evidence` (no generated page shows this), `x-metrika-pages` (all pages that describe the operation).

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value, json};

use super::facts::{Body, Facts, Field, Operation};
use super::forms::{self, Merged, MergedField};
use crate::layout::Api;

const REFERENCE: &str = "https://yandex.com/dev/metrika/en";

/// Pages that describe an operation again, with the slug of the page that owns it. Two of them print a wrong path.
const REPEATED: &[(&str, &str)] =
    &[("upload_chats", "upload_1"), ("findAll_chats", "findAll_1"), ("findById_chats", "findById_1")];
/// What the repeated pages add: the values of the `type` parameter of the operations that they repeat.
const CONVERSION_TYPES: [&str; 3] = ["BASIC", "CALLS", "CHATS"];

/// Which schemas extend which, as the current pages print them ("All of 2 types").
const BASES: &[(&str, &[&str])] = &[
    ("CounterGrantE", &["AccessFiltersGrantE"]),
    ("ChatGoalCondition", &["ChatGoalConditionAnswered", "ChatGoalConditionPlatform", "ChatGoalConditionTag"]),
    ("FileGoalCondition", &["FileGoalConditionAllFiles", "FileGoalConditionFile"]),
    ("SocialNetworkGoalCondition", &["SocialNetworkGoalConditionAllSocial", "SocialNetworkGoalConditionSocial"]),
    (
        "GoalE",
        &[
            "ActionGoal",
            "ChatGoal",
            "CompositeGoal",
            "DepthGoal",
            "EmailGoal",
            "FileGoal",
            "MessengerGoal",
            "PaymentSystemGoal",
            "PhoneGoal",
            "SiteSearchGoal",
            "SocialNetworkGoal",
            "UrlGoal",
            "VisitDurationGoal",
        ],
    ),
];

/// Schemas that no operation of the facts refers to, and where they belong.
const ORPHANS: &[(&str, Api)] = &[
    ("ConditionalGoal", Api::Management),
    ("ConstructorReportChartAnnotation", Api::Stat),
    ("PivotQueryExternal", Api::Stat),
    ("PivotRow", Api::Stat),
];

pub fn documents(facts: &Facts) -> Result<BTreeMap<Api, Value>> {
    check_pages(&facts.operations)?;
    let merged = forms::merge(&facts.schemas)?;
    let names = facts.schemas.iter().map(|schema| schema.name.clone()).collect();
    let mut schemas = BTreeMap::new();
    for schema in &merged {
        schemas.insert(schema.name.as_str(), schema_value(schema, &merged)?);
    }
    let mut documents = BTreeMap::new();
    for api in Api::ALL {
        let paths = paths(api, &facts.operations, &names)?;
        let used = reachable(api, &paths, &schemas)?;
        let components: Map<String, Value> = merged
            .iter()
            .filter(|schema| used.contains(schema.name.as_str()))
            .map(|schema| (schema.name.clone(), schemas[schema.name.as_str()].clone()))
            .collect();
        let document = json!({
            "openapi": "3.0.3",
            "info": { "title": api.title(), "version": "1" },
            "paths": paths,
            "components": { "schemas": components },
        });
        documents.insert(api, document);
    }
    let kept: BTreeSet<&str> = documents
        .values()
        .filter_map(|document| document["components"]["schemas"].as_object())
        .flat_map(|schemas| schemas.keys().map(String::as_str))
        .collect();
    if let Some(lost) = merged.iter().find(|schema| !kept.contains(schema.name.as_str())) {
        bail!("schemas.json: /{}: no operation refers to it", lost.name);
    }
    Ok(documents)
}

/// Every page is used: by its own operation, or by the one that it repeats.
fn check_pages(operations: &[Operation]) -> Result<()> {
    for operation in operations {
        ensure!(
            Api::ALL.iter().any(|api| api.name() == operation.api),
            "operations.json: {}: there is no API {:?}",
            operation.page,
            operation.api
        );
    }
    for (again, owner) in REPEATED {
        let page = |slug: &str| operations.iter().find(|operation| operation.slug == slug);
        if let Some(repeat) = page(again) {
            ensure!(page(owner).is_some(), "operations.json: {}: repeats {owner}, which is gone", repeat.page);
            ensure!(
                repeat.parameters.is_empty() && repeat.request.is_none(),
                "operations.json: {}: repeats {owner}, and has parameters or a body of its own",
                repeat.page
            );
        }
    }
    Ok(())
}

fn paths(api: Api, operations: &[Operation], names: &BTreeSet<String>) -> Result<Map<String, Value>> {
    let mut paths: Map<String, Value> = Map::new();
    for operation in operations.iter().filter(|operation| operation.api == api.name()) {
        if REPEATED.iter().any(|(again, _)| *again == operation.slug) {
            continue;
        }
        let repeats: Vec<&Operation> = REPEATED
            .iter()
            .filter(|(_, owner)| *owner == operation.slug)
            .filter_map(|(again, _)| operations.iter().find(|other| other.slug == *again))
            .collect();
        let value = operation_value(operation, &repeats, names)
            .with_context(|| format!("operations.json: {}", operation.page))?;
        let item = paths.entry(operation.path.clone()).or_insert_with(|| json!({}));
        let clash =
            item.as_object_mut().context("a path item is an object")?.insert(operation.method.to_lowercase(), value);
        ensure!(
            clash.is_none(),
            "operations.json: {}: {} {} is described twice",
            operation.page,
            operation.method,
            operation.path
        );
    }
    Ok(paths)
}

fn operation_value(operation: &Operation, repeats: &[&Operation], names: &BTreeSet<String>) -> Result<Value> {
    let mut value = json!({
        "operationId": operation.slug,
        "tags": [operation.group],
        "externalDocs": { "url": format!("{REFERENCE}/{}", operation.page) },
    });
    if !repeats.is_empty() {
        value["x-metrika-pages"] = std::iter::once(operation)
            .chain(repeats.iter().copied())
            .map(|page| format!("{REFERENCE}/{}", page.page))
            .collect();
    }
    if !operation.seen.iter().any(|seen| seen == "2026-10") {
        value["x-metrika-seen"] = json!(operation.seen);
    }
    let mut parameters = Vec::new();
    for field in &operation.parameters {
        let mut field = field.clone();
        if !repeats.is_empty() && field.name == "type" {
            field.values = CONVERSION_TYPES.map(str::to_owned).to_vec();
        }
        parameters.push(parameter_value(&field)?);
    }
    if !parameters.is_empty() {
        value["parameters"] = parameters.into();
    }
    if let Some(request) = &operation.request {
        value["requestBody"] = json!({
            "required": true,
            "content": { &request.media: { "schema": body_schema(request, names)? } },
        });
    }
    let mut response = json!({ "description": "OK" });
    if let Some(answer) = &operation.response {
        response["content"] = json!({ &answer.media: { "schema": body_schema(answer, names)? } });
        if let Some(evidence) = &answer.evidence {
            response["x-metrika-evidence"] = json!(evidence);
        }
    }
    value["responses"] = json!({ "200": response });
    Ok(value)
}

fn parameter_value(field: &Field) -> Result<Value> {
    let location = field.location.as_deref().context("a parameter without a place")?;
    let mut value = json!({ "name": field.name, "in": location });
    if field.required {
        value["required"] = json!(true);
    }
    value["schema"] = field_schema(field, None).with_context(|| format!("parameter {}", field.name))?;
    if let Some(hint) = &field.hint {
        value["x-metrika-format"] = json!(hint);
    }
    Ok(value)
}

fn body_schema(body: &Body, names: &BTreeSet<String>) -> Result<Value> {
    if let Some(kind) = &body.kind {
        return Ok(json!({ "type": kind }));
    }
    let fields: Vec<MergedField> = body
        .fields
        .iter()
        .map(|field| {
            let mut field = field.clone();
            field.reference = field.reference.map(|name| forms::canonical(&name, names).to_owned());
            MergedField { field, read_only: false, seen: None }
        })
        .collect();
    object_schema(&fields, None)
}

fn schema_value(schema: &Merged, all: &[Merged]) -> Result<Value> {
    let base = BASES.iter().find(|(_, members)| members.contains(&schema.name.as_str()));
    let mut value = match base {
        None => object_schema(&schema.fields, schema.additional.as_ref()),
        Some((base, _)) => {
            let inherited = all
                .iter()
                .find(|other| other.name == *base)
                .with_context(|| format!("schemas.json: /{base} is not defined"))?;
            let own: Vec<MergedField> = schema
                .fields
                .iter()
                .filter(|own| !inherited.fields.iter().any(|of| of.field.name == own.field.name))
                .map(|own| MergedField { field: own.field.clone(), ..*own })
                .collect();
            let own = object_schema(&own, schema.additional.as_ref())?;
            Ok(json!({ "allOf": [{ "$ref": format!("#/components/schemas/{base}") }, own] }))
        }
    }
    .with_context(|| format!("schemas.json: /{}", schema.name))?;
    if let Some(seen) = &schema.only_in {
        value["x-metrika-seen"] = json!([seen]);
    }
    Ok(value)
}

fn object_schema(fields: &[MergedField], additional: Option<&Field>) -> Result<Value> {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for MergedField { field, read_only, seen } in fields {
        let mut value = field_schema(field, additional).with_context(|| format!("field {}", field.name))?;
        if let Some(hint) = &field.hint {
            value["x-metrika-format"] = json!(hint);
        }
        if *read_only {
            value["readOnly"] = json!(true);
        }
        if let Some(seen) = seen {
            value["x-metrika-seen"] = json!([seen]);
        } else if field.required {
            required.push(field.name.clone());
        }
        properties.insert(field.name.clone(), value);
    }
    let mut value = json!({ "type": "object" });
    if !required.is_empty() {
        value["required"] = json!(required);
    }
    if !properties.is_empty() {
        value["properties"] = properties.into();
    }
    Ok(value)
}

fn field_schema(field: &Field, additional: Option<&Field>) -> Result<Value> {
    let mut schema = match (&field.reference, field.one_of.as_slice(), &field.kind) {
        (Some(name), [], None) => json!({ "$ref": format!("#/components/schemas/{name}") }),
        (None, [_, ..], None) => json!({
            "oneOf": field.one_of.iter()
                .map(|name| json!({ "$ref": format!("#/components/schemas/{name}") }))
                .collect::<Vec<_>>()
        }),
        (None, [], Some(kind)) => scalar_schema(field, kind)?,
        // The reference shows an untyped field as a map of what follows it.
        (None, [], None) => {
            let map = additional.context("neither type, reference nor union")?;
            ensure!(map.additional, "what follows the field is not a map");
            json!({ "type": "object", "additionalProperties": field_schema(map, None)? })
        }
        _ => bail!("more than one of type, reference and union"),
    };
    for depth in 0..field.array.0 {
        schema = json!({ "type": "array", "items": schema });
        if depth + 1 == field.array.0 {
            put(&mut schema, "minItems", field.min_items.map(Value::from));
            put(&mut schema, "maxItems", field.max_items.map(Value::from));
            put(&mut schema, "uniqueItems", field.unique_items.map(Value::from));
        }
    }
    Ok(schema)
}

fn scalar_schema(field: &Field, kind: &str) -> Result<Value> {
    let mut schema = json!({ "type": kind });
    put(&mut schema, "format", field.format.clone().map(Value::from));
    put(&mut schema, "pattern", field.pattern.clone().map(Value::from));
    put(&mut schema, "minLength", field.min_length.map(Value::from));
    put(&mut schema, "maxLength", field.max_length.map(Value::from));
    put(&mut schema, "minimum", field.minimum.map(Value::from));
    put(&mut schema, "maximum", field.maximum.map(Value::from));
    if let Some(default) = &field.default {
        schema["default"] = typed(kind, default)?;
    }
    if !field.values.is_empty() {
        let values: Result<Vec<Value>> = field.values.iter().map(|value| typed_value(kind, value)).collect();
        schema["x-extensible-enum"] = values?.into();
    }
    Ok(schema)
}

fn typed(kind: &str, text: &str) -> Result<Value> {
    Ok(match kind {
        "string" => json!(text),
        "integer" => json!(text.parse::<i64>().with_context(|| format!("default {text:?}"))?),
        "boolean" => json!(text.parse::<bool>().with_context(|| format!("default {text:?}"))?),
        _ => bail!("a default for type {kind}"),
    })
}

/// Flags are listed as 0 and 1, or as true and false.
fn typed_value(kind: &str, text: &str) -> Result<Value> {
    match kind {
        "boolean" if matches!(text, "0" | "1") => typed("integer", text),
        _ => typed(kind, text),
    }
}

fn put(schema: &mut Value, key: &str, value: Option<Value>) {
    if let Some(value) = value {
        schema[key] = value;
    }
}

/// The schemas that the operations of one API need, directly or through other schemas.
fn reachable<'a>(
    api: Api,
    paths: &Map<String, Value>,
    schemas: &BTreeMap<&'a str, Value>,
) -> Result<BTreeSet<&'a str>> {
    let mut used = BTreeSet::new();
    let mut todo = crate::json::references(&Value::Object(paths.clone()));
    todo.extend(ORPHANS.iter().filter(|(_, home)| *home == api).map(|(name, _)| (*name).to_owned()));
    while let Some(name) = todo.pop() {
        let (known, schema) = schemas
            .get_key_value(name.as_str())
            .with_context(|| format!("schemas.json: /{name}: referenced and not defined"))?;
        if used.insert(*known) {
            todo.extend(crate::json::references(schema));
        }
    }
    Ok(used)
}
