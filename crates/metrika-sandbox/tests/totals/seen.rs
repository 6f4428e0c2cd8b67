//! What a user sees who may see only a part of a counter: in reports and in logs the same, and nothing else.

use metrika_sandbox::state::seed::{GUEST, SHARED};
use reqwest::Method;
use serde_json::{Value, json};

use crate::exported::log::Log;
use crate::exported::{Desk, FIRST, LAST, all_days, but, refusal, told};
use crate::report::desk;

const FIELDS: &str = "ym:s:visitID,ym:s:regionCity";

async fn visits(desk: &Desk, login: Option<&str>, more: &[(&str, &str)]) -> (u16, Value) {
    let request = match login {
        Some(login) => desk.request_of(login, Method::GET, "/stat/v1/data"),
        None => desk.request(Method::GET, "/stat/v1/data"),
    };
    let mut all = vec![("ids", "44147844"), ("metrics", "ym:s:visits"), ("date1", FIRST), ("date2", LAST)];
    all.extend([("accuracy", "full"), ("include_undefined", "true")]);
    all.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    told(request.query(&all).query(more)).await
}

async fn number(desk: &Desk, login: Option<&str>, more: &[(&str, &str)]) -> f64 {
    let (status, body) = visits(desk, login, more).await;
    assert_eq!(status, 200, "{body}");
    body["totals"][0].as_f64().unwrap()
}

/// Another access filter for the shop, as Metrika Pro has.
fn add_filter(desk: &Desk, id: i64, counter: i64, expression: &str) {
    let filter = json!({ "id": id, "name": "Another", "expression": expression }).as_object().unwrap().clone();
    desk.sandbox.state(|state| state.counters.get_mut(&counter).unwrap().access_filters.insert(id, filter));
}

const BERLIN: (&str, &str) = ("filters", "ym:s:regionCityName=='Berlin'");

#[tokio::test]
async fn a_filter_that_is_asked_for_hides_more_and_shows_nothing_that_the_grant_hides() {
    let desk = desk().await;
    add_filter(&desk, 7, 44_147_844, "ym:s:browser!='chrome'");
    let berlin = number(&desk, None, &[BERLIN]).await;
    let others = number(&desk, None, &[BERLIN, ("access_filter_id", "7")]).await;
    assert!(others < berlin && others > 0.0, "{others} of {berlin}");
    assert!(number(&desk, None, &[]).await > berlin);
    assert_eq!(number(&desk, Some(GUEST), &[]).await, berlin);
    let (_, told) = visits(&desk, Some(GUEST), &[]).await;
    assert_eq!(told["sample_space"].as_f64(), Some(berlin), "not even how many there are is told");
    assert_eq!(number(&desk, Some(GUEST), &[("access_filter_id", "7")]).await, others);
    let told = visits(&desk, Some(GUEST), &[("access_filter_id", "8")]).await;
    assert_eq!(refusal(&told), (400, "invalid_parameter", Some("access_filter_id"), "access filter 8 does not exist"));
}

#[tokio::test]
async fn a_grant_whose_filter_is_gone_lets_nothing_through() {
    let desk = desk().await;
    desk.sandbox.state(|state| state.counters.get_mut(&44_147_844).unwrap().access_filters.clear());
    assert_eq!(visits(&desk, Some(GUEST), &[]).await.0, 403);
}

#[tokio::test]
async fn the_filter_of_one_counter_says_nothing_of_another() {
    let desk = desk().await;
    let copy = |state: &mut metrika_sandbox::State| {
        let plan = state.counters[&44_147_844].traffic.clone().unwrap();
        let other = state.counters.get_mut(&SHARED).unwrap();
        other.traffic = Some(metrika_sandbox::traffic::Plan { counter: SHARED, seed: 5, ..plan });
        let grant = json!({ "user_login": GUEST, "perm": "view" }).as_object().unwrap().clone();
        other.grants.insert(GUEST.to_owned(), grant);
    };
    desk.sandbox.state(copy);
    let shared = SHARED.to_string();
    let alone = number(&desk, Some(GUEST), &[("ids", &shared)]).await;
    let part = number(&desk, Some(GUEST), &[]).await;
    assert!(alone > part);
    for ids in [format!("44147844,{SHARED}"), format!("{SHARED},44147844")] {
        assert_eq!(number(&desk, Some(GUEST), &[("ids", &ids)]).await, alone + part, "{ids}");
    }
}

