//! Paths, methods, parameters and bodies that the specs do not have are refused in the service's own form.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use metrika_sandbox::Sandbox;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

async fn refused(method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
    let sandbox = Sandbox::start().await.unwrap();
    let mut request =
        reqwest::Client::new().request(method, sandbox.url() + path).header("authorization", "OAuth any-token");
    if let Some(body) = body {
        request = request.json(&body);
    }
    let answer = request.send().await.unwrap();
    let status = answer.status();
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["code"], status.as_u16());
    assert_eq!(body["message"], body["errors"][0]["message"]);
    assert_eq!(sandbox.violations(), Vec::<String>::new());
    (status, body["errors"].clone())
}

#[tokio::test]
async fn a_path_that_no_operation_has() {
    let (status, errors) = refused(Method::GET, "/management/v1/kettles", None).await;
    assert_eq!(status, 404);
    assert_eq!(errors[0]["error_type"], "not_found");
    assert_eq!(errors[0].get("location"), None);
}

#[tokio::test]
async fn a_method_that_the_path_does_not_have() {
    let (status, errors) = refused(Method::PATCH, "/management/v1/labels", None).await;
    assert_eq!(status, 405);
    assert_eq!(errors[0]["message"], "/management/v1/labels takes POST, GET");
}

#[tokio::test]
async fn parameters_are_held_against_the_spec() {
    for (query, error_type, location) in [
        ("limt=5", "invalid_parameter", "limt"),
        ("limit=many", "invalid_parameter", "limit"),
        ("limit=1&limit=2", "invalid_parameter", "limit"),
    ] {
        let path = format!("/management/v1/counter/1/expense/uploadings?{query}");
        let (status, errors) = refused(Method::GET, &path, None).await;
        assert_eq!(status, 400, "{query}");
        assert_eq!(errors[0]["error_type"], error_type, "{query}");
        assert_eq!(errors[0]["location"], location, "{query}");
    }
    let (status, errors) = refused(Method::DELETE, "/management/v1/delegate", None).await;
    assert_eq!((status.as_u16(), &errors[0]["error_type"]), (400, &json!("missing_parameter")));
    assert_eq!(errors[0]["location"], "user_login");
    let (status, errors) = refused(Method::GET, "/management/v1/label/seven", None).await;
    assert_eq!((status.as_u16(), &errors[0]["location"]), (400, &json!("labelId")));
}

#[tokio::test]
async fn what_a_report_says_of_its_query_may_be_asked_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let ask = async |path: &str, more: &[(&str, &str)]| {
        let request = reqwest::Client::new().get(sandbox.url() + path).header("authorization", "OAuth any-token");
        let query = [("ids", "44147844"), ("metrics", "ym:s:visits"), ("dimensions", "ym:s:trafficSource")];
        let answer = request.query(&query).query(more).send().await.unwrap();
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
    };
    for attribution in ["last", "lastsign", "cross_device_last_yandex_direct_click", "last_yandex_direct_click"] {
        for group in ["day", "week", "month"] {
            let path = "/stat/v1/data/bytime";
            let (status, first) = ask(path, &[("attribution", attribution), ("group", group)]).await;
            assert_eq!(status, 200, "{first}");
            let echo = |name: &str| first["query"][name].as_str().unwrap();
            assert!(echo("attribution").starts_with(char::is_uppercase));
            let (_, again) = ask(path, &[("attribution", echo("attribution")), ("group", echo("group"))]).await;
            assert_eq!(again, first);
        }
    }
    let (status, body) = ask("/stat/v1/data", &[("attribution", "LastOne")]).await;
    assert_eq!((status, &body["errors"][0]["location"]), (400, &json!("attribution")));
}

#[tokio::test]
async fn a_row_without_a_value_can_be_opened_too() {
    let sandbox = Sandbox::start().await.unwrap();
    let ask = async |parent: Option<&str>| {
        let path = sandbox.url() + "/stat/v1/data/drilldown";
        let request = reqwest::Client::new().get(path).header("authorization", "OAuth any-token");
        let query = [("ids", "44147844"), ("metrics", "ym:s:visits"), ("dimensions", "ym:s:UTMSource,ym:s:browser")];
        let query = request.query(&query).query(&[("include_undefined", "true"), ("accuracy", "full")]);
        let answer = query.query(&parent.map(|path| ("parent_id", path)).as_slice()).send().await.unwrap();
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
    };
    let (_, top) = ask(None).await;
    let rows = top["data"].as_array().unwrap();
    let unlabelled = rows.iter().find(|row| row["dimension"]["name"].is_null()).unwrap();
    assert_eq!(unlabelled["expand"], json!(true));
    let (status, below) = ask(Some("[null]")).await;
    assert_eq!((status, &below["totals"]), (200, &unlabelled["metrics"]), "{below}");
    assert_eq!(below["query"]["parent_id"], json!([null]));
    assert_eq!(ask(Some("[7]")).await.0, 400);
}

#[tokio::test]
async fn bodies_are_held_against_the_spec() {
    let (status, errors) =
        refused(Method::POST, "/management/v1/labels", Some(json!({ "label": { "name": 7 } }))).await;
    assert_eq!((status.as_u16(), &errors[0]["error_type"]), (400, &json!("invalid_parameter")));
    assert_eq!(errors[0]["location"], "label.name");
    let (status, errors) = refused(Method::POST, "/management/v1/labels", None).await;
    assert_eq!((status.as_u16(), &errors[0]["error_type"]), (400, &json!("invalid_json")));
}

#[tokio::test]
async fn a_label_is_made_listed_changed_and_deleted() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = reqwest::Client::new();
    let labels = sandbox.url() + "/management/v1/labels";
    let made: Value = http
        .post(&labels)
        .header("authorization", "OAuth any-token")
        .json(&json!({ "label": { "name": "New tag" } }))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(made["label"]["name"], "New tag");
    let listed: Value =
        http.get(&labels).header("authorization", "OAuth any-token").send().await.unwrap().json().await.unwrap();
    assert!(listed["labels"].as_array().unwrap().contains(&made["label"]), "{listed}");
    assert_eq!(sandbox.violations(), Vec::<String>::new());
}
