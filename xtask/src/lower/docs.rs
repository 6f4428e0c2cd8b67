//! Descriptions become documentation; what the types cannot check becomes a sentence of it.

use serde_json::Value;

/// The description of a field or parameter, followed by its bounds, format and default.
pub(super) fn with_constraints(description: Option<&str>, schema: &Value) -> String {
    let mut docs = description.unwrap_or_default().trim().to_owned();
    let mut sentences = Vec::new();
    let inner = if schema["type"] == "array" { &schema["items"] } else { schema };
    if let Some(range) = range(inner, "minLength", "maxLength") {
        sentences.push(format!("Length {range}."));
    }
    if let Some(range) = range(inner, "minimum", "maximum") {
        sentences.push(format!("Range {range}."));
    }
    if let Some(range) = range(schema, "minItems", "maxItems") {
        sentences.push(format!("Items {range}."));
    }
    if schema["uniqueItems"] == true {
        sentences.push("No item twice.".to_owned());
    }
    if let Some(pattern) = inner["pattern"].as_str() {
        sentences.push(format!("Pattern `{pattern}`."));
    }
    if let Some(format) = inner["format"].as_str().filter(|format| inner["type"] == "string" && *format != "binary") {
        sentences.push(format!("Format `{format}`."));
    }
    if !schema["default"].is_null() && !docs.contains("efault") {
        let default = schema["default"].as_str().map_or_else(|| schema["default"].to_string(), str::to_owned);
        sentences.push(format!("Default `{default}`."));
    }
    if schema["readOnly"] == true {
        sentences.push("Set by the service.".to_owned());
    }
    if schema["writeOnly"] == true {
        sentences.push("Only in requests: answers do not have it.".to_owned());
    }
    if schema["deprecated"] == true && !docs.contains("eprecated") {
        sentences.push("Deprecated.".to_owned());
    }
    for sentence in sentences {
        if !docs.is_empty() {
            docs.push(' ');
        }
        docs.push_str(&sentence);
    }
    docs
}

fn range(schema: &Value, from: &str, to: &str) -> Option<String> {
    let (from, to) = (&schema[from], &schema[to]);
    match (from.is_null(), to.is_null()) {
        (true, true) => None,
        (false, true) if from == 0 => None,
        (false, true) => Some(format!("from {from}")),
        (true, false) => Some(format!("up to {to}")),
        (false, false) if from == to => Some(format!("{from}")),
        (false, false) => Some(format!("{from} to {to}")),
    }
}
