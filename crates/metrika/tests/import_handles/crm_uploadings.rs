use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::datetime;
use metrika::Client;
use metrika::import::{Before, Crm};
use metrika::models::{CdpUploading, CdpUploadingEntityType, CdpUploadingFormat, CdpValidationStatus};

use crate::crm::product;
use crate::desk::{Desk, EMPTY};
use crate::not_sent;

fn crm(client: &Client) -> Crm<'_> {
    client.counter(EMPTY).import().crm()
}

fn ids(uploadings: &[CdpUploading]) -> Vec<&str> {
    uploadings.iter().filter_map(|uploading| uploading.uploading_id.as_deref()).collect()
}

/// Uploads of products, one a minute from 12:00 on.
async fn with_uploadings(count: u64) -> Desk {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    for _ in 0..count {
        crm(&client).products().create([], [product("pear")]).await.unwrap();
        desk.clock.advance(Duration::from_secs(60));
    }
    desk.sandbox.clear_journal();
    desk
}

#[tokio::test]
async fn the_latest_uploadings_are_listed() {
    let desk = with_uploadings(12).await;
    let client = desk.client();
    let latest = crm(&client).uploadings().send().await.unwrap();
    assert_eq!(desk.sent(), [format!("GET /cdp/api/v1/counter/{EMPTY}/last_uploadings")]);
    assert!(desk.last().query.is_empty(), "the service's own defaults are left to it");
    assert_eq!(ids(&latest), ["12", "11", "10", "9", "8", "7", "6", "5", "4", "3"]);
    assert_eq!(latest[0].api_validation_status, Some(CdpValidationStatus::Passed));
    let kind = (&latest[0].entity_type, &latest[0].uploading_format, latest[0].elements_count);
    assert_eq!(kind, (&Some(CdpUploadingEntityType::SystemList), &Some(CdpUploadingFormat::Json), Some(1)));

    assert_eq!(ids(&crm(&client).uploadings().limit(2).source("API").send().await.unwrap()), ["12", "11"]);
    let sent = [("limit", "2"), ("source", "API")];
    assert_eq!(desk.last().query, sent.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert!(crm(&client).uploadings().source("UI").send().await.unwrap().is_empty());
    assert_eq!(crm(&client).uploadings().limit(1000).send().await.unwrap().len(), 12);
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn older_ones_come_before_the_time_of_the_oldest_seen() {
    let desk = with_uploadings(5).await;
    let client = desk.client();
    let (mut seen, mut before) = (Vec::new(), None::<String>);
    loop {
        let mut list = crm(&client).uploadings().limit(2);
        if let Some(time) = before {
            list = list.before(time);
        }
        let page = list.send().await.unwrap();
        seen.extend(ids(&page).iter().map(|id| (*id).to_owned()));
        let Some(oldest) = page.last() else { break };
        before = oldest.datetime.clone();
    }
    assert_eq!(seen, ["5", "4", "3", "2", "1"]);
}

#[tokio::test]
async fn a_time_is_written_in_either_form() {
    // The counter is three hours ahead of UTC.
    let desk = with_uploadings(3).await;
    let client = desk.client();
    let instant: Timestamp = "2026-03-01T09:02:00.987654Z".parse().unwrap();
    let cases: [(Before, &str, &[&str]); 4] = [
        (instant.into(), "2026-03-01T09:02:00.987Z", &["3", "2", "1"]),
        (datetime(2026, 3, 1, 12, 2, 0, 0).into(), "2026-03-01 12:02:00", &["2", "1"]),
        ("2026-03-01 12:01:00".into(), "2026-03-01 12:01:00", &["1"]),
        ("2026-03-01T12:01:00+03:00".to_owned().into(), "2026-03-01T12:01:00+03:00", &["1"]),
    ];
    for (before, text, expected) in cases {
        let listed = crm(&client).uploadings().before(before).send().await.unwrap();
        assert_eq!(desk.last().query, [("datetime_offset".to_owned(), text.to_owned())]);
        assert_eq!(ids(&listed), expected, "{text}");
    }
    let error = crm(&client).uploadings().before("yesterday").send().await.unwrap_err();
    assert_eq!(error.kind(), metrika::ErrorKind::InvalidParameter, "other forms are left to the service");
}

#[tokio::test]
async fn what_cannot_be_asked_for_is_not_sent() {
    let desk = Desk::new().await;
    let client = desk.client();
    for (list, rule) in [
        (crm(&client).uploadings().limit(0), "limit: 0 is not from 1 to 1000"),
        (crm(&client).uploadings().limit(1001), "limit: 1001 is not from 1 to 1000"),
        (crm(&client).uploadings().before(" "), "datetime_offset: it is empty"),
        (crm(&client).uploadings().source(""), "source: it is empty"),
    ] {
        assert_eq!(not_sent(list.send().await.unwrap_err()), rule);
    }
    assert!(desk.sent().is_empty());
}
