use std::collections::HashMap;
use std::sync::Arc;

use metrika_raw::stat::types::{ReportQuery, ReportRow};
use serde::Deserialize;
use serde_json::{Value, json};

use super::*;
use crate::error::{Error, ErrorKind};
use crate::reports::forms::Place;
use crate::reports::{Columns, Dimension, DimensionValue, Metric, Query};

fn columns(dimensions: &[&str], metrics: &[&str]) -> Arc<Columns> {
    let query = Query::of([1])
        .metrics(metrics.iter().map(|name| Metric::new(*name).unwrap()))
        .dimensions(dimensions.iter().map(|name| Dimension::new(*name).unwrap()));
    let written = |name: &&str| name.replace("<attribution>", "lastSign");
    let answer = ReportQuery {
        dimensions: Some(dimensions.iter().map(written).collect()),
        metrics: Some(metrics.iter().map(written).collect()),
        attribution: Some("LastSign".into()),
        ..ReportQuery::default()
    };
    Arc::new(Columns::of(&query, &answer).unwrap())
}

fn row(columns: &Arc<Columns>, dimensions: Value, metrics: Value) -> Row {
    let row: ReportRow = serde_json::from_value(json!({ "dimensions": dimensions, "metrics": metrics })).unwrap();
    Row::of(columns, row, &Place { number: 1, index: 0 }).unwrap()
}

/// One dimension and one metric.
fn small(dimension: Value, metric: Value) -> Row {
    row(&columns(&["ym:s:<attribution>TrafficSource"], &["ym:s:pageDepth"]), json!([dimension]), json!([metric]))
}

fn organic() -> Value {
    json!({ "id": "organic", "name": "Search engines", "icon_id": 2 })
}

/// A struct with one field of this type, read from the row.
macro_rules! field {
    ($row:expr, $name:literal, $type:ty) => {{
        #[derive(Debug, Deserialize)]
        struct One {
            #[serde(rename = $name)]
            field: $type,
        }
        $row.read::<One>().map(|one| one.field)
    }};
}

#[track_caller]
fn fails<T: std::fmt::Debug>(read: Result<T>, kind: ErrorKind, message: &str) -> Error {
    let error = read.unwrap_err();
    assert_eq!((error.kind(), error.to_string().as_str()), (kind, message));
    error
}

#[test]
fn a_column_has_many_spellings() {
    let row = small(organic(), json!(1.5));
    let source = "Search engines";
    assert_eq!(field!(row, "ym:s:<attribution>TrafficSource", String).unwrap(), source);
    assert_eq!(field!(row, "<attribution>TrafficSource", String).unwrap(), source);
    assert_eq!(field!(row, "ym:s:lastsignTrafficSource", String).unwrap(), source);
    assert_eq!(field!(row, "lastSignTrafficSource", String).unwrap(), source);
    assert_eq!(field!(row, "last_sign_traffic_source", String).unwrap(), source);
    assert_eq!(field!(row, "ym:s:pageDepth", f64).unwrap(), 1.5);
    #[derive(Deserialize)]
    struct Plain {
        page_depth: f64,
    }
    assert_eq!(row.read::<Plain>().unwrap().page_depth, 1.5);
}

#[test]
fn a_field_that_is_no_column_is_an_error_even_if_it_need_not_be_there() {
    #[derive(Debug, Deserialize)]
    struct Misspelt {
        #[serde(default)]
        page_dept: Option<f64>,
    }
    let has = "the report has: ym:s:lastSignTrafficSource, ym:s:pageDepth";
    let message = format!("the field `page_dept` is no column of this report; {has}");
    let read = small(organic(), json!(1)).read::<Misspelt>();
    fails(read.map(|row| row.page_dept), ErrorKind::NotAsked, &message);
    let message = format!("the field `ym:s:firstTrafficSource` is no column of this report; {has}");
    let row = small(organic(), json!(1));
    fails(field!(row, "ym:s:firstTrafficSource", Option<String>), ErrorKind::NotAsked, &message);
    let message = format!("the field `pageDepth.id` is no dimension of this report; {has}");
    fails(field!(row, "pageDepth.id", Option<String>), ErrorKind::NotAsked, &message);
    fails(
        field!(row, "", Option<String>),
        ErrorKind::NotAsked,
        &format!("the field `` is no column of this report; {has}"),
    );
}

