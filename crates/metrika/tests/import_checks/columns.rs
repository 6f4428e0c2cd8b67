//! The header of a file, and the fields of rows.

use metrika::ErrorKind;
use metrika::import::{CsvFile, OnProblem};
use serde_json::json;

use crate::desk::{Desk, SHOP};
use crate::kinds::{Kind, assert_problems, client, nothing_was_sent, refused, report};

fn file(text: &str) -> CsvFile {
    CsvFile::read(std::io::Cursor::new(text.to_owned()))
}

#[tokio::test]
async fn a_misspelled_title_is_told_with_the_right_one() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let text = "client_id,Target,DateTime,Prise,Favourite colour\n1,purchase,1772352000,1,red\n";
    let report = report(&desk, &client, Kind::Conversions, file(text)).await;
    let expected = [
        (None, "UserId, ClientId, Yclid, PurchaseId", "all are missing, and one is needed"),
        (None, "client_id", "did you mean ClientId?"),
        (None, "Prise", "did you mean Price?"),
        (
            None,
            "Favourite colour",
            "no such column; theirs are UserId, ClientId, Yclid, PurchaseId, Target, DateTime, Price, Currency",
        ),
    ];
    assert_problems(&report.problems, &expected);
    assert_eq!(report.bad_rows, 0, "the row is not blamed for the header");
}

#[tokio::test]
async fn a_required_column_is_missing() {
    let desk = Desk::new().await;
    let client = client(&desk);
    for (kind, text, expected) in [
        (Kind::Conversions, "ClientId,Price\n1,1\n", vec![("Target", "is missing"), ("DateTime", "is missing")]),
        (
            Kind::Conversions,
            "ClientId,Goal Target,DateTime\n1,purchase,1772352000\n",
            vec![("Target", "is it \"Goal Target\"?"), ("Goal Target", "did you mean Target?")],
        ),
        (
            Kind::Chats,
            "DateTime,ChatPlatform\n1772352000,viber\n",
            vec![("ChatUsername, ChatUserID, PhoneNumber", "all are missing, and one is needed")],
        ),
        (
            Kind::Expenses,
            "Date,UTMMedium\n2026-02-01,cpc\n",
            vec![("Expenses", "is missing"), ("UTMSource, TrafficSource", "all are missing")],
        ),
        (
            Kind::Orders,
            "order_id,client_uniq_id,client_type,create_date_time,order_status\n1,2,CONTACT,2026-02-28,PAID\n",
            vec![("id", "is missing"), ("order_id", "no such column")],
        ),
    ] {
        let report = report(&desk, &client, kind, file(text)).await;
        let expected: Vec<_> = expected.into_iter().map(|(column, reason)| (None, column, reason)).collect();
        assert_problems(&report.problems, &expected);
    }
}

/// No page has the titles of visitor parameters: others can be sent all the same, by who knows them.
#[tokio::test]
async fn titles_that_no_page_has_are_doubted_and_can_be_sent() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let text = "ClientID,Name,Value\n1,status,Gold\n";
    let report = report(&desk, &client, Kind::Parameters, file(text)).await;
    assert_problems(
        &report.problems,
        &[(None, "Key", "no page gives these titles"), (None, "Name", "OnProblem::Send")],
    );
    let upload = client.counter(SHOP).import().visitor_parameters().upload(file(text));
    let error = upload.on_problem(OnProblem::Send).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidUploading, "the service is asked, and says no: {error}");
    assert_eq!(&desk.last().body[..], b"ClientID,Value,Name\n1,Gold,status\n");
}

#[tokio::test]
async fn problems_of_columns_are_not_passed_over() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let text = "ClientId,Target,DateTime,Prise\n1,purchase,1772352000,1\n";
    for what in [OnProblem::Stop, OnProblem::Skip] {
        let upload = client.counter(SHOP).import().conversions().upload(file(text));
        let error = upload.on_problem(what).send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("columns, Prise: conversions have no such column"), "{error}");
    }
    assert!(nothing_was_sent(&desk));
    // Whoever wants the service to decide gets a note, and the column is sent.
    let upload = client.counter(SHOP).import().conversions().upload(file(text));
    let mut checked = upload.on_problem(OnProblem::Send).check().await.unwrap();
    assert!(checked.report().notes[0].contains("did you mean Price?"), "{:?}", checked.report());
    checked.send().await.unwrap_err();
    assert!(desk.last().body.starts_with(b"ClientId,Target,DateTime,Prise\n"));
}

