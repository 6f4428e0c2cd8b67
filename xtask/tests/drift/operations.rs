//! One test a kind of change: operations, and what belongs to no schema.

use serde_json::json;
use xtask::drift::Extent;
use xtask::layout::Api;

use super::*;

const GOALS: &str = "/management/v1/counter/{counterId}/goals";
const GOAL: &str = "/management/v1/counter/{counterId}/goal/{goalId}";

#[test]
fn an_operation_comes_or_goes() {
    let new = json!({ "get": { "operationId": "shops", "responses": {} } });
    says(|d| d["paths"]["/management/v1/shops"] = new, &["additive operation-added GET /management/v1/shops"]);
    says(|d| drop(remove(&mut d["paths"][LABELS], "get")), &["breaking operation-removed GET /management/v1/labels"]);
}

#[test]
fn an_operation_moves_and_is_still_compared() {
    says(
        |d| {
            let mut operation = remove(&mut d["paths"][LABELS], "get");
            push(&mut operation, "parameters", json!({ "name": "page", "in": "query", "schema": {} }));
            d["paths"]["/management/v2/labels"] = json!({ "get": operation });
        },
        &[
            "breaking operation-moved GET /management/v1/labels GET /management/v1/labels -> GET /management/v2/labels",
            "additive parameter-added GET /management/v1/labels query.page none -> any",
        ],
    );
    // Another slug and another method, the same page.
    says(
        |d| {
            let mut operation = remove(&mut d["paths"][LABELS], "get");
            operation["operationId"] = json!("labels");
            d["paths"][LABELS]["put"] = operation;
        },
        &[
            "breaking operation-moved GET /management/v1/labels GET /management/v1/labels -> PUT /management/v1/labels",
            "breaking changed GET /management/v1/labels [operationId] \"getLabels\" -> \"labels\"",
        ],
    );
}

#[test]
fn a_path_parameter_gets_another_name() {
    says(
        |d| {
            let mut item = remove(&mut d["paths"], GOAL);
            item.as_object_mut().unwrap().retain(|method, _| method == "delete");
            item["delete"]["parameters"][1]["name"] = json!("id");
            item["delete"]["operationId"] = json!("dropGoal");
            remove(&mut item["delete"], "externalDocs");
            let kept = OLD.documents[&Api::Management]["paths"][GOAL].clone();
            d["paths"][GOAL] = kept;
            remove(&mut d["paths"][GOAL], "delete");
            d["paths"]["/management/v1/counter/{counterId}/goal/{id}"] = item;
        },
        &[
            &*format!(
                "breaking operation-moved DELETE {GOAL} DELETE {GOAL} -> DELETE /management/v1/counter/{{counterId}}/goal/{{id}}"
            ),
            &format!("breaking changed DELETE {GOAL} [operationId] \"deleteGoal\" -> \"dropGoal\""),
            &format!("breaking parameter-renamed DELETE {GOAL} path.goalId goalId -> id"),
            &format!(
                "additive changed DELETE {GOAL} [externalDocs] {{\"url\":\"https://yandex.com/dev/metrika/en/management/openapi/goal/deleteGoal\"}} -> none"
            ),
        ],
    );
}

#[test]
fn parameters() {
    let add = |required: bool| {
        move |d: &mut Value| {
            let parameter =
                json!({ "name": "page", "in": "query", "required": required, "schema": { "type": "integer" } });
            push(operation(d, LABELS, "get"), "parameters", parameter);
        }
    };
    says(add(true), &["breaking parameter-added GET /management/v1/labels query.page none -> integer, required"]);
    let optional = "additive parameter-added GET /management/v1/labels query.page none -> integer, required=false";
    says(add(false), &[optional]);
    let place = format!("POST {GOALS}");
    says(
        |d| operation(d, GOALS, "post")["parameters"].as_array_mut().unwrap().clear(),
        &[&*format!("breaking parameter-removed {place} path.counterId integer, required -> none")],
    );
    says(
        |d| drop(remove(&mut operation(d, GOALS, "post")["parameters"][0], "required")),
        &[&*format!("additive became-optional {place} path.counterId")],
    );
    says(
        |d| operation(d, GOALS, "post")["parameters"][0]["in"] = json!("query"),
        &[&*format!("breaking parameter-moved {place} path.counterId path -> query")],
    );
    says(
        |d| operation(d, GOALS, "post")["parameters"][0]["schema"] = json!({ "type": "string" }),
        &[&*format!("breaking retyped {place} path.counterId integer -> string")],
    );
    says(
        |d| operation(d, GOALS, "post")["parameters"][0]["deprecated"] = json!(true),
        &[&*format!("additive deprecated {place} path.counterId [deprecated] none -> true")],
    );
    says(
        |d| push(&mut operation(d, GOALS, "post")["parameters"][0]["schema"], "enum", json!(1)),
        &[&*format!("breaking values-listed {place} path.counterId [enum] none -> 1")],
    );
}

#[test]
fn a_parameter_becomes_required() {
    let path = "/management/v1/counter/{counterId}/filters";
    let before = with(Api::Management, |d| drop(remove(&mut operation(d, path, "post")["parameters"][0], "required")));
    let report = xtask::drift::compare(&before, &OLD, Extent::Whole);
    assert_eq!(lines(&report), [format!("breaking became-required POST {path} path.counterId")]);
}

