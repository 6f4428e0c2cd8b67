//! Which column a field is.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::*;
use crate::logs::tsv::Reader;

const HEADER: &str = "ym:s:visitID\tym:s:lastsignTrafficSource\tym:s:pageViews";
const LINE: &str = "18446744073709551615\torganic\t3";
const HAS: &str = "the log has: ym:s:visitID, ym:s:lastsignTrafficSource, ym:s:pageViews";

#[track_caller]
fn not_asked<T: std::fmt::Debug>(read: Result<T>, message: &str) {
    let error = read.unwrap_err();
    assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::NotAsked, message));
}

#[test]
fn a_column_has_many_spellings() {
    assert_eq!(field!(HEADER, LINE, "ym:s:visitID", u64).unwrap(), u64::MAX);
    assert_eq!(field!(HEADER, LINE, "visitID", u64).unwrap(), u64::MAX);
    assert_eq!(field!(HEADER, LINE, "visit_id", u64).unwrap(), u64::MAX);
    assert_eq!(field!(HEADER, LINE, "visitId", u64).unwrap(), u64::MAX);
    assert_eq!(field!(HEADER, LINE, "ym:s:lastSignTrafficSource", String).unwrap(), "organic");
    assert_eq!(field!(HEADER, LINE, "last_sign_traffic_source", String).unwrap(), "organic");
    let hits = "ym:pv:watchID\tym:pv:URL";
    assert_eq!(field!(hits, "7\t/", "watch_id", u64).unwrap(), 7);
    assert_eq!(field!(hits, "7\t/", "url", String).unwrap(), "/");
}

#[test]
fn a_placeholder_finds_whatever_is_written_in() {
    for word in ["lastsign", "last", "LASTSIGN", "cross_device_last_significant", "crossDeviceFirst", "<attribution>"] {
        let header = format!("ym:s:visitID\tym:s:{word}TrafficSource");
        assert_eq!(field!(&header, "1\tad", "<attribution>TrafficSource", String).unwrap(), "ad", "{word}");
        assert_eq!(field!(&header, "1\tad", "ym:s:<attribution>TrafficSource", String).unwrap(), "ad", "{word}");
    }
    // No attribution, but another word.
    let header = "ym:s:visitID\tym:s:latestTrafficSource";
    let read = field!(header, "1\tad", "<attribution>TrafficSource", String);
    let has = "the log has: ym:s:visitID, ym:s:latestTrafficSource";
    not_asked(read, &format!("the field `<attribution>TrafficSource` is no column of this log; {has}"));
    let both = "ym:s:firstTrafficSource\tym:s:lastTrafficSource";
    assert_eq!(field!(both, "ad\torganic", "lastTrafficSource", String).unwrap(), "organic");
    let read = field!(both, "ad\torganic", "<attribution>TrafficSource", String);
    let names = "ym:s:firstTrafficSource, ym:s:lastTrafficSource";
    let message = format!("the field `<attribution>TrafficSource` means more than one column of this log: {names}");
    not_asked(read, &message);
}

#[test]
fn a_field_that_is_no_column_is_an_error_even_if_it_need_not_be_there() {
    #[derive(Debug, Deserialize)]
    struct Misspelt {
        #[serde(default, rename = "visitsID")]
        _id: Option<u64>,
    }
    let read = with(HEADER, LINE, |row| row.read::<Misspelt>());
    not_asked(read, &format!("the field `visitsID` is no column of this log; {HAS}"));
    not_asked(
        field!(HEADER, LINE, "ym:pv:visitID", u64),
        &format!("the field `ym:pv:visitID` is no column of this log; {HAS}"),
    );
    not_asked(field!(HEADER, LINE, "", u64), &format!("the field `` is no column of this log; {HAS}"));
}

#[test]
fn a_name_of_two_columns_is_an_error_unless_it_is_spelt_as_one_of_them() {
    let header = "ym:s:pageViews\tym:s:pageviews";
    assert_eq!(field!(header, "1\t2", "pageviews", u8).unwrap(), 2);
    assert_eq!(field!(header, "1\t2", "ym:s:pageViews", u8).unwrap(), 1);
    let message = "the field `page_views` means more than one column of this log: ym:s:pageViews, ym:s:pageviews";
    not_asked(field!(header, "1\t2", "page_views", u8), message);
}

