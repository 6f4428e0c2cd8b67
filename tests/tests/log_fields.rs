//! The fields of logs, as `metrika` offers them: a snapshot for each source.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use serde_json::Value;
use xtask::generate::log_fields::fields;
use xtask::{layout, regen, tables};

#[test]
fn names_types_and_what_else_is_known() {
    let text = std::fs::read_to_string(layout::root().join(layout::VOCABULARY)).unwrap();
    let vocabulary: Value = serde_json::from_str(&text).unwrap();
    let fields = fields(&vocabulary, &regen::log_fields(&layout::root()).unwrap()).unwrap();
    assert_eq!((fields.visits, fields.hits), (176, 90));
    for source in ["visits", "hits"] {
        let text = &fields.files[&layout::metrika_log_fields(source)];
        let sections = tables::vocabulary::sections(text).unwrap();
        assert_eq!(sections.keys().collect::<Vec<_>>(), ["Field"]);
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "snapshots/log_fields" }, {
            insta::assert_snapshot!(source, sections["Field"]);
        });
    }
}
