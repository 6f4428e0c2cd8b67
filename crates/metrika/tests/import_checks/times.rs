//! Times: instants, clock times, and the zone of the counter.

use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use metrika::ErrorKind;
use metrika::models::CdpMergeMode;
use serde::Serialize;
use serde_json::json;

use crate::desk::{Desk, SHOP};
use crate::kinds::{Kind, assert_problems, client, nothing_was_sent, refused, report};

fn instant() -> Timestamp {
    "2026-02-28T22:30:00.9Z".parse().unwrap()
}

fn zoned(zone: &str) -> ZonedDateTime {
    instant().to_zoned_datetime(TimeZone::get(zone).unwrap())
}

/// A conversion of somebody's own.
#[derive(Serialize)]
struct Sale<T> {
    #[serde(rename = "ClientId")]
    client: u64,
    #[serde(rename = "Target")]
    target: &'static str,
    #[serde(rename = "DateTime")]
    at: T,
}

fn sale<T>(at: T) -> Vec<Sale<T>> {
    vec![Sale { client: 1, target: "purchase", at }]
}

/// An order of somebody's own.
#[derive(Serialize)]
struct Order<T> {
    id: &'static str,
    client_uniq_id: &'static str,
    client_type: &'static str,
    create_date_time: T,
    order_status: &'static str,
}

fn order<T>(at: T) -> Vec<Order<T>> {
    vec![Order { id: "1", client_uniq_id: "2", client_type: "CONTACT", create_date_time: at, order_status: "PAID" }]
}

#[tokio::test]
async fn instants_of_conversions_become_unix_seconds() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let conversions = client.counter(SHOP).import().conversions();
    for upload in [
        conversions.upload(sale(instant())),
        conversions.upload(sale(zoned("Europe/Moscow"))),
        conversions.upload(sale(zoned("America/New_York"))),
        conversions.upload(sale(instant().as_second())),
        conversions.upload(sale(instant().to_string())),
        conversions.upload(sale("2026-03-01T03:30:00+05:00")),
    ] {
        let _ = upload.send().await.unwrap();
        assert_eq!(&desk.last().body[..], b"ClientId,Target,DateTime\n1,purchase,1772317800\n");
    }
}

#[tokio::test]
async fn a_clock_time_of_a_conversion_does_not_say_when_it_was() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let expected = [(Some(1), "DateTime", "does not say of which time zone it is")];
    let at: DateTime = date(2026, 2, 28).at(22, 30, 0, 0);
    let found = report(&desk, &client, Kind::Conversions, sale(at)).await;
    assert_problems(&found.problems, &expected);
    let found = report(&desk, &client, Kind::Conversions, sale(at.date())).await;
    assert_problems(&found.problems, &expected);
    let found = report(&desk, &client, Kind::Conversions, sale(instant().as_millisecond())).await;
    assert_problems(&found.problems, &[(Some(1), "DateTime", "milliseconds")]);
}

/// The time of the order in what was sent.
fn created(desk: &Desk) -> String {
    let body = String::from_utf8(desk.last().body.to_vec()).unwrap();
    let (header, row) = body.trim_end().split_once('\n').unwrap();
    let place = header.split(';').position(|title| title == "create_date_time").unwrap();
    row.split(';').nth(place).unwrap().to_owned()
}

