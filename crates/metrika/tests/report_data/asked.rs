//! What is asked for, and what the sandbox counts.

use metrika::ErrorKind;
use metrika::reports::{Accuracy, Attribution, DateSpec, Filter, Group, Period, Query, Sort};
use metrika_sandbox::{Builder, Recorded};

use crate::desk::{Desk, EMPTY, SHOP};
use crate::{dimension, metric, source, users, visits};

/// A month of visits of a shop.
fn month(query: Query) -> Query {
    query.period(Period::new(DateSpec::DaysAgo(30), DateSpec::Yesterday))
}

async fn busy(change: impl FnOnce(Builder) -> Builder) -> Desk {
    Desk::with(|builder| change(builder.with(|settings| settings.data.visits = 800))).await
}

fn parameter<'a>(request: &'a Recorded, name: &str) -> Option<&'a str> {
    request.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

#[tokio::test]
async fn every_setting_reaches_the_service() {
    let desk = Desk::new().await;
    let client = desk.client();
    let request = client
        .report([SHOP, EMPTY])
        .metrics([visits(), metric("ym:s:goal<goal_id>visits")])
        .dimensions([source(), dimension("ym:s:experimentABName<experiment_ab>")])
        .preset(metrika::reports::Preset::new("sources_summary").unwrap())
        .period(Period::new(jiff::civil::date(2026, 2, 1), DateSpec::Yesterday))
        .filter(Filter::raw("ym:s:isRobot=='No' AND ym:s:startURLPath=='/a b+c'"))
        .sort([Sort::descending(visits()), Sort::ascending(source())])
        .limit(50)
        .offset(3)
        .accuracy(Accuracy::Share(0.1))
        .proposed_accuracy(true)
        .include_undefined(true)
        .attribution(Attribution::CrossDeviceLast)
        .currency("USD")
        .goal(12)
        .group(Group::Day)
        .experiment(17)
        .access_filter(42)
        .direct_client_logins(["one", "two"])
        .lang("ru")
        .timezone("+03:00".parse().unwrap());
    // The sandbox has neither this goal nor this experiment, and says so.
    assert!(request.send().await.is_err());
    let expected = [
        ("accuracy", "0.1"),
        ("access_filter_id", "42"),
        ("attribution", "cross_device_last"),
        ("currency", "USD"),
        ("date1", "2026-02-01"),
        ("date2", "yesterday"),
        ("dimensions", "ym:s:lastsignTrafficSource,ym:s:experimentABName<experiment_ab>"),
        ("direct_client_logins", "one,two"),
        ("experiment_ab", "17"),
        ("filters", "ym:s:isRobot=='No' AND ym:s:startURLPath=='/a b+c'"),
        ("goal_id", "12"),
        ("group", "day"),
        ("ids", "44147844,44147901"),
        ("include_undefined", "true"),
        ("lang", "ru"),
        ("limit", "50"),
        ("metrics", "ym:s:visits,ym:s:goal<goal_id>visits"),
        ("offset", "3"),
        ("preset", "sources_summary"),
        ("proposed_accuracy", "true"),
        ("sort", "-ym:s:visits,ym:s:lastsignTrafficSource"),
        ("timezone", "+03:00"),
    ];
    let mut expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    expected.sort();
    let mut query = desk.last().query;
    query.sort();
    assert_eq!(query, expected);
}

#[tokio::test]
async fn what_is_not_set_is_left_to_the_service() {
    let desk = Desk::new().await;
    let client = desk.client();
    client.report([SHOP]).metrics([visits()]).send().await.unwrap();
    let mut query = desk.last().query;
    query.sort();
    assert_eq!(query, [("ids", SHOP.to_string()), ("metrics", "ym:s:visits".into())].map(|(n, v)| (n.to_owned(), v)));
}

