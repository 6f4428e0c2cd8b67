//! Plans: requests that fit.

use jiff::civil::date;
use metrika::ErrorKind;
use metrika::logs::{LogQuery, Patience};

use crate::desk::{SHOP, TOKEN, TestClock};
use crate::wire::{self, Wire};
use crate::{desk, fields, month};

#[tokio::test]
async fn what_fits_is_one_request_and_what_does_not_is_cut_by_days() {
    let desk = desk(|_| ()).await;
    let client = desk.client();
    let logs = client.counter(SHOP).logs();
    let plan = logs.plan(&month()).await.unwrap();
    assert_eq!(plan.requests, [month()]);
    assert_eq!(
        plan.to_string(),
        "1 request for visits from 2026-01-30 to 2026-02-28, 3 fields:\n  2026-01-30 to 2026-02-28, 30 days"
    );
    let years = LogQuery::visits(date(2023, 1, 1)..=date(2026, 2, 28)).fields(fields(&["ym:s:visitID"]));
    assert_eq!(logs.plan(&years).await.unwrap().requests.len(), 4);
}

#[tokio::test]
async fn every_request_of_a_plan_fits() {
    let whole = desk(|_| ()).await;
    let request = whole.client().counter(SHOP).logs().create(&month()).await.unwrap().id();
    let client = whole.client();
    let ready = client.counter(SHOP).logs().request(request).until_ready(&Patience::default()).await.unwrap();
    let size = ready.size.unwrap();

    let desk = desk(|settings| settings.logs.quota_bytes = size / 3).await;
    let client = desk.client();
    let logs = client.counter(SHOP).logs();
    let plan = logs.plan(&month()).await.unwrap();
    assert!(plan.requests.len() > 2, "{plan}");
    for query in &plan.requests {
        let request = logs.create(query).await.unwrap();
        request.until_ready(&Patience::default()).await.unwrap();
        request.clean().await.unwrap();
    }
}

#[tokio::test]
async fn a_storage_that_is_full_is_told_with_what_fills_it() {
    for quantity in ["0", "-6", "null"] {
        let answers = [
            format!(r#"{{"log_request_evaluation":{{"possible":false,"max_possible_day_quantity":{quantity}}}}}"#),
            r#"{"requests":[{"request_id":7,"status":"processed","size":5000},{"request_id":8,"status":"canceled","size":9},
                {"request_id":9,"status":"processed","size":1000}]}"#
                .to_owned(),
        ];
        let wire = Wire::start(move |number, _| answers.get(number).map(|answer| wire::json(answer))).await;
        let clock = TestClock::at("2026-03-01T09:00:00Z".parse().unwrap());
        let client = metrika::Client::builder().token(TOKEN).base_url(wire.url()).clock(clock).build().unwrap();
        let error = client.counter(SHOP).logs().plan(&month()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::LogStorageFull);
        let words = "2 prepared logs take 6000 bytes: clean what is not needed of 7, 9";
        assert!(error.to_string().contains(words), "{error}");
    }
}
