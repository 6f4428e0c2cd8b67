//! Reports as tables: `GET /stat/v1/data`.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

#[path = "../desk/mod.rs"]
mod desk;
#[path = "../wire/mod.rs"]
mod wire;

mod answers;
mod asked;
mod many;
mod pages;
mod read;
mod scripted;

use metrika::reports::{Dimension, Metric};

fn metric(name: &str) -> Metric {
    Metric::new(name).unwrap()
}

fn dimension(name: &str) -> Dimension {
    Dimension::new(name).unwrap()
}

fn visits() -> Metric {
    metric("ym:s:visits")
}

fn users() -> Metric {
    metric("ym:s:users")
}

fn source() -> Dimension {
    dimension("ym:s:lastsignTrafficSource")
}