#[test]
fn a_field_of_two_names_or_of_none() {
    #[derive(Debug, Deserialize)]
    struct Renamed {
        #[serde(alias = "depth")]
        page_depth: u8,
    }
    let read = small(organic(), json!(1)).read::<Renamed>().map(|row| row.page_depth);
    let has = "the report has: ym:s:lastSignTrafficSource, ym:s:pageDepth";
    fails(read, ErrorKind::NotAsked, &format!("the field `depth` is no column of this report; {has}"));
    #[derive(Debug, Deserialize)]
    struct Skipped {
        page_depth: u8,
        #[serde(skip)]
        mine: u8,
    }
    let read: Skipped = small(organic(), json!(1)).read().unwrap();
    assert_eq!((read.page_depth, read.mine), (1, 0));
}

#[test]
fn a_name_of_two_columns_is_an_error_that_names_both() {
    let both = columns(&["ym:s:pageViews"], &["ym:s:pageviews", "ym:s:visits"]);
    let row = row(&both, json!([{ "name": "5" }]), json!([7, 1]));
    assert_eq!(field!(row, "pageviews", u8).unwrap(), 7, "spelt as it is");
    assert_eq!(field!(row, "ym:s:pageViews", u8).unwrap(), 5, "spelt as it is");
    let named = "the dimension ym:s:pageViews, the metric ym:s:pageviews";
    let message = format!("the field `page_views` means more than one column of this report: {named}");
    fails(field!(row, "page_views", u8), ErrorKind::NotAsked, &message);
    assert_eq!(field!(row, "page_views.name", u8).unwrap(), 5, "only a dimension has a name");

    let spaces = columns(&[], &["ym:s:users", "ym:pv:users"]);
    let row = super::tests::row(&spaces, json!([]), json!([1, 2]));
    assert_eq!(field!(row, "ym:pv:users", u8).unwrap(), 2);
    let message =
        "the field `users` means more than one column of this report: the metric ym:s:users, the metric ym:pv:users";
    fails(field!(row, "users", u8), ErrorKind::NotAsked, message);
}

#[test]
fn whole_numbers_are_read_exactly_or_not_at_all() {
    let read = |number: Value| field!(small(organic(), number), "pageDepth", i64);
    for number in [0, -1, 41, 9_007_199_254_740_991, -9_007_199_254_740_991] {
        assert_eq!(read(json!(number)).unwrap(), number);
        assert_eq!(read(json!(number as f64)).unwrap(), number);
    }
    let message = "ym:s:pageDepth: 1.5 is no whole number: only `f64` can take it";
    let error = fails(read(json!(1.5)), ErrorKind::Decode, message);
    assert!(error.hint().contains("`Option<...>`") && error.hint_in(crate::Language::Russian).contains("тип"));
    // Also what 9007199254740993 has become.
    let message = "ym:s:pageDepth: 9007199254740992 is too large to be exact: only `f64` can take it";
    fails(read(json!(9_007_199_254_740_993_u64)), ErrorKind::Decode, message);
    let row = small(organic(), json!(-1));
    fails(field!(row, "pageDepth", u64), ErrorKind::Decode, "ym:s:pageDepth: -1 does not fit into `u64`");
    let row = small(organic(), json!(256));
    fails(field!(row, "pageDepth", u8), ErrorKind::Decode, "ym:s:pageDepth: 256 does not fit into `u8`");
    assert_eq!(field!(row, "pageDepth", u16).unwrap(), 256);
    assert_eq!(field!(row, "pageDepth", i128).unwrap(), 256);
    assert_eq!(field!(row, "pageDepth", f32).unwrap(), 256.0);
    let row = small(organic(), json!(1e300));
    assert!(field!(row, "pageDepth", f32).unwrap_err().to_string().contains("does not fit into `f32`"));
}

