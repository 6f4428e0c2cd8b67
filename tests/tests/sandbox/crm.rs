//! The CRM: what it knows of, contacts, orders.

use metrika_raw::management::types::{
    AttributeBatch, AttributeTypeGroup, CdpEntityType, CdpMergeMode, CdpUploading, CdpUploadingEntityType,
    CdpUploadingFormat, CdpValidationStatus, ContactBatch, DelimiterType, OrderBatch, OrderStatusBatch,
    OrderStatusType, ProductSchema,
};
use serde_json::{Value, json};

use crate::desk::{Desk, EMPTY, refusal, sent};

pub async fn the_schema_grows(desk: &Desk) {
    let client = desk.metrika.management();
    let predefined = client.list_predefined_types().counter_id(EMPTY).send().await.unwrap().into_inner().types.unwrap();
    let all = client.list_attribute_types().counter_id(EMPTY).send().await.unwrap().into_inner().types.unwrap();
    assert!(predefined.iter().all(|kind| kind.group == Some(AttributeTypeGroup::Predefined)));
    assert!(predefined.iter().any(|kind| kind.name.as_deref() == Some("numeric")) && all.len() > predefined.len());

    let custom = async |entity| {
        let lists = client.list_attributes().counter_id(EMPTY).entity_type(entity).send().await.unwrap().into_inner();
        assert!(!lists.system_attributes.unwrap().is_empty());
        lists.custom_attributes.unwrap()
    };
    let batch: AttributeBatch =
        sent(json!({ "attributes": [{ "name": "shoe_size", "multivalued": true, "type_name": "numeric" }] }));
    let create = async || {
        let create = client.create_attributes().counter_id(EMPTY).entity_type(CdpEntityType::Contact);
        create.body(batch.clone()).send().await
    };
    assert!(create().await.unwrap().success.unwrap().0);
    let made = custom(CdpEntityType::Contact).await;
    assert_eq!((made.len(), made[0].name.as_deref()), (1, Some("shoe_size")));
    assert_eq!(made[0].type_group, Some(AttributeTypeGroup::Predefined), "the service fills it in");
    assert_eq!(custom(CdpEntityType::Order).await.len(), 0);
    assert_eq!(refusal(create().await).0, 409);

    let statuses = async || {
        let list = client.list_order_statuses().counter_id(EMPTY).send().await.unwrap();
        list.into_inner().order_statuses.unwrap()
    };
    let before = statuses().await.len();
    let batch: OrderStatusBatch =
        sent(json!({ "order_statuses": [{ "id": "delivered", "type": "PAID", "humanized": "Delivered" }] }));
    let mapped = client.map_order_statuses().counter_id(EMPTY).body(batch).send().await.unwrap();
    assert!(mapped.success.unwrap().0);
    let after = statuses().await;
    let delivered = after.iter().find(|status| status.id.as_deref() == Some("delivered")).unwrap();
    assert_eq!((after.len(), &delivered.type_), (before + 1, &Some(OrderStatusType::Paid)));

    let schema: ProductSchema = sent(json!({ "attributes": [], "items": [{ "name": "pear" }, { "name": "apple" }] }));
    assert!(client.create_products().counter_id(EMPTY).body(schema).send().await.unwrap().success.unwrap().0);
    let list = client.list_cdp_uploadings().counter_id(EMPTY).send().await.unwrap().into_inner().uploadings.unwrap();
    assert_eq!((&list[0].entity_type, list[0].elements_count), (&Some(CdpUploadingEntityType::SystemList), Some(2)));
}

/// Both passed the check.
fn passed(uploading: Option<CdpUploading>, format: CdpUploadingFormat, elements: i64) {
    let uploading = uploading.unwrap();
    assert_eq!(uploading.api_validation_status, Some(CdpValidationStatus::Passed), "{uploading:?}");
    assert_eq!((uploading.uploading_format, uploading.elements_count), (Some(format), Some(elements)));
}

fn order(id: &str, contact: &str) -> Value {
    json!({ "id": id, "client_uniq_id": contact, "client_type": "CONTACT", "order_status": "PAID",
        "create_date_time": "2026-03-09 09:48:23", "products": { "pear": 10 }, "revenue": 5000.5 })
}

