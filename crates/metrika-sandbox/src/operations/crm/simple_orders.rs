//! Simple orders: they bring their customers along.

use super::{Kind, csv, orders, uploads};
use crate::answer::Outcome;
use crate::call::Call;
use crate::operations::uploadings::cells::Rule;
use crate::operations::uploadings::columns::{Choice, Layout, optional, required};
use crate::world::World;

pub(super) const KIND: Kind = Kind {
    name: "simple orders",
    entity_type: "SIMPLE_ORDER",
    layout: Layout {
        columns: &[
            optional("id", Rule::Text),
            required("create_date_time", Rule::Moment),
            optional("client_uniq_id", Rule::Text),
            optional("client_ids", Rule::List(&Rule::Whole, 500)),
            optional("emails", Rule::List(&Rule::Email, 50)),
            optional("phones", Rule::List(&Rule::Digits, 50)),
            optional("emails_md5", Rule::List(&Rule::Hash, 50)),
            optional("phones_md5", Rule::List(&Rule::Hash, 50)),
            optional("order_status", Rule::Text),
            optional("revenue", Rule::Amount),
            optional("cost", Rule::Amount),
            optional("goals", Rule::Goals),
            optional("currency", Rule::Currency),
        ],
        choices: &[Choice::Any(&["client_ids", "emails", "phones", "emails_md5", "phones_md5"])],
    },
    check: orders::check_status,
    key: "id",
    store: |crm| &mut crm.simple_orders,
    unlinked: |_, order, moment| orders::old(order, moment),
};

pub(super) fn upload(world: &World, call: &mut Call) -> Outcome {
    uploads::upload(world, call, &KIND, csv::plain)
}
