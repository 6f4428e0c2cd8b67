//! What is promised of the visit log.

mod goods;
mod log;
mod plan;
mod visitors;

use super::model::Visit;
use super::{Plan, Traffic};

fn traffic(plan: Plan) -> Traffic {
    Traffic::new(plan).unwrap()
}

/// Every visit of a plan of the usual size.
fn everything() -> Vec<Visit> {
    let traffic = traffic(Plan::default());
    traffic.days().flat_map(|day| traffic.day(day)).collect()
}

/// FNV-1a over what tells visits apart.
fn digest(visits: impl Iterator<Item = Visit>) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325u64;
    let mut add = |bytes: &[u8]| {
        for &byte in bytes {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for visit in visits {
        add(&visit.id.to_le_bytes());
        add(&visit.visitor.client_id.to_le_bytes());
        add(&visit.start.to_le_bytes());
        add(visit.sources.last.referer.as_bytes());
        add(visit.device.browser.id.as_bytes());
        add(visit.place.city.name.as_bytes());
        for hit in &visit.hits {
            add(&hit.id.to_le_bytes());
            add(&hit.at.to_le_bytes());
            add(hit.page.path.as_bytes());
        }
        for purchase in &visit.purchases {
            add(purchase.id.as_bytes());
            add(&purchase.revenue_minor.to_le_bytes());
        }
    }
    state
}
