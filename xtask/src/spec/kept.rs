//! Everything that upstream describes stands in the spec. Overlays correct; they do not drop.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use serde_json::Value;

use super::check::{entries, fields, operations};
use super::names::Names;

/// Operations, parameters, fields and listed words of upstream, looked for in the spec.
///
/// A schema that an overlay removes as a whole is not looked into, nor is what `names.yaml` drops with a reason.
pub fn check(upstream: &Value, document: &Value, names: &Names) -> Result<()> {
    for operation in operations(upstream) {
        let pointer = operation.pointer();
        let kept = &document["paths"][operation.path][operation.method];
        ensure!(kept.is_object(), "{pointer}: upstream has this operation, the spec does not");
        for parameter in operation.value["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap_or_default();
            let is_same = |other: &&Value| other["name"] == name && other["in"] == parameter["in"];
            let found = kept["parameters"].as_array().and_then(|all| all.iter().find(is_same));
            ensure!(found.is_some(), "{pointer}/parameters: {name} of upstream is gone");
            if !names.is_no_list(&format!("{}?{name}", operation.id())) {
                let lost = lost_words(&parameter["schema"], &found.unwrap_or(&Value::Null)["schema"], document);
                ensure!(lost.is_empty(), "{pointer}/parameters: {name}: words of upstream are gone: {lost:?}");
            }
        }
        for body in ["/requestBody/content", "/responses/200/content"] {
            let media = |value: &Value| Some(entries(value.pointer(body)?).next()?.1["schema"].clone());
            let (Some(old), Some(new)) = (media(operation.value), media(kept)) else { continue };
            for (field, _) in entries(&old["properties"]) {
                let found = fields(resolve(&new, document)).into_iter().any(|(place, _)| field_name(&place) == field);
                ensure!(found, "{pointer}{body}: field {field} of upstream is gone");
            }
        }
    }
    for (name, schema) in entries(&upstream["components"]["schemas"]) {
        let name = names.schema(name);
        let kept = &document["components"]["schemas"][name];
        if kept.is_object() {
            let kept = fields(kept);
            for (place, field) in fields(schema) {
                let field_name = field_name(&place);
                let found = kept.iter().find(|(place, _)| self::field_name(place) == field_name);
                ensure!(found.is_some(), "/components/schemas/{name}: field {field_name} of upstream is gone");
                if let Some((_, found)) = found
                    && !names.is_no_list(&format!("{name}.{field_name}"))
                {
                    let lost = lost_words(field, found, document);
                    ensure!(
                        lost.is_empty(),
                        "/components/schemas/{name}/{field_name}: words of upstream are gone: {lost:?}"
                    );
                }
            }
        }
    }
    Ok(())
}

fn lost_words(old: &Value, new: &Value, document: &Value) -> Vec<String> {
    let (mut kept, mut own) = (BTreeSet::new(), BTreeSet::new());
    words(new, document, &mut BTreeSet::new(), &mut kept);
    words(old, &Value::Null, &mut BTreeSet::new(), &mut own);
    own.into_iter().filter(|word| !kept.contains(word)).collect()
}

/// The words that a schema lists, itself or through what it refers to.
fn words(schema: &Value, document: &Value, seen: &mut BTreeSet<String>, found: &mut BTreeSet<String>) {
    if let Some(target) = schema["$ref"].as_str()
        && !seen.insert(target.to_owned())
    {
        return;
    }
    let schema = resolve(schema, document);
    // Lists of numbers and flags are not words.
    let listed = schema["x-extensible-enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
    found.extend(listed.map(str::to_owned));
    for key in ["allOf", "oneOf"] {
        for part in schema[key].as_array().into_iter().flatten() {
            words(part, document, seen, found);
        }
    }
    if let Some(items) = schema.get("items") {
        words(items, document, seen, found);
    }
}

fn resolve<'a>(schema: &'a Value, document: &'a Value) -> &'a Value {
    let target = schema["$ref"].as_str().and_then(|target| document.pointer(target.trim_start_matches('#')));
    target.unwrap_or(schema)
}

fn field_name(place: &str) -> &str {
    place.rsplit('/').next().unwrap_or_default()
}
