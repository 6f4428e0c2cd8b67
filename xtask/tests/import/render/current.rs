//! One page of an operation as Diplodoc's OpenAPI extension writes it (`endpoint/index.ts`, `endpoint/openapi/*.ts`).

use serde_json::{Map, Value, json};

use super::schema::{Mode, Printer};
use super::{Operation, block, cut, front_matter, words};

/// The whole page. `extra` are schemas that nothing refers to, printed after all others.
pub fn page(operation: &Operation<'_>, schemas: &Map<String, Value>, generator: &str, extra: &[&str]) -> String {
    let mut printer = Printer::new(schemas);
    let request = request(operation, &mut printer);
    let responses = responses(operation, &mut printer, extra);
    let note = if operation.value["deprecated"] == true { DEPRECATED } else { "" };
    let body = block(&[
        &format!("# {}", title(operation)),
        "<!-- markdownlint-disable-file -->",
        note,
        "What it is for.",
        &request,
        &responses,
    ]);
    let page = block(&["<div class=\"openapi\">", &body, "</div>"]);
    let end = "[*Deprecated]: No longer supported, please use an alternative and newer version.";
    let index = "> **Documentation Index:** Fetch the whole index at https://yandex.com/dev/metrika/en/llms.txt";
    let source = format!("<!-- source: {} -->", operation.page);
    let front = front_matter(generator, &operation.page);
    format!("{front}{}\n", block(&[index, &source, &page, end]))
}

const DEPRECATED: &str = "[Deprecated](*Deprecated){.openapi-deprecated}";

fn title(operation: &Operation<'_>) -> String {
    let words = words::words(operation.value["operationId"].as_str().unwrap());
    words[..1].to_uppercase() + &words[1..]
}

fn request(operation: &Operation<'_>, printer: &mut Printer<'_>) -> String {
    let (method, address) = (operation.method.to_uppercase(), &operation.address);
    let colour = format!("--method: var(--dc-openapi-methods-{});margin-bottom: 12px", operation.method);
    let call =
        format!("{method} {{.openapi__method}}\n```text translate=no\nhttps://api-metrika.yandex.net{address}\n```");
    let requests = block(&[
        "## Request",
        "<div class=\"openapi__requests\">",
        &format!("<div class=\"openapi__request__wrapper\" style=\"{colour}\">"),
        "<div class=\"openapi__request\">",
        &call,
        "</div>",
        "</div>",
        "</div>",
    ]);
    let parameters = parameters(operation, printer);
    let bodies = operation.value["requestBody"].get("content").map(content).unwrap_or_default();
    let body = bodies.first().map(|(media, schema)| body(media, schema, Mode::Write, printer));
    block(&[&requests, &parameters, &body.unwrap_or_default()])
}

fn content(content: &Value) -> Vec<(&String, &Value)> {
    content.as_object().unwrap().iter().map(|(media, value)| (media, &value["schema"])).collect()
}

const SECTIONS: [(&str, &str); 4] =
    [("path", "Path parameters"), ("query", "Query parameters"), ("header", "Headers"), ("cookie", "Cookies")];

fn parameters(operation: &Operation<'_>, printer: &mut Printer<'_>) -> String {
    let all = operation.value["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut parts = Vec::new();
    for (location, heading) in SECTIONS {
        let own: Vec<&Value> = all.iter().filter(|parameter| parameter["in"] == location).collect();
        if own.is_empty() {
            continue;
        }
        let mut properties = Map::new();
        for parameter in &own {
            let mut schema = parameter["schema"].clone();
            schema["description"] = parameter["description"].clone();
            // The generator has an empty text in place of an example that is not there.
            schema["example"] = json!("");
            if parameter["deprecated"] == true {
                schema["deprecated"] = json!(true);
            }
            properties.insert(parameter["name"].as_str().unwrap().to_owned(), schema);
        }
        let required: Vec<&Value> =
            own.iter().filter(|parameter| parameter["required"] == true).map(|parameter| &parameter["name"]).collect();
        let mut schema = json!({ "type": "object", "properties": properties });
        if !required.is_empty() {
            schema["required"] = json!(required);
        }
        parts.push(format!("### {heading}"));
        parts.push(printer.table(&schema, Mode::Write));
        parts.extend(printer.entities(Mode::Write));
    }
    block(&parts.iter().map(String::as_str).collect::<Vec<_>>())
}

fn body(media: &str, schema: &Value, mode: Mode, printer: &mut Printer<'_>) -> String {
    if schema["type"].as_str().is_some_and(|word| word != "object" && word != "array") {
        let type_ = format!("**Type:** {}", schema["type"].as_str().unwrap());
        let format = schema["format"].as_str().map(|format| format!("**Format:** {format}")).unwrap_or_default();
        return block(&["### Body", media, &type_, &format]);
    }
    let example = cut(&printer.example(schema, mode), media, "");
    let table = printer.table(schema, mode);
    let mut parts = vec![block(&["<div class=\"openapi-entity\">", "### Body", &example, &table, "</div>"])];
    parts.extend(printer.entities(mode));
    block(&parts.iter().map(String::as_str).collect::<Vec<_>>())
}

fn responses(operation: &Operation<'_>, printer: &mut Printer<'_>, extra: &[&str]) -> String {
    let mut parts = vec!["## Responses".to_owned()];
    for (code, response) in operation.value["responses"].as_object().unwrap() {
        let reason = match code.as_str() {
            "200" => " OK",
            "400" => " Bad Request",
            "403" => " Forbidden",
            _ => "",
        };
        let mut bodies: Vec<String> = Vec::new();
        for (media, schema) in response.get("content").map(content).unwrap_or_default() {
            bodies.push(body(media, schema, Mode::Read, printer));
        }
        bodies.extend(extra.iter().flat_map(|name| printer.extra(name)));
        parts.push(block(&[
            &format!("<div class=\"openapi__response__code__{code}\">"),
            &format!("## {code}{reason}"),
            response["description"].as_str().unwrap_or_default(),
            &block(&bodies.iter().map(String::as_str).collect::<Vec<_>>()),
            "</div>",
        ]));
    }
    block(&parts.iter().map(String::as_str).collect::<Vec<_>>())
}
