//! Rows from values: structs, maps, iterators, streams; and what is no row.

use std::error::Error as _;

use futures_util::{StreamExt, stream};
use metrika::import::{Amount, CsvFile, SimpleOrder, from_stream};
use metrika::models::CdpMergeMode;
use metrika::{Error, ErrorKind};
use serde::Serialize;
use serde_json::{Value, json};

use crate::desk::{Desk, SHOP};
use crate::kinds::{Kind, assert_problems, client, nothing_was_sent, refused, report};

#[tokio::test]
async fn a_row_without_named_fields_is_refused() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let good = json!({ "ClientId": 1, "Target": "purchase", "DateTime": 1_772_352_000 });
    for wrong in [json!([1, "purchase", 1_772_352_000]), json!("1,purchase"), json!(1), json!(null), json!(true)] {
        let error = refused(&desk, &client, Kind::Conversions, vec![good.clone(), wrong]).await;
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("row 2 has no named fields: it must be a struct or a map"), "{error}");
    }
    let error = refused(&desk, &client, Kind::Conversions, vec![(1_u64, "purchase", 1_772_352_000_u64)]).await;
    assert!(error.to_string().contains("row 1 has no named fields"), "{error}");
    let error = refused(&desk, &client, Kind::Conversions, Vec::<Value>::new()).await;
    assert!(error.to_string().contains("there are no rows of conversions to upload"), "{error}");
}

/// A type that cannot be written.
#[derive(Clone)]
struct Broken;

impl Serialize for Broken {
    fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("the heap is haunted"))
    }
}

#[tokio::test]
async fn a_row_that_cannot_be_written_is_refused() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let error = refused(&desk, &client, Kind::Conversions, vec![Broken]).await;
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.to_string().contains("row 1 cannot be written: the heap is haunted"), "{error}");
}

#[tokio::test]
async fn lists_within_lists_and_commas_within_them_are_told() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let order =
        |id: u64| json!({ "id": id, "create_date_time": "2026-02-28", "client_ids": [1, 2], "emails": ["a@b.ru"] });
    let mut rows: Vec<Value> = (0..5).map(order).collect();
    rows[1]["client_ids"] = json!([[1], [2]]);
    rows[2]["emails"] = json!(["a@b.ru", "c@d.ru,e@f.ru"]);
    rows[3]["goals"] = json!([{ "goal_action_id": "purchase" }]);
    rows[4]["client_ids"] = json!([1, null]);
    let report = report(&desk, &client, Kind::SimpleOrders, rows).await;
    let expected = [
        (Some(2), "client_ids", "a list or a map of something else"),
        (Some(3), "emails", "\"c@d.ru,e@f.ru\" has a comma, and is one of a list"),
        (Some(4), "goals", "a list or a map of something else"),
        (Some(5), "client_ids", "a list or a map of something else"),
    ];
    assert_problems(&report.problems, &expected);
    assert!(report.problems.iter().all(|problem| problem.line.is_none()), "values have no lines");
}

#[tokio::test]
async fn a_builder_keeps_what_is_wrong_and_the_check_tells_it() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let at = jiff::civil::date(2026, 2, 28).at(10, 0, 0, 0);
    let order = SimpleOrder::new("1", at).email("nobody").phone("call me").revenue("a lot").currency("rubles");
    let report = report(&desk, &client, Kind::SimpleOrders, [order]).await;
    let expected = [
        (Some(1), "emails", "no e-mail address"),
        (Some(1), "phones", "no phone number"),
        (Some(1), "revenue", "no amount"),
        (Some(1), "currency", "no currency of ISO 4217"),
    ];
    assert_problems(&report.problems, &expected);
}

/// A row of somebody's own, with fields of real types.
#[derive(Serialize)]
struct Call {
    #[serde(rename = "ClientId")]
    client: Option<u64>,
    #[serde(rename = "UserId")]
    user: Option<&'static str>,
    #[serde(rename = "DateTime")]
    at: u64,
    #[serde(rename = "StaticCall")]
    is_static: bool,
    #[serde(rename = "CallMissed")]
    missed: Option<bool>,
    #[serde(rename = "Price")]
    price: Option<f64>,
    #[serde(rename = "Tag")]
    tag: Option<String>,
}

#[tokio::test]
async fn types_are_written_as_the_columns_want_them() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let call = |client, is_static, missed, price| Call {
        client,
        user: None,
        at: 1_772_352_000,
        is_static,
        missed,
        price,
        tag: None,
    };
    let rows = [
        call(Some(u64::MAX), true, None, Some(0.1)),
        call(Some(u64::MAX - 1), false, Some(true), Some(1500.0)),
        call(Some(1 << 53 | 1), false, Some(false), None),
    ];
    let _ = client.counter(SHOP).import().calls().upload(rows).send().await.unwrap();
    let body = "ClientId,DateTime,StaticCall,Price,CallMissed\n\
        18446744073709551615,1772352000,1,0.1,\n\
        18446744073709551614,1772352000,0,1500.0,1\n\
        9007199254740993,1772352000,0,,0\n";
    assert_eq!(sorted_columns(&desk.last().body), sorted_columns(body.as_bytes()), "nobody has a user or a tag");
}

