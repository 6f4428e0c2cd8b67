//! Filters, operations, segments, chart annotations: rules of a counter, which all live the same life.

use metrika_raw::management::types::{
    ChartAnnotationEnvelope, FilterAttribute, FilterEnvelope, OperationAction, OperationEnvelope, SegmentEnvelope,
    SettingStatus,
};
use serde_json::json;

use crate::desk::{Desk, EMPTY, not_found, refusal, sent};

pub async fn filters(desk: &Desk) {
    let client = desk.metrika.management();
    let list = async || client.list_filters().counter_id(EMPTY).send().await.unwrap().into_inner().filters.unwrap();
    assert_eq!(list().await.len(), 0);
    let body: FilterEnvelope = sent(json!({ "filter": { "attr": "client_ip", "type": "interval",
        "value": "198.51.100.77/24", "action": "exclude", "status": "active" } }));
    let made = client.create_filter().counter_id(EMPTY).body(body).send().await.unwrap().into_inner().filter;
    let id = made.id.unwrap();
    assert_eq!(made.attr, Some(FilterAttribute::ClientIp));
    assert_eq!((made.start_ip.as_deref(), made.end_ip.as_deref()), (Some("198.51.100.0"), Some("198.51.100.255")));

    let mut got = client.get_filter().counter_id(EMPTY).filter_id(id).send().await.unwrap().into_inner();
    got.filter.status = Some(SettingStatus::Disabled);
    let changed = client.update_filter().counter_id(EMPTY).filter_id(id).body(got).send().await.unwrap();
    assert_eq!(changed.filter.status, Some(SettingStatus::Disabled));
    let listed = list().await;
    assert_eq!((listed.len(), listed[0].id, &listed[0].status), (1, Some(id), &Some(SettingStatus::Disabled)));

    assert!(client.delete_filter().counter_id(EMPTY).filter_id(id).send().await.unwrap().success.unwrap().0);
    assert_eq!(list().await.len(), 0);
    assert_eq!(refusal(client.get_filter().counter_id(EMPTY).filter_id(id).send().await), not_found());
}

pub async fn operations(desk: &Desk) {
    let client = desk.metrika.management();
    let list =
        async || client.list_operations().counter_id(EMPTY).send().await.unwrap().into_inner().operations.unwrap();
    assert_eq!(list().await.len(), 0);
    let body: OperationEnvelope =
        sent(json!({ "operation": { "action": "cut_parameter", "attr": "url", "value": "sid", "status": "active" } }));
    let made = client.create_operation().counter_id(EMPTY).body(body).send().await.unwrap().into_inner().operation;
    let id = made.id.unwrap();
    assert_eq!((made.action, made.value.as_deref()), (Some(OperationAction::CutParameter), Some("sid")));

    let mut got = client.get_operation().counter_id(EMPTY).operation_id(id).send().await.unwrap().into_inner();
    got.operation.value = Some("session".to_owned());
    let changed = client.update_operation().counter_id(EMPTY).operation_id(id).body(got).send().await.unwrap();
    assert_eq!(changed.operation.value.as_deref(), Some("session"));
    let listed = list().await;
    assert_eq!((listed.len(), listed[0].id, listed[0].value.as_deref()), (1, Some(id), Some("session")));

    assert!(client.delete_operation().counter_id(EMPTY).operation_id(id).send().await.unwrap().success.unwrap().0);
    assert_eq!(list().await.len(), 0);
    assert_eq!(refusal(client.get_operation().counter_id(EMPTY).operation_id(id).send().await), not_found());
}

pub async fn segments(desk: &Desk) {
    let client = desk.metrika.management();
    let list = async || client.list_segments().counter_id(EMPTY).send().await.unwrap().into_inner().segments.unwrap();
    assert_eq!(list().await.len(), 0);
    let body: SegmentEnvelope =
        sent(json!({ "segment": { "name": "Chrome", "expression": "ym:s:browser=='chrome'" } }));
    let made = client.create_segment().counter_id(EMPTY).body(body).send().await.unwrap().into_inner().segment;
    let id = made.segment_id.unwrap();
    assert_eq!(made.counter_id.unwrap(), EMPTY);

    let mut got = client.get_segment().counter_id(EMPTY).segment_id(id).send().await.unwrap().into_inner();
    assert_eq!(got.segment.create_time.as_deref(), Some("2026-03-10T15:30:00+03:00"));
    got.segment.name = Some("Not Chrome".to_owned());
    got.segment.expression = Some("ym:s:browser!='chrome'".to_owned());
    let changed = client.update_segment().counter_id(EMPTY).segment_id(id).body(got).send().await.unwrap();
    assert_eq!(changed.segment.expression.as_deref(), Some("ym:s:browser!='chrome'"));
    let listed = list().await;
    assert_eq!((listed.len(), listed[0].segment_id, listed[0].name.as_deref()), (1, Some(id), Some("Not Chrome")));

    assert!(client.delete_segment().counter_id(EMPTY).segment_id(id).send().await.unwrap().success.unwrap().0);
    assert_eq!(list().await.len(), 0);
    assert_eq!(refusal(client.get_segment().counter_id(EMPTY).segment_id(id).send().await), not_found());
}

pub async fn chart_annotations(desk: &Desk) {
    let client = desk.metrika.management();
    let list = async || {
        let list = client.list_chart_annotations().counter_id(EMPTY).send().await.unwrap();
        list.into_inner().chart_annotations.unwrap()
    };
    assert_eq!(list().await.len(), 0);
    let body: ChartAnnotationEnvelope = sent(
        json!({ "chart_annotation": { "date": "2026-03-01", "group": "A", "title": "Sale", "time": "23:59:59" } }),
    );
    let made = client.create_chart_annotation().counter_id(EMPTY).body(body).send().await.unwrap();
    let id = made.chart_annotation.id.unwrap();

    let mut got = client.get_chart_annotation().counter_id(EMPTY).id(id).send().await.unwrap().into_inner();
    assert_eq!(got.chart_annotation.date.as_deref(), Some("2026-03-01"));
    got.chart_annotation.title = Some("Распродажа".to_owned());
    let changed = client.update_chart_annotation().counter_id(EMPTY).id(id).body(got).send().await.unwrap();
    assert_eq!(changed.chart_annotation.time.as_deref(), Some("23:59:59"), "what was read goes back");
    let listed = list().await;
    assert_eq!((listed.len(), listed[0].id, listed[0].title.as_deref()), (1, Some(id), Some("Распродажа")));

    assert!(client.delete_chart_annotation().counter_id(EMPTY).id(id).send().await.unwrap().success.unwrap().0);
    assert_eq!(list().await.len(), 0);
    assert_eq!(refusal(client.get_chart_annotation().counter_id(EMPTY).id(id).send().await), not_found());
}
