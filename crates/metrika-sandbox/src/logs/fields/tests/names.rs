use serde_json::Value;

use super::super::{LogSource, Write, names, resolve, table};
use crate::traffic::model::Attribution;

/// Names and types, as the published reference has them.
fn vocabulary(key: &str) -> Vec<(String, String)> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/vocabulary.json");
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    file["logs"][key].as_array().unwrap().iter().map(|pair| (text(&pair[0]), text(&pair[1]))).collect()
}

#[test]
fn the_tables_are_the_vocabulary() {
    for (source, key, count) in [(LogSource::Visits, "visits", 176), (LogSource::Hits, "hits", 90)] {
        let ours: Vec<_> = table(source).map(|field| (field.name.to_owned(), field.kind.to_owned())).collect();
        assert_eq!(ours, vocabulary(key));
        assert_eq!(names(source).count(), count);
    }
}

#[test]
fn every_name_is_found_as_itself() {
    for source in [LogSource::Visits, LogSource::Hits] {
        for name in names(source) {
            let field = resolve(source, name, Attribution::First).unwrap();
            assert_eq!((field.name.as_str(), field.field.name), (name, name));
            assert_eq!(field.attribution, Attribution::First, "the default");
        }
    }
}

#[test]
fn an_attribution_is_read_in_any_spelling() {
    for (name, expected) in [
        ("ym:s:lastsignTrafficSource", Attribution::LastSign),
        ("ym:s:lastSignTrafficSource", Attribution::LastSign),
        ("ym:s:LASTSIGNTrafficSource", Attribution::LastSign),
        ("ym:s:lastTrafficSource", Attribution::Last),
        ("ym:s:cross_device_lastTrafficSource", Attribution::CrossDeviceLast),
        ("ym:s:crossDeviceLastTrafficSource", Attribution::CrossDeviceLast),
        ("ym:s:CROSS_DEVICE_LAST_SIGNIFICANTTrafficSource", Attribution::CrossDeviceLastSignificant),
        ("ym:s:last_yandex_direct_clickTrafficSource", Attribution::LastYandexDirectClick),
        ("ym:s:automaticTrafficSource", Attribution::Automatic),
    ] {
        let field = resolve(LogSource::Visits, name, Attribution::First).unwrap_or_else(|| panic!("{name}"));
        assert_eq!((field.attribution, field.field.name), (expected, "ym:s:<attribution>TrafficSource"), "{name}");
        assert_eq!(field.name, name, "the header has the name as asked");
    }
    let field = |name| resolve(LogSource::Visits, name, Attribution::Last).map(|field| field.field.name);
    assert_eq!(field("ym:s:firstSearchEngine"), Some("ym:s:<attribution>SearchEngine"));
    assert_eq!(field("ym:s:firstSearchEngineRoot"), Some("ym:s:<attribution>SearchEngineRoot"));
    assert_eq!(field("ym:s:firsthasGCLID"), Some("ym:s:<attribution>hasGCLID"));
}

#[test]
fn other_names_are_not_found() {
    for name in [
        "",
        "ym:s:TrafficSource",
        "ym:s:noneTrafficSource",
        "ym:s:visitid",
        "ym:s:<attribution>",
        "ym:s:lastsign",
        "ym:s:lastsignvisitID",
        "ym:s:<lastsign>TrafficSource",
        "ym:pv:watchID",
        " ym:s:visitID",
    ] {
        assert!(resolve(LogSource::Visits, name, Attribution::Last).is_none(), "{name:?}");
    }
    assert!(resolve(LogSource::Hits, "ym:s:visitID", Attribution::Last).is_none());
    assert!(resolve(LogSource::Hits, "ym:pv:firstTrafficSource", Attribution::Last).is_none());
}

/// A field that loses its writer by mistake would be an empty column: the list of those that are meant to be empty is kept here.
#[test]
fn fields_of_which_nothing_is_known_are_few() {
    let unknown: Vec<_> = [LogSource::Visits, LogSource::Hits]
        .into_iter()
        .flat_map(table)
        .filter(|field| matches!(field.write, Write::Nothing))
        .map(|field| field.name)
        .collect();
    let expected = [
        "ym:s:eventsProductType",
        "ym:s:promotionID",
        "ym:s:promotionName",
        "ym:s:promotionCreative",
        "ym:s:promotionPosition",
        "ym:s:promotionCreativeSlot",
        "ym:s:promotionEventTime",
        "ym:s:promotionType",
        "ym:pv:ecommerce",
        "ym:pv:params",
    ];
    assert_eq!(unknown, expected);
}
