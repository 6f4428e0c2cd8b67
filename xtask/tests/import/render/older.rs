//! Pages in the older form: tables of `name | **Type:** ...`, as Markdown with barred tables and as an export that was turned
//! into text. It has no unions of parts, no tables within tables and no fields of one direction: `sayable` takes them out.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::schema::name;
use super::{Operation, front_matter, words};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rendering {
    Barred,
    Export,
}

/// A page that describes an operation again, from what `reference.json` keeps of it.
pub fn repeated(page: &str, value: &Value, generator: &str) -> String {
    let operation = Operation {
        page: page.to_owned(),
        method: value["method"].as_str().unwrap(),
        address: value["address"].as_str().unwrap().to_owned(),
        value,
    };
    let schemas = value["schemas"].as_object().unwrap();
    self::page(&operation, schemas, generator, Rendering::Barred, &[])
}

/// The whole page. `extra` are schemas that nothing refers to.
pub fn page(
    operation: &Operation<'_>,
    schemas: &Map<String, Value>,
    generator: &str,
    rendering: Rendering,
    extra: &[&str],
) -> String {
    let mut writer =
        Writer { page: &operation.page, schemas, rendering, text: String::new(), printed: BTreeSet::new() };
    if rendering == Rendering::Barred {
        writer.text += &front_matter(generator, &operation.page);
    }
    writer.line("# What it does\n\nWhat it is for.");
    writer.operation(operation, extra);
    if rendering == Rendering::Barred {
        writer.line("[*star]: required");
    } else {
        writer.line("No longer supported, please use an alternative and newer version.");
        writer.line("### Was this of use?\n\nYesNo");
    }
    writer.text
}

struct Writer<'a> {
    page: &'a str,
    schemas: &'a Map<String, Value>,
    rendering: Rendering,
    text: String,
    printed: BTreeSet<String>,
}