#[test]
fn bodies_and_media_types() {
    let post = "POST /management/v1/labels request";
    let body =
        "application/json object properties={\"label\":{\"$ref\":\"#/components/schemas/Label\"}} required=[\"label\"]";
    says(
        |d| drop(remove(operation(d, LABELS, "post"), "requestBody")),
        &[&*format!("breaking body-removed {post} {body} -> none")],
    );
    for (required, severity) in [(true, "breaking"), (false, "additive")] {
        let new = json!({ "required": required, "content": { "text/csv": { "schema": { "type": "string" } } } });
        let place = "GET /management/v1/labels request";
        says(
            |d| operation(d, LABELS, "get")["requestBody"] = new,
            &[&*format!("{severity} body-added {place} none -> text/csv string")],
        );
    }
    says(
        |d| {
            let content = &mut operation(d, LABELS, "post")["requestBody"]["content"];
            let body = remove(content, "application/json");
            content["text/csv"] = body;
        },
        &[&*format!("breaking media-changed {post} application/json -> text/csv")],
    );
    let csv = || json!({ "schema": { "type": "string" } });
    says(
        |d| operation(d, LABELS, "post")["requestBody"]["content"]["text/csv"] = csv(),
        &[&*format!("additive media-added {post} none -> text/csv string")],
    );
    says(
        |d| operation(d, LABELS, "get")["responses"]["200"]["content"]["text/csv"] = csv(),
        &["breaking media-added GET /management/v1/labels 200 none -> text/csv string"],
    );
    says(
        |d| operation(d, LABELS, "post")["requestBody"]["required"] = json!(false),
        &[&*format!("additive became-optional {post}")],
    );
}

#[test]
fn response_codes_and_their_bodies() {
    says(
        |d| operation(d, LABELS, "get")["responses"]["202"] = json!({ "description": "later" }),
        &["additive response-added GET /management/v1/labels 202 none -> {\"description\":\"later\"}"],
    );
    let body = "application/json object properties={\"success\":{\"default\":true,\"type\":\"boolean\"}}";
    says(
        |d| drop(remove(&mut operation(d, GOAL, "delete")["responses"], "200")),
        &[&*format!("breaking response-removed DELETE {GOAL} 200 {body} -> none")],
    );
    let without_body = management(|d| drop(remove(&mut operation(d, GOAL, "delete")["responses"]["200"], "content")));
    assert_eq!(lines(&differences(&without_body)), [format!("breaking body-removed DELETE {GOAL} 200 {body} -> none")]);
    let back = xtask::drift::compare(&without_body, &OLD, Extent::Whole);
    assert_eq!(lines(&back), [format!("breaking body-added DELETE {GOAL} 200 none -> {body}")]);
}

#[test]
fn anything_else_is_told_as_it_is() {
    says(
        |d| field(d, "Label", "name")["x-metrika-format"] = json!("a word"),
        &["breaking changed Label.name [x-metrika-format] none -> \"a word\""],
    );
    says(|d| d["info"]["version"] = json!("2"), &["additive changed info [info.version] \"1\" -> \"2\""]);
    says(
        |d| operation(d, LABELS, "get")["tags"] = json!(["labels"]),
        &["breaking changed GET /management/v1/labels [tags] [\"label\"] -> [\"labels\"]"],
    );
    says(
        |d| operation(d, LABELS, "get")["x-metrika-pages"] = json!(["a"]),
        &["additive changed GET /management/v1/labels [x-metrika-pages] none -> [\"a\"]"],
    );
}

#[test]
fn whole_documents() {
    let mut new = OLD.clone();
    new.documents.remove(&Api::Logs);
    assert_eq!(lines(&differences(&new)), ["breaking document-removed logs"]);
    assert_eq!(lines(&xtask::drift::compare(&new, &OLD, Extent::Whole)), ["additive document-added logs"]);
}

#[test]
fn the_vocabulary() {
    let mut new = OLD.clone();
    let vocabulary = new.vocabulary.as_mut().unwrap();
    push(vocabulary, "dimensions", json!("ym:s:shoeSize"));
    vocabulary["metrics"].as_array_mut().unwrap().retain(|metric| metric != "ym:ad:GCLIDPercentage");
    vocabulary["presets"]["shoes"] = json!({ "group": "shop" });
    vocabulary["logs"]["visits"][3][1] = json!("Date32");
    push(&mut vocabulary["logs"], "hits", json!(["ym:pv:shoe", "String"]));
    vocabulary["metric_details"]["ym:ev:expenseClicks"]["type"] = json!("float");
    vocabulary["shoes"] = json!(["red"]);
    assert_eq!(
        lines(&differences(&new)),
        [
            "breaking vocabulary-changed logs visits.ym:s:date \"Date\" -> \"Date32\"",
            "breaking vocabulary-changed metric_details ym:ev:expenseClicks [type] \"int\" -> \"float\"",
            "breaking vocabulary-removed metrics ym:ad:GCLIDPercentage",
            "additive vocabulary-added dimensions ym:s:shoeSize",
            "additive vocabulary-added logs hits.ym:pv:shoe none -> \"String\"",
            "additive vocabulary-added presets shoes none -> {\"group\":\"shop\"}",
            "additive vocabulary-added shoes none -> [\"red\"]",
        ]
    );
    new.vocabulary = None;
    let report = differences(&new);
    assert_eq!((lines(&report).len(), report.notes.len()), (0, 1));
}
