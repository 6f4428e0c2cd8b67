//! The log of visits and reports about visits.

use std::collections::{BTreeMap, HashMap};

use super::report::{agree, desk, same, table, totals};
use super::sums::{FIELDS, METRICS, Sum, grouped, value};
use crate::exported::log::Row;
use crate::exported::{Desk, FIRST, LAST, all_days};

#[tokio::test]
async fn totals_are_sums_over_the_log() {
    let desk = desk().await;
    let log = desk.export(&all_days("visits", FIELDS)).await;
    let mut sum = Sum::default();
    log.rows().for_each(|row| sum.add(row));
    let reported = totals(&desk, METRICS, &[]).await;
    assert!(same(&sum.numbers(), &reported), "{:?} {reported:?}", sum.numbers());
    // None of the numbers is there for free.
    assert!(sum.bounces > 100.0 && sum.bounces < sum.visits && sum.views > sum.visits && sum.seconds > 10_000.0);
    assert!(sum.users.len() < log.rows.len() && sum.new_users.len() < sum.users.len(), "nobody came twice");
}

#[tokio::test]
async fn every_day_has_its_own_totals() {
    let desk = desk().await;
    let log = desk.export(&all_days("visits", &format!("{FIELDS},ym:s:date"))).await;
    for day in [FIRST, "2026-03-07", "2026-03-08", LAST] {
        let mut sum = Sum::default();
        log.rows().filter(|row| row.text("ym:s:date") == day).for_each(|row| sum.add(row));
        assert!(sum.visits > 100.0);
        let mut reported = totals(&desk, METRICS, &[("date1", day), ("date2", day)]).await;
        // The last number is per day, and this is only one.
        assert_eq!(reported.pop(), Some(sum.visits));
        assert!(same(&sum.numbers()[..reported.len()], &reported), "{day}: {:?} {reported:?}", sum.numbers());
    }
}

/// Groups a log by the fields, and holds it against the reports by the dimensions of the same name.
async fn same_by_names(desk: &Desk, names: &[&str]) {
    let log = desk.export(&all_days("visits", &format!("{FIELDS},{}", names.join(",")))).await;
    for name in names {
        let computed = grouped(&log, |row| vec![value(row, name)]);
        assert!(computed.len() > 1, "{name} tells nothing apart");
        agree(&computed, &table(desk, METRICS, name, &[]).await, name);
    }
}

#[tokio::test]
async fn by_day_page_and_system() {
    let names = ["date", "startURL", "endURL", "referer", "browser", "operatingSystem", "operatingSystemRoot"];
    let more = ["browserEngine", "mobilePhone", "mobilePhoneModel", "browserLanguage", "clientTimeZone", "screenWidth"];
    let names: Vec<String> = names.iter().chain(&more).map(|name| format!("ym:s:{name}")).collect();
    same_by_names(&desk().await, &names.iter().map(String::as_str).collect::<Vec<_>>()).await;
}

#[tokio::test]
async fn by_source_under_four_attributions() {
    let desk = desk().await;
    let attributions = ["first", "last", "lastsign", "last_yandex_direct_click"];
    let mut tables = Vec::new();
    for attribution in attributions {
        let name = format!("ym:s:{attribution}TrafficSource");
        same_by_names(&desk, &[&name]).await;
        tables.push(table(&desk, "ym:s:visits", &name, &[]).await);
    }
    for (at, one) in tables.iter().enumerate() {
        let others = tables[at + 1..].iter();
        assert!(others.into_iter().all(|other| one != other), "{} is like another", attributions[at]);
    }
}

#[tokio::test]
async fn by_engine_network_and_label_under_two_attributions() {
    let desk = desk().await;
    let endings = ["SearchEngine", "SearchEngineRoot", "AdvEngine", "SocialNetwork", "SocialNetworkProfile"];
    let more = ["Messenger", "RecommendationSystem", "UTMSource", "UTMMedium", "UTMCampaign", "UTMContent", "UTMTerm"];
    for attribution in ["last", "lastsign"] {
        let names: Vec<String> =
            endings.iter().chain(&more).map(|ending| format!("ym:s:{attribution}{ending}")).collect();
        same_by_names(&desk, &names.iter().map(String::as_str).collect::<Vec<_>>()).await;
    }
}

