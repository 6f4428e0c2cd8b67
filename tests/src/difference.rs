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
        (Value::Number(old), Value::Number(new)) if same_number(old, new) => {}
        _ if before == after => {}
        _ => lines.push(format!("{pointer}: {before} became {after}")),
    }
}

/// Whole numbers are compared exactly: as doubles, ids that differ would be the same.
fn same_number(old: &serde_json::Number, new: &serde_json::Number) -> bool {
    let whole = |number: &serde_json::Number| number.as_i64().map(i128::from).or(number.as_u64().map(i128::from));
    match (whole(old), whole(new)) {
        (Some(old), Some(new)) => old == new,
        _ => old.as_f64() == new.as_f64(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::differences;

    #[test]
    fn an_id_that_went_through_a_double_is_seen() {
        let before = json!({ "id": 9_007_199_254_740_993_u64 });
        let after = json!({ "id": 9_007_199_254_740_992_u64 });
        assert_eq!(differences(&before, &after), ["/id: 9007199254740993 became 9007199254740992"]);
    }

    #[test]
    fn what_is_gone_appeared_or_changed_is_named() {
        let before = json!({ "a": 1, "b": [1, 2], "c": 41 });
        let after = json!({ "b": [1, 3], "c": 41.0, "d": null });
        assert_eq!(differences(&before, &after), ["/a: 1 is gone", "/b/1: 2 became 3", "/d: null appeared"]);
    }
}
