use std::io::{Read, Write};
use std::net::TcpListener;

use metrika::models::{CounterField, Secret};
use metrika::{Client, ErrorKind};
use metrika_sandbox::faults::Fault;

use crate::desk::{Desk, EMPTY, SHOP, TOKEN, everything};

const SECRET: &str = "3f9a1c52-7d4e-4b08-9a6c-21e5d0b7f843";

fn kept(desk: &Desk, counter: i64) -> Vec<String> {
    desk.sandbox.state(|state| state.counters[&counter].measurement_tokens.clone())
}

#[tokio::test]
async fn a_token_is_made_listed_and_deleted() {
    let desk = Desk::new().await;
    let client = desk.client();
    let tokens = client.counter(EMPTY).measurement_tokens();
    assert!(tokens.list().await.unwrap().is_empty());

    let made = tokens.generate().await.unwrap();
    assert_eq!(desk.sent().last().unwrap(), &format!("GET /management/v1/counter/{EMPTY}/measurement/generate"));
    assert_eq!(kept(&desk, EMPTY), [made.expose()]);
    assert_eq!(tokens.list().await.unwrap(), std::slice::from_ref(&made));
    assert_eq!(format!("{made:?} {:?}", tokens.list().await.unwrap()), "Secret(***) [Secret(***)]");

    tokens.delete(made.clone()).await.unwrap();
    assert_eq!(desk.sent().last().unwrap(), &format!("POST /management/v1/counter/{EMPTY}/measurement/delete"));
    assert!(kept(&desk, EMPTY).is_empty());
    assert_eq!(tokens.delete(made).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn a_sixth_token_is_refused_in_the_words_of_the_service() {
    let desk = Desk::new().await;
    let client = desk.client();
    for _ in 0..5 {
        client.counter(EMPTY).measurement_tokens().generate().await.unwrap();
    }
    let error = client.counter(EMPTY).measurement_tokens().generate().await.unwrap_err();
    assert_eq!((error.kind(), error.status(), error.is_in_doubt()), (ErrorKind::InvalidParameter, Some(400), false));
    assert!(error.to_string().contains("the limit of active tokens"), "{error}");
    assert_eq!(kept(&desk, EMPTY).len(), 5);
}

#[tokio::test]
async fn a_get_that_makes_something_is_sent_once_and_a_get_that_reads_again() {
    let desk = Desk::new().await;
    let client = desk.client();
    let reset = |operation: &str| Fault::reset_after().on(operation).times(1);
    desk.sandbox.fault(reset("generate_measurement_token")).unwrap();
    desk.sandbox.fault(reset("list_grants")).unwrap();

    let before = kept(&desk, SHOP).len();
    let error = client.counter(SHOP).measurement_tokens().generate().await.unwrap_err();
    assert!(error.is_in_doubt(), "{error}");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Interrupted, 1));
    assert_eq!((desk.sent().len(), kept(&desk, SHOP).len()), (1, before + 1), "it was sent once, and done");

    desk.sandbox.clear_journal();
    client.counter(SHOP).grants().list().await.unwrap();
    assert_eq!(desk.sent(), vec![format!("GET /management/v1/counter/{SHOP}/grants"); 2]);
}

