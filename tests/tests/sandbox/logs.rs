//! Logs: estimate, queue, download, end.

use std::collections::BTreeSet;

use futures_util::StreamExt;
use metrika_raw::Error;
use metrika_raw::logs::types::{LogRequest, LogRequestStatus, LogSource};

use crate::desk::{Desk, QUEUE, SHOP, refusal};

const DAYS: (&str, &str) = ("2026-02-08", "2026-03-09");
const FIELDS: [&str; 3] = ["ym:s:visitID", "ym:s:pageViews", "ym:s:startURL"];

async fn create(desk: &Desk, source: LogSource, fields: &[&str]) -> Result<LogRequest, Error> {
    let client = desk.metrika.logs();
    let fields: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
    let create = client.create_log_request().counter_id(SHOP).source(source).date1(DAYS.0).date2(DAYS.1).fields(fields);
    create.send().await.map(|made| made.into_inner().log_request.unwrap())
}

async fn get(desk: &Desk, id: i64) -> LogRequest {
    let got = desk.metrika.logs().get_log_request().counter_id(SHOP).request_id(id).send().await.unwrap();
    got.into_inner().log_request.unwrap()
}

async fn download(desk: &Desk, id: i64, part: i64) -> Result<Vec<u8>, Error> {
    let client = desk.metrika.logs();
    let answer = client.download_log_part().counter_id(SHOP).request_id(id).part_number(part).send().await?;
    let shown = format!("{answer:?}");
    assert_eq!(shown, "ResponseValue { status: 200, inner: ByteStream { .. }, .. }");
    let mut chunks = answer.into_inner().into_inner();
    let mut all = Vec::new();
    while let Some(chunk) = chunks.next().await {
        all.extend_from_slice(&chunk.unwrap());
    }
    Ok(all)
}

pub async fn a_log_is_estimated_made_downloaded_and_cleaned(desk: &Desk) {
    let client = desk.metrika.logs();
    let estimate = client.evaluate_log_request().counter_id(SHOP).source(LogSource::Visits);
    let estimate = estimate.date1(DAYS.0).date2(DAYS.1).fields(FIELDS).send().await.unwrap();
    let estimate = estimate.into_inner().log_request_evaluation.unwrap();
    assert!(estimate.possible.unwrap().0 && estimate.max_possible_day_quantity.unwrap() >= 30, "{estimate:?}");

    let made = create(desk, LogSource::Visits, &FIELDS).await.unwrap();
    let id = i64::from(made.request_id.unwrap());
    assert_eq!((&made.status, made.parts.is_none()), (&Some(LogRequestStatus::Created), true));
    assert_eq!(refusal(download(desk, id, 0).await).0, 400, "it is not there yet");
    match create(desk, LogSource::Visits, &FIELDS).await.unwrap_err() {
        Error::Unexpected { answer, body } => assert_eq!((answer.status.as_u16(), body.len()), (202, 0)),
        other => panic!("{other:?}"),
    }

    desk.advance(QUEUE);
    let ready = get(desk, id).await;
    assert_eq!(ready.status, Some(LogRequestStatus::Processed));
    let parts = ready.parts.unwrap();
    assert!(parts.len() > 1, "{parts:?}");
    let (mut visits, mut views) = (BTreeSet::new(), 0);
    for part in &parts {
        let part_number = part.part_number.unwrap();
        let text = String::from_utf8(download(desk, id, part_number).await.unwrap()).unwrap();
        assert_eq!(i64::try_from(text.len()).unwrap(), part.size.unwrap());
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some(FIELDS.join("\t").as_str()), "each part has a header");
        for line in lines {
            let cells: Vec<_> = line.split('\t').collect();
            assert!(visits.insert(cells[0].to_owned()), "a visit is in one part");
            views += cells[1].parse::<u32>().unwrap();
        }
    }
    // What the log lists, reports count.
    let stat = desk.metrika.stat();
    let report = stat.get_report().ids([SHOP]).metrics(["ym:s:visits", "ym:s:pageviews"]);
    let report = report.date1(DAYS.0).date2(DAYS.1).accuracy("full").send().await.unwrap();
    let visits = u32::try_from(visits.len()).unwrap();
    assert_eq!(report.totals, Some(vec![Some(visits.into()), Some(views.into())]));
    assert!(visits > 500, "{visits}");

    let cleaned = client.clean_log_request().counter_id(SHOP).request_id(id).send().await.unwrap();
    let cleaned = cleaned.into_inner().log_request.unwrap();
    assert_eq!((cleaned.status, cleaned.size), (Some(LogRequestStatus::CleanedByUser), None));
    assert_eq!(refusal(download(desk, id, 0).await).0, 400);
}

pub async fn a_log_is_canceled(desk: &Desk) {
    let client = desk.metrika.logs();
    let first = create(desk, LogSource::Hits, &["ym:pv:watchID"]).await.unwrap();
    let second = create(desk, LogSource::Hits, &["ym:pv:watchID", "ym:pv:URL"]).await.unwrap();
    let id = i64::from(first.request_id.unwrap());
    let canceled = client.cancel_log_request().counter_id(SHOP).request_id(id).send().await.unwrap();
    assert_eq!(canceled.into_inner().log_request.unwrap().status, Some(LogRequestStatus::Canceled));
    let again = client.cancel_log_request().counter_id(SHOP).request_id(id).send().await;
    assert_eq!(refusal(again).0, 409);
    desk.advance(QUEUE);
    let list = client.list_log_requests().counter_id(SHOP).send().await.unwrap().into_inner().requests.unwrap();
    let found: Vec<_> = list.into_iter().map(|request| (request.request_id, request.status.unwrap())).collect();
    assert_eq!(
        found,
        [(first.request_id, LogRequestStatus::Canceled), (second.request_id, LogRequestStatus::Processed)]
    );
    let wrong = create(desk, LogSource::Hits, &["ym:s:visitID"]).await;
    assert_eq!(refusal(wrong), (400, "invalid_parameter".to_owned(), "fields".to_owned()));
}
