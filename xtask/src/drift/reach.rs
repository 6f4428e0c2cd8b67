//! Which schemas are sent, which are received.

use std::collections::BTreeMap;

use serde_json::Value;

use super::change::Side;
use crate::json::references;
use crate::spec::check::{entries, operations};

/// The sides of every schema that an operation of one of the documents reaches.
pub fn sides(documents: [&Value; 2]) -> BTreeMap<String, Side> {
    let mut all: BTreeMap<String, Side> = BTreeMap::new();
    for document in documents {
        let mut sides = BTreeMap::new();
        for operation in operations(document) {
            let value = operation.value;
            for key in ["parameters", "requestBody"] {
                value.get(key).into_iter().for_each(|part| reach(document, part, Side::REQUEST, &mut sides));
            }
            entries(&value["responses"]).for_each(|(_, answer)| reach(document, answer, Side::ANSWER, &mut sides));
        }
        for (name, side) in sides {
            let known = all.entry(name).or_default();
            *known = *known | side;
        }
    }
    all
}

fn reach(document: &Value, part: &Value, side: Side, sides: &mut BTreeMap<String, Side>) {
    for name in references(part) {
        let known = sides.entry(name.clone()).or_default();
        if *known | side != *known {
            *known = *known | side;
            reach(document, &document["components"]["schemas"][&name], side, sides);
        }
    }
}