#[tokio::test]
async fn values_are_reached_by_the_names_that_asked_for_them() {
    let desk = busy(|builder| builder).await;
    let client = desk.client();
    let query = month(Query::of([SHOP]).metrics([visits(), users()]).dimensions([source()]));
    let report = query.on(&client).all().await.unwrap().require_complete().unwrap().require_unsampled().unwrap();
    assert!(report.rows.len() > 2);
    assert_eq!(report.position.total_rows, Some(report.rows.len() as u64));

    let sum: f64 = report.rows.iter().map(|row| row.metric(&visits()).unwrap().unwrap()).sum();
    assert_eq!(report.totals.metric(&visits()).unwrap(), Some(sum), "every visit has one source");
    for name in [visits(), users()] {
        let all = || report.rows.iter().map(|row| row.metric(&name).unwrap().unwrap());
        assert_eq!(report.max.metric(&name).unwrap(), all().reduce(f64::max));
        assert_eq!(report.min.metric(&name).unwrap(), all().reduce(f64::min));
    }

    // The order of the columns is another, what they are called is not.
    let turned = query.clone().metrics([users(), visits()]).on(&client).all().await.unwrap();
    let pairs = |report: &metrika::reports::Report| -> Vec<(Option<String>, Option<f64>, Option<f64>)> {
        let row = |row: &metrika::reports::Row| {
            let id = row.dimension(&source()).unwrap().id.clone();
            (id, row.metric(&visits()).unwrap(), row.metric(&users()).unwrap())
        };
        let mut rows: Vec<_> = report.rows.iter().map(row).collect();
        rows.sort_by(|one, other| one.0.cmp(&other.0));
        rows
    };
    assert_eq!(pairs(&turned), pairs(&report));
    assert_eq!(turned.columns().metrics().collect::<Vec<_>>(), ["ym:s:users", "ym:s:visits"]);

    let first = report.rows[0].dimension(&source()).unwrap();
    assert!(first.id.is_some() && first.name.is_some() && first.id != first.name);
    let error = report.rows[0].metric(&metric("ym:s:bounceRate")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotAsked);
    assert_eq!(error.to_string(), "ym:s:bounceRate is no metric of this report, which has: ym:s:visits, ym:s:users");
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn a_placeholder_is_reached_by_the_name_that_holds_it() {
    let desk = busy(|builder| builder).await;
    let client = desk.client();
    let template = dimension("ym:s:<attribution>TrafficSource");
    for attribution in [Attribution::First, Attribution::LastSign, Attribution::CrossDeviceLastSignificant] {
        let query = Query::of([SHOP]).metrics([visits()]).dimensions([template.clone()]);
        let report = month(query).attribution(attribution).on(&client).send().await.unwrap();
        assert!(report.rows.iter().all(|row| row.dimension(&template).unwrap().id.is_some()));
        let written = report.columns().dimensions().next().unwrap().to_owned();
        assert!(!written.contains('<'), "{written}");
        assert!(report.rows[0].dimension(&dimension(&written)).is_ok());
    }
}

#[tokio::test]
async fn a_filter_narrows_and_a_sort_orders() {
    let desk = busy(|builder| builder).await;
    let client = desk.client();
    let query = month(Query::of([SHOP]).metrics([visits()]).dimensions([source()]));
    let ids = |report: &metrika::reports::Report| -> Vec<String> {
        report.rows.iter().map(|row| row.dimension(&source()).unwrap().id.clone().unwrap()).collect()
    };
    let whole = query.on(&client).send().await.unwrap();
    let organic = Filter::raw("ym:s:lastsignTrafficSource=='organic'");
    let narrow = query.clone().filter(organic).on(&client).send().await.unwrap();
    assert_eq!(ids(&narrow), ["organic"]);
    assert!(narrow.totals.metric(&visits()).unwrap() < whole.totals.metric(&visits()).unwrap());

    let numbers = |report: &metrika::reports::Report| -> Vec<f64> {
        report.rows.iter().map(|row| row.metric(&visits()).unwrap().unwrap()).collect()
    };
    let up = query.clone().sort([Sort::ascending(visits())]).on(&client).send().await.unwrap();
    let down = query.clone().sort([Sort::descending(visits())]).on(&client).send().await.unwrap();
    assert!(numbers(&up).is_sorted() && numbers(&down).is_sorted_by(|one, other| one >= other));
    assert_ne!(ids(&up), ids(&down));
    assert_eq!(down.query.sort.as_deref().unwrap(), ["-ym:s:visits"]);
}

#[tokio::test]
async fn a_sample_is_told_and_can_be_refused() {
    let desk = busy(|builder| builder.with(|settings| settings.reports.sample_above.low = 100)).await;
    let client = desk.client();
    let query = month(Query::of([SHOP]).metrics([visits()]));
    let sampled = query.clone().accuracy(Accuracy::Low).on(&client).send().await.unwrap();
    assert_eq!(sampled.sampling.is_sampled(), Some(true));
    assert_eq!(sampled.sampling.share, Some(0.1));
    assert!(sampled.sampling.size < sampled.sampling.space);
    let error = sampled.require_unsampled().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Sampled);
    assert!(error.to_string().ends_with("a sample: 10% of the data"), "{error}");

    let full = query.clone().accuracy(Accuracy::Full).on(&client).send().await.unwrap();
    assert_eq!(full.require_unsampled().unwrap().totals.metric(&visits()).unwrap(), Some(800.0));
    let desk_said = desk.sandbox.journal();
    let sent: Vec<_> = desk_said.iter().map(|request| parameter(request, "accuracy").unwrap()).collect();
    assert_eq!(sent, ["low", "full"]);
}

