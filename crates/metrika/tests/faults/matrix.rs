//! Every row of the table with a read and with a write, for ever and once.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use metrika::{Client, Error, ErrorKind, Timeouts};
use metrika_sandbox::faults::ERROR_TYPES;

use crate::desk::{Desk, TOKEN, TestClock};
use crate::table::{Anew, Row, Then, table};
use crate::{Call, filters};

/// Attempts of the default policy.
const ATTEMPTS: u32 = 4;

/// All that a program can learn of an error, and what really happened.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    operation: Option<&'static str>,
    kind: ErrorKind,
    status: Option<u16>,
    code: Option<String>,
    items: usize,
    location: Option<String>,
    attempts: u32,
    retryable: bool,
    in_doubt: bool,
    retry_after: Option<Duration>,
    resets_at: Option<Timestamp>,
    /// Requests in the journal.
    sent: usize,
    /// Filters that were made.
    made: usize,
}

impl Seen {
    fn of(error: &Error, desk: &Desk, before: usize) -> Self {
        Self {
            operation: error.operation(),
            kind: error.kind(),
            status: error.status(),
            code: error.code().map(str::to_owned),
            items: error.errors().len(),
            location: error.errors().first().and_then(|item| item.location.clone()),
            attempts: error.attempts(),
            retryable: error.is_retryable(),
            in_doubt: error.is_in_doubt(),
            retry_after: error.retry_after(),
            resets_at: error.resets_at(),
            sent: desk.sandbox.journal().len(),
            made: filters(desk) - before,
        }
    }

    fn expected(row: &Row, call: Call) -> Self {
        let again = repeats(row.then, call);
        let attempts = if again { ATTEMPTS } else { 1 };
        let write = call == Call::Write;
        let (hours, resets_at) = match row.anew {
            None => (None, None),
            Some(Anew::NextDay) => (Some(15), Some("2026-03-02T00:00:00Z")),
            Some(Anew::NextHour) => (Some(1), Some("2026-03-01T10:00:00Z")),
        };
        Self {
            operation: Some(call.operation()),
            kind: row.kind,
            status: row.status,
            code: row.code.map(str::to_owned),
            items: usize::from(row.code.is_some()),
            location: row.code.map(|_| "filter.value".to_owned()),
            attempts,
            retryable: repeats(row.then, call),
            in_doubt: write && matches!(row.then, Then::ReadAgain | Then::Lost),
            retry_after: hours.map(|hours| hours * 3600).or(row.retry_after).map(Duration::from_secs),
            resets_at: resets_at.map(|text| text.parse().unwrap()),
            sent: attempts as usize,
            made: usize::from(write && row.done),
        }
    }
}

/// Connections of one case are none of the next one's.
fn http() -> reqwest::Client {
    reqwest::Client::builder().pool_max_idle_per_host(0).build().unwrap()
}

fn repeats(then: Then, call: Call) -> bool {
    match then {
        Then::Again => true,
        Then::ReadAgain => call == Call::Read,
        Then::GiveUp | Then::Lost => false,
    }
}

/// Nothing but this fault, so often, and a client that has not met any yet. It is nine o'clock in UTC.
fn prepare(desk: &Desk, http: &reqwest::Client, row: &Row, times: Option<u32>) -> Client {
    desk.sandbox.clear_faults();
    desk.sandbox.clear_journal();
    let mut fault = row.fault.clone().on("filters");
    fault.times = times;
    desk.sandbox.fault(fault).unwrap();
    let clock = TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
    // An answer that stalls is given up at once; nothing else lasts as long.
    if row.kind == ErrorKind::Timeout {
        clock.let_pass(Timeouts::default().idle);
    }
    let builder = Client::builder().token(TOKEN).base_url(desk.sandbox.url());
    builder.http_client(http.clone()).clock(clock).build().unwrap()
}

