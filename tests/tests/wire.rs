//! The request of each operation as sent, with every parameter set, and the answer as decoded.
//!
//! The calls are generated from the specs. Each operation has a snapshot of its own.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use metrika_tests::difference::differences;
use metrika_tests::wire::{Exchange, Outcome, Recorder, TOKEN};

/// Compares with the snapshot, and makes sure that nothing of the answer got lost.
fn check(api: &str, operation: &str, exchange: &Exchange) {
    let text = exchange.render();
    assert!(!text.contains(TOKEN));
    insta::with_settings!({ snapshot_path => format!("snapshots/wire/{api}"), prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(operation, text);
    });
    match &exchange.outcome {
        Outcome::Value(value) => {
            let sent = serde_json::from_slice(&exchange.answer.body).unwrap();
            assert_eq!(differences(&sent, value), Vec::<String>::new(), "decoding loses or changes something");
        }
        Outcome::Bytes(bytes) => assert_eq!(bytes, &exchange.answer.body),
        Outcome::Error(error) => panic!("{error}"),
    }
}

macro_rules! tests {
    ($api:ident: $($operation:ident)*) => {
        mod $api {
            use super::*;

            $(
                #[tokio::test]
                async fn $operation() {
                    let server = Recorder::start().await;
                    let exchange = metrika_tests::generated::$api::$operation(&server).await;
                    check(stringify!($api), stringify!($operation), &exchange);
                }
            )*

            pub(super) const OPERATIONS: &[&str] = &[$(stringify!($operation)),*];
        }
    };
}

metrika_tests::for_each_management_operation!(tests);
metrika_tests::for_each_stat_operation!(tests);
metrika_tests::for_each_logs_operation!(tests);

#[test]
fn no_snapshot_is_left_over() {
    for (api, operations) in
        [("management", management::OPERATIONS), ("stat", stat::OPERATIONS), ("logs", logs::OPERATIONS)]
    {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/wire").join(api);
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let operation = name.strip_suffix(".snap").unwrap_or(&name);
            assert!(operations.contains(&operation), "{api}/{name} belongs to no operation");
        }
    }
}

#[test]
fn there_is_a_test_for_each_of_the_105_operations() {
    let counts = [management::OPERATIONS.len(), stat::OPERATIONS.len(), logs::OPERATIONS.len()];
    assert_eq!(counts, [92, 6, 7]);
    let table = metrika_raw::management::OPERATIONS.len()
        + metrika_raw::stat::OPERATIONS.len()
        + metrika_raw::logs::OPERATIONS.len();
    assert_eq!(table, 105);
}
