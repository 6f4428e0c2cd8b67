//! Metrics that are said to add up over days do: each that the sandbox computes.

use metrika::reports::{Accuracy, Metric, Period, Query, metrics, s};

use crate::desk;
use crate::desk::{Desk, SHOP};

async fn goal(desk: &Desk) -> i64 {
    let goals = desk.client().counter(SHOP).goals().list().await.unwrap();
    goals.iter().find_map(|goal| goal.id()).unwrap().to_string().parse().unwrap()
}

/// The number of the month, and those of its days.
async fn month(desk: &Desk, metric: &Metric, goal: i64) -> Option<(f64, Vec<f64>)> {
    let date = metrika::reports::Dimension::new(format!("ym:{}:date", metric.namespace())).unwrap();
    let days = Period::new(jiff::civil::date(2026, 1, 30), jiff::civil::date(2026, 2, 28));
    let query = Query::of([SHOP]).metrics([metric.clone()]).goal(goal).accuracy(Accuracy::Full).period(days);
    let client = desk.client();
    let report = match query.dimensions([date]).on(&client).all().await {
        Ok(report) => report,
        // The sandbox says of each metric that it does not compute that it does not.
        Err(error) => {
            let words = error.to_string();
            assert!(words.contains("does not compute") || words.contains("Unknown"), "{metric}: {error}");
            return None;
        }
    };
    let total = report.totals.metric(metric).unwrap().unwrap_or_default();
    Some((total, report.rows.iter().filter_map(|row| row.metric(metric).unwrap()).collect()))
}

#[tokio::test]
async fn what_is_said_to_add_up_does() {
    let desk = desk(None).await;
    let goal = goal(&desk).await;
    let (mut compared, mut positive) = (0, 0);
    for info in metrics().filter(|info| info.additive) {
        assert!(info.name.is_additive());
        let Some((total, days)) = month(&desk, &info.name, goal).await else { continue };
        let sum: f64 = days.iter().sum();
        assert!((sum - total).abs() <= 1e-6 * total.abs(), "{}: {sum} over days, {total} in all", info.name);
        compared += 1;
        positive += usize::from(total > 0.0);
    }
    // Nothing would be compared if the sandbox refused all.
    assert!(compared >= 25 && positive >= 18, "{compared} compared, {positive} above 0");
}

#[tokio::test]
async fn what_does_not_add_up_is_not_said_to() {
    let desk = desk(None).await;
    let (total, days) = month(&desk, &s::USERS, 1).await.unwrap();
    assert!(days.iter().sum::<f64>() > total, "some come on several days");
    for metric in [s::USERS, s::NEW_USERS, s::BOUNCE_RATE, s::PAGE_DEPTH, s::PRODUCT_IMPRESSIONS_UNIQ] {
        assert!(!metric.is_additive(), "{metric}");
    }
    assert!(!Metric::new("ym:s:unheardOf").unwrap().is_additive());
    assert!(s::goal_visits(12).is_additive());
    let narrowed = Metric::new("ym:s:sumParams[ym:s:paramsLevel1=='money']").unwrap();
    assert!(narrowed.is_additive());
}
