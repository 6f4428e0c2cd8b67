//! How bad a change is. The table stands in the documentation of [`super`]; this is the same in code.

use serde_json::{Value, json};

use super::change::{Kind, Severity, Side};

/// `on`: a thing that came is required, or a flag is set now.
pub fn severity(kind: Kind, side: Side, on: bool) -> Severity {
    let breaking = match kind {
        Kind::DocumentAdded
        | Kind::OperationAdded
        | Kind::ResponseAdded
        | Kind::SchemaAdded
        | Kind::BoundLoosened
        | Kind::Deprecated
        | Kind::ValuesAdded
        | Kind::VocabularyAdded => false,
        Kind::ParameterAdded | Kind::FieldAdded => on && side.request,
        // An answer that had no body and has one is another type.
        Kind::BodyAdded => side.answer || on,
        Kind::BecameRequired | Kind::BoundTightened | Kind::BoundChanged => side.request,
        // Whoever reads an answer must now expect another form of it.
        Kind::BecameOptional | Kind::MediaAdded | Kind::MemberAdded => side.answer,
        Kind::ReadOnly => on && side.request,
        Kind::WriteOnly => on && side.answer,
        Kind::Nullable => (on && side.answer) || (!on && side.request),
        _ => true,
    };
    if breaking { Severity::Breaking } else { Severity::Additive }
}

/// Keys whose value no client depends on.
const PROSE: &[&str] =
    &["info", "title", "description", "summary", "example", "examples", "externalDocs", "x-metrika-pages"];

/// A change without a kind: breaking, unless it is prose or says what was so before.
pub fn severity_of_other(key: &str, old: Option<&Value>, new: Option<&Value>) -> Severity {
    let head = key.split(['.', '/']).next().unwrap_or(key);
    if PROSE.contains(&head) || PROSE.contains(&key.rsplit('.').next().unwrap_or(key)) || means_the_same(key, old, new)
    {
        Severity::Additive
    } else {
        Severity::Breaking
    }
}

/// Whether a keyword is written out on one side and implied on the other.
fn means_the_same(key: &str, old: Option<&Value>, new: Option<&Value>) -> bool {
    let written = match (old, new) {
        (Some(value), None) | (None, Some(value)) => value,
        _ => return false,
    };
    match key {
        "required" => written == &json!(false) || written == &json!([]),
        "deprecated" | "readOnly" | "writeOnly" | "nullable" | "uniqueItems" => written == &json!(false),
        "minLength" | "minItems" => written == &json!(0),
        "parameters" => written == &json!([]),
        _ => false,
    }
}
