//! Tokens of the Measurement Protocol, and exports to the cloud.

use std::collections::BTreeSet;

use metrika_raw::management::types::{CloudExportStatus, CounterField, MeasurementToken};
use metrika_raw::wire::Secret;

use crate::desk::{Desk, EMPTY, SHOP, not_found, refusal};

pub async fn measurement_tokens(desk: &Desk) {
    let client = desk.metrika.management();
    let kept = async || {
        let counter = client.get_counter().counter_id(EMPTY).field([CounterField::MeasurementTokens]);
        counter.send().await.unwrap().into_inner().counter.measurement_tokens.unwrap_or_default()
    };
    let mut made: Vec<Secret> = Vec::new();
    for _ in 0..5 {
        let token = client.generate_measurement_token().counter_id(EMPTY).send().await.unwrap().into_inner();
        let MeasurementToken::Object(token) = token else { panic!("a bare string") };
        made.push(token.response);
    }
    assert_eq!(kept().await, made);
    assert_eq!(made.iter().map(Secret::expose).collect::<BTreeSet<_>>().len(), 5, "each is another one");
    let sixth = client.generate_measurement_token().counter_id(EMPTY).send().await;
    assert_eq!(refusal(sixth).0, 400, "a counter has five at most");

    let gone = made.remove(2);
    let delete = async || client.delete_measurement_token().counter_id(EMPTY).token(gone.clone()).send().await;
    assert!(delete().await.unwrap().success.unwrap().0);
    assert_eq!(kept().await, made);
    assert_eq!(refusal(delete().await), not_found());
}

pub async fn cloud_exports(desk: &Desk) {
    let client = desk.metrika.management();
    let list = async || {
        let list = client.list_cloud_exports().counter_id(SHOP).send().await.unwrap();
        list.into_inner().cloud_exports.unwrap()
    };
    let before = list().await;
    let export = &before[0];
    let id = export.ce_id.unwrap();
    assert_eq!((before.len(), &export.status), (1, &Some(CloudExportStatus::Active)));
    assert!(export.tables.as_ref().unwrap().iter().all(|table| table.statistics.is_some()));
    let deleted = client.delete_cloud_export().counter_id(SHOP).ce_id(id).send().await.unwrap();
    assert!(deleted.success.unwrap().0);
    assert_eq!(list().await[0].status, Some(CloudExportStatus::Deleted));
    assert_eq!(refusal(client.delete_cloud_export().counter_id(SHOP).ce_id(id).send().await), not_found());
}
