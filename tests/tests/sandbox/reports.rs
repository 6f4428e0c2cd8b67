//! The six reports, which all cut the same visits another way: what they say about them has to agree.

use metrika_raw::stat::types::{Attribution, TimeGroup};

use crate::desk::{Desk, SHOP, refusal};

const DAYS: (&str, &str) = ("2026-02-08", "2026-03-09");
const SOURCE: &str = "ym:s:<attribution>TrafficSource";

/// Visits by source of traffic, and in total.
async fn by_source(desk: &Desk) -> (Vec<(String, f64)>, f64) {
    let client = desk.metrika.stat();
    let report = client.get_report().ids([SHOP]).metrics(["ym:s:visits"]).dimensions([SOURCE]).accuracy("full");
    let report = report.attribution(Attribution::Last).date1(DAYS.0).date2(DAYS.1).send().await.unwrap().into_inner();
    let rows = report.data.unwrap().into_iter().map(|row| {
        let source = row.dimensions.unwrap().remove(0).id.unwrap();
        (source, row.metrics.unwrap()[0].unwrap())
    });
    (rows.collect(), report.totals.unwrap()[0].unwrap())
}

/// A sum of what is there.
fn sum<'a>(numbers: impl IntoIterator<Item = &'a Option<f64>>) -> f64 {
    numbers.into_iter().flatten().sum()
}

pub async fn a_table_and_its_sums(desk: &Desk) {
    let (rows, total) = by_source(desk).await;
    assert!(rows.len() > 3 && total > 500.0, "{rows:?}");
    assert_eq!(rows.iter().map(|(_, visits)| visits).sum::<f64>(), total);
    assert!(rows.is_sorted_by(|a, b| a.1 >= b.1), "{rows:?}");

    let client = desk.metrika.stat();
    let page = client.get_report().ids([SHOP]).metrics(["ym:s:visits"]).dimensions([SOURCE]).accuracy("full");
    let page = page.attribution(Attribution::Last).date1(DAYS.0).date2(DAYS.1).sort(["ym:s:visits"]);
    let page = page.limit(2).offset(2).send().await.unwrap().into_inner();
    assert_eq!(page.total_rows, i64::try_from(rows.len()).ok());
    let found: Vec<_> = page.data.unwrap().iter().map(|row| row.metrics.as_ref().unwrap()[0].unwrap()).collect();
    let upwards: Vec<_> = rows.iter().rev().map(|(_, visits)| *visits).collect();
    assert_eq!(found, upwards[1..3], "the second and the third from below");
    let query = page.query.unwrap();
    assert_eq!(query.dimensions.unwrap(), ["ym:s:lastTrafficSource"], "the attribution is put into the name");

    let narrow = client.get_report().ids([SHOP]).metrics(["ym:s:visits"]).accuracy("full").date1(DAYS.0).date2(DAYS.1);
    let narrow = narrow.filters(format!("ym:s:lastTrafficSource=='{}'", rows[0].0)).send().await.unwrap();
    assert_eq!(narrow.totals.as_ref().unwrap()[0], Some(rows[0].1));
    let wrong = client.get_report().ids([SHOP]).metrics(["ym:s:visit"]).send().await;
    assert_eq!(refusal(wrong).0, 400);
}

