//! One test a kind of change of a schema; where it matters, in requests, in answers and in both.

use serde_json::json;

use super::*;

const GOALS: &str = "/management/v1/counter/{counterId}/goals";

#[test]
fn schemas_come_and_go() {
    says(
        |d| d["components"]["schemas"]["Shop"] = json!({ "type": "object" }),
        &["additive schema-added Shop none -> object"],
    );
    says(
        |d| drop(remove(&mut d["components"]["schemas"], "PaymentSystemGoal")),
        &["breaking schema-removed PaymentSystemGoal GoalE -> none"],
    );
}

/// ContactRow is only sent, Messenger only received, Label both.
#[test]
fn fields_by_direction() {
    for (name, required, severity) in [
        ("ContactRow", false, "additive"),
        ("ContactRow", true, "breaking"),
        ("Messenger", true, "additive"),
        ("Label", false, "additive"),
        ("Label", true, "breaking"),
    ] {
        let mark = if required { ", required" } else { "" };
        says(
            |d| {
                schema(d, name)["properties"]["color"] = json!({ "type": "string" });
                if required {
                    push(schema(d, name), "required", json!("color"));
                }
            },
            &[&*format!("{severity} field-added {name}.color none -> string{mark}")],
        );
    }
    says(
        |d| drop(remove(&mut schema(d, "Client")["properties"], "name")),
        &["breaking field-removed Client.name string -> none"],
    );
    says(
        |d| {
            remove(&mut schema(d, "ContactRow")["properties"], "uniq_id");
            remove(schema(d, "ContactRow"), "required");
        },
        &["breaking field-removed ContactRow.uniq_id string minLength=1, required -> none"],
    );
}

#[test]
fn required_by_direction() {
    for (name, field, severity) in
        [("ContactRow", "name", "breaking"), ("Client", "name", "additive"), ("Label", "name", "breaking")]
    {
        let required = management(|d| push(schema(d, name), "required", json!(field)));
        let report = differences(&required);
        assert_eq!(lines(&report), [format!("{severity} became-required {name}.{field}")]);
    }
    for (name, field, severity) in [("ContactRow", "uniq_id", "additive"), ("DelegateE", "user_login", "breaking")] {
        says(|d| drop(remove(schema(d, name), "required")), &[&*format!("{severity} became-optional {name}.{field}")]);
    }
    says(
        |d| {
            operation(d, LABELS, "post")["requestBody"]["content"]["application/json"]["schema"]["required"] = json!([])
        },
        &["additive became-optional POST /management/v1/labels request.label"],
    );
}

#[test]
fn types() {
    let label = |after: Value| move |d: &mut Value| *field(d, "Label", "id") = after;
    says(label(json!({ "type": "string" })), &["breaking retyped Label.id integer -> string"]);
    says(
        label(json!({ "type": "string", "maxLength": 9 })),
        &["breaking retyped Label.id integer -> string", "breaking bound-tightened Label.id [maxLength] none -> 9"],
    );
    says(
        label(json!({ "type": "array", "items": { "type": "integer" } })),
        &["breaking retyped Label.id integer -> [integer]"],
    );
    says(
        label(json!({ "type": "object", "additionalProperties": { "type": "integer" } })),
        &["breaking retyped Label.id integer -> map of integer"],
    );
    says(label(json!({ "$ref": "#/components/schemas/GoalE" })), &["breaking retyped Label.id integer -> GoalE"]);
    says(
        |d| field(d, "CounterFull", "code_options")["$ref"] = json!("#/components/schemas/Label"),
        &["breaking retyped CounterFull.code_options CodeOptionsE -> Label"],
    );
    says(
        |d| field(d, "ContactRow", "emails")["items"] = json!({ "type": "array", "items": { "type": "string" } }),
        &["breaking retyped ContactRow.emails[] string format=\"email\" -> [string]"
            .replace(" format=\"email\"", "(email)")
            .as_str()],
    );
    says(
        |d| field(d, "OrderRow", "products")["additionalProperties"]["type"] = json!("number"),
        &["breaking retyped OrderRow.products{} integer -> number"],
    );
    says(
        |d| field(d, "Label", "id")["format"] = json!("int64"),
        &["breaking format Label.id [format] none -> \"int64\""],
    );
}

#[test]
fn alternatives_and_bases() {
    let goal = |code: &str| {
        format!("/paths/{}/post/{code}/content/application~1json/schema/properties/goal", GOALS.replace('/', "~1"))
    };
    let file_goal = json!({ "$ref": "#/components/schemas/Label" });
    for (code, place, severity) in
        [("requestBody", "request.goal", "additive"), ("responses/200", "200.goal", "breaking")]
    {
        says(
            |d| push(d.pointer_mut(&goal(code)).unwrap(), "oneOf", file_goal.clone()),
            &[&*format!("{severity} member-added POST {GOALS} {place} none -> Label")],
        );
        says(
            |d| drop(d.pointer_mut(&goal(code)).unwrap()["oneOf"].as_array_mut().unwrap().remove(0)),
            &[&*format!("breaking member-removed POST {GOALS} {place} ActionGoal -> none")],
        );
    }
    says(
        |d| schema(d, "UrlGoal")["allOf"][0]["$ref"] = json!("#/components/schemas/Label"),
        &["breaking base-changed UrlGoal GoalE -> Label"],
    );
    says(
        |d| drop(schema(d, "UrlGoal")["allOf"].as_array_mut().unwrap().remove(0)),
        &["breaking base-removed UrlGoal GoalE -> none"],
    );
    says(
        |d| push(schema(d, "UrlGoal"), "allOf", json!({ "$ref": "#/components/schemas/Label" })),
        &["breaking base-added UrlGoal none -> Label"],
    );
    says(
        |d| schema(d, "DepthGoal")["allOf"][1]["properties"]["depth"]["minimum"] = json!(1),
        &["additive bound-loosened DepthGoal.depth [minimum] 2 -> 1"],
    );
}

