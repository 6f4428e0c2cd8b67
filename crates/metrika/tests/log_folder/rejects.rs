//! Rows that do not fit.

use metrika::logs::folder::{Folder, Format};
use metrika::{Client, ErrorKind};

use crate::desk::{SHOP, TOKEN, TestClock};
use crate::wire::{self, Wire};
use crate::{files, query};

const HEADER: &str = "ym:s:visitID\tym:s:date\tym:s:startURL\tym:s:goalsID\n";

/// A service whose only part has these lines.
async fn service(lines: &'static str) -> (Wire, Client) {
    let body = format!("{HEADER}{lines}");
    let wire = Wire::start(move |_, request| {
        let line = String::from_utf8_lossy(request.as_ref()).lines().next().unwrap_or_default().to_owned();
        let size = body.len();
        let request = |status: &str| {
            format!(
                r#"{{"log_request":{{"request_id":7,"status":"{status}","parts":[{{"part_number":0,"size":{size}}}],"size":{size}}}}}"#
            )
        };
        Some(match () {
            () if line.contains("/evaluate") => {
                wire::json(r#"{"log_request_evaluation":{"possible":true,"max_possible_day_quantity":100}}"#)
            }
            () if line.contains("/download") => wire::answer("200 OK", &["Content-Type: text/tab-separated-values"], &body),
            () if line.contains("/logrequests?") && line.starts_with("GET") => wire::json(r#"{"requests":[]}"#),
            () if line.contains("/logrequests ") => wire::json(r#"{"requests":[]}"#),
            () => wire::json(&request("processed")),
        })
    })
    .await;
    let clock = TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
    let client = Client::builder().token(TOKEN).base_url(wire.url()).clock(clock).build().unwrap();
    (wire, client)
}

const LINES: &str = "1\t2026-02-10\thttps://a.example/\t[1]\n\
    2\t2026-02-10\n\
    3\t2026-01-10\thttps://a.example/\t[1]\n\
    4\t2026-02-11\thttps://a.example/\t[1]\n\
    5\t\thttps://a.example/\t[1]\n";

#[tokio::test]
async fn a_row_that_does_not_fit_is_an_error_with_its_place() {
    let (_wire, client) = service(LINES).await;
    let folder = tempfile::tempdir().unwrap();
    let export = client.counter(SHOP).logs().export(query(crate::FIRST, crate::LAST));
    let error = export.save_to(&Folder::at(folder.path()).format(Format::Tsv)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    let words = "part 0 of the log request 7, line 3, byte 86: the line has 2 cells and the header 4";
    assert!(error.to_string().contains(words), "{error}");
    assert!(!files(folder.path()).keys().any(|name| name.starts_with("date=")));
}

#[tokio::test]
async fn rows_that_do_not_fit_are_put_aside_when_asked_with_what_is_wrong() {
    let (_wire, client) = service(LINES).await;
    let folder = tempfile::tempdir().unwrap();
    let export = client.counter(SHOP).logs().export(query(crate::FIRST, crate::LAST));
    let saved = export.save_to(&Folder::at(folder.path()).format(Format::Tsv).reject()).await.unwrap();
    assert_eq!((saved.rows, saved.rejected), (2, 3));
    let files = files(folder.path());
    let rejects = String::from_utf8(files["_rejected/visits-7-0.tsv"].clone()).unwrap();
    let rejects: Vec<(&str, &str)> = rejects.lines().map(|line| line.split_once('\t').unwrap()).collect();
    let lines: Vec<&str> = LINES.lines().collect();
    assert_eq!(rejects.iter().map(|(_, line)| *line).collect::<Vec<_>>(), [lines[1], lines[2], lines[4]]);
    for ((reason, _), words) in
        rejects.iter().zip(["line 3, ", "is none of the days from 2026-02-09 to 2026-02-28", "line 6, "])
    {
        assert!(reason.contains(words), "{reason}");
    }
}

#[cfg(feature = "parquet")]
#[tokio::test]
async fn a_value_that_is_not_of_its_type_is_told_with_its_place_in_the_part() {
    let lines = "1\t2026-02-10\thttps://a.example/\t[1]\n2\t2026-02-11\thttps://a.example/\t[1]\nx\t2026-02-11\t\t[]\n";
    let (_wire, client) = service(lines).await;
    let folder = tempfile::tempdir().unwrap();
    let logs = client.counter(SHOP).logs();
    let error = logs.export(query(crate::FIRST, crate::LAST)).save_to(&Folder::at(folder.path())).await.unwrap_err();
    let words = "part 0 of the log request 7, line 4, byte 122: ym:s:visitID: `x` is no UInt64";
    assert!(error.to_string().contains(words), "{error}");
    let reject = Folder::at(folder.path()).reject();
    let saved = logs.export(query(crate::FIRST, crate::LAST)).save_to(&reject).await.unwrap();
    assert_eq!((saved.rows, saved.rejected), (2, 1));
}