/// A dimension, the field that is like it, and what the report calls a value of the field.
type Translated = (&'static str, &'static str, fn(Row<'_>, &str) -> Option<String>);

#[tokio::test]
async fn by_what_logs_and_reports_call_by_different_names() {
    const TRANSLATED: [Translated; 6] = [
        ("ym:s:regionCountry", "ym:s:regionCountryID", value),
        ("ym:s:regionCity", "ym:s:regionCityID", value),
        ("ym:s:clientID", "ym:s:clientID", value),
        ("ym:s:deviceCategory", "ym:s:deviceCategory", |row, field| {
            // Numbers in logs, words in reports.
            Some(["desktop", "mobile", "tablet", "tv"][usize::try_from(row.number(field)).unwrap() - 1].to_owned())
        }),
        ("ym:s:isNewUser", "ym:s:isNewUser", yes),
        ("ym:s:cookieEnabled", "ym:s:cookieEnabled", yes),
    ];
    fn yes(row: Row<'_>, field: &str) -> Option<String> {
        Some(if row.flag(field) { "yes" } else { "no" }.to_owned())
    }
    let desk = desk().await;
    let fields: Vec<&str> =
        TRANSLATED.iter().map(|(_, field, _)| *field).filter(|name| !FIELDS.contains(name)).collect();
    let log = desk.export(&all_days("visits", &format!("{FIELDS},{}", fields.join(",")))).await;
    for (dimension, field, translate) in TRANSLATED {
        let computed = grouped(&log, |row| vec![translate(row, field)]);
        assert!(computed.len() > 1, "{field} tells nothing apart");
        agree(&computed, &table(&desk, METRICS, dimension, &[]).await, dimension);
    }
}

#[tokio::test]
async fn by_several_dimensions_at_once() {
    let desk = desk().await;
    let names = ["ym:s:date", "ym:s:lastTrafficSource", "ym:s:operatingSystemRoot"];
    let log = desk.export(&all_days("visits", &format!("{FIELDS},{}", names.join(",")))).await;
    let computed = grouped(&log, |row| names.map(|name| value(row, name)).to_vec());
    assert!(computed.len() > 50);
    agree(&computed, &table(&desk, METRICS, &names.join(","), &[]).await, "three dimensions");
}

#[tokio::test]
async fn a_filter_picks_the_same_visits() {
    let desk = desk().await;
    let fields = format!("{FIELDS},ym:s:lastsignTrafficSource,ym:s:browser");
    let log = desk.export(&all_days("visits", &fields)).await;
    let filter = ("filters", "ym:s:lastsignTrafficSource=='organic' AND ym:s:browser!='chrome' AND ym:s:pageViews>2");
    let mut sum = Sum::default();
    log.rows()
        .filter(|row| row.text("ym:s:lastsignTrafficSource") == "organic" && row.text("ym:s:browser") != "chrome")
        .filter(|row| row.number("ym:s:pageViews") > 2)
        .for_each(|row| sum.add(row));
    assert!(sum.visits > 10.0);
    let reported = totals(&desk, METRICS, &[filter]).await;
    assert!(same(&sum.numbers(), &reported), "{:?} {reported:?}", sum.numbers());
}

/// Logs have no field that tells a robot, but they have the visits of robots, which only reports name.
#[tokio::test]
async fn robots_are_in_both() {
    let desk = desk().await;
    let log = desk.export(&all_days("visits", FIELDS)).await;
    let mut visits: HashMap<String, f64> = HashMap::new();
    for row in log.rows() {
        *visits.entry(row.text("ym:s:clientID")).or_default() += 1.0;
    }
    let of = async |word: &str| {
        let filter = format!("ym:s:isRobot=='{word}'");
        table(&desk, "ym:s:visits,ym:s:robotVisits", "ym:s:clientID", &[("filters", &filter)]).await
    };
    let (robots, people) = (of("Yes").await, of("No").await);
    assert!(robots.len() > 5 && people.len() > 500);
    let mut all: BTreeMap<String, f64> = BTreeMap::new();
    for (table, share) in [(&robots, 1.0), (&people, 0.0)] {
        for (client, numbers) in table {
            assert_eq!(numbers[1], share * numbers[0], "{client:?}");
            *all.entry(client[0].clone().unwrap()).or_default() += numbers[0];
        }
    }
    assert_eq!(all, visits.into_iter().collect());
    let robot_visits: f64 = robots.values().map(|numbers| numbers[0]).sum();
    let share = 100.0 * robot_visits / log.rows.len() as f64;
    assert!(same(&totals(&desk, "ym:s:robotVisits,ym:s:robotPercentage", &[]).await, &[robot_visits, share]));
}

#[tokio::test]
async fn parameters_and_calls_are_the_same() {
    let desk = desk().await;
    let fields =
        "ym:s:parsedParamsKey1,ym:s:offlineCallMissed,ym:s:offlineCallTalkDuration,ym:s:offlineCallFirstTimeCaller";
    let log = desk.export(&all_days("visits", fields)).await;
    let params: usize = log.rows().map(|row| row.list("ym:s:parsedParamsKey1").len()).sum();
    let sum = |field: &str| log.rows().flat_map(|row| row.numbers(field)).sum::<u64>() as f64;
    let calls = log.rows().map(|row| row.list("ym:s:offlineCallMissed").len()).sum::<usize>() as f64;
    let missed = sum("ym:s:offlineCallMissed");
    let computed = [
        params as f64,
        calls,
        missed,
        sum("ym:s:offlineCallFirstTimeCaller"),
        sum("ym:s:offlineCallTalkDuration") / (calls - missed),
    ];
    assert!(computed.iter().all(|number| *number > 0.0), "{computed:?}");
    let metrics = "ym:s:paramsNumber,ym:s:offlineCalls,ym:s:offlineCallsMissed,ym:s:offlineCallsFirstTimeCaller,\
        ym:s:offlineCallTalkDurationAvg";
    let reported = totals(&desk, metrics, &[]).await;
    assert!(same(&computed, &reported), "{computed:?} {reported:?}");
}
