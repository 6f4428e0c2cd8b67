//! Everything that can go wrong, what the client makes of it, and what it really sent.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

#[path = "../desk/mod.rs"]
mod desk;
#[path = "../wire/mod.rs"]
mod wire;

mod budget;
mod matrix;
mod options;
mod stalled_uploads;
mod table;
mod timeouts;
mod waits;

use metrika::{Client, Error};

use crate::desk::{Desk, EMPTY, office};

/// The call that reads, and the one that writes: both of the same resource, so that a fault on `filters` strikes either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    Read,
    Write,
}

impl Call {
    const BOTH: [Self; 2] = [Self::Read, Self::Write];

    fn operation(self) -> &'static str {
        match self {
            Self::Read => "list_filters",
            Self::Write => "create_filter",
        }
    }

    async fn make(self, client: &Client) -> Result<(), Error> {
        let filters = client.counter(EMPTY).filters();
        match self {
            Self::Read => filters.list().await.map(drop),
            Self::Write => filters.create(office()).await.map(drop),
        }
    }
}

/// How many filters there really are.
fn filters(desk: &Desk) -> usize {
    desk.sandbox.state(|state| state.counters[&EMPTY].filters.len())
}