/// Lines as their cells by title.
fn sorted_columns(body: &[u8]) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(body);
    reader.deserialize().map(|row| row.unwrap()).collect()
}

#[tokio::test]
async fn lists_are_joined_by_commas() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let row = json!({ "id": "1", "create_date_time": "2026-02-28", "client_ids": [u64::MAX, 2], "emails": [],
        "goals": { "purchase": 200, "add_to_cart": 5 }, "phones": ["79995551111", 79_995_551_112_u64] });
    let upload = client.counter(SHOP).import().crm().upload_simple_orders(CdpMergeMode::Save, vec![row]);
    let _ = upload.send().await.unwrap();
    let sent = &sorted_columns(&desk.last().body)[0];
    assert_eq!(sent["client_ids"], "18446744073709551615,2");
    assert_eq!(sent["phones"], "79995551111,79995551112");
    let mut goals: Vec<&str> = sent["goals"].split(',').collect();
    goals.sort_unstable();
    assert_eq!(goals, ["add_to_cart:5", "purchase:200"]);
    assert!(!sent.contains_key("emails"), "an empty list is an empty cell");
}

#[tokio::test]
async fn json_has_the_same_values() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let row = json!({ "id": "1", "client_uniq_id": "2", "client_type": "CONTACT", "order_status": "PAID",
        "create_date_time": "2026-02-28T22:30:00Z", "revenue": 99.9, "goals": ["purchase:200", "add_to_cart"],
        "products": { "Laptop": 2 } });
    let crm = client.counter(SHOP).import().crm();
    let _ = crm.upload_orders(CdpMergeMode::Save, vec![row]).as_json().send().await.unwrap();
    let body: Value = serde_json::from_slice(&desk.last().body).unwrap();
    let expected = json!({ "id": "1", "client_uniq_id": "2", "client_type": "CONTACT", "order_status": "PAID",
        "create_date_time": "2026-03-01 01:30:00", "revenue": 99.9,
        "goals": [{ "goal_action_id": "purchase", "price": 200.0 }, { "goal_action_id": "add_to_cart" }],
        "products": { "Laptop": 2 } });
    assert_eq!(body, json!({ "orders": [expected] }));

    let contact = json!({ "uniq_id": "2", "client_ids": [u64::MAX, 1], "emails": ["a@b.ru"] });
    let _ = crm.upload_contacts(CdpMergeMode::Save, vec![contact.clone()]).as_json().send().await.unwrap();
    let body: Value = serde_json::from_slice(&desk.last().body).unwrap();
    assert_eq!(body, json!({ "contacts": [contact] }));
}

/// Digits of money are not those of a double.
#[tokio::test]
async fn money_keeps_its_digits() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let price = "1234567890123.45678";
    let conversion = metrika::import::Conversion::new(
        metrika::import::Visitor::UserId("u".into()),
        "purchase",
        "2026-03-01T11:00:00+03:00".parse().unwrap(),
    );
    let rows = [conversion.price(Amount::from(price))];
    let _ = client.counter(SHOP).import().conversions().upload(rows).send().await.unwrap();
    assert_eq!(sorted_columns(&desk.last().body)[0]["Price"], price);
}

#[tokio::test]
async fn an_error_of_the_stream_ends_it() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let good = json!({ "ClientId": 1, "Target": "purchase", "DateTime": 1_772_352_000 });
    let rows = stream::iter([Ok(good), Err(Error::caller(std::io::Error::other("the database is gone")))]);
    let error = refused(&desk, &client, Kind::Conversions, from_stream(rows)).await;
    assert_eq!(error.kind(), ErrorKind::Caller);
    assert!(error.source().unwrap().to_string().contains("the database is gone"), "{error}");
}

/// Whoever serves requests uploads in tasks of their own.
#[tokio::test]
async fn an_upload_runs_in_a_task() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let rows = (1..=3).map(|id| json!({ "ClientId": id, "Target": "purchase", "DateTime": 1_772_352_000 }));
    let task = tokio::spawn(async move {
        let mut checked = client.counter(SHOP).import().conversions().upload(rows).check().await?;
        checked.send().await?.wait().await?.complete()
    });
    assert_eq!(task.await.unwrap().unwrap().accepted, Some(3));
}

#[tokio::test]
async fn streams_iterators_and_files_send_the_same() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let row = |id: u64| json!({ "ClientId": id, "Target": "purchase", "DateTime": 1_772_352_000 });
    let file = "ClientId,Target,DateTime\n1,purchase,1772352000\n2,purchase,1772352000\n";
    let conversions = client.counter(SHOP).import().conversions();
    for upload in [
        conversions.upload((1..=2).map(row)),
        conversions.upload(from_stream(stream::iter(1..=2).map(move |id| Ok(row(id))))),
        conversions.upload(CsvFile::read(file.as_bytes())),
    ] {
        let _ = upload.send().await.unwrap();
        assert_eq!(&desk.last().body[..], file.as_bytes());
    }
    assert!(!nothing_was_sent(&desk), "it would tell");
}