#[tokio::test]
async fn what_goes_wrong_for_ever_is_told_and_sent_no_oftener_than_it_may_be() {
    let (desk, http) = (Desk::new().await, http());
    for row in table() {
        for call in Call::BOTH {
            let client = prepare(&desk, &http, &row, None);
            let before = filters(&desk);
            let error = call.make(&client).await.unwrap_err();
            assert_eq!(
                Seen::of(&error, &desk, before),
                Seen::expected(&row, call),
                "{}, {call:?}: {error:?}",
                row.name()
            );

            let excerpt = error.body_excerpt();
            match row.excerpt {
                None if row.code.is_none() => assert_eq!(excerpt, None, "{}, {call:?}", row.name()),
                // It was said in the service's own form, which is kept too.
                None => {
                    let body: serde_json::Value = serde_json::from_str(&excerpt.unwrap()).unwrap();
                    assert!(body["errors"].is_array(), "{}, {call:?}: {body}", row.name());
                }
                Some("") => assert_eq!(excerpt.as_deref(), Some(""), "{}, {call:?}", row.name()),
                Some(beginning) => {
                    assert!(
                        excerpt.as_deref().unwrap().starts_with(beginning),
                        "{}, {call:?}: {excerpt:?}",
                        row.name()
                    );
                }
            }
            assert!(error.to_string().starts_with(call.operation()), "{error}");
            assert!(!error.to_string().contains('\n') && !error.hint().is_empty(), "{error}");
        }
    }
}

#[tokio::test]
async fn what_goes_wrong_once_is_made_good_if_it_may_be_and_nothing_is_done_twice() {
    let (desk, http) = (Desk::new().await, http());
    for row in table() {
        for call in Call::BOTH {
            // A stalled answer is one by the clock of the test, and so is the good one after it.
            if row.kind == ErrorKind::Timeout {
                continue;
            }
            let client = prepare(&desk, &http, &row, Some(1));
            let before = filters(&desk);
            let result = call.make(&client).await;
            let again = repeats(row.then, call);
            assert_eq!(result.is_ok(), again, "{}, {call:?}: {result:?}", row.name());
            assert_eq!(desk.sandbox.journal().len(), if again { 2 } else { 1 }, "{}, {call:?}", row.name());
            let made = usize::from(call == Call::Write && (again || row.done));
            assert_eq!(filters(&desk) - before, made, "{}, {call:?}", row.name());
            if let Err(error) = result {
                let done = filters(&desk) > before;
                assert!(!done || error.is_in_doubt(), "{}: it was done, and the error denies it", row.name());
            }
            assert!(desk.sandbox.violations().is_empty());
        }
    }
}

#[test]
fn the_table_has_every_row_of_the_services() {
    let rows: BTreeSet<_> = table().iter().filter_map(|row| Some((row.code?, row.status?))).collect();
    let missing: Vec<_> = ERROR_TYPES.iter().filter(|row| !rows.contains(row)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[tokio::test]
async fn a_good_answer_under_a_wrong_media_type_is_a_good_answer() {
    for call in Call::BOTH {
        let desk = Desk::new().await;
        desk.sandbox.fault(metrika_sandbox::faults::Fault::wrong_media()).unwrap();
        call.make(&desk.client()).await.unwrap();
        assert_eq!(desk.sandbox.journal().len(), 1);
    }
}

#[tokio::test]
async fn an_upload_from_a_stream_is_sent_once_and_one_from_memory_as_often_as_it_may_be() {
    let desk = Desk::new().await;
    desk.sandbox.fault(metrika_sandbox::faults::Fault::empty(429).times(3)).unwrap();
    let file = "Date,UTMSource,Expenses\n2026-02-01,direct,10\n";
    let upload = async |client: &Client, body: reqwest::Body| {
        let raw = client.raw().management();
        raw.upload_expenses().counter_id(crate::EMPTY).provider("test").body(body).send().await.map(drop)
    };
    let pieces = futures_util::stream::iter([Ok::<_, std::io::Error>(file)]);
    let streamed = upload(&desk.client(), reqwest::Body::wrap_stream(pieces)).await;
    let error = Error::from(streamed.unwrap_err());
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Quota, 1));
    assert_eq!(desk.sandbox.journal().len(), 1);

    upload(&desk.client(), file.into()).await.unwrap();
    let lengths: Vec<_> = desk.sandbox.journal().iter().map(|request| request.body_length).collect();
    assert_eq!(lengths.len(), 1 + 3);
    assert_eq!(lengths[3], file.len() as u64, "the last one is whole");
}