pub async fn time_and_pivot_split_the_same_sum(desk: &Desk) {
    let client = desk.metrika.stat();
    let (rows, total) = by_source(desk).await;
    let days = client.get_report_by_time().ids([SHOP]).metrics(["ym:s:visits"]).group(TimeGroup::Day).accuracy("full");
    let days = days.date1(DAYS.0).date2(DAYS.1).send().await.unwrap().into_inner();
    let intervals = days.time_intervals.unwrap();
    assert_eq!((intervals.len(), &intervals[29][0]), (30, &"2026-03-09".to_owned()));
    let numbers = &days.totals.unwrap()[0];
    assert_eq!((numbers.len(), sum(numbers)), (30, total));

    let sources = client.get_report_by_time().ids([SHOP]).metrics(["ym:s:visits"]).group(TimeGroup::All);
    let sources = sources.dimensions(["ym:s:lastTrafficSource"]).row_ids(vec![vec![rows[1].0.clone()]]);
    let sources = sources.accuracy("full").date1(DAYS.0).date2(DAYS.1).send().await.unwrap().into_inner();
    let data = sources.data.unwrap();
    assert_eq!((data.len(), sum(&data[0].metrics.as_ref().unwrap()[0])), (1, rows[1].1));

    let pivot = client.get_pivot().ids([SHOP]).metrics(["ym:s:visits"]).dimensions(["ym:s:lastTrafficSource"]);
    let pivot = pivot.pivot_dimensions(["ym:s:deviceCategory"]).pivot_limit(100).accuracy("full");
    let pivot = pivot.date1(DAYS.0).date2(DAYS.1).send().await.unwrap().into_inner();
    assert_eq!(sum(&pivot.totals.unwrap()[0]), total);
    let pivoted: Vec<_> = pivot.data.unwrap().iter().map(|row| sum(&row.metrics.as_ref().unwrap()[0])).collect();
    assert_eq!(pivoted, rows.iter().map(|(_, visits)| *visits).collect::<Vec<_>>());
}

pub async fn a_tree_is_opened(desk: &Desk) {
    let client = desk.metrika.stat();
    let tree = || {
        let tree = client.get_drilldown().ids([SHOP]).metrics(["ym:s:visits"]).accuracy("full");
        tree.dimensions(["ym:s:regionCountry", "ym:s:regionCity"]).date1(DAYS.0).date2(DAYS.1)
    };
    let top = tree().send().await.unwrap().into_inner().data.unwrap();
    let (parent, expand) = (top[0].dimension.as_ref().unwrap().id.clone().unwrap(), top[0].expand.unwrap());
    let visits = top[0].metrics.as_ref().unwrap()[0].unwrap();
    assert!(expand.0 && visits > 1.0);
    let below = tree().parent_id([parent.as_str()]).include_undefined(true).send().await.unwrap().into_inner();
    let rows = below.data.unwrap();
    assert!(rows.iter().all(|row| !row.expand.unwrap().0), "cities have nothing below them");
    assert_eq!(rows.iter().map(|row| sum(row.metrics.as_ref().unwrap())).sum::<f64>(), visits);

    let both = client.get_comparison_drilldown().ids([SHOP]).metrics(["ym:s:visits"]).accuracy("full");
    let both =
        both.dimensions(["ym:s:regionCountry", "ym:s:regionCity"]).parent_id([parent.as_str()]).include_undefined(true);
    let both = both.date1_a(DAYS.0).date2_a(DAYS.1).date1_b(DAYS.0).date2_b(DAYS.1);
    let both = both.filters_b("ym:s:isNewUser=='Yes'").send().await.unwrap().into_inner();
    let totals = both.totals.unwrap();
    assert_eq!(totals.a, Some(vec![Some(visits)]));
    assert!(sum(&totals.b.unwrap()) < visits, "the second segment is narrower");
    assert_eq!(both.data.unwrap().len(), rows.len());
}

pub async fn two_periods_are_compared(desk: &Desk) {
    let client = desk.metrika.stat();
    let (_, total) = by_source(desk).await;
    let both = client.get_comparison().ids([SHOP]).metrics(["ym:s:visits"]).accuracy("full");
    let both = both.dimensions(["ym:s:lastTrafficSource"]);
    let both = both.date1_a(DAYS.0).date2_a("2026-02-20").date1_b("2026-02-21").date2_b(DAYS.1);
    let both = both.send().await.unwrap().into_inner();
    let totals = both.totals.unwrap();
    let (a, b) = (sum(&totals.a.unwrap()), sum(&totals.b.unwrap()));
    assert!(a > 0.0 && b > 0.0);
    assert_eq!(a + b, total);
    let rows = both.data.unwrap();
    let metrics = |row: usize| rows[row].metrics.as_ref().unwrap();
    let column: f64 = (0..rows.len()).map(|row| sum(metrics(row).a.as_ref().unwrap())).sum();
    assert_eq!(column, a);
    assert_eq!(both.query.unwrap().date2_a.as_deref(), Some("2026-02-20"));
}
