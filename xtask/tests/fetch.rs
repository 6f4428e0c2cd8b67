//! Fetching the reference from a local server: what is asked for, what is kept, what stops it. No test waits, none leaves this machine.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod folder;
mod site;

use std::time::Duration;

use tempfile::TempDir;
use xtask::import::fetch::{Options, Summary, fetch};
use xtask::import::index::read_folder;

use folder::everything_below;
use site::{Page, ROOT, Test, path};

#[tokio::test]
async fn the_first_run_fetches_all_and_the_second_is_told_that_nothing_changed() {
    let test = Test::new(&["a", "b", "c"]).await;
    assert_eq!(test.fetch().await, Summary { fetched: 3, unchanged: 0, removed: 0 });
    assert_eq!(test.cached_texts(), ["a", "b", "c"]);
    assert!(test.log().iter().all(|(_, status)| *status == 200));
    assert!(test.shared(|shared| shared.user_agent.starts_with("metrika-raw-xtask/")));

    assert_eq!(test.fetch().await, Summary { fetched: 0, unchanged: 3, removed: 0 });
    let log = test.log();
    assert_eq!(log.len(), 4);
    assert!(log.iter().all(|(_, status)| *status == 304), "{log:?}");
    assert_eq!(test.cached_texts(), ["a", "b", "c"]);
}

#[tokio::test]
async fn only_the_page_that_changed_is_fetched_again() {
    let test = Test::new(&["a", "b"]).await;
    // One that has a date only, and one that has nothing to go by.
    test.put(&path("a"), Page::new("a").without("etag").with("last-modified", "Mon, 01 Jun 2026 10:00:00 GMT"));
    test.put(&path("c"), Page::new("c").without("etag"));
    test.list(&["a", "b", "c"]);
    test.fetch().await;
    test.log();
    test.put(&path("b"), Page::new("b, changed"));
    assert_eq!(test.fetch().await, Summary { fetched: 2, unchanged: 1, removed: 0 });
    let statuses: Vec<u16> = test.log().into_iter().map(|(_, status)| status).collect();
    assert_eq!(statuses, [304, 304, 200, 200], "llms.txt, a, b, c");
    assert_eq!(test.cached_texts(), ["a", "b, changed", "c"]);
}

#[tokio::test]
async fn pages_that_left_the_index_go_at_the_end_of_a_good_run_only() {
    let test = Test::new(&["a", "b", "c"]).await;
    test.fetch().await;
    test.list(&["a", "new"]);
    assert!(test.failure().await.contains("stat/openapi/new.md: HTTP 404 Not Found"));
    assert!(test.cached("b") && test.cached("c"));
    test.put(&path("new"), Page::new("new"));
    assert_eq!(test.fetch().await, Summary { fetched: 1, unchanged: 1, removed: 2 });
    assert!(!test.cached("b") && !test.cached("c"));
    assert_eq!(test.cached_texts(), ["a", "new"]);
}

#[tokio::test]
async fn a_run_that_failed_in_the_middle_goes_on_with_the_rest() {
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let test = Test::new(&names).await;
    test.shared(|shared| shared.good = Some(3));
    let line = test.failure().await;
    assert!(line.starts_with("5 of 8 pages failed: "), "{line}");
    assert_eq!(line.matches("HTTP 500 Internal Server Error").count(), 5, "{line}");
    let there: Vec<&str> = names.into_iter().filter(|name| test.cached(name)).collect();
    assert_eq!(there.len(), 3);

    test.shared(|shared| shared.good = None);
    test.log();
    assert_eq!(test.fetch().await, Summary { fetched: 5, unchanged: 3, removed: 0 });
    let asked = test.asked();
    assert_eq!(asked.len(), 5);
    assert!(!asked.iter().any(|name| there.contains(&name.as_str())));
    assert_eq!(test.cached_texts(), names);
}

#[tokio::test]
async fn a_run_that_was_killed_in_the_middle_goes_on_with_the_rest() {
    let test = Test::new(&["a", "b", "c", "d", "e", "f"]).await;
    test.shared(|shared| shared.hangs = Some(2));
    let mut options = test.options.clone();
    options.at_once = 1;
    tokio::select! {
        result = fetch(&options) => panic!("{result:?}"),
        () = test.site.hanging.notified() => {}
    }
    test.shared(|shared| shared.hangs = None);
    assert_eq!(test.asked(), ["a", "b"]);
    assert!(format!("{:#}", read_folder(test.cache.path()).unwrap_err()).contains("did not finish"));
    // What a kill between two steps leaves: a text that is newer than what is known of it, and half a file.
    std::fs::write(test.cache.path().join(path("b")), "other text").unwrap();
    std::fs::write(test.cache.path().join(path("c") + ".half"), "ha").unwrap();
    assert_eq!(test.fetch().await, Summary { fetched: 5, unchanged: 1, removed: 0 });
    assert_eq!(test.asked(), ["b", "c", "d", "e", "f"]);
    assert_eq!(test.cached_texts(), ["a", "b", "c", "d", "e", "f"]);
}

