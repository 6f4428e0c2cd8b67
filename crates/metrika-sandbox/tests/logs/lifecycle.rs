//! The way of a log request that goes well, fast or slowly.

use std::time::Duration;

use metrika_sandbox::operations::log_requests::Script;
use serde_json::{Value, json};

use crate::exported::{Desk, FIRST, LAST, all_days, but, refusal};

const FIELDS: &str = "ym:s:visitID,ym:s:date";

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[tokio::test]
async fn a_log_is_evaluated_created_downloaded_and_cleaned() {
    let desk = Desk::open().await;
    let (status, body) = desk.evaluate(&all_days("visits", FIELDS)).await;
    assert_eq!((status, &body["log_request_evaluation"]["possible"]), (200, &json!(true)));
    assert_eq!(desk.list().await, Vec::<Value>::new(), "an evaluation creates nothing");

    let (status, body) = desk.ask(&all_days("visits", FIELDS)).await;
    let created = json!({ "log_request": {
        "request_id": 17_962_077,
        "counter_id": 44_147_844,
        "source": "visits",
        "date1": FIRST,
        "date2": LAST,
        "fields": ["ym:s:visitID", "ym:s:date"],
        "status": "created",
        "attribution": "LASTSIGN",
    }});
    assert_eq!((status, &body), (200, &created), "nothing to download, not even if it is ready at once");

    let request = desk.look(17_962_077).await;
    assert_eq!(request["status"], "processed");
    let part = desk.download(17_962_077, 0, &[]).await;
    assert_eq!(part.status, 200);
    assert_eq!(part.headers["content-type"], "text/tab-separated-values");
    assert!(part.body.starts_with(b"ym:s:visitID\tym:s:date\n"));
    assert_eq!(request["parts"], json!([{ "part_number": 0, "size": part.body.len() }]));
    assert_eq!(request["size"], json!(part.body.len()));
    assert_eq!(desk.list().await, [request]);

    let (status, body) = desk.post("~/logrequest/17962077/clean").await;
    let mut cleaned = created;
    cleaned["log_request"]["status"] = json!("cleaned_by_user");
    assert_eq!((status, &body), (200, &cleaned), "neither size nor parts");
    assert_eq!(desk.list().await, [cleaned["log_request"].clone()], "it stays in the list");
}

#[tokio::test]
async fn a_request_waits_in_the_queue_for_as_long_as_is_set() {
    let desk = Desk::with(|settings| settings.logs.queue_seconds = 60).await;
    let id = desk.create(&all_days("visits", FIELDS)).await;
    assert_eq!(desk.status(id).await, "created");
    desk.sandbox.advance(seconds(59));
    let request = desk.look(id).await;
    assert_eq!((&request["status"], request.get("size"), request.get("parts")), (&json!("created"), None, None));
    desk.sandbox.advance(seconds(1));
    assert_eq!(desk.status(id).await, "processed");
    assert_eq!(desk.parts(id).await.len(), 1);
    // Each waits by itself.
    let later = desk.create(&all_days("hits", "ym:pv:watchID")).await;
    assert_eq!((desk.status(id).await, desk.status(later).await), ("processed".into(), "created".into()));
}

#[tokio::test]
async fn a_request_is_tried_again_if_the_script_says_so() {
    let desk = Desk::with(|settings| {
        settings.logs.queue_seconds = 60;
        settings.logs.script = vec![Script { retry_seconds: 30, fails: false }];
    })
    .await;
    let first = desk.create(&all_days("visits", FIELDS)).await;
    // The script has nothing for the second one.
    let second = desk.create(&all_days("hits", "ym:pv:watchID")).await;
    for (passed, of_first, of_second) in
        [(59, "created", "created"), (1, "awaiting_retry", "processed"), (29, "awaiting_retry", "processed")]
    {
        desk.sandbox.advance(seconds(passed));
        let request = desk.look(first).await;
        assert_eq!((&request["status"], request.get("parts")), (&json!(of_first), None));
        assert_eq!(desk.status(second).await, of_second);
    }
    desk.sandbox.advance(seconds(1));
    assert_eq!(desk.status(first).await, "processed");
    assert_eq!(desk.parts(first).await.len(), 1);
}