#[tokio::test]
async fn headers_that_cannot_be_read_are_refused() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let good = || file("Client,Target,DateTime,Manager\n1,purchase,1772352000,Ann\n");
    for (file, reason) in [
        (file("ClientId,Target,DateTime,ClientId\n1,purchase,1772352000,1\n"), "has the column ClientId twice"),
        (good().rename("Client", "ClientId").rename("Manager", "ClientId"), "has the column ClientId twice"),
        (file("ClientId,,DateTime\n1,purchase,1772352000\n"), "has a column without a title"),
        (
            good().rename("Kunde", "ClientId"),
            "has no column \"Kunde\", which is to be renamed or ignored; its columns are Client, Target, DateTime, Manager",
        ),
        (good().ignore("manager"), "has no column \"manager\""),
    ] {
        let error = refused(&desk, &client, Kind::Conversions, file).await;
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains(reason), "{error}");
    }
}

#[tokio::test]
async fn columns_are_renamed_and_left_out() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let text = "Manager, Goal ,Client,DateTime,\nAnn,purchase,1,1772352000,x\n";
    let file = file(text).rename("Goal", "Target").rename("Client", "ClientId").ignore("Manager").ignore("");
    let sent = client.counter(SHOP).import().conversions().upload(file).send().await.unwrap();
    assert_eq!(sent.outcome().summary().sent, 1);
    assert_eq!(&desk.last().body[..], b"ClientId,Target,DateTime\n1,purchase,1772352000\n");
}

/// Rows of values may bring a field that no earlier one had.
#[tokio::test]
async fn a_field_that_is_not_known_is_told_once() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let row = |id: u64| json!({ "ClientId": id, "Target": "purchase", "DateTime": 1_772_352_000 });
    let mut rows = vec![row(1), row(2), row(3)];
    rows[1]["currency"] = json!("RUB");
    rows[2]["currency"] = json!("RUB");
    let report = report(&desk, &client, Kind::Conversions, rows).await;
    assert_problems(&report.problems, &[(None, "currency", "did you mean Currency?")]);
}

#[tokio::test]
async fn attributes_of_the_counter_are_columns() {
    let desk = Desk::new().await;
    desk.sandbox.state(|state| {
        let attribute = json!({ "name": "loyalty", "humanized": "Loyalty", "multivalued": false, "type_name": "text" });
        let of_contacts = state.counters.get_mut(&SHOP).unwrap().crm.attributes.entry("CONTACT".into()).or_default();
        of_contacts.insert("loyalty".into(), attribute.as_object().unwrap().clone());
    });
    let client = client(&desk);
    let text = "uniq_id,loyalty,loyalti\n1,gold,x\n";
    let found = report(&desk, &client, Kind::Contacts, file(text)).await;
    assert_problems(&found.problems, &[(None, "loyalti", "did you mean loyalty?")]);
    // Orders have others.
    let text =
        "id,client_uniq_id,client_type,create_date_time,order_status,loyalty\n1,2,CONTACT,2026-02-28,PAID,gold\n";
    let found = report(&desk, &client, Kind::Orders, file(text)).await;
    assert_problems(&found.problems, &[(None, "loyalty", "no such column")]);
}

#[tokio::test]
async fn a_comment_that_cannot_be_sent_along_is_told() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let parameters = client.counter(SHOP).import().visitor_parameters();
    let rows = || [json!({ "ClientID": 1, "Key": "level", "Value": "gold" })];
    let checked = parameters.upload(rows()).comment("levels").check().await.unwrap();
    assert_eq!(checked.report().notes, ["visitor parameters take no comment: it is not sent"]);
    for upload in [parameters.upload(rows()), parameters.upload(rows()).comment("")] {
        assert!(upload.check().await.unwrap().report().notes.is_empty());
    }
}