#[tokio::test]
async fn both_forms_of_the_answer_are_read() {
    for body in [format!(r#"{{"response":"{SECRET}"}}"#), format!(r#""{SECRET}""#)] {
        let client = answering("200 OK", "application/json", body);
        let token = client.counter(SHOP).measurement_tokens().generate().await.unwrap();
        assert_eq!(token.expose(), SECRET);
    }
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_does_not_show_the_token_in_it() {
    for body in [
        format!(r#"{{"token":"{SECRET}"}}"#),
        format!(r#"{{"response":["{SECRET}"]}}"#),
        format!(r#"["{SECRET}",1]"#),
        format!(r#"{{"response":"{SECRET}"#),
        SECRET.to_owned(),
    ] {
        let client = answering("200 OK", "application/json", body.clone());
        let error = client.counter(SHOP).measurement_tokens().generate().await.unwrap_err();
        assert!(error.is_in_doubt(), "{body}: there may be a token now");
        assert_hidden(&everything(&error), SECRET);
    }
    let counter = format!(r#""id":"many","measurement_tokens":["{SECRET}"]"#);
    let client = answering("200 OK", "application/json", format!("{{\"counter\":{{{counter}}}}}"));
    assert_hidden(&everything(&client.counter(SHOP).measurement_tokens().list().await.unwrap_err()), SECRET);
    let client = answering("200 OK", "application/json", format!("{{\"counters\":[{{{counter}}}]}}"));
    let list = client.counters().list().fields([CounterField::MeasurementTokens]);
    assert_hidden(&everything(&list.all().await.unwrap_err()), SECRET);
}

#[tokio::test]
async fn an_answer_that_repeats_the_deleted_token_does_not_show_it() {
    let url = format!("/management/v1/counter/{SHOP}/measurement/delete?token={SECRET}");
    let refusal =
        format!(r#"{{"errors":[{{"error_type":"not_found","message":"no {SECRET}"}}],"message":"{SECRET}"}}"#);
    for (status, media, body) in [
        ("404 Not Found", "text/html", format!("<html>{url} was not found</html>")),
        ("404 Not Found", "application/json", refusal),
        ("200 OK", "application/json", format!(r#"{{"success":"{SECRET}"}}"#)),
        ("200 OK", "text/html", format!("<html>{url}</html>")),
    ] {
        let client = answering(status, media, body.clone());
        let error = client.counter(SHOP).measurement_tokens().delete(SECRET).await.unwrap_err();
        let shown = everything(&error);
        assert_hidden(&shown, SECRET);
        assert!(shown.contains("delete_measurement_token"), "{body}: what is no secret stays: {shown}");
    }
}

#[tokio::test]
async fn the_deleted_token_is_in_no_error_whatever_goes_wrong() {
    let faults: [Option<fn() -> Fault>; 9] = [
        None,
        Some(Fault::reset_before),
        Some(Fault::reset_after),
        Some(|| Fault::html(502)),
        Some(|| Fault::html(200)),
        Some(|| Fault::empty(429)),
        Some(Fault::garbage),
        Some(|| Fault::cut(5)),
        Some(|| Fault::answer(403, "access_denied")),
    ];
    for fault in faults {
        let desk = Desk::new().await;
        if let Some(fault) = fault {
            desk.sandbox.fault(fault().on("delete_measurement_token")).unwrap();
        }
        let error = desk.client().counter(SHOP).measurement_tokens().delete(SECRET).await.unwrap_err();
        assert_eq!(desk.last().query, [("token".to_owned(), "***".to_owned())], "it was sent");
        assert_hidden(&everything(&error), SECRET);
    }
    let nobody = Client::builder().token(TOKEN).base_url("http://127.0.0.1:1").retry(metrika::RetryPolicy::none());
    let error = nobody.build().unwrap().counter(SHOP).measurement_tokens().delete(SECRET).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert_hidden(&everything(&error), SECRET);
}

#[tokio::test]
async fn an_empty_token_is_not_sent() {
    let desk = Desk::new().await;
    let error = desk.client().counter(SHOP).measurement_tokens().delete(Secret::from(" ")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(error.to_string(), "the request was not sent: token: it is empty");
    assert!(desk.sent().is_empty());
}

fn assert_hidden(shown: &str, secret: &str) {
    assert!(!shown.contains(secret), "the token shows: {}", shown.replace(secret, ">>>TOKEN<<<"));
}

/// A client of an address that gives this answer, once: the sandbox never answers in these forms.
fn answering(status: &str, media: &str, body: String) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answer = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {media}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut request, mut piece) = (Vec::new(), [0; 4096]);
        while !request.windows(4).any(|window| window == b"\r\n\r\n") {
            let read = stream.read(&mut piece).unwrap();
            assert!(read > 0, "the request ended early");
            request.extend_from_slice(&piece[..read]);
        }
        stream.write_all(answer.as_bytes()).unwrap();
    });
    Client::builder().token(TOKEN).base_url(url).build().unwrap()
}
