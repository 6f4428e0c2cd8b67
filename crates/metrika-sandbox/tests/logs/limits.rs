//! Which fields can be asked for, and how many.

use metrika_sandbox::logs::fields::{LogSource, names};

use crate::exported::{Desk, all_days, but, refusal};

/// An evaluation and a request are refused for the same reason.
async fn refused(desk: &Desk, wanted: &[(&str, &str)], error_type: &str, location: &str, words: &str) {
    let refused = (400, error_type, Some(location), words);
    assert_eq!(refusal(&desk.evaluate(wanted).await), refused);
    assert_eq!(refusal(&desk.ask(wanted).await), refused);
}

/// A list of different fields with exactly so many characters.
fn list_of(length: usize) -> String {
    let all: Vec<&str> = names(LogSource::Visits).collect();
    let mut list = String::new();
    let mut rest = all.iter();
    while list.len() + 100 < length {
        list += rest.next().unwrap();
        list += ",";
    }
    let rest: Vec<_> = rest.collect();
    for first in &rest {
        for (second, third) in rest.iter().zip(rest.iter().skip(1)) {
            let found = format!("{list}{first},{second},{third}");
            if found.len() == length && first != second && first != third {
                return found;
            }
        }
    }
    panic!("no names add up to {length}");
}

#[tokio::test]
async fn the_list_of_fields_has_3000_characters_at_most() {
    let desk = Desk::open().await;
    let longest = list_of(3_000);
    let wanted = all_days("visits", &longest);
    assert_eq!(desk.evaluate(&wanted).await.0, 200);
    let log = desk.export(&wanted).await;
    assert_eq!(log.fields.join(","), longest);
    let words = "fields has 3001 characters, at most 3000 are taken";
    refused(&desk, &all_days("visits", &list_of(3_001)), "invalid_parameter", "fields", words).await;
}

#[tokio::test]
async fn fields_are_those_of_the_source() {
    let desk = Desk::open().await;
    for (source, fields, words) in [
        ("visits", "ym:s:visitID,ym:s:visitId", "ym:s:visitId is no field of logs"),
        ("visits", "visitID", "visitID is no field of logs"),
        // Reports have it, logs do not.
        ("visits", "ym:s:isRobot", "ym:s:isRobot is no field of logs"),
        ("visits", "ym:s:noneUTMSource", "ym:s:noneUTMSource is no field of logs"),
        ("visits", "ym:s:visitID,ym:pv:watchID", "ym:pv:watchID belongs to the other source"),
        ("hits", "ym:s:visitID", "ym:s:visitID belongs to the other source"),
        ("hits", "ym:s:lastUTMSource", "ym:s:lastUTMSource belongs to the other source"),
        ("hits", "ym:pv:watchID,", " is no field of logs"),
    ] {
        refused(&desk, &all_days(source, fields), "invalid_parameter", "fields", words).await;
    }
    refused(&desk, &all_days("visits", ""), "missing_parameter", "fields", "fields is missing").await;
}

#[tokio::test]
async fn there_are_two_sources() {
    let desk = Desk::open().await;
    for source in ["cookies", "VISITS", ""] {
        let told = desk.ask(&all_days(source, "ym:s:visitID")).await;
        let (status, error_type, location, words) = refusal(&told);
        assert_eq!((status, error_type, location), (400, "invalid_parameter", Some("source")), "{source}");
        assert!(words.contains("\"hits\", \"visits\""), "{words}");
    }
}

#[tokio::test]
async fn attributions_are_words_in_upper_case_and_only_a_request_takes_them() {
    let desk = Desk::open().await;
    let wanted = all_days("visits", "ym:s:visitID");
    for word in ["lastsign", "NEXT", ""] {
        let told = desk.ask(&but(&wanted, "attribution", word)).await;
        let (status, error_type, location, _) = refusal(&told);
        assert_eq!((status, error_type, location), (400, "invalid_parameter", Some("attribution")), "{word}");
    }
    for word in ["FIRST", "LAST", "LASTSIGN", "LAST_YANDEX_DIRECT_CLICK", "CROSS_DEVICE_LAST_SIGNIFICANT", "AUTOMATIC"]
    {
        let id = desk.create(&but(&wanted, "attribution", word)).await;
        assert_eq!(desk.look(id).await["attribution"], word);
    }
    let told = desk.evaluate(&but(&wanted, "attribution", "LAST")).await;
    assert_eq!(refusal(&told).3, "evaluate_log_request has no parameter attribution");
}

#[tokio::test]
async fn everything_else_is_needed() {
    let desk = Desk::open().await;
    for name in ["source", "fields", "date1", "date2"] {
        let mut wanted = all_days("visits", "ym:s:visitID").to_vec();
        wanted.retain(|(other, _)| *other != name);
        refused(&desk, &wanted, "missing_parameter", name, &format!("{name} is missing")).await;
    }
}
