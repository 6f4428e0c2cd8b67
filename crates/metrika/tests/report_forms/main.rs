//! Reports of the other methods: over time, trees, comparisons, pivot tables, CSV.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

#[path = "../desk/mod.rs"]
mod desk;
#[path = "../wire/mod.rs"]
mod wire;

mod bad;
mod by_time;
mod comparison;
mod csv;
mod drilldown;
mod limits;
mod pivot;
mod plain;
mod recorded;

use jiff::civil::date;
use metrika::reports::{Accuracy, Attribution, DimensionValue, Filter, Group, Period, Query, Table};
use metrika::reports::{Dimension, Metric, ReportRequest, Row};
use metrika_sandbox::{Recorded, Sandbox};

use crate::desk::{Desk, EMPTY, SHOP};

fn metric(name: &str) -> Metric {
    Metric::new(name).unwrap()
}

fn dimension(name: &str) -> Dimension {
    Dimension::new(name).unwrap()
}

fn visits() -> Metric {
    metric("ym:s:visits")
}

fn source() -> Dimension {
    dimension("ym:s:lastsignTrafficSource")
}

fn device() -> Dimension {
    dimension("ym:s:deviceCategory")
}

fn system() -> Dimension {
    dimension("ym:s:operatingSystemRoot")
}

fn month() -> Period {
    Period::new(date(2026, 2, 1), date(2026, 2, 28))
}

async fn busy() -> Desk {
    Desk::with(|builder| builder.with(|settings| settings.data.visits = 800)).await
}

fn shop(dimensions: impl IntoIterator<Item = Dimension>) -> Query {
    Query::of([SHOP]).metrics([visits()]).dimensions(dimensions)
}

/// The id of a value, or its name: what tells it from others.
fn key(value: &DimensionValue) -> Option<String> {
    value.id.clone().or_else(|| value.name.clone())
}

fn keys(values: &[DimensionValue]) -> Vec<Option<String>> {
    values.iter().map(key).collect()
}

/// What a table has in its rows, in order of their keys.
fn cells<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Vec<(Vec<Option<String>>, Option<f64>)> {
    sorted(rows.into_iter().map(|row| (keys(row.dimensions()), row.metric(&visits()).unwrap())))
}

fn sorted<T>(rows: impl Iterator<Item = (Vec<Option<String>>, T)>) -> Vec<(Vec<Option<String>>, T)> {
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by(|one, other| one.0.cmp(&other.0));
    rows
}

/// All settings that every form sends.
fn everything(client: &metrika::Client) -> ReportRequest<'_, Table> {
    client
        .report([SHOP, EMPTY])
        .metrics([visits()])
        .dimensions([source(), device()])
        .preset(metrika::reports::Preset::new("sources_summary").unwrap())
        .filter(Filter::raw("ym:s:startURLPath=='/a b+c'"))
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
        .timezone("+03:00".parse().unwrap())
}

/// What [`everything`] sends, and this.
fn pairs(more: &[(&str, &str)]) -> Vec<(String, String)> {
    let common = [
        ("accuracy", "0.1"),
        ("access_filter_id", "42"),
        ("attribution", "cross_device_last"),
        ("currency", "USD"),
        ("dimensions", "ym:s:lastsignTrafficSource,ym:s:deviceCategory"),
        ("direct_client_logins", "one,two"),
        ("experiment_ab", "17"),
        ("filters", "ym:s:startURLPath=='/a b+c'"),
        ("goal_id", "12"),
        ("group", "day"),
        ("ids", "44147844,44147901"),
        ("include_undefined", "true"),
        ("lang", "ru"),
        ("metrics", "ym:s:visits"),
        ("preset", "sources_summary"),
        ("proposed_accuracy", "true"),
        ("timezone", "+03:00"),
    ];
    let mut all: Vec<_> = common.iter().chain(more).map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    all.sort();
    all
}

fn asked(request: &Recorded) -> Vec<(String, String)> {
    let mut query = request.query.clone();
    query.sort();
    query
}

/// Sends it as JSON and as CSV: both have exactly these parameters.
async fn sends<F: metrika::reports::Form>(
    sandbox: &Sandbox,
    request: ReportRequest<'_, F>,
    path: &str,
    more: &[(&str, &str)],
) {
    // The sandbox may not know the goal or the experiment, and say so.
    let _ = request.send().await;
    let json = sandbox.journal().last().unwrap().clone();
    let _ = request.csv().await.map(drop);
    let csv = sandbox.journal().last().unwrap().clone();
    assert_eq!((json.path.as_str(), csv.path.as_str()), (path, format!("{path}.csv").as_str()));
    assert_eq!(asked(&json), pairs(more));
    assert_eq!(asked(&csv), pairs(more), "{path}.csv");
}
