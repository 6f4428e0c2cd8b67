//! Rejects of days that are read again.

use std::sync::atomic::{AtomicI64, Ordering};

use metrika::Client;
use metrika::logs::folder::{Folder, Format};

use super::logs;
use crate::desk::{TOKEN, TestClock};
use crate::wire::{self, Wire};
use crate::{LAST, files, query};

/// A service where each request has a number of its own, and these lines; and a second part without a byte, if it is to.
pub async fn service(lines: &'static str, empty: bool) -> (Wire, Client) {
    let body = format!("ym:s:visitID\tym:s:date\tym:s:startURL\tym:s:goalsID\n{lines}");
    let made = AtomicI64::new(6);
    let wire = Wire::start(move |_, request| {
        let line = String::from_utf8_lossy(request.as_ref()).lines().next().unwrap_or_default().to_owned();
        let size = body.len();
        let request = |id: i64, status: &str| {
            let second = if empty { r#",{"part_number":1,"size":0}"# } else { "" };
            let parts = format!(r#"[{{"part_number":0,"size":{size}}}{second}]"#);
            format!(r#"{{"log_request":{{"request_id":{id},"status":"{status}","parts":{parts},"size":{size}}}}}"#)
        };
        Some(match () {
            () if line.contains("/evaluate") => {
                wire::json(r#"{"log_request_evaluation":{"possible":true,"max_possible_day_quantity":100}}"#)
            }
            () if line.contains("/part/1/download") => {
                wire::answer("200 OK", &["Content-Type: text/tab-separated-values"], "")
            }
            () if line.contains("/download") => {
                wire::answer("200 OK", &["Content-Type: text/tab-separated-values"], &body)
            }
            () if line.starts_with("GET") && line.contains("/logrequests ") => wire::json(r#"{"requests":[]}"#),
            () if line.contains("/logrequests?") => {
                wire::json(&request(made.fetch_add(1, Ordering::Relaxed) + 1, "created"))
            }
            () => wire::json(&request(made.load(Ordering::Relaxed), "processed")),
        })
    })
    .await;
    let clock = TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
    let client = Client::builder().token(TOKEN).base_url(wire.url()).clock(clock).build().unwrap();
    (wire, client)
}

#[tokio::test]
async fn are_replaced_with_their_day() {
    let (_wire, client) = service("1\t2026-02-28\thttps://a.example/\t[1]\n2\t2026-02-28\n", false).await;
    let folder = tempfile::tempdir().unwrap();
    let target = Folder::at(folder.path()).format(Format::Tsv).reject();
    for _ in 0..2 {
        let saved = logs(&client, query(LAST, LAST)).save_to(&target).await.unwrap();
        assert_eq!((saved.rows, saved.rejected), (1, 1));
    }
    let files = files(folder.path());
    let lines = |beginning: &str| -> usize {
        let there = files.iter().filter(|(name, _)| name.starts_with(beginning));
        there.map(|(_, bytes)| String::from_utf8_lossy(bytes).lines().count()).sum()
    };
    assert_eq!(lines("date="), 2, "a header and a row");
    assert_eq!(lines("_rejected/"), 1, "the day has one reject");
}