#[tokio::test]
async fn a_request_fails_if_the_script_says_so() {
    let desk = Desk::with(|settings| {
        settings.logs.queue_seconds = 10;
        settings.logs.script = vec![Script { retry_seconds: 5, fails: true }];
    })
    .await;
    let failing = desk.create(&all_days("visits", FIELDS)).await;
    for (passed, status) in [(10, "awaiting_retry"), (5, "processing_failed"), (1_000_000, "processing_failed")] {
        desk.sandbox.advance(seconds(passed));
        let request = desk.look(failing).await;
        assert_eq!((&request["status"], request.get("size"), request.get("parts")), (&json!(status), None, None));
    }
    // The same, asked for anew, goes well.
    let again = desk.create(&all_days("visits", FIELDS)).await;
    desk.sandbox.advance(seconds(10));
    assert_eq!(
        (desk.status(failing).await, desk.status(again).await),
        ("processing_failed".into(), "processed".into())
    );
}

#[tokio::test]
async fn a_repeat_of_a_request_in_flight_is_answered_with_an_empty_202() {
    let desk = Desk::with(|settings| {
        settings.logs.queue_seconds = 60;
        settings.logs.script = vec![Script { retry_seconds: 60, fails: false }];
    })
    .await;
    let wanted = all_days("visits", FIELDS);
    let id = desk.create(&wanted).await;
    for _ in ["created", "awaiting_retry"] {
        for repeat in [wanted.to_vec(), but(&wanted, "fields", "ym:s:date,ym:s:visitID")] {
            let request = desk.request(reqwest::Method::POST, "~/logrequests").query(&repeat);
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), 202);
            assert_eq!(answer.headers().get("content-type"), None);
            assert_eq!(answer.bytes().await.unwrap().len(), 0);
        }
        assert_eq!(desk.list().await.len(), 1, "only the list tells which one it is");
        desk.sandbox.advance(seconds(60));
    }
    assert_eq!(desk.status(id).await, "processed");
    let again = desk.create(&wanted).await;
    assert!(again > id, "one that is ready is no reason not to make another");
}

#[tokio::test]
async fn a_request_that_differs_in_anything_is_no_repeat() {
    let desk = Desk::with(|settings| settings.logs.queue_seconds = 60).await;
    let wanted = all_days("visits", FIELDS);
    let mut others = vec![wanted.to_vec(), all_days("hits", "ym:pv:watchID,ym:pv:date").to_vec()];
    let changes =
        [("date1", "2026-03-07"), ("date2", "2026-03-08"), ("fields", "ym:s:visitID"), ("attribution", "LAST")];
    others.extend(changes.map(|(name, value)| but(&wanted, name, value)));
    let mut ids = Vec::new();
    for other in &others {
        ids.push(desk.create(other).await);
    }
    // In the order in which they came, with consecutive numbers.
    assert_eq!(ids, (17_962_077..17_962_083).collect::<Vec<_>>());
    let listed: Vec<i64> = desk.list().await.iter().map(|request| request["request_id"].as_i64().unwrap()).collect();
    assert_eq!(listed, ids);
    // The default of the attribution, said aloud, is no difference.
    assert_eq!(desk.ask(&but(&wanted, "attribution", "LASTSIGN")).await.0, 202);
}

#[tokio::test]
async fn a_large_log_is_prepared_after_the_answer() {
    let desk = Desk::with(|settings| settings.logs.at_once = 1).await;
    let id = desk.create(&all_days("visits", FIELDS)).await;
    // It is looked at until it is ready; the server is given turns, and no time.
    let mut looks = 0;
    while desk.status(id).await == "created" {
        looks += 1;
        assert!(looks < 10_000, "it is never ready");
    }
    let large = desk.parts(id).await;
    let desk = Desk::open().await;
    let id = desk.create(&all_days("visits", FIELDS)).await;
    assert_eq!(large, desk.parts(id).await);
}

#[tokio::test]
async fn requests_belong_to_their_counter() {
    let desk = Desk::open().await;
    let id = desk.create(&all_days("visits", FIELDS)).await;
    let other = "/management/v1/counter/44147901";
    assert_eq!(desk.get(&format!("{other}/logrequests")).await, (200, json!({ "requests": [] })));
    for path in [format!("{other}/logrequest/{id}"), "~/logrequest/5".to_owned()] {
        let number = path.rsplit('/').next().unwrap();
        let words = format!("log request {number} does not exist");
        let refused = (404, "not_found", None, words.as_str());
        assert_eq!(refusal(&desk.get(&path).await), refused);
        assert_eq!(refusal(&desk.get(&format!("{path}/part/0/download")).await), refused);
        assert_eq!(refusal(&desk.post(&format!("{path}/cancel")).await), refused);
        assert_eq!(refusal(&desk.post(&format!("{path}/clean")).await), refused);
    }
    assert_eq!(desk.status(id).await, "processed");
}
