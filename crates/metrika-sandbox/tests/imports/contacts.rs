//! Contacts, as JSON and as CSV.

use std::time::Duration;

use serde_json::{Value, json};

use crate::desk::Desk;

const JSON: &str = "/cdp/api/v1/~/data/contacts/json";
const LIST: &str = "/cdp/api/v1/~/last_uploadings";

/// A path for a file of contacts with this mapping and delimiter.
fn csv(mapping: &str, delimiter: &str) -> String {
    let mapping = mapping.replace('"', "%22").replace(' ', "%20");
    format!("/cdp/api/v1/~/data/contacts/csv?merge_mode=SAVE&columns_mapping={mapping}&delimiter_type={delimiter}")
}

#[tokio::test]
async fn contacts_of_json_are_kept() {
    let desk = Desk::open().await;
    let contact = json!({ "uniq_id": "c1", "name": "Jane", "client_ids": ["12345678910", 5], "birth_date": "1990-04-21",
        "create_date_time": "2020-04-17 16:12:21", "emails_md5": ["7daf6c79d4802916d83f6266e24850af"] });
    let (status, body) = desk.post(&format!("{JSON}?merge_mode=SAVE"), json!({ "contacts": [contact] })).await;
    assert_eq!(status, 200);
    let uploading = json!({
        "uploading_id": "1", "datetime": "2026-03-01 12:00:00", "entity_type": "SYSTEM", "elements_count": 1,
        "uploading_format": "JSON", "uploading_source": "API", "api_validation_status": "PASSED",
    });
    assert_eq!(body, json!({ "uploading": uploading }));
    assert_eq!(desk.get(LIST).await.1, json!({ "uploadings": [uploading] }));
    assert_eq!(desk.counter(|counter| json!(counter.crm.contacts["c1"])), contact);
}

#[tokio::test]
async fn one_bad_contact_fails_the_upload_which_is_answered_200() {
    let desk = Desk::open().await;
    let contacts = json!([
        { "uniq_id": "good", "emails": ["mail@example.com"] },
        { "uniq_id": "dots", "create_date_time": "17.04.2020 16:12" },
        { "uniq_id": "plus", "phones": ["+79995551111"] },
        { "uniq_id": "words", "attribute_values": { "shoe_size": "38" } },
    ]);
    let (status, body) = desk.post(&format!("{JSON}?merge_mode=SAVE"), json!({ "contacts": contacts })).await;
    assert_eq!((status, &body["uploading"]["api_validation_status"]), (200, &json!("FAILED")));
    assert_eq!(body["uploading"]["elements_count"], 4);
    let errors = json!([
        "element 2: create_date_time: \"17.04.2020 16:12\" is no time such as yyyy-MM-dd HH:mm:ss",
        "element 3: phones: \"+79995551111\" is no phone number such as 79995551111",
        "element 4: attribute_values: there is no attribute shoe_size",
    ]);
    assert_eq!(body["uploading"]["api_validation_errors"], errors);
    assert!(desk.counter(|counter| counter.crm.contacts.is_empty()));
    assert_eq!(desk.counter(|counter| counter.crm.uploadings[0].rejected), 3);
}

#[tokio::test]
async fn merge_modes_differ() {
    let desk = Desk::open().await;
    let send = async |mode: &str, contact: Value| {
        let (status, _) = desk.post(&format!("{JSON}?merge_mode={mode}"), json!({ "contacts": [contact] })).await;
        assert_eq!(status, 200);
        desk.counter(|counter| json!(counter.crm.contacts["c"]))
    };
    let first = json!({ "uniq_id": "c", "name": "A", "emails": ["a@x.ru"], "create_date_time": "2026-01-01 10:00:00" });
    send("SAVE", first).await;
    let appended = send("APPEND", json!({ "uniq_id": "c", "emails": ["b@x.ru", "a@x.ru"], "phones": ["7"] })).await;
    assert_eq!(appended["emails"], json!(["a@x.ru", "b@x.ru"]));
    let later = json!({ "uniq_id": "c", "emails": ["c@x.ru"], "create_date_time": "2026-02-02 10:00:00" });
    let updated = send("UPDATE", later).await;
    let mut expected = json!({ "uniq_id": "c", "name": "A", "emails": ["c@x.ru"], "phones": ["7"],
        "create_date_time": "2026-01-01 10:00:00" });
    assert_eq!(updated, expected, "a create date never changes");
    expected = json!({ "uniq_id": "c", "name": "B", "create_date_time": "2026-01-01 10:00:00" });
    assert_eq!(send("SAVE", json!({ "uniq_id": "c", "name": "B" })).await, expected);
    let (status, body) = desk.post(&format!("{JSON}?merge_mode=MERGE"), json!({ "contacts": [expected] })).await;
    assert_eq!((status, &body["errors"][0]["location"]), (400, &json!("merge_mode")));
}