pub async fn contacts_and_their_orders_arrive(desk: &Desk) {
    let client = desk.metrika.management();
    let contacts: ContactBatch = sent(json!({ "contacts": [
        { "uniq_id": "c1", "name": "Jane", "client_ids": [18_446_744_073_709_551_615_u64], "emails": ["a@x.ru"] }] }));
    let json = client.upload_contacts_json().counter_id(EMPTY).merge_mode(CdpMergeMode::Save).body(contacts);
    passed(json.send().await.unwrap().into_inner().uploading, CdpUploadingFormat::Json, 1);
    let csv = client.upload_contacts_csv().counter_id(EMPTY).merge_mode(CdpMergeMode::Append);
    let csv = csv.delimiter_type(DelimiterType::Semicolon).columns_mapping(r#""uniq_id":"Our ID","emails":"Mail""#);
    let csv = csv.body("Our ID;Mail\nc1;b@x.ru\nc2;c@x.ru\n").send().await.unwrap();
    passed(csv.into_inner().uploading, CdpUploadingFormat::Csv, 2);

    let orders: OrderBatch = sent(json!({ "orders": [order("o1", "c1")] }));
    let json = client.upload_orders_json().counter_id(EMPTY).merge_mode(CdpMergeMode::Save).body(orders);
    passed(json.send().await.unwrap().into_inner().uploading, CdpUploadingFormat::Json, 1);
    let fields = ["id", "client_uniq_id", "client_type", "create_date_time", "order_status", "products"];
    let mapping = fields.map(|field| format!("\"{field}\":\"{field}\"")).join(",");
    let csv = client.upload_orders_csv().counter_id(EMPTY).merge_mode(CdpMergeMode::Save).columns_mapping(mapping);
    let file = format!("{}\no2,c2,CONTACT,09.03.2026,PAID,\"pear:1,apple:2\"\n", fields.join(","));
    let csv = csv.body(file).send().await.unwrap();
    passed(csv.into_inner().uploading, CdpUploadingFormat::Csv, 1);

    // The API lists no contacts; the sandbox remembers them.
    let (contacts, orders) = desk.sandbox.state(|state| {
        let crm = &state.counters[&EMPTY].crm;
        (json!(crm.contacts), json!(crm.orders))
    });
    assert_eq!(contacts["c1"]["emails"], json!(["a@x.ru", "b@x.ru"]), "APPEND adds");
    assert_eq!(contacts["c1"]["client_ids"][0].to_string().trim_matches('"'), "18446744073709551615");
    assert_eq!((&orders["o1"], &orders["o2"]["products"]), (&order("o1", "c1"), &json!({ "pear": 1, "apple": 2 })));
    let list = client.list_cdp_uploadings().counter_id(EMPTY).limit(3).send().await.unwrap().into_inner();
    assert_eq!(list.uploadings.unwrap().len(), 3);
}

pub async fn simple_orders_arrive(desk: &Desk) {
    let client = desk.metrika.management();
    let upload = async |file: &'static str| {
        let upload = client.upload_simple_orders().counter_id(EMPTY).merge_mode(CdpMergeMode::Save);
        let upload = upload.delimiter_type(DelimiterType::Semicolon).body(file);
        upload.send().await.unwrap().into_inner().uploading
    };
    passed(upload("id;create_date_time;emails\ns1;2026-03-09;a@x.ru,b@x.ru\n").await, CdpUploadingFormat::Csv, 1);
    let failed = upload("id;create_date_time;emails\ns2;09/03/2026;a@x.ru\n").await.unwrap();
    assert_eq!(failed.api_validation_status, Some(CdpValidationStatus::Failed));
    assert_eq!(failed.api_validation_errors.unwrap().len(), 1);
    let kept = desk.sandbox.state(|state| json!(state.counters[&EMPTY].crm.simple_orders));
    assert_eq!((&kept["s1"]["emails"], kept.get("s2")), (&json!(["a@x.ru", "b@x.ru"]), None));
}
