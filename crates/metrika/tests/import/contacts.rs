//! Customers, as CSV and as JSON: what arrives is the same.

use jiff::civil::date;
use metrika::ErrorKind;
use metrika::import::{Contact, CsvFile, IntoSource, OnProblem, Outcome, Upload, UploadingStatus};
use metrika::models::{Attribute, CdpEntityType, CdpMergeMode};
use metrika::{Client, Result};
use metrika_sandbox::state::Entity;
use serde::Serialize;
use serde_json::json;

use crate::desk::{Desk, SHOP};
use crate::table::Kind;

const BOTH: [bool; 2] = [false, true];

fn upload<'a>(client: &'a Client, json: bool, rows: impl IntoSource<'a>) -> Upload<'a, Contact> {
    let upload = client.counter(SHOP).import().crm().upload_contacts(CdpMergeMode::Save, rows);
    if json { upload.as_json() } else { upload }
}

fn kind(json: bool) -> Kind {
    if json { Kind::ContactsJson } else { Kind::ContactsCsv }
}

fn kept(desk: &Desk, id: &str) -> Option<Entity> {
    desk.sandbox.state(|state| state.counters[&SHOP].crm.contacts.get(id).cloned())
}

async fn attribute(client: &Client, name: &str) -> Result<()> {
    let attribute = Attribute { name: Some(name.into()), multivalued: Some(false.into()), ..Attribute::default() };
    client.counter(SHOP).import().crm().attributes(CdpEntityType::Contact).create([attribute]).await
}

#[tokio::test]
async fn all_that_a_contact_has_arrives() {
    for json in BOTH {
        let desk = Desk::in_step(|builder| builder).await;
        let client = desk.client();
        let full = Contact::new("c1").name("Ann, \"the first\"; of Omsk").birth_date(date(1990, 4, 21));
        let full = full.create_date_time(date(2026, 2, 1).at(10, 0, 0, 0)).email("Ann@Example.com");
        let full = full.phone("+7 999 555-11-11").hashed_email("bob@example.com").client_id(12_345_678_910_u64);
        let sent = upload(&client, json, [full, Contact::new("c2").client_id(2_u64)]).send().await.unwrap();
        let summary = sent.wait().await.unwrap().complete().unwrap();
        assert_eq!((summary.rows, summary.sent, summary.accepted), (2, 2, None));
        assert_eq!(summary.uploadings[0].status, UploadingStatus::Processed);
        let ann = kept(&desk, "c1").unwrap();
        assert_eq!((&ann["name"], &ann["birth_date"]), (&json!("Ann, \"the first\"; of Omsk"), &json!("1990-04-21")));
        assert_eq!(
            (&ann["create_date_time"], &ann["phones"]),
            (&json!("2026-02-01 10:00:00"), &json!(["79995551111"]))
        );
        assert_eq!(ann["emails_md5"][0].as_str().unwrap().len(), 32);
        let id = &ann["client_ids"][0];
        assert_eq!(id.as_str().map_or_else(|| id.to_string(), str::to_owned), "12345678910");
        assert_eq!(kind(json).arrived(&desk), [2]);
        assert!(desk.sandbox.violations().is_empty());
    }
}

/// A customer with an attribute of one's own.
#[derive(Serialize)]
struct Customer {
    uniq_id: &'static str,
    client_ids: Vec<u64>,
    shoe_size: Option<u32>,
}

#[tokio::test]
async fn attributes_of_ones_own_are_sent_once_the_counter_knows_them() {
    for json in BOTH {
        let desk = Desk::in_step(|builder| builder).await;
        let client = desk.client();
        let rows = || {
            let with = Customer { uniq_id: "c1", client_ids: vec![1], shoe_size: Some(42) };
            [with, Customer { uniq_id: "c2", client_ids: vec![2], shoe_size: None }]
        };
        let error = upload(&client, json, rows()).send().await.unwrap_err();
        assert!(error.to_string().contains("shoe_size"), "{error}");
        attribute(&client, "shoe_size").await.unwrap();
        upload(&client, json, rows()).send().await.unwrap().wait().await.unwrap().complete().unwrap();
        let size = kept(&desk, "c1").unwrap();
        assert_eq!(size["attribute_values"], json!({ "shoe_size": "42" }));
        assert!(!kept(&desk, "c2").unwrap().contains_key("attribute_values"));
        assert!(desk.sandbox.violations().is_empty());
    }
}

const FILE: &[u8] = b"uniq_id,phones,client_ids\nc1,79995551111,1\nc2,8-012,2\n";

#[tokio::test]
async fn bad_rows_stop_it_or_are_left_out() {
    for json in BOTH {
        let desk = Desk::in_step(|builder| builder).await;
        let client = desk.client();
        let error = upload(&client, json, CsvFile::read(FILE)).send().await.unwrap_err();
        assert!(error.to_string().contains("row 2 (line 3), phones"), "{error}");
        assert!(kind(json).arrived(&desk).is_empty());
        let skipping = upload(&client, json, CsvFile::read(FILE)).on_problem(OnProblem::Skip);
        let outcome = skipping.send().await.unwrap().wait().await.unwrap();
        assert!(matches!(&outcome, Outcome::PartlyAccepted(summary) if summary.sent == 1), "{outcome:?}");
        assert!(kept(&desk, "c1").is_some() && kept(&desk, "c2").is_none());
    }
}

#[tokio::test]
async fn what_the_service_refuses_is_an_error_with_its_reasons() {
    for json in BOTH {
        let desk = Desk::in_step(|builder| builder).await;
        let client = desk.client();
        let mut checked = upload(&client, json, CsvFile::read(FILE)).on_problem(OnProblem::Send).check().await.unwrap();
        let error = checked.send().await.unwrap_err();
        assert_eq!((error.kind(), error.is_in_doubt()), (ErrorKind::InvalidUploading, false), "{error}");
        assert!(error.to_string().contains("element 2") && error.to_string().contains("phones"), "{error}");
        let outcome = checked.send().await.unwrap().wait().await.unwrap();
        assert!(matches!(&outcome, Outcome::Refused(summary) if summary.uploadings[0].errors.len() == 1));
        assert_eq!((kind(json).sent(&desk), kind(json).arrived(&desk)), (1, vec![2]));
        assert!(kept(&desk, "c1").is_none(), "the sandbox keeps nothing of it");
    }
}

#[tokio::test]
async fn bodies_of_json_are_cut_too() {
    let desk = Desk::in_step(|builder| builder).await;
    let client = desk.client();
    let rows = (1..=9_u64).map(|id| Contact::new(format!("c{id}")).client_id(id));
    let sent = upload(&client, true, rows).piece_bytes(120).send().await.unwrap();
    let summary = sent.wait().await.unwrap().complete().unwrap();
    assert_eq!(summary.sent, 9);
    let arrived = Kind::ContactsJson.arrived(&desk);
    assert!(arrived.len() > 1 && arrived.iter().sum::<u64>() == 9, "{arrived:?}");
    assert_eq!(summary.uploadings.len(), arrived.len());
}
