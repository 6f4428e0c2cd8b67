//! The generated requests, with every parameter set, sent to the sandbox as they are.
//!
//! Their values are made up, so that some are refused. None may be refused because the sandbox does not know the path, the
//! method or a parameter: then the client and the sandbox would read the specs in two ways.

use std::collections::{BTreeMap, BTreeSet};

use metrika_sandbox::Sandbox;
use metrika_sandbox::state::Entity;
use metrika_tests::wire::{Recorded, Recorder};
use serde_json::{Value, json};

use crate::desk::SHOP;

/// The user that the requests act for, by `ulogin`.
const OTHER: &str = "example-login";

/// What becomes of requests whose made-up values are refused: status, error type, location. All others are answered 200.
const REFUSED: &[(&str, u16, &str, &str)] = &[
    // They are about people whom nobody let in.
    ("delete_account", 404, "not_found", ""),
    ("delete_delegate", 404, "not_found", ""),
    ("get_grant", 404, "not_found", ""),
    ("update_grant", 404, "not_found", ""),
    ("delete_grant", 404, "not_found", ""),
    ("delete_public_grant", 404, "not_found", ""),
    ("create_grant", 400, "invalid_parameter", "grant.perm"), // `public_stat` for a single user
    // They are about uploadings, log requests and tokens that are not there.
    ("get_calls_uploading", 404, "not_found", ""),
    ("get_conversions_uploading", 404, "not_found", ""),
    ("get_expense_uploading", 404, "not_found", ""),
    ("get_visitor_parameters_uploading", 404, "not_found", ""),
    ("confirm_visitor_parameters", 404, "not_found", ""),
    ("get_log_request", 404, "not_found", ""),
    ("cancel_log_request", 404, "not_found", ""),
    ("clean_log_request", 404, "not_found", ""),
    ("download_log_part", 404, "not_found", ""),
    ("delete_measurement_token", 404, "not_found", ""),
    // Their file is `column` and `value`.
    ("upload_calls", 400, "invalid_uploading", "file"),
    ("upload_conversions", 400, "invalid_uploading", "file"),
    ("upload_expenses", 400, "invalid_uploading", "file"),
    ("remove_expenses", 400, "invalid_uploading", "file"),
    ("upload_visitor_parameters", 400, "invalid_uploading", "file"),
    ("upload_contacts_csv", 400, "invalid_uploading", "file"),
    ("upload_simple_orders", 400, "invalid_uploading", "file"),
    // They break a rule: no `create_date_time`, a goal of another counter, 3 in place of 0 or 1, a field of visits for hits.
    ("upload_orders_csv", 400, "invalid_parameter", "columns_mapping"),
    ("create_counter", 400, "invalid_parameter", "counter.goals[0].id"),
    ("update_counter", 400, "invalid_parameter", "counter.filters_remove"),
    ("create_log_request", 400, "invalid_parameter", "fields"),
    ("evaluate_log_request", 400, "invalid_parameter", "fields"),
];

/// Set by the client's or the server's own machinery.
const FRAMING: [&str; 3] = ["host", "content-length", "transfer-encoding"];

/// A sandbox in which the sender of the requests may do everything, without `ulogin` and for the user that it names, and
/// which has the things that most requests are about.
async fn sandbox() -> Sandbox {
    let builder = Sandbox::builder().now("2026-03-10T12:30:00Z".parse().unwrap());
    let sandbox = builder.with(|settings| settings.data.visits = 50).start().await.unwrap();
    sandbox.state(|state| {
        let delegate = entity(json!({ "user_login": "sandbox-owner" }));
        state.user(OTHER).delegates.insert("sandbox-owner".to_owned(), delegate);
        state.user(OTHER).labels.insert(321_185, entity(json!({ "id": 321_185, "name": "Shops" })));
        let shop = state.counters.get_mut(&SHOP).unwrap();
        shop.owner = OTHER.to_owned();
        shop.grants
            .insert("sandbox-owner".to_owned(), entity(json!({ "user_login": "sandbox-owner", "perm": "edit" })));
        once_more(&mut shop.goals, 1_832_441);
        once_more(&mut shop.filters, 66_928);
        once_more(&mut shop.operations, 66_955);
        once_more(&mut shop.access_filters, 1_000_000_042);
        once_more(&mut shop.chart_annotations, 12_345);
        for id in [2_215_573, 23_456_789] {
            let mut counter = state.counters[&SHOP].clone();
            counter.value.insert("id".to_owned(), id.into());
            state.counters.insert(id, counter);
        }
    });
    sandbox
}

fn entity(value: Value) -> Entity {
    value.as_object().cloned().unwrap()
}

/// The same under another number.
fn once_more(items: &mut BTreeMap<i64, Entity>, id: i64) {
    let mut item = items.values().next().cloned().unwrap();
    item.insert("id".to_owned(), id.into());
    items.insert(id, item);
}

/// Sends the request to a sandbox, and tells how it was answered; `None` if it was done.
async fn replay(operation: &str, request: Recorded) -> Option<(u16, String, String)> {
    let sandbox = sandbox().await;
    let query = request.query.as_deref().map(|query| format!("?{query}")).unwrap_or_default();
    let mut replayed = reqwest::Client::new()
        .request(request.method.parse().unwrap(), format!("{}{}{query}", sandbox.url(), request.path))
        .body(request.body);
    for (name, value) in request.headers.iter().filter(|(name, _)| !FRAMING.contains(&name.as_str())) {
        replayed = replayed.header(name, value);
    }
    let answer = replayed.send().await.unwrap();
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    let entry = sandbox.journal().remove(0);
    assert_eq!(entry.operation.as_deref(), Some(operation), "{status} {text}");
    assert_eq!(entry.violations, Vec::<String>::new(), "{operation}");
    for never in ["leads nowhere", "has no parameter", "does not serve"] {
        assert!(!text.contains(never), "{operation}: {text}");
    }
    assert!(status < 500 && status != 405, "{operation}: {status} {text}");
    if status == 200 {
        return None;
    }
    let body: Value = serde_json::from_str(&text).unwrap();
    let word = |name: &str| body["errors"][0][name].as_str().unwrap_or_default().to_owned();
    Some((status, word("error_type"), word("location")))
}

macro_rules! replay_all {
    ($api:ident: $($operation:ident)*) => {{
        let mut found = Vec::new();
        $(
            let recorder = Recorder::start().await;
            let request = metrika_tests::generated::$api::$operation(&recorder).await.request;
            found.push((stringify!($operation), replay(stringify!($operation), request).await));
        )*
        found
    }};
}

#[tokio::test]
async fn every_generated_request_is_understood() {
    let mut found = metrika_tests::for_each_management_operation!(replay_all);
    found.extend(metrika_tests::for_each_stat_operation!(replay_all));
    found.extend(metrika_tests::for_each_logs_operation!(replay_all));
    assert_eq!(found.len(), 105);
    let refused: BTreeSet<_> = found
        .iter()
        .filter_map(|(operation, refusal)| {
            let (status, error_type, location) = refusal.as_ref()?;
            Some((*operation, *status, error_type.as_str(), location.as_str()))
        })
        .collect();
    assert_eq!(refused, REFUSED.iter().copied().collect());
}