#[test]
fn bounds() {
    for (name, field_name, key, value, expected) in [
        ("Label", "name", "maxLength", json!(100), "breaking bound-tightened Label.name [maxLength] 255 -> 100"),
        ("Label", "name", "maxLength", json!(300), "additive bound-loosened Label.name [maxLength] 255 -> 300"),
        ("Label", "name", "minLength", json!(1), "breaking bound-tightened Label.name [minLength] 0 -> 1"),
        ("Label", "name", "pattern", json!("^a"), "breaking bound-tightened Label.name [pattern] none -> \"^a\""),
        ("Client", "name", "maxLength", json!(9), "additive bound-tightened Client.name [maxLength] none -> 9"),
        (
            "OrderRow",
            "cost",
            "maximum",
            json!(9.5),
            "breaking bound-tightened OrderRow.cost [maximum] 9223372036854 -> 9.5",
        ),
        ("OrderRow", "goals", "maxItems", json!(101), "additive bound-loosened OrderRow.goals [maxItems] 100 -> 101"),
        ("OrderRow", "goals", "minItems", json!(1), "breaking bound-tightened OrderRow.goals [minItems] 0 -> 1"),
        (
            "OrderRow",
            "goals",
            "uniqueItems",
            json!(true),
            "breaking bound-tightened OrderRow.goals [uniqueItems] none -> true",
        ),
        (
            "ContactRow",
            "phones",
            "uniqueItems",
            json!(false),
            "additive bound-loosened ContactRow.phones [uniqueItems] true -> false",
        ),
        (
            "ListItem",
            "name",
            "pattern",
            json!("^b"),
            "breaking bound-changed ListItem.name [pattern] \"^[\\\\w-:]+$\" -> \"^b\"",
        ),
        // Says what was so before, and is told all the same.
        ("Label", "id", "minLength", json!(0), "additive changed Label.id [minLength] none -> 0"),
    ] {
        says(|d| field(d, name, field_name)[key] = value, &[expected]);
    }
}

#[test]
fn defaults_and_flags() {
    for (name, field_name, key, value, expected) in [
        (
            "CounterEdit",
            "visit_threshold",
            "default",
            json!(1),
            "breaking default CounterEdit.visit_threshold [default] 1800 -> 1",
        ),
        ("Label", "id", "readOnly", json!(true), "breaking read-only Label.id [readOnly] none -> true"),
        ("Client", "id", "readOnly", json!(true), "additive read-only Client.id [readOnly] none -> true"),
        (
            "GoalE",
            "goal_source",
            "readOnly",
            json!(false),
            "additive read-only GoalE.goal_source [readOnly] true -> false",
        ),
        ("Label", "id", "writeOnly", json!(true), "breaking write-only Label.id [writeOnly] none -> true"),
        (
            "ContactRow",
            "name",
            "writeOnly",
            json!(true),
            "additive write-only ContactRow.name [writeOnly] none -> true",
        ),
        ("ContactRow", "name", "nullable", json!(true), "additive nullable ContactRow.name [nullable] none -> true"),
        ("Client", "name", "nullable", json!(true), "breaking nullable Client.name [nullable] none -> true"),
        ("Label", "id", "deprecated", json!(true), "additive deprecated Label.id [deprecated] none -> true"),
        // A field that is read-only is in no request.
        (
            "GoalE",
            "goal_source",
            "maxLength",
            json!(9),
            "additive bound-tightened GoalE.goal_source [maxLength] none -> 9",
        ),
    ] {
        says(|d| field(d, name, field_name)[key] = value, &[expected]);
    }
}

#[test]
fn values() {
    let list = |values: Value| move |d: &mut Value| field(d, "OperationE", "attr")["x-extensible-enum"] = values;
    says(list(json!(["url", "referer", "title"])), &["additive values-added OperationE.attr none -> \"title\""]);
    says(list(json!(["url"])), &["breaking values-removed OperationE.attr \"referer\" -> none"]);
    says(
        |d| drop(remove(field(d, "OperationE", "attr"), "x-extensible-enum")),
        &["breaking values-unlisted OperationE.attr [x-extensible-enum] \"referer\", \"url\" -> none"],
    );
    says(
        |d| field(d, "OperationE", "value")["x-extensible-enum"] = json!(["a"]),
        &["breaking values-listed OperationE.value [x-extensible-enum] none -> \"a\""],
    );
}
