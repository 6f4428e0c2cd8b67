//! What decoding an answer and encoding it again changes.

use serde_json::Value;

/// One line a difference: JSON pointer, before, after. Numbers that are equal are the same, whatever their form.
pub fn differences(before: &Value, after: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    compare("", before, after, &mut lines);
    lines
}

fn compare(pointer: &str, before: &Value, after: &Value, lines: &mut Vec<String>) {
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            for (key, value) in old {
                match new.get(key) {
                    Some(other) => compare(&format!("{pointer}/{key}"), value, other, lines),
                    None => lines.push(format!("{pointer}/{key}: {value} is gone")),
                }
            }
            for (key, value) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
                lines.push(format!("{pointer}/{key}: {value} appeared"));
            }
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            for (index, (value, other)) in old.iter().zip(new).enumerate() {
                compare(&format!("{pointer}/{index}"), value, other, lines);
            }
        }
        (Value::Number(old), Value::Number(new)) if old.as_f64() == new.as_f64() => {}
        _ if before == after => {}
        _ => lines.push(format!("{pointer}: {before} became {after}")),
    }
}
