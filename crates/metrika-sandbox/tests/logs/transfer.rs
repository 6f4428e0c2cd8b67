//! How a part comes over: the same bytes each time, compressed if asked, in pieces if the sandbox may.

use std::io::Read;
use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::exported::{Desk, all_days};

const FIELDS: &str = "ym:s:visitID,ym:s:dateTime,ym:s:startURL,ym:s:goalsID,ym:s:productsName";

async fn desk_with_log() -> (Desk, i64, Vec<u8>) {
    let desk = Desk::with(|settings| settings.logs.ranges = true).await;
    let id = desk.create(&all_days("visits", FIELDS)).await;
    let body = desk.download(id, 0, &[]).await.body;
    assert!(body.len() > 10_000);
    (desk, id, body)
}

#[tokio::test]
async fn a_part_has_the_same_bytes_each_time() {
    let (desk, id, body) = desk_with_log().await;
    let again = desk.download(id, 0, &[]).await;
    assert_eq!(again.headers["content-length"], body.len().to_string());
    assert!(again.body == body);
    // Whatever becomes of the counter meanwhile: the log was made before.
    desk.sandbox.advance(Duration::from_secs(3 * 86_400));
    let change = json!({ "counter": { "time_zone_name": "Asia/Vladivostok", "site": "other.example" } });
    assert_eq!(desk.put("~", &change).await.0, 200);
    let goal = desk.get("~/goals").await.1["goals"][0]["id"].clone();
    let answer = desk.request(Method::DELETE, &format!("~/goal/{goal}")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(desk.download(id, 0, &[]).await.body == body);
}

#[tokio::test]
async fn a_part_is_compressed_for_those_who_accept_it() {
    let (desk, id, body) = desk_with_log().await;
    for accepted in ["gzip", "br, GZIP;q=0.5", "deflate, gzip, *;q=0.1"] {
        let answer = desk.download(id, 0, &[("accept-encoding", accepted)]).await;
        assert_eq!((answer.status, &answer.headers["content-encoding"]), (200, &"gzip".parse().unwrap()), "{accepted}");
        assert_eq!(answer.headers["content-type"], "text/tab-separated-values");
        assert!(answer.body.len() < body.len() / 2, "{} of {}", answer.body.len(), body.len());
        let mut plain = Vec::new();
        flate2::read::MultiGzDecoder::new(answer.body.as_slice()).read_to_end(&mut plain).unwrap();
        assert!(plain == body, "{accepted}");
    }
    for accepted in ["identity", "br", "gzip;q=0", "x-gzipped"] {
        let answer = desk.download(id, 0, &[("accept-encoding", accepted)]).await;
        assert_eq!(answer.headers.get("content-encoding"), None, "{accepted}");
        assert!(answer.body == body, "{accepted}");
    }
    assert_eq!(desk.look(id).await["size"], json!(body.len()), "sizes are those of the text");
}

#[tokio::test]
async fn compression_can_be_turned_off() {
    let desk = Desk::with(|settings| settings.logs.gzip = false).await;
    let id = desk.create(&all_days("visits", FIELDS)).await;
    let answer = desk.download(id, 0, &[("accept-encoding", "gzip")]).await;
    assert_eq!(answer.headers.get("content-encoding"), None);
    assert!(answer.body.starts_with(b"ym:s:visitID\t"));
}

#[tokio::test]
async fn a_client_can_go_on_where_it_was_cut_off() {
    let (desk, id, body) = desk_with_log().await;
    let size = body.len();
    for (range, from, to) in [
        ("bytes=5000-".to_owned(), 5_000, size),
        ("bytes=0-".to_owned(), 0, size),
        ("bytes=7-7".to_owned(), 7, 8),
        ("bytes=100-999999999".to_owned(), 100, size),
        (format!("bytes={}-", size - 1), size - 1, size),
    ] {
        // Pieces are never compressed: their place is that in the text.
        let answer = desk.download(id, 0, &[("range", &range), ("accept-encoding", "gzip")]).await;
        assert_eq!((answer.status, answer.headers.get("content-encoding")), (206, None), "{range}");
        assert_eq!(answer.headers["content-range"], format!("bytes {from}-{}/{size}", to - 1));
        assert!(answer.body == body[from..to], "{range}");
    }
    for range in [format!("bytes={size}-"), "bytes=9-3".to_owned(), "lines=1-2".to_owned()] {
        let answer = desk.download(id, 0, &[("range", &range)]).await;
        assert_eq!((answer.status, answer.body == body), (200, true), "{range}");
    }
}

#[tokio::test]
async fn pieces_are_not_for_the_asking_unless_that_is_set() {
    let desk = Desk::open().await;
    let id = desk.create(&all_days("visits", FIELDS)).await;
    let whole = desk.download(id, 0, &[]).await.body;
    let answer = desk.download(id, 0, &[("range", "bytes=5000-")]).await;
    assert_eq!((answer.status, answer.headers.get("content-range")), (200, None));
    assert!(answer.body == whole);
}