#[tokio::test]
async fn rows_that_are_hidden_make_a_report_incomplete() {
    let desk = busy(|builder| builder).await;
    let client = desk.client();
    let query = month(Query::of([SHOP]).metrics([visits()]).dimensions([dimension("ym:s:gender")]));
    let report = query.include_undefined(true).on(&client).all().await.unwrap();
    assert_eq!(report.contains_sensitive_data, Some(true));
    let error = report.require_complete().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Incomplete);
    assert!(error.to_string().contains("sensitive data"), "{error}");
}

#[tokio::test]
async fn one_answer_of_several_is_not_complete() {
    let desk = busy(|builder| builder).await;
    let client = desk.client();
    let query = month(Query::of([SHOP]).metrics([visits()]).dimensions([source()]));
    let total = query.on(&client).send().await.unwrap().position.total_rows.unwrap();
    assert!(total > 2);
    for (part, rows) in
        [(query.clone().limit(2), "rows 1 to 2".to_owned()), (query.offset(2), format!("rows 2 to {total}"))]
    {
        let error = part.on(&client).send().await.unwrap().require_complete().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Incomplete);
        assert!(error.to_string().contains(&format!("{rows}, of {total}")), "{error}");
    }
}

#[tokio::test]
async fn a_preset_brings_its_columns() {
    let desk = busy(|builder| builder).await;
    let client = desk.client();
    let report = month(Query::of([SHOP]).preset(metrika::reports::Preset::new("tech_platforms").unwrap()))
        .on(&client)
        .send()
        .await
        .unwrap();
    let system = dimension("ym:s:operatingSystemRoot");
    assert_eq!(report.columns().dimensions().next(), Some(system.as_str()));
    assert!(report.columns().metrics().len() > 3);
    let row = &report.rows[0];
    assert!(row.metric(&visits()).unwrap() > Some(0.0));
    assert!(row.dimension(&system).unwrap().name.is_some());
    let revenue = metric("ym:s:favoriteGoalsConverted<currency>Revenue");
    row.metric(&revenue).unwrap();

    // What is asked for takes precedence.
    let own =
        month(Query::of([SHOP]).preset(metrika::reports::Preset::new("tech_platforms").unwrap()).metrics([users()]))
            .on(&client)
            .send()
            .await
            .unwrap();
    assert_eq!(own.columns().metrics().collect::<Vec<_>>(), ["ym:s:users"]);
    assert!(own.columns().dimensions().len() > 1);
}