#[test]
fn what_has_no_value_is_none_or_an_error() {
    let row = small(json!({ "id": "7", "name": null }), Value::Null);
    assert_eq!(field!(row, "pageDepth", Option<f64>).unwrap(), None);
    assert_eq!(field!(row, "pageDepth", Option<u8>).unwrap(), None);
    assert_eq!(field!(row, "lastSignTrafficSource", Option<String>).unwrap(), None);
    assert_eq!(field!(row, "lastSignTrafficSource.name", Option<String>).unwrap(), None);
    assert_eq!(field!(row, "lastSignTrafficSource.id", u8).unwrap(), 7);
    let rule = "there is no value, which only a field of type `Option<...>` can say";
    let number = format!("ym:s:pageDepth: {rule}");
    let text = format!("ym:s:lastSignTrafficSource: {rule}");
    fails(field!(row, "pageDepth", f64), ErrorKind::Decode, &number);
    fails(field!(row, "pageDepth", u8), ErrorKind::Decode, &number);
    fails(field!(row, "pageDepth", String), ErrorKind::Decode, &number);
    fails(field!(row, "pageDepth", bool), ErrorKind::Decode, &number);
    fails(field!(row, "lastSignTrafficSource", String), ErrorKind::Decode, &text);
    fails(field!(row, "lastSignTrafficSource", u8), ErrorKind::Decode, &text);
    fails(field!(row, "lastSignTrafficSource", jiff::civil::Date), ErrorKind::Decode, &text);
    fails(
        field!(row, "lastSignTrafficSource.name", String),
        ErrorKind::Decode,
        &format!("ym:s:lastSignTrafficSource.name: {rule}"),
    );
    let whole = field!(row, "lastSignTrafficSource", DimensionValue).unwrap();
    assert_eq!((whole.id.as_deref(), whole.name), (Some("7"), None));
}

#[test]
fn a_type_that_does_not_fit_is_an_error_that_names_the_column() {
    let row = small(organic(), json!(3));
    fails(
        field!(row, "pageDepth", String),
        ErrorKind::Decode,
        "ym:s:pageDepth: invalid type: integer `3`, expected a string",
    );
    let column = |error: Error, name: &str| {
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().starts_with(&format!("ym:s:{name}: ")), "{error}");
    };
    column(field!(row, "pageDepth", Vec<f64>).unwrap_err(), "pageDepth");
    column(field!(row, "pageDepth", DimensionValue).unwrap_err(), "pageDepth");
    column(field!(row, "pageDepth", Source).unwrap_err(), "pageDepth");
    column(field!(row, "pageDepth", bool).unwrap_err(), "pageDepth");
    column(field!(row, "pageDepth", ()).unwrap_err(), "pageDepth");
    column(field!(row, "lastSignTrafficSource", bool).unwrap_err(), "lastSignTrafficSource");
    column(field!(row, "lastSignTrafficSource", (String, String)).unwrap_err(), "lastSignTrafficSource");
    column(field!(row, "lastSignTrafficSource.id", DimensionValue).unwrap_err(), "lastSignTrafficSource.id");
    let message = "ym:s:lastSignTrafficSource: \"Search engines\" is no whole number that fits into `u64`";
    fails(field!(row, "lastSignTrafficSource", u64), ErrorKind::Decode, message);
}

#[derive(Debug, Deserialize, PartialEq)]
enum Source {
    #[serde(rename = "Search engines")]
    Search,
    Direct,
}

