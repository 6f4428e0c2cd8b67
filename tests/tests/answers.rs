//! Answers that nobody documents: decoded where they can be, and otherwise an error that keeps status and body.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use metrika_raw::Error;
use metrika_raw::management::types::Goal;
use metrika_tests::generated::{logs, management, stat};
use metrika_tests::wire::{Outcome, Recorder};
use serde_json::{Value, json};

async fn server(status: u16, body: impl Into<Vec<u8>>) -> Recorder {
    let server = Recorder::start().await;
    server.answer(status, "application/json", body);
    server
}

async fn json_server(body: Value) -> Recorder {
    server(200, body.to_string()).await
}

fn error(outcome: Outcome) -> Error {
    match outcome {
        Outcome::Error(error) => error,
        other => panic!("expected an error, found {other:?}"),
    }
}

#[tokio::test]
async fn html_from_the_edge_keeps_status_and_body() {
    let server = server(502, "<html><h1>502 Bad Gateway</h1></html>").await;
    let error = error(management::list_counters(&server).await.outcome);
    assert_eq!(error.status().unwrap(), 502);
    assert_eq!(&error.body().unwrap()[..], b"<html><h1>502 Bad Gateway</h1></html>");
    assert_eq!(
        error.to_string(),
        "the answer (502 Bad Gateway) cannot be decoded; it reads \"<html><h1>502 Bad Gateway</h1></html>\""
    );
}

#[tokio::test]
async fn an_empty_200_is_no_success() {
    let server = server(200, "").await;
    let error = error(management::update_label(&server).await.outcome);
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(error.to_string(), "the answer (200 OK) cannot be decoded; it reads nothing: the body is empty");
}

#[tokio::test]
async fn an_empty_202_to_a_repeated_log_request_is_told_apart() {
    let server = server(202, "").await;
    let error = error(logs::create_log_request(&server).await.outcome);
    assert!(matches!(error, Error::Unexpected { .. }));
    assert_eq!(error.status().unwrap(), 202);
    assert_eq!(
        error.to_string(),
        "the service answered 202 Accepted, which the spec does not expect; it reads nothing: the body is empty"
    );
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let server = server(302, "<html>elsewhere</html>").await;
    let error = error(management::list_labels(&server).await.outcome);
    assert_eq!(error.status().unwrap(), 302);
    assert_eq!(&error.body().unwrap()[..], b"<html>elsewhere</html>");
}

#[tokio::test]
async fn an_error_without_any_part_is_still_an_error_of_the_service() {
    let server = server(420, "{}").await;
    let error = error(stat::get_report(&server).await.outcome);
    assert_eq!(error.to_string(), "the service answered 420 <unknown status code>: no reason given");
}

#[tokio::test]
async fn an_error_names_every_problem() {
    let body = json!({
        "errors": [
            { "error_type": "invalid_parameter", "message": "Wrong limit", "location": "limit" },
            { "error_type": "a_kind_to_come", "message": null },
        ],
        "code": 400,
        "message": "Wrong limit",
    });
    let server = server(400, body.to_string()).await;
    let error = error(stat::get_report(&server).await.outcome);
    assert_eq!(
        error.to_string(),
        "the service answered 400 Bad Request: invalid_parameter: Wrong limit (at limit); a_kind_to_come"
    );
    assert_eq!(error.api_error().unwrap().errors.as_ref().unwrap().len(), 2);
}