#[tokio::test]
async fn columns_are_found_by_their_mapping() {
    let desk = Desk::open().await;
    desk.post(
        "/cdp/api/v1/~/schema/attributes?entity_type=CONTACT",
        json!({ "attributes": [
        { "name": "shoe_size", "multivalued": false },
    ] }),
    )
    .await;
    let path = csv(r#""uniq_id":"Our ID","emails":"Mail","shoe_size":"Shoes","birth_date":"Born""#, "SEMICOLON");
    let file = "Born;Ignored;Our ID;Mail;Shoes\n21.04.1990;x;c1;a@x.ru,b@x.ru;38\n;;c2;;\n";
    let (status, body) = desk.upload(&path, file).await;
    assert_eq!((status, &body["uploading"]["api_validation_status"]), (200, &json!("PASSED")));
    assert_eq!(
        (&body["uploading"]["uploading_format"], &body["uploading"]["elements_count"]),
        (&json!("CSV"), &json!(2))
    );
    let kept = desk.counter(|counter| json!(counter.crm.contacts));
    let expected = json!({
        "c1": { "uniq_id": "c1", "emails": ["a@x.ru", "b@x.ru"], "birth_date": "21.04.1990", "attribute_values": { "shoe_size": "38" } },
        "c2": { "uniq_id": "c2" },
    });
    assert_eq!(kept, expected);
    let unlinked = desk.counter(|counter| counter.crm.uploadings[0].unlinked.clone());
    assert_eq!((unlinked.len(), unlinked[0].row, unlinked[0].line), (1, 2, 3), "c2 can be matched to no visit");
}

#[tokio::test]
async fn rows_that_break_a_rule_are_told_with_their_lines() {
    let desk = Desk::open().await;
    let file = "id,mail\n,a@x.ru\nc1,nobody\nc2,c@x.ru\n";
    let (status, body) = desk.upload(&csv(r#""uniq_id":"id","emails":"mail""#, "COMMA"), file).await;
    assert_eq!(status, 200);
    assert_eq!(
        body["uploading"]["api_validation_errors"],
        json!(["element 1, line 2: uniq_id: is empty", "element 2, line 3: emails: \"nobody\" is no e-mail address",])
    );
    assert!(desk.counter(|counter| counter.crm.contacts.is_empty()));
}

#[tokio::test]
async fn mappings_that_lead_nowhere_are_refused() {
    let desk = Desk::open().await;
    for (mapping, message) in [
        (r#""uniq_id":"id","colour":"c""#, "contacts have no field colour"),
        (r#""name":"n""#, "the field uniq_id is needed"),
        (r#""uniq_id":"id","uniq_id":"n""#, "the field uniq_id is there twice"),
        (r#"{"uniq_id":"id"}"#, r#"{"uniq_id":"id"} is no pair such as "field":"Title""#),
        (r#""uniq_id":"id";"name":"n""#, r#"after a pair a comma is needed, not ;"name":"n""#),
    ] {
        let (status, body) = desk.upload(&csv(mapping, "COMMA"), "id,n\n1,2\n").await;
        assert_eq!((status, &body["errors"][0]["location"]), (400, &json!("columns_mapping")), "{mapping}");
        assert_eq!(body["message"], format!("wrong columns_mapping: {message}"));
    }
    let path = csv(r#""uniq_id":"Id""#, "COMMA");
    desk.refuses(&path, "id\n1\n", "line 1: there is no column Id, which columns_mapping names").await;
    desk.refuses(&path, "Id\n", "the file has a header and no rows").await;
}

#[tokio::test]
async fn the_list_is_paged_back_in_time_by_either_form_of_it() {
    let desk = Desk::open().await;
    for id in ["a", "b", "c"] {
        desk.post(&format!("{JSON}?merge_mode=SAVE"), json!({ "contacts": [{ "uniq_id": id }] })).await;
        desk.sandbox.advance(Duration::from_secs(60));
    }
    let ids = async |query: &str| {
        let (status, body) = desk.get(&format!("{LIST}?{query}")).await;
        assert_eq!(status, 200, "{query}");
        body["uploadings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["uploading_id"].as_str().unwrap().to_owned())
            .collect()
    };
    for (query, expected) in [
        ("limit=2", &["3", "2"][..]),
        ("datetime_offset=2026-03-01%2012:01:00", &["1"]),
        ("datetime_offset=2026-03-01T09:01:00.001Z", &["2", "1"]),
        ("source=API", &["3", "2", "1"]),
        ("source=UI", &[]),
    ] {
        let found: Vec<String> = ids(query).await;
        assert_eq!(found, expected, "{query}");
    }
    for (query, location) in [("limit=0", "limit"), ("limit=1001", "limit"), ("datetime_offset=now", "datetime_offset")]
    {
        let (status, body) = desk.get(&format!("{LIST}?{query}")).await;
        assert_eq!((status, &body["errors"][0]["location"]), (400, &json!(location)));
    }
}