#[test]
fn the_name_of_a_dimension_is_read_by_any_type_that_reads_a_text() {
    let read = |name: &str| small(json!({ "name": name }), json!(1));
    assert_eq!(field!(read("2026-02-03"), "lastSignTrafficSource", jiff::civil::Date).unwrap().day(), 3);
    assert_eq!(field!(read("Direct"), "lastSignTrafficSource", Source).unwrap(), Source::Direct);
    assert_eq!(field!(read("Search engines"), "lastSignTrafficSource", Option<Source>).unwrap(), Some(Source::Search));
    let error = field!(read("Ads"), "lastSignTrafficSource", Source).unwrap_err().to_string();
    assert!(error.starts_with("ym:s:lastSignTrafficSource: unknown variant `Ads`"), "{error}");
    let error = field!(read("yesterday"), "lastSignTrafficSource", jiff::civil::Date).unwrap_err().to_string();
    assert!(error.starts_with("ym:s:lastSignTrafficSource: "), "{error}");
    assert_eq!(field!(read("-12"), "lastSignTrafficSource", i8).unwrap(), -12);
    assert_eq!(field!(read("1.25"), "lastSignTrafficSource", f64).unwrap(), 1.25);
    for name in ["", " 1", "+1", "1.0", "-1", "256", "1e2"] {
        assert!(field!(read(name), "lastSignTrafficSource", u8).is_err(), "{name}");
    }
    for name in ["", "inf", "NaN", "1 ", "1e999"] {
        assert!(field!(read(name), "lastSignTrafficSource", f64).is_err(), "{name}");
    }
    let long = field!(read(&"ж".repeat(1000)), "lastSignTrafficSource", u8).unwrap_err().to_string();
    assert!(long.chars().count() < 200, "{long}");
}

#[test]
fn all_of_a_dimension_is_read_by_a_struct_or_a_map() {
    let row = small(organic(), json!(1));
    let value = field!(row, "lastSignTrafficSource", DimensionValue).unwrap();
    assert_eq!(&value, &row.dimensions()[0]);
    assert_eq!(serde_json::to_value(&value).unwrap(), organic());
    #[derive(Debug, Deserialize, PartialEq)]
    struct Mine {
        id: String,
        icon_id: u8,
    }
    let mine = Mine { id: "organic".into(), icon_id: 2 };
    assert_eq!(field!(row, "lastSignTrafficSource", Mine).unwrap(), mine);
    let map = field!(row, "lastSignTrafficSource", HashMap<String, Value>).unwrap();
    assert_eq!(json!(map), organic());
    let without = small(json!({ "name": "x" }), json!(1));
    let error = field!(without, "lastSignTrafficSource", Mine);
    fails(error, ErrorKind::Decode, "ym:s:lastSignTrafficSource: there is no `id`");
    let other = small(json!({ "id": "x", "name": "x", "icon_id": "two" }), json!(1));
    let error = field!(other, "lastSignTrafficSource", Mine).unwrap_err().to_string();
    assert!(error.starts_with("ym:s:lastSignTrafficSource: `icon_id`: invalid type"), "{error}");
}

#[test]
fn a_map_has_every_column_as_the_service_calls_it() {
    let row = small(organic(), json!(3));
    let expected = json!({ "ym:s:lastSignTrafficSource": "Search engines", "ym:s:pageDepth": 3 });
    assert_eq!(row.read::<Value>().unwrap(), expected);
    assert_eq!(json!(row.read::<HashMap<String, Value>>().unwrap()), expected);
    let none = small(json!({ "name": null }), Value::Null);
    assert_eq!(none.read::<Value>().unwrap(), json!({ "ym:s:lastSignTrafficSource": null, "ym:s:pageDepth": null }));
    let half = small(organic(), json!(0.5));
    assert_eq!(half.read::<Value>().unwrap()["ym:s:pageDepth"], 0.5);
    let twice = super::tests::row(&columns(&[], &["ym:s:visits", "ym:s:visits"]), json!([]), json!([1, 1]));
    let message = "more than one column of this report is called ym:s:visits: a map cannot have both";
    fails(twice.read::<Value>(), ErrorKind::NotAsked, message);
}