#[tokio::test]
async fn a_round_that_is_too_old_or_of_another_index_is_not_continued() {
    let mut test = Test::new(&["a", "b", "c"]).await;
    test.options.at_once = 1;
    test.shared(|shared| shared.good = Some(2));
    test.failure().await;
    test.shared(|shared| shared.good = Some(1));
    test.options.round = Duration::ZERO;
    test.log();
    test.failure().await;
    assert_eq!(test.asked(), ["a", "b", "c"]);

    test.options.round = Duration::from_secs(3600);
    test.shared(|shared| shared.good = None);
    test.put(&path("d"), Page::new("d"));
    test.list(&["a", "b", "c", "d"]);
    assert_eq!(test.fetch().await, Summary { fetched: 2, unchanged: 2, removed: 0 });
    assert_eq!(test.asked(), ["a", "b", "c", "d"]);
}

#[tokio::test]
async fn validators_of_another_site_are_forgotten() {
    let test = Test::new(&["a", "b"]).await;
    test.fetch().await;
    let mut other = Test::new(&["a"]).await;
    other.options.cache = test.cache.path().to_owned();
    assert_eq!(other.fetch().await, Summary { fetched: 1, unchanged: 0, removed: 1 });
    assert!(other.log().iter().all(|(_, status)| *status == 200));
}

#[tokio::test]
async fn never_more_than_some_requests_at_once() {
    let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
    // The server answers when three have come together: fewer would hang, and more would be counted.
    let mut test = Test::together(&names, Some(3)).await;
    test.options.at_once = 3;
    assert_eq!(test.fetch().await.fetched, 12);
    assert_eq!(test.shared(|shared| shared.most_under_way), 3);
}

#[tokio::test]
async fn a_busy_server_is_given_the_time_it_asks_for() {
    let test = Test::new(&["a", "b"]).await;
    let refusal = |status| Page::status(status).with("retry-after", "17");
    test.shared(|shared| shared.busy = vec![refusal(429), refusal(503)]);
    let mut options = test.options.clone();
    options.at_once = 1;
    assert_eq!(fetch(&options).await.unwrap().fetched, 2);
    assert_eq!(*test.waits.lock().unwrap(), [Duration::from_secs(17); 2]);
}

#[tokio::test]
async fn of_requests_that_are_refused_together_one_waits_for_all() {
    let names = ["a", "b", "c"];
    let mut test = Test::together(&names, Some(3)).await;
    test.options.at_once = 3;
    test.shared(|shared| shared.busy = vec![Page::status(429).with("retry-after", "5"); 3]);
    assert_eq!(test.fetch().await.fetched, 3);
    assert_eq!(*test.waits.lock().unwrap(), [Duration::from_secs(5)]);
}

#[tokio::test]
async fn a_server_that_stays_busy_is_left_alone() {
    let names: Vec<String> = (0..40).map(|number| format!("page{number}")).collect();
    let test = Test::new(&names.iter().map(String::as_str).collect::<Vec<_>>()).await;
    test.shared(|shared| shared.busy = vec![Page::status(429).with("retry-after", "1"); 1000]);
    let line = test.failure().await;
    assert!(line.contains("still HTTP 429 Too Many Requests after 5 waits: try again later"), "{line}");
    assert!(line.contains("not asked for any more"), "{line}");
    assert_eq!(test.waits.lock().unwrap().len(), 5);
    assert!(test.asked().len() <= 6 * 4);
}

#[tokio::test]
async fn waits_that_are_not_worth_it_or_not_stated() {
    let busy = |retry: &str| Page::status(429).with("retry-after", retry);
    for (page, reason) in [
        (busy("3600"), "HTTP 429 Too Many Requests, asks to wait 3600 s: try again later"),
        (busy("Fri, 01 Jan 2100 00:00:00 GMT"), "asks to wait"),
        (busy("soon"), "HTTP 429 Too Many Requests, and no Retry-After to go by"),
        (Page::status(503), "HTTP 503 Service Unavailable, and no Retry-After to go by"),
    ] {
        let test = Test::new(&["a", "b"]).await;
        test.shared(|shared| shared.busy = vec![page; 2]);
        let line = test.failure().await;
        assert!(line.contains(reason), "{line}");
        assert!(test.waits.lock().unwrap().is_empty());
    }
    // A date that has passed is no wait at all.
    let test = Test::new(&["a"]).await;
    test.shared(|shared| shared.busy = vec![busy("Mon, 01 Jan 2024 00:00:00 GMT")]);
    test.fetch().await;
    assert_eq!(*test.waits.lock().unwrap(), [Duration::ZERO]);
}

