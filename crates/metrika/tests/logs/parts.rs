//! Downloading parts: whole, or an error.

use metrika::ErrorKind;
use metrika::logs::Patience;
use metrika_sandbox::faults::Fault;

use crate::desk::SHOP;
use crate::{desk, month, text};

#[tokio::test]
async fn every_part_has_a_header_and_all_rows_come_once() {
    let desk = desk(|settings| settings.logs.part_bytes = 4_000).await;
    let client = desk.client();
    let request = client.counter(SHOP).logs().create(&month()).await.unwrap();
    let ready = request.until_ready(&Patience::default()).await.unwrap();
    let parts = ready.parts.unwrap();
    assert!(parts.len() > 3, "{} parts", parts.len());
    let mut ids = std::collections::HashSet::new();
    let mut rows = 0;
    for part in parts {
        let text = text(&request, part.part_number.unwrap()).await.unwrap();
        assert_eq!(part.size.unwrap(), text.len() as i64);
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("ym:s:visitID\tym:s:date\tym:s:startURL"));
        for line in lines {
            assert!(ids.insert(line.split('\t').next().unwrap().to_owned()), "{line} came twice");
            rows += 1;
        }
    }
    assert!(rows > 200, "{rows} rows");
}

#[tokio::test]
async fn a_part_that_breaks_off_is_never_taken_for_a_whole_one() {
    for at in [0, 1, 37, 38, 39, 1000, 1001] {
        let desk = desk(|_| ()).await;
        let client = desk.client();
        let request = client.counter(SHOP).logs().create(&month()).await.unwrap();
        request.until_ready(&Patience::default()).await.unwrap();
        let whole = text(&request, 0).await.unwrap();
        for fault in [Fault::cut(at), Fault::wrong_length(-7), Fault::wrong_length(7)] {
            desk.sandbox.fault(fault.on("download_log_part").times(1)).unwrap();
            match text(&request, 0).await {
                Ok(read) => assert_eq!(read, whole, "cut at {at}"),
                Err(error) => assert!(matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::Connect), "{error}"),
            }
            desk.sandbox.clear_faults();
        }
    }
}

#[tokio::test]
async fn a_body_that_ends_within_a_line_is_an_error_although_its_length_is_right() {
    use crate::desk::{TOKEN, TestClock};
    use crate::wire::{self, Wire};

    for (body, words) in [
        ("ym:s:visitID\n1\n2", "ends within a line, after 16 bytes"),
        ("", "is empty: not even its header came"),
        ("ym:s:visitID\n1\n2\n", ""),
    ] {
        let wire = Wire::always(wire::answer("200 OK", &["Content-Type: text/tab-separated-values"], body)).await;
        let clock = TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
        let client = metrika::Client::builder().token(TOKEN).base_url(wire.url()).clock(clock).build().unwrap();
        match text(&client.counter(SHOP).logs().request(7), 0).await {
            Ok(read) => assert_eq!((read.as_str(), words), (body, "")),
            Err(error) => {
                assert_eq!((error.kind(), error.operation()), (ErrorKind::Interrupted, Some("download_log_part")));
                assert!(!words.is_empty() && error.to_string().contains(words), "{error}");
            }
        }
    }
}
