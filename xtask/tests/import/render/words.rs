//! Descriptions for a document that has none: short sentences, and a list for each `x-extensible-enum`.

use serde_json::Value;

const VALUES: &str = "x-extensible-enum";
const COMBINATORS: [&str; 3] = ["allOf", "oneOf", "anyOf"];

/// A copy of the document in which every schema and parameter of a name has a description.
pub fn described(document: &Value) -> Value {
    let mut document = document.clone();
    for (name, schema) in object(&mut document["components"]["schemas"]) {
        describe(schema, Some(name));
    }
    for (_, operation) in object(&mut document["paths"]).flat_map(|(_, item)| object(item)) {
        for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap().to_owned();
            parameter["description"] = text(&name, values(&parameter["schema"])).into();
            describe(&mut parameter["schema"], None);
        }
        if let Some(body) = operation.get_mut("requestBody") {
            contents(body);
        }
        object(&mut operation["responses"]).for_each(|(_, response)| contents(response));
    }
    document
}

fn contents(holder: &mut Value) {
    if let Some(content) = holder.get_mut("content") {
        object(content).for_each(|(_, media)| describe(&mut media["schema"], None));
    }
}

fn object(value: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    value.as_object_mut().unwrap().iter_mut()
}

fn describe(schema: &mut Value, name: Option<&str>) {
    let Some(map) = schema.as_object_mut().filter(|map| !map.contains_key("$ref")) else { return };
    if let Some(name) = name {
        let words = text(name, values(&Value::Object(map.clone())));
        map.insert("description".to_owned(), words.into());
    }
    let properties = map.get_mut("properties").and_then(Value::as_object_mut);
    properties.into_iter().flatten().for_each(|(name, schema)| describe(schema, Some(name)));
    if let Some(items) = map.get_mut("items") {
        describe(items, None);
    }
    if let Some(additional) = map.get_mut("additionalProperties") {
        let listed = additional.get(VALUES).is_some();
        describe(additional, listed.then_some("value"));
    }
    for key in COMBINATORS {
        for member in map.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten() {
            let listed = member.get(VALUES).is_some();
            describe(member, listed.then_some("variant"));
        }
    }
}

/// The values of a schema, or of what its arrays hold.
fn values(schema: &Value) -> Option<&Vec<Value>> {
    match schema.get(VALUES) {
        Some(values) => values.as_array(),
        None => values(schema.get("items")?),
    }
}

fn text(name: &str, values: Option<&Vec<Value>>) -> String {
    let about = format!("About {}.", words(name));
    let Some(values) = values else { return about };
    let last = values.len() - 1;
    let item = |(index, value): (usize, &Value)| {
        let value = plain(value);
        format!("- `{value}` — {} option{}", words(&value), if index == last { "." } else { ";" })
    };
    let items: Vec<String> = values.iter().enumerate().map(item).collect();
    format!("{about}\n\nValues:\n{}", items.join("\n"))
}

/// A value as prose and labels print it.
pub fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// `nextMaskOf_Type` -> `next mask of type`
pub fn words(name: &str) -> String {
    let mut spaced = String::new();
    let mut small = false;
    for sign in name.chars() {
        if small && sign.is_ascii_uppercase() {
            spaced.push(' ');
        }
        small = sign.is_ascii_lowercase() || sign.is_ascii_digit();
        spaced.push(if "_-:.".contains(sign) { ' ' } else { sign.to_ascii_lowercase() });
    }
    spaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