#[tokio::test]
async fn times_of_orders_are_those_of_the_clock_of_the_counter() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let crm = client.counter(SHOP).import().crm();
    let clock: DateTime = date(2026, 2, 28).at(22, 30, 0, 0);
    let day: Date = clock.date();
    let mode = CdpMergeMode::Save;
    for (upload, written) in [
        // The counter is in Moscow, three hours ahead.
        (crm.upload_orders(mode.clone(), order(instant())), "2026-03-01 01:30:00"),
        (crm.upload_orders(mode.clone(), order(zoned("Asia/Tokyo"))), "2026-03-01 01:30:00"),
        (crm.upload_orders(mode.clone(), order(instant())).time_zone(TimeZone::UTC), "2026-02-28 22:30:00"),
        (crm.upload_orders(mode.clone(), order(clock)), "2026-02-28 22:30:00"),
        (crm.upload_orders(mode.clone(), order(day)), "2026-02-28"),
        (crm.upload_orders(mode.clone(), order("28.02.2026 22:30")), "2026-02-28 22:30:00"),
    ] {
        let _ = upload.send().await.unwrap();
        assert_eq!(created(&desk), written);
    }
    let asked = desk.sent().iter().filter(|call| call.ends_with(&format!("/counter/{SHOP}"))).count();
    assert_eq!(asked, 5, "a zone that is given is not asked for");
}

/// The zone decides which moment is over: at noon in Moscow it is two in the afternoon in Yekaterinburg.
#[tokio::test]
async fn what_is_in_the_future_depends_on_the_zone() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let crm = client.counter(SHOP).import().crm();
    let one_o_clock: DateTime = date(2026, 3, 1).at(13, 0, 0, 0);
    let checked = crm.upload_orders(CdpMergeMode::Save, order(one_o_clock)).check().await.unwrap();
    assert_problems(&checked.report().problems, &[(Some(1), "create_date_time", "in the future")]);
    let east = TimeZone::get("Asia/Yekaterinburg").unwrap();
    let upload = crm.upload_orders(CdpMergeMode::Save, order(one_o_clock)).time_zone(east);
    assert!(upload.check().await.unwrap().report().is_clean());
}

#[tokio::test]
async fn a_zone_that_is_not_known_here_is_to_be_said() {
    let desk = Desk::new().await;
    desk.sandbox.state(|state| {
        let counter = state.counters.get_mut(&SHOP).unwrap();
        counter.value.insert("time_zone_name".into(), json!("Europe/Atlantis"));
    });
    let client = client(&desk);
    let error = refused(&desk, &client, Kind::Orders, order(instant())).await;
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.to_string().contains("Europe/Atlantis"), "{error}");
    assert!(error.to_string().contains(".time_zone("), "{error}");
    desk.sandbox.state(|state| state.counters.get_mut(&SHOP).unwrap().value.remove("time_zone_name"));
    let error = refused(&desk, &client, Kind::Orders, order(instant())).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("no time zone in the answer: say `.time_zone(..)`"), "{error}");
    let crm = client.counter(SHOP).import().crm();
    let upload = crm.upload_orders(CdpMergeMode::Save, order(instant())).time_zone(TimeZone::UTC);
    assert!(upload.check().await.unwrap().report().is_clean());
    assert!(nothing_was_sent(&desk));
}

#[tokio::test]
async fn what_is_too_old_joins_nothing_unless_it_is_allowed() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let second = jiff::SignedDuration::from_secs(1);
    let now: Timestamp = "2026-03-01T12:00:00+03:00".parse().unwrap();
    let reach = now - jiff::SignedDuration::from_hours(21 * 24);
    for (at, clean) in [(reach, true), (reach - second, false), (now, true), (now + second, false)] {
        let found = report(&desk, &client, Kind::Conversions, sale(at)).await;
        assert_eq!(found.is_clean(), clean, "{at}: {found}");
        let allowed = client.counter(SHOP).import().conversions().upload(sale(at)).allow_old();
        let found = allowed.check().await.unwrap().report().clone();
        assert_eq!(found.is_clean(), at <= now, "what is to come is no good at any rate: {found}");
    }
    let old = order(date(2020, 4, 21));
    let found = report(&desk, &client, Kind::Orders, old).await;
    assert_problems(&found.problems, &[(Some(1), "create_date_time", "more than 21 days ago")]);
    let crm = client.counter(SHOP).import().crm();
    let checked = crm.upload_orders(CdpMergeMode::Save, order(date(2020, 4, 21))).allow_old().check().await.unwrap();
    assert!(checked.report().is_clean());
}