#[tokio::test]
async fn answers_that_are_no_page() {
    let login = "https://passport.example/auth?retpath=x";
    for (page, reason) in [
        (Page::status(404), "HTTP 404 Not Found"),
        (Page::status(403), "HTTP 403 Forbidden"),
        (Page::status(304), "HTTP 304 Not Modified"),
        (Page::status(302).with("location", login), "redirects to https://passport.example/auth?retpath=x"),
        (
            Page::new("text").with("content-type", "text/html; charset=utf-8"),
            "text/html; charset=utf-8 instead of Markdown",
        ),
        (Page::new("{}").with("content-type", "application/json"), "application/json instead of Markdown"),
        (Page::new("<!DOCTYPE html><title>Вход</title>").without("etag"), "an HTML page instead of Markdown"),
        (Page::new(""), "an empty body"),
        (Page::new(" \n").without("etag"), "an empty body"),
        (Page::new("cut short").with("content-length", "1000"), "the body broke off"),
        (Page::new("\u{feff}text").without("etag"), "begins with a UTF-8 byte order mark"),
    ] {
        let line = Test::failure_of(page).await;
        assert!(line.contains(reason), "{reason}: {line}");
    }
}

#[tokio::test]
async fn a_redirect_on_the_same_host_is_followed_but_not_for_ever() {
    let test = Test::new(&["a", "moved"]).await;
    test.put(&path("moved"), Page::status(301).with("location", &format!("{ROOT}new/place.md")));
    test.put("new/place.md", Page::new("moved"));
    test.fetch().await;
    assert_eq!(test.cached_texts(), ["a", "moved"]);

    let line = Test::failure_of(Page::status(302).with("location", "bad.md")).await;
    assert!(line.contains("redirects to bad.md"), "{line}");
}

#[tokio::test]
async fn many_failures_are_named_in_part_and_counted() {
    let names: Vec<String> = (10..50).map(|number| format!("page{number}")).collect();
    let test = Test::new(&names.iter().map(String::as_str).collect::<Vec<_>>()).await;
    test.shared(|shared| shared.good = Some(0));
    let line = test.failure().await;
    assert!(line.starts_with("10 of 40 pages failed: "), "{line}");
    assert_eq!(line.matches("HTTP 500").count(), 5);
    assert!(line.ends_with("; and 5 more; 30 not asked for any more"), "{line}");
}

#[tokio::test]
async fn a_bad_index_leaves_everything_as_it_was() {
    let test = Test::new(&["a", "b"]).await;
    test.fetch().await;
    let before = everything_below(test.cache.path());
    let html = Page::new("<html>").with("content-type", "text/html");
    for (page, reason) in [
        (Page::status(404), "llms.txt: HTTP 404 Not Found"),
        (html, "llms.txt: text/html instead of Markdown"),
        (Page::new("# Nothing here"), "llms.txt:1: no page of an operation among 0 links"),
        (Page::new("[a](../x.md)"), "llms.txt:1: ../x.md: a link may not contain `..`"),
        (Page::status(302).with("location", "https://passport.example/"), "redirects to https://passport.example/"),
    ] {
        test.put("llms.txt", page);
        test.log();
        let line = test.failure().await;
        assert!(line.starts_with("http://127.0.0.1:") && line.contains(reason), "{line}");
        assert!(test.asked().is_empty());
        assert_eq!(everything_below(test.cache.path()), before);
    }
    assert_eq!(test.cached_texts(), ["a", "b"]);
}

#[tokio::test]
async fn addresses_that_are_none() {
    let folder = TempDir::new().unwrap();
    for (url, reason) in [
        ("llms.txt", "llms.txt: not an address"),
        ("file:///etc/passwd", "not http or https"),
        ("ftp://127.0.0.1/llms.txt", "not http or https"),
        ("http://127.0.0.1:1/llms.txt", "http://127.0.0.1:1/llms.txt: "),
    ] {
        let line = format!("{:#}", fetch(&Options::new(url, folder.path())).await.unwrap_err());
        assert!(line.contains(reason), "{line}");
    }
    assert!(everything_below(folder.path()).is_empty());
}