#[tokio::test]
async fn goals_of_unknown_types_come_back_as_they_were() {
    let goals = json!({ "goals": [
        { "id": 1, "type": "contact_data", "name": "auto", "conditions": [{ "type": "all_contacts" }] },
        { "id": 2, "name": "without a type" },
        { "id": 3, "type": "social", "conditions": [{ "type": "all_social" }] },
        { "id": 4, "type": "url" },
        { "id": 5, "type": "url", "conditions": [{ "type": "exact" }, {}] },
    ]});
    let server = json_server(goals.clone()).await;
    match management::list_goals(&server).await.outcome {
        Outcome::Value(value) => assert_eq!(value, goals),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn flags_ids_and_words_come_in_many_forms() {
    let server = json_server(json!({ "counter": {
        "id": "5000000001",
        "favorite": 1,
        "gdpr_agreement_accepted": "0",
        "autogoals_enabled": true,
        "status": "Frozen",
        "name": null,
        "goals": null,
        "filters": [{ "id": "7", "value": null }, {}],
        "a_field_to_come": { "kept": [1] },
    }}))
    .await;
    let client = server.metrika().management();
    let counter = client.get_counter().counter_id(1).send().await.unwrap().into_inner().counter;
    assert_eq!(counter.id.unwrap(), 5_000_000_001);
    assert_eq!(counter.favorite.unwrap(), true);
    assert_eq!(counter.gdpr_agreement_accepted.unwrap(), false);
    assert_eq!(counter.status.as_ref().unwrap().as_str(), "Frozen");
    assert_eq!((&counter.name, counter.goals.is_none()), (&None, true));
    let filters = counter.filters.as_deref().unwrap();
    assert_eq!((filters.len(), filters[0].id.unwrap().0, &filters[0].attr), (2, 7, &None));
    assert_eq!(counter.extra["a_field_to_come"], json!({ "kept": [1] }));
}

#[tokio::test]
async fn an_absent_list_and_an_empty_one_are_two_things() {
    for (body, expected) in [(json!({}), None), (json!({ "goals": [] }), Some(0))] {
        let server = json_server(body).await;
        let list = server.metrika().management().list_goals().counter_id(1).send().await.unwrap();
        assert_eq!(list.goals.as_ref().map(Vec::len), expected);
    }
}

#[tokio::test]
async fn a_missing_field_that_says_everything_is_an_error() {
    let server = json_server(json!({})).await;
    let error = error(management::get_goal(&server).await.outcome);
    assert_eq!((error.status().unwrap().as_u16(), &error.body().unwrap()[..]), (200, &b"{}"[..]));
}

#[tokio::test]
async fn a_goal_can_be_read_changed_and_written_without_losing_what_we_do_not_know() {
    let stored = json!({ "goal": { "id": 7, "type": "url", "name": "old", "conditions": [], "a_field_to_come": 1 } });
    let server = json_server(stored).await;
    let client = server.metrika().management();
    let mut goal = client.get_goal().counter_id(1).goal_id(7).send().await.unwrap().into_inner();
    match &mut goal.goal {
        Goal::UrlGoal(url) => url.name = Some("new".to_owned()),
        other => panic!("{other:?}"),
    }
    server.forget();
    let written = client.update_goal().counter_id(1).goal_id(7).body(goal).send().await;
    let sent: Value = serde_json::from_slice(&server.decoded(written).await.request.body).unwrap();
    assert_eq!(
        sent,
        json!({ "goal": { "id": 7, "type": "url", "name": "new", "conditions": [], "a_field_to_come": 1 } })
    );
}

#[tokio::test]
async fn a_counter_can_be_read_changed_and_written_without_losing_what_we_do_not_know() {
    let stored = json!({ "counter": { "id": 7, "name": "old", "favorite": 1, "site2": { "site": "a.example", "x": 1 }, "y": [2] } });
    let server = json_server(stored).await;
    let client = server.metrika().management();
    let mut counter = client.get_counter().counter_id(7).send().await.unwrap().into_inner();
    counter.counter.name = Some("new".to_owned());
    server.forget();
    let written = client.update_counter().counter_id(7).body(counter).send().await;
    let sent: Value = serde_json::from_slice(&server.decoded(written).await.request.body).unwrap();
    assert_eq!(
        sent,
        json!({ "counter": { "id": 7, "name": "new", "favorite": true, "site2": { "site": "a.example", "x": 1 }, "y": [2] } })
    );
}

#[tokio::test]
async fn a_builder_asks_for_what_a_request_needs_although_an_answer_may_lack_it() {
    use metrika_raw::management::types::UrlGoalCondition;

    let error = UrlGoalCondition::try_from(UrlGoalCondition::builder().type_("exact")).unwrap_err();
    assert_eq!(error.to_string(), "no value supplied for url");
}
