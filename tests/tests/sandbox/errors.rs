//! What the client makes of everything that goes wrong: it keeps what the service said, and never takes it for a value.

use metrika_raw::{Error, Metrika};
use metrika_sandbox::Sandbox;
use metrika_sandbox::faults::{Action, ERROR_TYPES, Fault};

use crate::desk::SHOP;

/// The table of the reference, and a word that it does not have.
fn table() -> impl Iterator<Item = (&'static str, u16)> {
    assert_eq!(ERROR_TYPES.len(), 23);
    ERROR_TYPES.iter().copied().chain([("quota_of_tomorrow", 420)])
}

/// A sandbox with this fault, and a client for it.
pub async fn with(fault: Fault) -> (Sandbox, Metrika) {
    let builder = Sandbox::builder().now("2026-03-10T12:30:00Z".parse().unwrap());
    let sandbox = builder.with(|settings| settings.data.visits = 50).start().await.unwrap();
    sandbox.fault(fault).unwrap();
    let metrika = Metrika::new("any-token").unwrap().base_url(sandbox.url());
    (sandbox, metrika)
}

/// The errors of one operation of each API whose answer is JSON.
pub async fn of_json(metrika: &Metrika) -> Vec<Error> {
    vec![
        metrika.management().list_counters().send().await.unwrap_err(),
        metrika.stat().get_report().ids([SHOP]).metrics(["ym:s:visits"]).send().await.unwrap_err(),
        metrika.logs().list_log_requests().counter_id(SHOP).send().await.unwrap_err(),
    ]
}

/// The error of the one operation whose answer is a file.
async fn of_a_file(metrika: &Metrika) -> Error {
    let client = metrika.logs();
    client.download_log_part().counter_id(SHOP).request_id(1).part_number(0).send().await.unwrap_err()
}

#[tokio::test]
async fn each_row_of_the_error_table_is_kept() {
    for (error_type, status) in table() {
        let answer = |location: Option<&str>| Action::Answer {
            error_type: error_type.to_owned(),
            status: Some(status),
            message: Some(format!("Ошибка: {error_type}")),
            location: location.map(str::to_owned),
            retry_after: Some(7),
        };
        for location in [Some("ids"), None] {
            let (_sandbox, metrika) = with(Fault::of(answer(location))).await;
            let mut errors = of_json(&metrika).await;
            errors.push(of_a_file(&metrika).await);
            for error in errors {
                let body = error.api_error().unwrap_or_else(|| panic!("{error:?}"));
                let item = &body.errors.as_ref().unwrap()[0];
                let message = format!("Ошибка: {error_type}");
                assert_eq!(error.status().unwrap().as_u16(), status);
                assert_eq!(item.error_type.as_deref(), Some(error_type));
                assert_eq!(item.message.as_deref(), Some(message.as_str()));
                assert_eq!(item.location.as_deref(), location);
                assert_eq!((body.code, body.message.as_deref()), (Some(status.into()), Some(message.as_str())));
                assert_eq!(error.headers().unwrap()["retry-after"], "7");
                let place = location.map(|place| format!(" (at {place})")).unwrap_or_default();
                let text = error.to_string();
                assert!(text.ends_with(&format!(": {error_type}: {message}{place}")), "{text}");
            }
        }
    }
}

/// Status and body of an answer that is not what the spec says.
#[track_caller]
fn raw(error: &Error) -> (u16, String) {
    assert!(error.api_error().is_none(), "{error:?}");
    let body = error.body().unwrap_or_else(|| panic!("{error:?}"));
    (error.status().unwrap().as_u16(), String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn a_page_of_html_is_kept_as_it_came() {
    for (status, title) in [(502, "502 Bad Gateway"), (503, "503 Service Unavailable"), (200, "200 OK")] {
        let (_sandbox, metrika) = with(Fault::html(status)).await;
        let mut errors = of_json(&metrika).await;
        if status != 200 {
            // A file may be any text: only the status tells that this is none.
            errors.push(of_a_file(&metrika).await);
        }
        for error in errors {
            let (found, body) = raw(&error);
            assert_eq!(found, status);
            assert!(body.starts_with("<html>\r\n") && body.ends_with("</html>\r\n"), "{body}");
            assert!(body.contains(&format!("<title>{title}</title>")) && error.to_string().contains(title), "{error}");
        }
    }
}

#[tokio::test]
async fn json_that_ends_in_the_middle_is_kept_as_it_came() {
    let (_sandbox, metrika) = with(Fault::garbage()).await;
    for error in of_json(&metrika).await {
        assert_eq!(raw(&error), (200, r#"{"data":[{"dimensions":[{"na"#.to_owned()));
        assert!(matches!(error, Error::Decode { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn an_empty_body_is_no_value() {
    for status in [200, 202, 204, 400, 420, 429, 500, 503] {
        let (_sandbox, metrika) = with(Fault::empty(status)).await;
        let mut errors = of_json(&metrika).await;
        if status != 200 {
            errors.push(of_a_file(&metrika).await);
        }
        for error in errors {
            assert_eq!(raw(&error), (status, String::new()));
            assert!(error.to_string().contains(&status.to_string()), "{error}");
        }
    }
}

#[tokio::test]
async fn a_true_answer_under_a_wrong_media_type_is_still_one() {
    let (_sandbox, metrika) = with(Fault::wrong_media()).await;
    let counters = metrika.management().list_counters().send().await.unwrap();
    assert_eq!(counters.headers()["content-type"], "text/plain; charset=utf-8");
    assert_eq!(counters.rows, Some(5));
}
