//! Rows arrive as they were given: none twice, none changed.

use metrika::import::{CsvFile, OnProblem};
use metrika::models::CdpMergeMode;
use serde_json::{Value, json};

use crate::desk::{Desk, SHOP};
use crate::service::{Service, shown};

fn target(id: u64) -> Value {
    json!({ "ClientId": id, "Target": "purchase", "DateTime": 1_772_352_000 })
}

/// Rows of one's own leave out what they do not have; a longer row in between changes nothing.
#[tokio::test]
async fn a_repeated_row_is_found_behind_one_with_more_fields() {
    let desk = Desk::new().await;
    let client = desk.client();
    let mut longer = target(2);
    longer["Price"] = json!(1);
    let upload = client.counter(SHOP).import().conversions().upload([target(1), longer, target(1)]);
    let checked = upload.check().await.unwrap();
    assert_eq!(checked.report().bad_rows, 1, "{}", checked.report());
    assert_eq!(checked.report().problems[0].row, Some(3));
}

/// Bodies of JSON stay as small as is promised, although JSON repeats the names of the columns.
#[tokio::test]
async fn bodies_of_json_are_cut_by_their_own_size() {
    let service = Service::new(|_, number| {
        shown(json!({ "uploading_id": number.to_string(), "api_validation_status": "PASSED", "elements_count": 1 }))
    })
    .await;
    let client = service.client();
    let rows = (0..200).map(|id| json!({ "uniq_id": id.to_string(), "name": "A", "client_ids": [1, 2, 3] }));
    let upload = client.counter(SHOP).import().crm().upload_contacts(CdpMergeMode::Save, rows).as_json();
    let upload = upload.piece_bytes(2000).without_lookups().time_zone(jiff::tz::TimeZone::UTC);
    let _ = upload.send().await.unwrap();
    let posts = service.posts();
    assert!(posts.iter().all(|post| post.body.len() <= 2000), "{:?}", posts[0].body.len());
    let sent: usize = posts
        .iter()
        .map(|post| serde_json::from_slice::<Value>(&post.body).unwrap()["contacts"].as_array().unwrap().len())
        .sum();
    assert_eq!(sent, 200);
}

fn orders(revenue: &str, products: &str) -> CsvFile {
    let header = "id,client_uniq_id,client_type,create_date_time,order_status,revenue,products";
    let row = format!("1,2,CONTACT,2026-02-28 10:00:00,PAID,\"{revenue}\",\"{products}\"");
    CsvFile::read(std::io::Cursor::new(format!("{header}\n{row}\n")))
}

/// What cannot be written as JSON is told: null would be an order without money.
#[tokio::test]
async fn cells_that_json_cannot_hold_do_not_become_nothing() {
    let service = Service::new(|_, _| shown(json!({ "uploading_id": "1", "api_validation_status": "PASSED" }))).await;
    let client = service.client();
    for (revenue, products) in [("1 000,50", "pear:1"), ("1000.50", "pear,apple:2"), ("1000.50", "pear:1.5")] {
        let crm = client.counter(SHOP).import().crm();
        let upload = crm.upload_orders(CdpMergeMode::Save, orders(revenue, products)).as_json();
        let upload = upload.on_problem(OnProblem::Send).without_lookups().time_zone(jiff::tz::TimeZone::UTC);
        let error = upload.send().await.unwrap_err();
        assert_eq!(error.kind(), metrika::ErrorKind::InvalidRequest, "{error}");
    }
    assert!(service.posts().is_empty());
}

/// In JSON, the second would take the place of the first.
#[tokio::test]
async fn a_product_is_listed_once() {
    let desk = Desk::new().await;
    let client = desk.client();
    let crm = client.counter(SHOP).import().crm();
    let upload = crm.upload_orders(CdpMergeMode::Save, orders("1", "pear:1,apple:1,pear:2"));
    let checked = upload.check().await.unwrap();
    assert_eq!(checked.report().bad_rows, 1, "{}", checked.report());
    assert!(checked.report().problems[0].reason.contains("pear"), "{}", checked.report());
}

/// Quotes, commas, line ends and CR within cells.
#[tokio::test]
async fn cells_keep_every_byte() {
    let desk = Desk::new().await;
    let client = desk.client();
    let cells = ["a\r\nb", "\"", " a ", ";", "=1+1", "a\rb", "😀", "0", "\u{feff}x", "\r", "a\r"];
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(["UserId", "Tag", "DateTime"]).unwrap();
    for (number, cell) in cells.iter().enumerate() {
        file.write_record([&format!("u{number}"), *cell, "1772352000"]).unwrap();
    }
    let file = CsvFile::read(std::io::Cursor::new(file.into_inner().unwrap()));
    let _ = client.counter(SHOP).import().calls().upload(file).send().await.unwrap();
    let body = desk.last().body;
    let mut read = csv::Reader::from_reader(&body[..]);
    let place = read.headers().unwrap().iter().position(|title| title == "Tag").unwrap();
    let tags: Vec<String> = read.records().map(|record| record.unwrap()[place].to_owned()).collect();
    assert_eq!(tags, cells);
}
