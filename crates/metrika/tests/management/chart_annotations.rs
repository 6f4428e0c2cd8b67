use jiff::civil::{date, time};
use metrika::ErrorKind;
use metrika::management::NewChartAnnotation;
use metrika::models::ChartAnnotation;
use serde_json::{Value, json};

use crate::desk::{Desk, EMPTY, SHOP};

fn landing_page() -> NewChartAnnotation {
    NewChartAnnotation::new(date(2026, 3, 1), "A", "New landing page")
}

fn sent(desk: &Desk) -> Value {
    serde_json::from_slice(&desk.last().body).unwrap()
}

#[tokio::test]
async fn a_note_is_made_read_changed_and_deleted() {
    let desk = Desk::new().await;
    let client = desk.client();
    let notes = client.counter(EMPTY).chart_annotations();

    let new = landing_page().time(time(9, 5, 0, 999)).message("Went live.");
    let made = notes.create(new).await.unwrap();
    let mut expected = json!({ "date": "2026-03-01", "group": "A", "title": "New landing page", "time": "09:05:00",
        "message": "Went live." });
    assert_eq!(sent(&desk), json!({ "chart_annotation": expected }));
    let id = made.id.unwrap();
    assert_eq!(notes.list().await.unwrap().len(), 1);

    notes.update(id, |note| note.group = Some("E".into())).await.unwrap();
    expected["id"] = json!(id);
    expected["group"] = json!("E");
    assert_eq!(sent(&desk), json!({ "chart_annotation": expected }), "what was not changed is sent as it was");
    assert_eq!(serde_json::to_value(notes.get(id).await.unwrap()).unwrap(), expected);

    notes.replace(id, landing_page()).await.unwrap();
    let read = notes.get(id).await.unwrap();
    assert_eq!((read.group.as_deref(), read.time), (Some("A"), None), "what is left out is lost");
    notes.delete(id).await.unwrap();
    assert!(notes.list().await.unwrap().is_empty());
    assert_eq!(notes.delete(id).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn a_note_that_breaks_a_rule_is_not_sent() {
    let desk = Desk::new().await;
    let client = desk.client();
    type Spoil = fn(&mut ChartAnnotation);
    let cases: [(&str, Spoil); 12] = [
        ("date: it is needed", |note| note.date = None),
        ("date: \"20260301\" is no date of the form YYYY-MM-DD", |note| note.date = Some("20260301".into())),
        ("date: \"2026-02-30\" is no date of the form YYYY-MM-DD", |note| note.date = Some("2026-02-30".into())),
        ("date: \"2026-3-1\" is no date of the form YYYY-MM-DD", |note| note.date = Some("2026-3-1".into())),
        ("date: \"today\" is no date of the form YYYY-MM-DD", |note| note.date = Some("today".into())),
        ("group: it is needed", |note| note.group = None),
        ("group: \"HOLIDAY\" is none of A, B, C, D, E", |note| note.group = Some("HOLIDAY".into())),
        ("title: it is needed", |note| note.title = None),
        ("title: it has 256 characters, 255 are allowed", |note| note.title = Some("я".repeat(256))),
        ("time: \"12:00\" is no time of the form hh:mm:ss", |note| note.time = Some("12:00".into())),
        ("time: \"24:00:00\" is no time of the form hh:mm:ss", |note| note.time = Some("24:00:00".into())),
        ("message: it has 1024 characters, 1023 are allowed", |note| note.message = Some("я".repeat(1024))),
    ];
    let notes = client.counter(EMPTY).chart_annotations();
    for (rule, spoil) in cases {
        let mut note = ChartAnnotation::from(landing_page());
        spoil(&mut note);
        for result in [notes.create(note.clone()).await, notes.replace(7, note).await] {
            let error = result.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert_eq!(error.to_string(), format!("the request was not sent: chart_annotation.{rule}"));
        }
    }
    assert!(desk.sent().is_empty());
    let longest = NewChartAnnotation::new(date(2026, 3, 1), "E", "я".repeat(255)).message("я".repeat(1023));
    notes.create(longest).await.unwrap();
}

#[tokio::test]
async fn what_the_service_itself_holds_is_put_back() {
    let desk = Desk::new().await;
    let client = desk.client();
    let notes = client.counter(SHOP).chart_annotations();
    let id = desk.sandbox.state(|state| {
        let (id, note) = state.counters.get_mut(&SHOP).unwrap().chart_annotations.iter_mut().next().unwrap();
        note.insert("time".into(), json!("12:00"));
        note.insert("a_field_to_come".into(), json!([1, "two"]));
        *id
    });
    // Whether the service's own times have seconds is not recorded. The sandbox takes only those that do.
    let error = notes.update(id, |note| note.title = Some("Other".into())).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidParameter, 1));
    let sent = sent(&desk);
    assert_eq!(sent["chart_annotation"]["time"], "12:00");
    assert_eq!(sent["chart_annotation"]["a_field_to_come"], json!([1, "two"]));

    desk.sandbox.clear_journal();
    let error = notes.update(id, |note| note.date = None).await.unwrap_err();
    assert_eq!(error.to_string(), "the request was not sent: chart_annotation.date: it is needed");
    assert_eq!(desk.sent(), [format!("GET /management/v1/counter/{SHOP}/chart_annotation/{id}")]);
}
