//! Every field of both sources, held against the type that the reference gives it.

use serde_json::Value;

use crate::exported::tsv::{array, unescape};
use crate::exported::{Desk, all_days};

/// Fields with their types.
fn vocabulary(source: &str) -> Vec<(String, String)> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/vocabulary.json");
    let vocabulary: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let pairs = vocabulary["logs"][source].as_array().unwrap().clone();
    pairs.iter().map(|pair| [0, 1].map(|at| pair[at].as_str().unwrap().to_owned())).map(|[a, b]| (a, b)).collect()
}

/// Whether a text can be read as this type.
fn fits(kind: &str, text: &str) -> bool {
    match kind {
        "String" | "string" => true,
        "UInt8" => text.parse::<u8>().is_ok(),
        "UInt16" => text.parse::<u16>().is_ok(),
        "UInt32" => text.parse::<u32>().is_ok(),
        "UInt64" => text.parse::<u64>().is_ok(),
        "Int16" => text.parse::<i16>().is_ok(),
        "Int32" => text.parse::<i32>().is_ok(),
        "Int64" => text.parse::<i64>().is_ok(),
        "Float64" => text.parse::<f64>().is_ok_and(f64::is_finite),
        "Date" => jiff::civil::Date::strptime("%Y-%m-%d", text).is_ok() && text.len() == 10,
        "DateTime" => jiff::civil::DateTime::strptime("%Y-%m-%d %H:%M:%S", text).is_ok() && text.len() == 19,
        _ => panic!("a type that is not known: {kind}"),
    }
}

#[tokio::test]
async fn every_cell_is_of_the_type_of_its_field() {
    let desk = Desk::open().await;
    let mut fields_seen = 0;
    for source in ["visits", "hits"] {
        let all = vocabulary(source);
        // So few at a time that their list has fewer than 3000 characters.
        for fields in all.chunks(80) {
            let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
            let log = desk.export(&all_days(source, &names.join(","))).await;
            assert_eq!(log.fields, names, "the names in the order in which they were asked for");
            assert!(!log.rows.is_empty());
            fields_seen += names.len();
            for row in log.rows() {
                for (name, kind) in fields {
                    let cell = row.raw(name);
                    let entries = match kind.strip_prefix("Array(").and_then(|kind| kind.strip_suffix(')')) {
                        Some(inner) => array(cell).into_iter().map(|entry| (inner, entry)).collect(),
                        None => vec![(kind.as_str(), unescape(cell))],
                    };
                    for (kind, value) in entries {
                        let value = String::from_utf8(value).unwrap();
                        assert!(value.is_empty() || fits(kind, &value), "{name}: {value:?} is no {kind}");
                    }
                }
            }
        }
    }
    assert_eq!(fields_seen, 266);
}

/// Arrays of one thing have an entry for each, so that a reader can put them side by side.
#[tokio::test]
async fn arrays_of_one_thing_are_of_one_length() {
    let desk = Desk::with(|settings| settings.data.visits = 1_500).await;
    let all: Vec<String> = vocabulary("visits").into_iter().map(|(name, _)| name).collect();
    for (prefix, most) in [
        ("goals", 2..),
        ("purchase", 2..),
        ("products", 2..),
        ("eventsProduct", 2..),
        ("impressionsProduct", 2..),
        ("parsedParamsKey", 2..),
        // No visit of the sandbox has more than one call.
        ("offlineCall", 1..),
    ] {
        let prefix = format!("ym:s:{prefix}");
        let names = all.iter().map(String::as_str).filter(|name| name.starts_with(&prefix));
        // Nothing is known of the numbers in this one: it stays empty.
        let names: Vec<&str> = names.filter(|name| *name != "ym:s:eventsProductType").collect();
        assert!(names.len() > 4, "{prefix}");
        let log = desk.export(&all_days("visits", &names.join(","))).await;
        let mut longest = 0;
        for row in log.rows() {
            let lengths: Vec<usize> = names.iter().map(|name| row.list(name).len()).collect();
            longest = longest.max(lengths[0]);
            assert!(lengths.iter().all(|length| *length == lengths[0]), "{names:?}: {lengths:?}");
        }
        assert!(most.contains(&longest), "{prefix}: {longest}");
    }
}