#[test]
fn a_field_may_be_skipped_and_columns_be_left_out() {
    #[derive(Deserialize)]
    struct Views {
        page_views: u8,
        #[serde(skip)]
        mine: u8,
    }
    // What is wrong in a column that is left out is not looked at.
    let read: Views = with(HEADER, "x\t\\x\t3", |row| row.read()).unwrap();
    assert_eq!((read.page_views, read.mine), (3, 0));
}

#[test]
fn a_map_has_every_column_by_its_name_and_type() {
    let header = "ym:s:visitID\tym:s:pageViews\tym:s:startURL\tym:s:dateTime\tym:s:goalsID\tym:s:bounce\tym:s:newThing";
    let line = "18446744073709551615\t-1\t/\\t\t2026-02-28 12:00:00\t[1,,2]\t\t12";
    let expected = json!({
        "ym:s:visitID": u64::MAX,
        "ym:s:pageViews": -1,
        "ym:s:startURL": "/\t",
        "ym:s:dateTime": "2026-02-28 12:00:00",
        "ym:s:goalsID": [1, null, 2],
        "ym:s:bounce": null,
        "ym:s:newThing": "12",
    });
    assert_eq!(with(header, line, |row| row.read::<Value>()).unwrap(), expected);
    let map = with(header, line, |row| row.read::<HashMap<String, Value>>()).unwrap();
    assert_eq!(json!(map), expected);
    let wrong = with("ym:s:visitID", "x", |row| row.read::<Value>());
    unfit(wrong, "ym:s:visitID", "it is no whole number without a sign");
}

#[test]
fn a_flattened_field_gets_the_columns_that_are_left() {
    #[derive(Debug, Deserialize)]
    struct Outer {
        #[serde(rename = "ym:s:visitID")]
        id: u64,
        #[serde(flatten)]
        views: Views,
        #[serde(flatten)]
        rest: HashMap<String, Value>,
    }
    #[derive(Debug, Deserialize)]
    struct Views {
        #[serde(rename = "ym:s:pageViews")]
        views: u8,
    }
    let outer: Outer = with(HEADER, LINE, |row| row.read()).unwrap();
    assert_eq!((outer.id, outer.views.views), (u64::MAX, 3));
    assert_eq!(json!(outer.rest), json!({ "ym:s:lastsignTrafficSource": "organic" }));
    #[derive(Debug, Deserialize)]
    struct Short {
        #[serde(rename = "visitID")]
        _id: u64,
        #[serde(flatten)]
        _rest: HashMap<String, Value>,
    }
    let rule = "a struct with a flattened field finds columns by the names that the service gives them only";
    let message = format!("there is no column `visitID`: {rule}; {HAS}");
    not_asked(with(HEADER, LINE, |row| row.read::<Short>()), &message);
}

#[test]
fn rows_of_other_columns_and_types_are_not_read_by_places_that_were_found_before() {
    #[derive(Deserialize)]
    struct Visit {
        visit_id: u64,
    }
    #[derive(Deserialize)]
    struct Views {
        page_views: u64,
    }
    let mut reader = Reader::new();
    for (header, line) in [
        ("ym:s:visitID\tym:s:pageViews", "1\t2"),
        ("ym:s:pageViews\tym:s:visitID", "2\t1"),
        // The same names once more are the columns of another part all the same.
        ("ym:s:pageViews\tym:s:visitID", "2\t1"),
    ] {
        with(header, line, |row| {
            assert_eq!(reader.read::<Visit>(&row).unwrap().visit_id, 1);
            assert_eq!(reader.read::<Views>(&row).unwrap().page_views, 2);
            assert_eq!(reader.read::<Value>(&row).unwrap(), json!({ "ym:s:visitID": 1, "ym:s:pageViews": 2 }));
            assert_eq!(reader.read::<Visit>(&row).unwrap().visit_id, 1);
        });
    }
    let read = with("ym:s:pageViews", "2", |row| reader.read::<Visit>(&row).map(|visit| visit.visit_id));
    not_asked(read, "the field `visit_id` is no column of this log; the log has: ym:s:pageViews");
}