#[test]
fn a_flattened_field_gets_the_columns_that_are_left() {
    #[derive(Debug, Deserialize)]
    struct Depth {
        #[serde(rename = "ym:s:pageDepth")]
        depth: u8,
    }
    #[derive(Debug, Deserialize)]
    struct Outer {
        #[serde(rename = "ym:s:lastSignTrafficSource")]
        source: String,
        #[serde(flatten)]
        depth: Depth,
    }
    let outer: Outer = small(organic(), json!(3)).read().unwrap();
    assert_eq!((outer.source.as_str(), outer.depth.depth), ("Search engines", 3));
    #[derive(Debug, Deserialize)]
    struct Short {
        #[serde(rename = "pageDepth")]
        _depth: u8,
        #[serde(flatten)]
        _rest: HashMap<String, Value>,
    }
    let error = small(organic(), json!(3)).read::<Short>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotAsked);
    assert!(
        error.to_string().starts_with("there is no column `pageDepth`: a struct with a flattened field"),
        "{error}"
    );
}

#[test]
fn places_are_not_read_and_newtypes_are_seen_through() {
    #[derive(Debug, Deserialize)]
    struct Pair(#[allow(dead_code)] String, #[allow(dead_code)] f64);
    #[derive(Debug, Deserialize)]
    struct Depth {
        page_depth: Deep,
    }
    #[derive(Debug, Deserialize)]
    struct Deep(u8);
    #[derive(Debug, Deserialize)]
    struct Wrapped(Depth);
    let row = small(organic(), json!(3));
    let message =
        "a row is read into a struct or a map, by the names of its columns; tuples and lists have places only";
    fails(row.read::<Pair>(), ErrorKind::Decode, message);
    fails(row.read::<(String, f64)>(), ErrorKind::Decode, message);
    fails(row.read::<Vec<Value>>(), ErrorKind::Decode, message);
    assert_eq!(row.read::<Wrapped>().unwrap().0.page_depth.0, 3);
    assert_eq!(row.read::<Option<Depth>>().unwrap().unwrap().page_depth.0, 3);
    row.read::<f64>().unwrap_err();
    row.read::<String>().unwrap_err();
    row.read::<Source>().unwrap_err();
}

#[test]
fn rows_are_numbered_from_where_the_report_begins() {
    #[derive(Debug, Deserialize)]
    struct Depth {
        page_depth: u8,
    }
    let numbers =
        |numbers: [Value; 3]| -> Vec<Row> { numbers.into_iter().map(|number| small(organic(), number)).collect() };
    let read: Vec<Depth> = rows(&numbers([json!(1), json!(2), json!(3)]), 1).unwrap();
    assert_eq!(read.iter().map(|row| row.page_depth).collect::<Vec<_>>(), [1, 2, 3]);
    let wrong = rows::<Depth>(&numbers([json!(1), json!(2), json!(2.5)]), 101);
    fails(wrong, ErrorKind::Decode, "row 103, ym:s:pageDepth: 2.5 is no whole number: only `f64` can take it");
    assert!(rows::<Depth>(&[], 1).unwrap().is_empty());
}

#[test]
fn rows_of_other_columns_and_types_are_not_read_by_places_that_were_found_before() {
    #[derive(Debug, Deserialize)]
    struct Users {
        users: u8,
    }
    #[derive(Debug, Deserialize)]
    struct Visits {
        visits: u8,
    }
    let one = row(&columns(&[], &["ym:s:users", "ym:s:visits"]), json!([]), json!([1, 2]));
    let other = row(&columns(&[], &["ym:s:visits", "ym:s:users"]), json!([]), json!([3, 4]));
    let neither = row(&columns(&[], &["ym:s:visits"]), json!([]), json!([3]));
    let mut reader = Reader::default();
    assert_eq!(reader.read::<Users>(&one, None).unwrap().users, 1);
    assert_eq!(reader.read::<Visits>(&one, None).unwrap().visits, 2);
    assert_eq!(reader.read::<Visits>(&other, None).unwrap().visits, 3);
    assert_eq!(reader.read::<Users>(&other, None).unwrap().users, 4);
    assert_eq!(reader.read::<Value>(&one, None).unwrap(), json!({ "ym:s:users": 1, "ym:s:visits": 2 }));
    assert_eq!(reader.read::<Value>(&other, None).unwrap(), json!({ "ym:s:users": 4, "ym:s:visits": 3 }));
    assert_eq!(reader.read::<Users>(&neither, None).unwrap_err().kind(), ErrorKind::NotAsked);
}
