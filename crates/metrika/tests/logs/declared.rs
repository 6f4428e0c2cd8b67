//! What the service declares is held against what comes.

use metrika::logs::{Export, LogQuery};
use metrika::{Client, ErrorKind};

use crate::desk::{SHOP, TOKEN, TestClock};
use crate::wire::{self, Wire};
use crate::{fields, month};

const BODY: &str = "ym:s:visitID\tym:s:date\tym:s:startURL\n1\t2026-02-01\t/\n";

/// A service whose only log has these facts, and this body for each part.
async fn service(facts: &str, body: &'static str) -> (Wire, Client) {
    let log = format!(r#"{{"log_request":{{"request_id":7,"status":"processed",{facts}}}}}"#);
    let wire = Wire::start(move |_, request| {
        let line = request.lines().next().unwrap_or_default();
        Some(match () {
            () if line.contains("/evaluate") => wire::json(r#"{"log_request_evaluation":{"possible":true}}"#),
            () if line.contains("/download") => {
                wire::answer("200 OK", &["Content-Type: text/tab-separated-values"], body)
            }
            () if line.contains("/logrequests ") => wire::json(r#"{"requests":[]}"#),
            () => wire::json(&log),
        })
    })
    .await;
    let clock = TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
    let client = Client::builder().token(TOKEN).base_url(wire.url()).clock(clock).build().unwrap();
    (wire, client)
}

async fn rows(export: Export<'_>) -> metrika::Result<u64> {
    export.rows(|_| Ok(())).await.map(|done| done.rows)
}

#[tokio::test]
async fn a_part_of_another_size_is_an_error_unless_sizes_are_ignored() {
    for (size, words) in [(BODY.len(), ""), (BODY.len() - 1, "52 bytes came, and the service declares 51")] {
        let (_wire, client) = service(&format!(r#""parts":[{{"part_number":0,"size":{size}}}]"#), BODY).await;
        let export = || client.counter(SHOP).logs().export(month());
        match rows(export()).await {
            Ok(rows) => assert_eq!((rows, words), (1, "")),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Interrupted);
                assert!(!words.is_empty() && error.to_string().contains(words), "{error}");
                assert!(error.to_string().contains("it was downloaded 4 times"), "{error}");
            }
        }
        assert_eq!(rows(export().ignore_sizes()).await.unwrap(), 1);
    }
}

#[tokio::test]
async fn columns_that_were_not_asked_for_are_an_error() {
    let (_wire, client) = service(r#""parts":[{"part_number":0}]"#, BODY).await;
    let logs = client.counter(SHOP).logs();
    let query = |names: &[&str]| LogQuery::visits(month().days()).fields(fields(names));
    // In another order they are the same.
    assert_eq!(rows(logs.export(query(&["ym:s:startURL", "ym:s:visitID", "ym:s:date"]))).await.unwrap(), 1);
    for (names, words) in [
        (&["ym:s:visitID", "ym:s:date"][..], "2 columns were asked for and 3 came"),
        (&["ym:s:visitID", "ym:s:date", "ym:s:endURL"], "missing: ym:s:endURL"),
    ] {
        let error = rows(logs.export(query(names))).await.unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[tokio::test]
async fn a_first_line_without_end_is_no_header() {
    let endless: &'static str = Box::leak("a".repeat(100_000).into_boxed_str());
    let (_wire, client) = service(r#""parts":[{"part_number":0}]"#, endless).await;
    let error = rows(client.counter(SHOP).logs().export(month())).await.unwrap_err();
    assert!(error.to_string().contains("line 1: it has more than 65536 bytes, and is no header"), "{error}");
}

#[tokio::test]
async fn parts_that_are_missing_or_there_twice_are_an_error() {
    for (facts, kind, words) in [
        (r#""size":100"#, ErrorKind::Incomplete, "is processed and has bytes, and lists no parts"),
        (r#""size":100,"parts":[]"#, ErrorKind::Incomplete, "is processed and has bytes, and lists no parts"),
        (r#""parts":[{"part_number":0},{"part_number":0}]"#, ErrorKind::Decode, "the log request 7 has part 0 twice"),
    ] {
        let (_wire, client) = service(facts, BODY).await;
        let error = rows(client.counter(SHOP).logs().export(month())).await.unwrap_err();
        assert_eq!(error.kind(), kind);
        assert!(error.to_string().contains(words), "{error}");
    }
    for facts in [r#""size":0"#, r#""parts":[]"#] {
        let (_wire, client) = service(facts, BODY).await;
        assert_eq!(rows(client.counter(SHOP).logs().export(month())).await.unwrap(), 0);
    }
}
