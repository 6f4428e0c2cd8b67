//! Logs: the calls, and what becomes of a request.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

#[path = "../desk/mod.rs"]
mod desk;
#[path = "../wire/mod.rs"]
mod wire;

mod attribution;
mod calls;
mod declared;
mod export;
mod not_cleaned;
mod parts;
mod plans;
mod rows;
mod states;
mod typed;

use std::time::Duration;

use futures_util::TryStreamExt;
use jiff::civil::date;
use metrika::logs::{Field, LogQuery, LogRequestHandle};
use metrika_sandbox::Settings;

use desk::Desk;

/// A counter with a few hundred visits in a month.
async fn desk(change: impl FnOnce(&mut Settings)) -> Desk {
    Desk::in_step(|builder| {
        builder.with(|settings| {
            settings.data.visits = 400;
            change(settings);
        })
    })
    .await
}

fn fields(names: &[&str]) -> Vec<Field> {
    names.iter().map(|name| Field::new(*name).unwrap()).collect()
}

fn month() -> LogQuery {
    LogQuery::visits(date(2026, 1, 30)..=date(2026, 2, 28)).fields(fields(&[
        "ym:s:visitID",
        "ym:s:date",
        "ym:s:startURL",
    ]))
}

async fn text(request: &LogRequestHandle<'_>, part: i64) -> metrika::Result<String> {
    let pieces: Vec<_> = request.part(part).await?.try_collect().await?;
    Ok(String::from_utf8(pieces.concat()).unwrap())
}

const HOUR: Duration = Duration::from_secs(3600);