impl Writer<'_> {
    /// A line with a blank one after it.
    fn line(&mut self, text: &str) {
        self.text += text;
        self.text += "\n\n";
    }

    fn heading(&mut self, marks: &str, name: &str) {
        let anchor = if name.contains(' ') { name.to_lowercase().replace(' ', "-") } else { name.to_owned() };
        self.line(&match self.rendering {
            Rendering::Barred => format!("{marks} {name} {{#{anchor}}}"),
            Rendering::Export => format!("{marks} [](en/{}#{anchor}){name}", self.page),
        });
    }

    fn operation(&mut self, operation: &Operation<'_>, extra: &[&str]) {
        self.heading("##", "Request");
        let (method, url) = (operation.method.to_uppercase(), &operation.address);
        self.line(&match self.rendering {
            Rendering::Barred => format!("```\n{method} https://api-metrika.yandex.net{url}\n```"),
            Rendering::Export => format!("{method}\n    \n    \n    https://api-metrika.yandex.net{url}\n    "),
        });
        let all = operation.value["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
        for (location, heading) in [("path", "Path parameters"), ("query", "Query parameters"), ("header", "Headers")] {
            let own = all.iter().filter(|parameter| parameter["in"] == location);
            let rows: Vec<_> = own
                .map(|parameter| {
                    (parameter["name"].as_str().unwrap(), parameter["required"] == true, &parameter["schema"])
                })
                .collect();
            if !rows.is_empty() {
                self.heading("###", heading);
                self.table(&rows);
            }
        }
        self.bodies(&operation.value["requestBody"]);
        self.heading("##", "Responses");
        for (code, response) in operation.value["responses"].as_object().unwrap() {
            self.heading("##", &format!("{code} OK"));
            self.line("OK");
            self.bodies(response);
            extra.iter().for_each(|name| self.entity(name));
        }
    }

    fn bodies(&mut self, holder: &Value) {
        for (media, content) in holder.get("content").and_then(Value::as_object).into_iter().flatten() {
            let schema = &content["schema"];
            self.heading("###", "Body");
            self.line(&match self.rendering {
                Rendering::Barred => format!("{{% cut \"{media}\" %}}\n\n```json\n{{}}\n```\n\n{{% endcut %}}"),
                Rendering::Export => format!("{media}\n    \n    \n    {{\n        \"a\": 1\n    }}\n    "),
            });
            if schema["type"] == "object" {
                self.fields(schema);
            } else {
                let format = schema["format"].as_str().filter(|_| schema["type"] == "string");
                let word = if format.is_some() { "string".to_owned() } else { self.type_(schema) };
                self.line(&format!("**Type:** {word}"));
                if let Some(format) = format {
                    self.line(&format!("**Format:** {format}"));
                }
            }
            self.entities(schema);
        }
    }

    /// The sections of all that a schema refers to.
    fn entities(&mut self, schema: &Value) {
        xtask::json::references(schema).iter().for_each(|name| self.entity(name));
    }

    fn entity(&mut self, name: &str) {
        let schema = &self.schemas[name];
        if self.printed.insert(name.to_owned()) {
            self.heading("###", name);
            self.line("What it is.");
            self.fields(schema);
            self.entities(schema);
        }
    }

    fn fields(&mut self, schema: &Value) {
        let required: Vec<&Value> = schema["required"].as_array().into_iter().flatten().collect();
        let properties = schema["properties"].as_object().into_iter().flatten();
        let rows: Vec<_> =
            properties.map(|(name, schema)| (name.as_str(), required.contains(&&json!(name)), schema)).collect();
        if !rows.is_empty() {
            self.table(&rows);
        }
    }

    fn table(&mut self, rows: &[(&str, bool, &Value)]) {
        let barred = self.rendering == Rendering::Barred;
        self.text +=
            if barred { "#|\n||**Name** | **Description**||\n" } else { "**Name** |  **Description**  \n---|---  \n" };
        for (name, required, schema) in rows {
            let star = match (required, barred) {
                (false, _) => "",
                (true, true) => "[*](*star)",
                (true, false) => "*",
            };
            let cell = self.cell(name, schema);
            self.text +=
                &if barred { format!("|| {name}{star} | {cell}||\n") } else { format!("{name}{star} |  {cell}  \n") };
        }
        self.text += if barred { "|#\n\n" } else { "  \n" };
    }

    fn cell(&self, name: &str, schema: &Value) -> String {
        let type_ = self.type_(schema);
        let barred = self.rendering == Rendering::Barred;
        let type_ = if barred && type_.ends_with('>') { format!("`{type_}`") } else { type_ };
        let mut text = format!("**Type:** {type_} About {}", words::words(name));
        if let Some(values) = values(schema) {
            text += ":\n";
            for value in values {
                let value = words::plain(value);
                let indent = if barred { "" } else { "  " };
                text += &format!("\n{indent}{} `{value}` — one of them;", if barred { "-" } else { "*" });
            }
            text += "\n\n  ";
        } else {
            text += ".";
        }
        for (key, label) in LABELS {
            let Some(value) = bound(schema, key) else { continue };
            let value = words::plain(value);
            text += &if barred { format!("\n\n{label}: `{value}`") } else { format!(" _{label}:_ `{value}` ") };
        }
        text
    }

    fn type_(&self, schema: &Value) -> String {
        if let Some(name) = name(schema) {
            let file = self.page.rsplit('/').next().unwrap().to_lowercase();
            return match self.rendering {
                Rendering::Barred => format!("[{name}](#{name})"),
                Rendering::Export => format!("[{name}]({file}.md)"),
            };
        }
        if let Some(members) = schema["oneOf"].as_array() {
            return members.iter().map(|member| self.type_(member)).collect::<Vec<_>>().join(" or ");
        }
        match (schema["type"].as_str().unwrap(), schema["format"].as_str()) {
            ("array", _) => {
                let element = self.type_(&schema["items"]);
                if element.contains(" or ") { format!("({element})[]") } else { format!("{element}[]") }
            }
            (word, Some(format)) => format!("{word}<{format}>"),
            (word, None) => word.to_owned(),
        }
    }
}

const LABELS: [(&str, &str); 10] = [
    ("default", "Default"),
    ("minimum", "Min value"),
    ("maximum", "Max value"),
    ("minLength", "Min length"),
    ("maxLength", "Max length"),
    ("pattern", "Pattern"),
    ("minItems", "Min items"),
    ("maxItems", "Max items"),
    ("uniqueItems", "Unique items"),
    ("minProperties", "Min properties"),
];

/// A bound of a schema or of what its arrays hold.
fn bound<'a>(schema: &'a Value, key: &str) -> Option<&'a Value> {
    schema.get(key).or_else(|| bound(schema.get("items")?, key))
}

