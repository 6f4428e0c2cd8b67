//! Reports that are too much for one query.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

#[path = "../desk/mod.rs"]
mod desk;
#[path = "../wire/mod.rs"]
mod wire;

mod additive;
mod days;
mod metrics;

use std::collections::BTreeMap;

use metrika::reports::{Metric, Query, Report};

use crate::desk::{Desk, SHOP};

/// A month of visits of a shop, to be asked for without and with bounds: the data are the same.
async fn desk(refuse_above: Option<u64>) -> Desk {
    Desk::with(|builder| {
        builder.with(|settings| {
            settings.data.visits = 800;
            settings.reports.refuse_above = refuse_above;
        })
    })
    .await
}

async fn all(desk: &Desk, query: &Query) -> metrika::Result<Report> {
    query.clone().counters([SHOP]).on(&desk.client()).all().await
}

/// Rows by what they are about. Those that are alike in the order may come in any.
fn by_key(report: &Report, metrics: &[Metric]) -> BTreeMap<Vec<Option<String>>, Vec<Option<f64>>> {
    let row = |row: &metrika::reports::Row| {
        let key = row.dimensions().iter().map(|value| value.id.clone().or(value.name.clone())).collect();
        (key, metrics.iter().map(|metric| row.metric(metric).unwrap()).collect())
    };
    let rows: BTreeMap<_, _> = report.rows.iter().map(row).collect();
    assert_eq!(rows.len(), report.rows.len(), "every row is about something else");
    rows
}

fn totals(report: &Report, metrics: &[Metric]) -> Vec<Option<f64>> {
    metrics.iter().map(|metric| report.totals.metric(metric).unwrap()).collect()
}

fn first_column(report: &Report, metric: &Metric) -> Vec<Option<f64>> {
    report.rows.iter().map(|row| row.metric(metric).unwrap()).collect()
}
