use metrika::ErrorKind;
use metrika::models::Segment;
use serde_json::{Value, json};

use crate::desk::{Desk, EMPTY, SHOP};

fn chrome() -> Segment {
    Segment { name: Some("Chrome".into()), expression: Some("ym:s:browser=='chrome'".into()), ..Segment::default() }
}

#[tokio::test]
async fn a_segment_is_made_read_changed_and_deleted() {
    let desk = Desk::new().await;
    let client = desk.client();
    let segments = client.counter(EMPTY).segments();

    let made = segments.create(chrome()).await.unwrap();
    let id = made.segment_id.unwrap();
    assert!(id.0 > i64::from(u32::MAX), "numbers of segments outgrow 32 bits");
    assert_eq!(segments.list().await.unwrap().len(), 1);
    let changed = segments.update(id, |segment| segment.name = Some("Браузер".into())).await.unwrap();
    assert_eq!(changed.name.as_deref(), Some("Браузер"));
    let read = segments.get(id).await.unwrap();
    assert_eq!((read.name, read.expression), (changed.name, made.expression), "what was not changed stays");

    let other = Segment { name: Some("Firefox".into()), ..chrome() };
    segments.replace(id, other).await.unwrap();
    let sent: Value = serde_json::from_slice(&desk.last().body).unwrap();
    let expected = json!({ "segment_id": id, "name": "Firefox", "expression": "ym:s:browser=='chrome'" });
    assert_eq!(sent, json!({ "segment": expected }), "the number is that of the one replaced");
    segments.delete(id).await.unwrap();
    assert!(segments.list().await.unwrap().is_empty());
    assert_eq!(segments.delete(id).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn an_update_keeps_fields_that_nobody_knows() {
    let desk = Desk::new().await;
    let client = desk.client();
    let id = desk.sandbox.state(|state| {
        let (id, segment) = state.counters.get_mut(&SHOP).unwrap().segments.iter_mut().next().unwrap();
        segment.insert("a_field_to_come".into(), json!([1, "two"]));
        *id
    });
    client.counter(SHOP).segments().update(id, |segment| segment.name = Some("Other".into())).await.unwrap();
    let kept = desk.sandbox.state(|state| state.counters[&SHOP].segments[&id].clone());
    assert_eq!((&kept["name"], &kept["a_field_to_come"]), (&json!("Other"), &json!([1, "two"])));
}

#[tokio::test]
async fn a_segment_that_breaks_a_rule_is_not_sent() {
    let desk = Desk::new().await;
    let client = desk.client();
    type Spoil = fn(&mut Segment);
    let cases: [(&str, Spoil); 6] = [
        ("segment.name: it is needed", |segment| segment.name = None),
        ("segment.name: it is empty", |segment| segment.name = Some(String::new())),
        ("segment.name: it has 256 characters, 255 are allowed", |segment| segment.name = Some("я".repeat(256))),
        ("segment.expression: it is needed", |segment| segment.expression = None),
        ("segment.expression: it is empty", |segment| segment.expression = Some(String::new())),
        ("segment.expression: it has 65536 characters, 65535 are allowed", |segment| {
            segment.expression = Some("a".repeat(65_536));
        }),
    ];
    for (rule, spoil) in cases {
        let mut segment = chrome();
        spoil(&mut segment);
        let segments = client.counter(EMPTY).segments();
        for result in [segments.create(segment.clone()).await, segments.replace(7, segment).await] {
            let error = result.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert_eq!(error.to_string(), format!("the request was not sent: {rule}"));
        }
    }
    assert!(desk.sent().is_empty());
}

#[tokio::test]
async fn an_expression_is_left_to_the_service() {
    let desk = Desk::new().await;
    let client = desk.client();
    let wrong = Segment { expression: Some("browser is chrome".into()), ..chrome() };
    let error = client.counter(EMPTY).segments().create(wrong).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidParameter, 1));
}