#[tokio::test]
async fn a_counter_that_is_named_twice_is_seen_once() {
    let desk = desk().await;
    let once = number(&desk, None, &[]).await;
    let (status, body) = visits(&desk, None, &[("ids", "44147844,44147844")]).await;
    assert_eq!((status, &body["query"]["ids"], body["totals"][0].as_f64()), (200, &json!([44_147_844]), Some(once)));
    let many = vec!["44147844"; 501].join(",");
    let told = visits(&desk, None, &[("ids", &many)]).await;
    assert_eq!(
        refusal(&told),
        (400, "invalid_parameter", Some("ids"), "a report is about at most 500 counters, and not 501")
    );
}

#[tokio::test]
async fn a_log_has_the_rows_that_the_filter_of_the_grant_lets_through() {
    let desk = desk().await;
    let whole = desk.export(&all_days("visits", FIELDS)).await;
    let berlin = |log: &Log| log.rows().filter(|row| row.text("ym:s:regionCity") == "Berlin").count();
    let create = desk.request_of(GUEST, Method::POST, "~/logrequests").query(&all_days("visits", FIELDS));
    let (status, body) = told(create).await;
    assert_eq!(status, 200, "{body}");
    let id = body["log_request"]["request_id"].as_i64().unwrap();
    let part = Log::read(&desk.parts(id).await);
    assert!(berlin(&whole) > 0 && berlin(&whole) < whole.rows().count());
    assert_eq!((part.rows().count(), berlin(&part)), (berlin(&whole), berlin(&whole)));
    assert_eq!(part.rows().count() as f64, number(&desk, Some(GUEST), &[]).await);

    // The parts are cut by what is seen, too.
    let download = |id: i64| format!("~/logrequest/{id}/part/0/download");
    assert_eq!(told(desk.request_of(GUEST, Method::GET, &download(id))).await.0, 200);
    // Hits go with their visits.
    let wanted = all_days("hits", "ym:pv:watchID,ym:pv:regionCity");
    let (status, body) = told(desk.request_of(GUEST, Method::POST, "~/logrequests").query(&wanted)).await;
    assert_eq!(status, 200, "{body}");
    let hits = Log::read(&desk.parts(body["log_request"]["request_id"].as_i64().unwrap()).await);
    assert!(hits.rows().count() > 0 && hits.rows().all(|row| row.text("ym:pv:regionCity") == "Berlin"));
}

#[tokio::test]
async fn a_log_of_the_whole_is_not_for_who_sees_a_part() {
    let desk = desk().await;
    let id = desk.create(&all_days("visits", FIELDS)).await;
    let path = format!("~/logrequest/{id}/part/0/download");
    let (status, body) = told(desk.request_of(GUEST, Method::GET, &path)).await;
    assert_eq!((status, &body["errors"][0]["error_type"]), (403, &json!("access_denied")));
    assert_eq!(desk.download(id, 0, &[]).await.status, 200);
    // Nothing fits: no parts.
    let expression = json!("ym:s:regionCityName=='Nowhere'");
    let change = |state: &mut metrika_sandbox::State| {
        let counter = state.counters.get_mut(&44_147_844).unwrap();
        counter.access_filters.values_mut().next().unwrap().insert("expression".to_owned(), expression);
    };
    desk.sandbox.state(change);
    let wanted = all_days("visits", FIELDS);
    let wanted = but(&wanted, "date1", LAST);
    let (_, body) = told(desk.request_of(GUEST, Method::POST, "~/logrequests").query(&wanted)).await;
    let request = desk.look(body["log_request"]["request_id"].as_i64().unwrap()).await;
    assert_eq!((&request["size"], request.get("parts")), (&json!(0), None));
}