#[tokio::test]
async fn an_empty_report_is_an_empty_report() {
    let desk = Desk::new().await;
    let client = desk.client();
    let query = month(Query::of([EMPTY]).metrics([visits(), metric("ym:s:bounceRate")]).dimensions([source()]));
    for report in [query.on(&client).send().await.unwrap(), query.on(&client).all().await.unwrap()] {
        let report = report.require_complete().unwrap();
        assert!(report.rows.is_empty());
        assert_eq!(report.position.total_rows, Some(0));
        assert_eq!(report.totals.metric(&metric("ym:s:bounceRate")).unwrap(), None);
        assert_eq!(report.totals.metric(&users()).unwrap_err().kind(), ErrorKind::NotAsked);
    }
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn what_cannot_be_right_is_not_sent() {
    let desk = Desk::new().await;
    let client = desk.client();
    let wrong = || client.report([SHOP]).metrics([visits()]).limit(0);
    let mut pages = std::pin::pin!(wrong().pages());
    let errors = [
        wrong().send().await.unwrap_err(),
        wrong().all().await.unwrap_err(),
        futures_util::TryStreamExt::try_next(&mut pages).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("limit: an answer has from 1 to 100000 rows, and not 0"), "{error}");
    }
    assert!(desk.sent().is_empty());
}

#[tokio::test]
async fn a_query_is_used_again_for_other_counters_and_other_clients() {
    let desk = Desk::new().await;
    let query = month(Query::of([SHOP]).metrics([visits()]));
    let one = query.on(&desk.client()).send().await.unwrap();
    let again = query.on(&desk.client()).send().await.unwrap();
    assert_eq!(one.totals, again.totals);
    assert_eq!(desk.client().report([SHOP]).query(), &Query::of([SHOP]));
    query.clone().counters([EMPTY]).on(&desk.client()).send().await.unwrap();
    assert_eq!(parameter(&desk.last(), "ids"), Some("44147901"));
}

#[tokio::test]
async fn a_narrowed_metric_is_found_in_the_answer() {
    let desk = busy(|builder| builder).await;
    let client = desk.client();
    let narrowed = visits().narrowed_by(&dimension("ym:s:isNewUser").eq("yes")).unwrap();
    let query = month(Query::of([SHOP]).metrics([visits(), narrowed.clone()]));
    let report = query.on(&client).send().await.unwrap();
    let (all, part) = (report.totals.metric(&visits()).unwrap(), report.totals.metric(&narrowed).unwrap());
    assert!(part.unwrap() < all.unwrap() && part.unwrap() > 0.0, "{part:?} of {all:?}");
}

#[tokio::test]
async fn a_name_that_the_service_does_not_know_is_its_error_with_our_hint() {
    let desk = Desk::new().await;
    let client = desk.client();
    let unknown = metric("ym:s:nothing");
    let preset = metrika::reports::Preset::new("nothing").unwrap();
    let report = || client.report([SHOP]).metrics([visits()]);
    let errors = [
        report().metrics([unknown]).send().await.unwrap_err(),
        report().dimensions([dimension("ym:s:nothing")]).send().await.unwrap_err(),
        client.report([SHOP]).preset(preset).all().await.unwrap_err(),
        report().pivot([dimension("ym:s:nothing")]).send().await.unwrap_err(),
        report().dimensions([dimension("ym:s:nothing")]).drilldown().send().await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!((error.kind(), error.status()), (ErrorKind::InvalidParameter, Some(400)));
        assert!(error.to_string().contains("nothing"), "{error}");
        assert!(error.hint().contains("`reports::metrics()`"), "{error}: {}", error.hint());
    }
    // Another parameter has the hint of all parameters.
    let error =
        report().timezone("+03:00".parse().unwrap()).lang("xx-nothing").filter(Filter::raw("ym:s:")).send().await;
    assert!(!error.unwrap_err().hint().contains("`reports::metrics()`"));
}
