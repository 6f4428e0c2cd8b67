use jiff::civil::date;
use metrika::ErrorKind;
use metrika::import::ExpenseRemoval;
use metrika::models::{ExpenseUploadingStatus, ExpenseUploadingType};

use crate::desk::{Desk, SHOP};
use crate::not_sent;

#[tokio::test]
async fn uploads_and_removals_are_listed_and_got() {
    let desk = Desk::new().await;
    let client = desk.client();
    let expenses = client.counter(SHOP).import().expenses();
    assert!(expenses.list().await.unwrap().is_empty());
    let raw = client.raw().management();
    let upload = raw.upload_expenses().counter_id(SHOP).comment("February");
    let upload = upload.body("Date,UTMSource,Expenses\n2026-02-01,News,12.5\n2026-02-02,News,3\n").send().await;
    let uploaded = upload.unwrap().into_inner().uploading.id.unwrap();
    let removal = expenses.remove(ExpenseRemoval::day(date(2026, 2, 1)).utm_source("News")).await.unwrap();
    assert_eq!((removal.type_, removal.source_quantity), (Some(ExpenseUploadingType::Removes), Some(1)));
    assert_eq!((removal.status, removal.provider), (Some(ExpenseUploadingStatus::Uploaded), None));

    let listed = expenses.list().await.unwrap();
    assert_eq!(listed.iter().map(|listed| listed.id).collect::<Vec<_>>(), [removal.id, Some(uploaded)]);
    assert_eq!(desk.sent().last().unwrap(), &format!("GET /management/v1/counter/{SHOP}/expense/uploadings"));
    let got = expenses.get(uploaded).await.unwrap();
    assert_eq!(desk.sent().last().unwrap(), &format!("GET /management/v1/counter/{SHOP}/expense/uploading/{uploaded}"));
    assert_eq!((got.type_, got.source_quantity), (Some(ExpenseUploadingType::Expenses), Some(2)));
    assert_eq!((got.status, got.provider.as_deref()), (Some(ExpenseUploadingStatus::Processed), Some("default")));
    assert_eq!(expenses.get(99_999).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn a_removal_sends_what_it_was_given_and_nothing_else() {
    let all = ExpenseRemoval::days(date(2026, 2, 1), date(2026, 2, 28))
        .utm_source("News")
        .utm_medium("e-mail & co")
        .utm_campaign("Весна 50%")
        .utm_term("a+b")
        .utm_content("Top")
        .traffic_source("ad")
        .traffic_source_detail("google_adwords")
        .provider("ad_reports")
        .comment("wrong");
    let cases: [(ExpenseRemoval, &[(&str, &str)]); 2] = [
        (ExpenseRemoval::day(date(2026, 2, 3)), &[("date", "2026-02-03")]),
        (
            all,
            &[
                ("UTMCampaign", "Весна 50%"),
                ("UTMContent", "Top"),
                ("UTMMedium", "e-mail & co"),
                ("UTMSource", "News"),
                ("UTMTerm", "a+b"),
                ("comment", "wrong"),
                ("date", "2026-02-01/2026-02-28"),
                ("provider", "ad_reports"),
                ("trafficSource", "ad"),
                ("trafficSourceDetail", "google_adwords"),
            ],
        ),
    ];
    for (removal, expected) in cases {
        let desk = Desk::new().await;
        let made = desk.client().counter(SHOP).import().expenses().remove(removal).await.unwrap();
        let sent = desk.last();
        assert_eq!(
            format!("{} {}", sent.method, sent.path),
            format!("POST /management/v1/counter/{SHOP}/expense/delete_single")
        );
        let mut query: Vec<_> = sent.query.iter().map(|(name, value)| (&**name, &**value)).collect();
        query.sort_unstable();
        assert_eq!(query, expected);
        assert!(sent.body.is_empty());
        let value = |name| expected.iter().find(|(sent, _)| *sent == name).map(|(_, value)| *value);
        assert_eq!((made.provider.as_deref(), made.comment.as_deref()), (value("provider"), value("comment")));
        assert!(desk.sandbox.violations().is_empty());
    }
}

#[tokio::test]
async fn a_removal_that_cannot_be_right_is_not_sent() {
    let desk = Desk::new().await;
    let client = desk.client();
    let day = || ExpenseRemoval::day(date(2026, 2, 3));
    let empty = |field: &str| format!("{field}: it is empty: leave it out, or give a value");
    for (removal, rule) in [
        (ExpenseRemoval::days(date(2026, 2, 4), date(2026, 2, 3)), "date: 2026-02-04 is after 2026-02-03".to_owned()),
        (day().comment("я".repeat(256)), "comment: it has 256 characters, 255 are allowed".to_owned()),
        (day().utm_source(""), empty("UTMSource")),
        (day().utm_medium(""), empty("UTMMedium")),
        (day().utm_campaign(""), empty("UTMCampaign")),
        (day().utm_term(""), empty("UTMTerm")),
        (day().utm_content(""), empty("UTMContent")),
        (day().traffic_source(""), empty("trafficSource")),
        (day().traffic_source_detail(""), empty("trafficSourceDetail")),
        (day().provider(""), empty("provider")),
    ] {
        assert_eq!(not_sent(client.counter(SHOP).import().expenses().remove(removal).await.unwrap_err()), rule);
    }
    assert!(desk.sent().is_empty());
    client.counter(SHOP).import().expenses().remove(day().comment("я".repeat(255))).await.unwrap();
}

#[tokio::test]
async fn a_traffic_source_that_nobody_knows_is_left_to_the_service() {
    let desk = Desk::new().await;
    let removal = ExpenseRemoval::day(date(2026, 2, 3)).traffic_source("moon");
    let error = desk.client().counter(SHOP).import().expenses().remove(removal).await.unwrap_err();
    assert_eq!((error.kind(), error.is_in_doubt()), (ErrorKind::InvalidParameter, false));
    assert!(error.to_string().contains("trafficSource"), "{error}");
}
