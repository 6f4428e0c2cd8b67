//! Recorded answers, decoded by the operation that they belong to and encoded again.
//!
//! A snapshot lists every difference. Flags become `true`/`false`; nothing may be gone.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use std::path::Path;

use metrika_tests::difference::differences;
use metrika_tests::generated::{logs, management, stat};
use metrika_tests::wire::{Exchange, Outcome, Recorder};

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/recorded").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What decoding and encoding changed, or the error.
fn outcome(exchange: &Exchange) -> String {
    match &exchange.outcome {
        Outcome::Value(value) => {
            let recorded = serde_json::from_slice(&exchange.answer.body).unwrap();
            let differences = differences(&recorded, value);
            assert!(!differences.iter().any(|line| line.ends_with("is gone")), "{differences:#?}");
            if differences.is_empty() { "the same".to_owned() } else { differences.join("\n") }
        }
        Outcome::Bytes(bytes) => {
            assert_eq!(bytes, &exchange.answer.body);
            "the same bytes".to_owned()
        }
        Outcome::Error(error) => format!("error, status {:?}: {error}", error.status().map(|status| status.as_u16())),
    }
}

macro_rules! recorded {
    ($($test:ident: $file:literal, $status:literal, $api:ident::$operation:ident;)*) => {
        $(
            #[tokio::test]
            async fn $test() {
                let server = Recorder::start().await;
                server.answer($status, "application/json", fixture($file));
                let exchange = $api::$operation(&server).await;
                insta::with_settings!({ snapshot_path => "snapshots/recorded", prepend_module_to_snapshot => false, omit_expression => true }, {
                    insta::assert_snapshot!(stringify!($test), format!("{} -> {}\n\n{}", $file, stringify!($operation), outcome(&exchange)));
                });
            }
        )*

        #[test]
        fn every_recorded_answer_is_decoded_by_a_test() {
            let decoded = [$($file),*];
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/recorded");
            for entry in std::fs::read_dir(folder).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                // The CSV files are bodies of requests: see uploads.rs.
                assert!(name.ends_with(".csv") || decoded.contains(&name.as_str()), "{name} has no test");
            }
        }
    };
}

recorded! {
    counter: "counter-01.json", 200, management::get_counter;
    counter_create: "counter-create-01.json", 200, management::create_counter;
    counter_flags: "counter-flags-01.json", 200, management::get_counter;
    counters: "counters-01.json", 200, management::list_counters;
    counters_quick_start: "counters-04.json", 200, management::list_counters;
    delegates: "delegates-02.json", 200, management::list_delegates;
    filter: "filter-01.json", 200, management::get_filter;
    filters: "filters-01.json", 200, management::list_filters;
    goal: "goal-01.json", 200, management::get_goal;
    goal_messenger: "goal-02-messenger.json", 200, management::create_goal;
    goals: "goals-01.json", 200, management::list_goals;
    grants: "grants-01.json", 200, management::list_grants;
    label: "label-01.json", 200, management::get_label;
    label_create: "label-create-01.json", 200, management::create_label;
    label_delete: "label-delete-01.json", 200, management::delete_label;
    labels: "labels-01.json", 200, management::list_labels;
    measurement_generate: "measurement-generate-01.json", 200, management::generate_measurement_token;
    operation: "operation-01.json", 200, management::get_operation;
    operations_empty: "operations-01-empty.json", 200, management::list_operations;
    segments: "segments-01.json", 200, management::list_segments;
    uploading: "uploading-01.json", 200, management::get_conversions_uploading;
    log_request_created: "logrequest-01-created-hits.json", 200, logs::create_log_request;
    log_request_processed: "logrequest-02-processed-hits.json", 200, logs::get_log_request;
    log_requests: "logrequests-list-01.json", 200, logs::list_log_requests;
    logs_evaluate: "logs-evaluate-01.json", 200, logs::evaluate_log_request;
    logs_visits: "logs-visits-02.tsv", 200, logs::download_log_part;
    logs_hits: "logs-hits-02.tsv", 200, logs::download_log_part;
    report: "stat-data-01.json", 200, stat::get_report;
    report_sampled: "stat-data-03-sampled.json", 200, stat::get_report;
    report_by_time: "stat-bytime-02.json", 200, stat::get_report_by_time;
    report_drilldown: "stat-drilldown-02.json", 200, stat::get_drilldown;
    report_comparison: "stat-comparison-02.json", 200, stat::get_comparison;
    error_token_limit: "error-400-02.json", 400, management::generate_measurement_token;
    error_access_denied: "error-403-01.json", 403, stat::get_report;
    error_quota: "error-429-01.json", 429, stat::get_report;
    error_backend: "error-503-01.json", 503, management::list_counters;
}
