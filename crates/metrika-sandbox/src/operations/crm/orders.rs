//! Orders of customers that were uploaded before.

use super::{Crm, Kind, Known, csv, uploads};
use crate::answer::Outcome;
use crate::call::Call;
use crate::operations::uploadings::cells::Rule;
use crate::operations::uploadings::columns::{Fault, Layout, excerpt, optional, required};
use crate::state::Entity;
use crate::world::World;

pub(super) const KIND: Kind = Kind {
    name: "orders",
    entity_type: "ORDER",
    layout: Layout {
        columns: &[
            required("id", Rule::Text),
            required("client_uniq_id", Rule::Text),
            // The only word that is documented.
            required("client_type", Rule::Word(&["CONTACT"])),
            required("create_date_time", Rule::Moment),
            required("order_status", Rule::Text),
            optional("update_date_time", Rule::Moment),
            optional("finish_date_time", Rule::Moment),
            optional("revenue", Rule::Amount),
            optional("cost", Rule::Amount),
            optional("currency", Rule::Currency),
            optional("goals", Rule::Goals),
            optional("products", Rule::Products),
        ],
        choices: &[],
    },
    check: check_status,
    key: "id",
    store: |crm| &mut crm.orders,
    unlinked,
};

pub(super) fn upload_json(world: &World, call: &mut Call) -> Outcome {
    uploads::upload(world, call, &KIND, |call, kind, known| uploads::from_json(call, kind, known, "orders"))
}

pub(super) fn upload_csv(world: &World, call: &mut Call) -> Outcome {
    uploads::upload(world, call, &KIND, csv::mapped)
}

/// A status is one that is mapped, one that every counter has, or the event id of a goal.
pub(super) fn check_status(order: &Entity, known: &Known) -> Result<(), Fault> {
    match order.get("order_status").and_then(|status| status.as_str()) {
        Some(status) if !known.statuses.contains(status) => {
            Err(Fault::new("order_status", format!("{} is neither a status nor a goal", excerpt(status))))
        }
        _ => Ok(()),
    }
}

/// The service does not process an order without its customer, and says nothing.
fn unlinked(crm: &Crm, order: &Entity, moment: &uploads::Moment) -> Option<(Fault, bool)> {
    let customer = order.get("client_uniq_id").and_then(|id| id.as_str()).unwrap_or_default();
    if !crm.contacts.contains_key(customer) {
        return Some((Fault::new("client_uniq_id", format!("the contact {} is not known", excerpt(customer))), false));
    }
    old(order, moment)
}

/// An order older than 21 days joins no visit.
pub(super) fn old(order: &Entity, moment: &uploads::Moment) -> Option<(Fault, bool)> {
    let created = order.get("create_date_time")?.as_str()?;
    moment.too_old(created).then(|| (Fault::new("create_date_time", "the order is older than 21 days"), true))
}