fn values(schema: &Value) -> Option<&Vec<Value>> {
    bound(schema, "x-extensible-enum").and_then(Value::as_array)
}

/// A copy of a document that the older form can say: `allOf` is one object, objects in fields are schemas of their own, numbers have
/// a format, and nothing is deprecated, read-only or a map.
pub fn sayable(document: &Value) -> Value {
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let mut maker = Maker { schemas, made: Map::new() };
    let mut document = document.clone();
    for (name, schema) in schemas {
        let schema = maker.object(name, schema);
        maker.made.insert(name.clone(), schema);
    }
    for item in document["paths"].as_object_mut().unwrap().values_mut() {
        for (_, operation) in item.as_object_mut().unwrap() {
            maker.operation(operation);
        }
    }
    document["components"]["schemas"] = maker.made.into();
    document
}

struct Maker<'a> {
    schemas: &'a Map<String, Value>,
    made: Map<String, Value>,
}

impl Maker<'_> {
    fn operation(&mut self, operation: &mut Value) {
        let id = operation["operationId"].as_str().unwrap().to_owned();
        for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
            parameter.as_object_mut().unwrap().shift_remove("deprecated");
            let name = format!("{id}_{}", parameter["name"].as_str().unwrap());
            parameter["schema"] = self.field(&name, &parameter["schema"].clone());
        }
        let mut bodies: Vec<&mut Value> = Vec::new();
        let (mut request, mut responses) = (operation["requestBody"].take(), operation["responses"].take());
        bodies.extend(request.get_mut("content"));
        bodies
            .extend(responses.as_object_mut().unwrap().values_mut().filter_map(|response| response.get_mut("content")));
        for (_, media) in bodies.into_iter().flat_map(|content| content.as_object_mut().unwrap()) {
            let schema = media["schema"].clone();
            media["schema"] =
                if schema["type"] == "object" { self.object(&id, &schema) } else { self.field(&id, &schema) };
        }
        let map = operation.as_object_mut().unwrap();
        map.insert("responses".to_owned(), responses);
        if request.is_null() {
            map.shift_remove("requestBody");
        } else {
            map.insert("requestBody".to_owned(), request);
        }
    }

    /// An object with its own fields and those of all its parts.
    fn object(&mut self, place: &str, schema: &Value) -> Value {
        let (mut required, mut fields) = (Vec::new(), Map::new());
        let mut parts = vec![schema];
        while let Some(part) = parts.pop() {
            let part = name(part).map_or(part, |name| &self.schemas[name]);
            parts.extend(part["allOf"].as_array().into_iter().flatten());
            required.extend(part["required"].as_array().into_iter().flatten().cloned());
            fields.extend(part["properties"].as_object().cloned().unwrap_or_default());
        }
        let mut object = json!({ "type": "object" });
        if !required.is_empty() {
            object["required"] = json!(required);
        }
        if !fields.is_empty() {
            let field = |(key, schema): (&String, &Value)| (key.clone(), self.field(&format!("{place}_{key}"), schema));
            object["properties"] = fields.iter().map(field).collect::<Map<_, _>>().into();
        }
        object
    }

    /// What one cell can say.
    fn field(&mut self, place: &str, schema: &Value) -> Value {
        let mut schema = schema.clone();
        let map = schema.as_object_mut().unwrap();
        for key in ["deprecated", "readOnly", "writeOnly", "additionalProperties"] {
            map.shift_remove(key);
        }
        match map.get("type").and_then(Value::as_str) {
            Some("integer") => drop(map.insert("format".to_owned(), json!("int64"))),
            Some("number") => drop(map.insert("format".to_owned(), json!("double"))),
            Some("array") => map["items"] = self.field(place, &map["items"].clone()),
            _ => {}
        }
        for (index, member) in map.get_mut("oneOf").and_then(Value::as_array_mut).into_iter().flatten().enumerate() {
            *member = self.field(&format!("{place}_{index}"), &member.clone());
        }
        if map.contains_key("properties") || map.contains_key("allOf") {
            let object = self.object(place, &schema);
            self.made.insert(place.to_owned(), object);
            return json!({ "$ref": format!("#/components/schemas/{place}") });
        }
        schema
    }
}
