//! Contacts: the customers that orders refer to.

use super::{Kind, csv, uploads};
use crate::answer::Outcome;
use crate::call::Call;
use crate::operations::uploadings::cells::Rule;
use crate::operations::uploadings::columns::{Fault, Layout, optional, required};
use crate::world::World;

/// By what a customer is matched to visits.
const IDENTITIES: &[&str] = &["client_ids", "user_ids", "emails", "phones", "emails_md5", "phones_md5"];

pub(super) const KIND: Kind = Kind {
    name: "contacts",
    entity_type: "CONTACT",
    layout: Layout {
        columns: &[
            required("uniq_id", Rule::Text),
            optional("name", Rule::Text),
            optional("birth_date", Rule::Day),
            optional("create_date_time", Rule::Moment),
            optional("update_date_time", Rule::Moment),
            optional("client_ids", Rule::List(&Rule::Whole, 500)),
            optional("emails", Rule::List(&Rule::Email, 50)),
            optional("phones", Rule::List(&Rule::Digits, 50)),
            optional("emails_md5", Rule::List(&Rule::Hash, 50)),
            optional("phones_md5", Rule::List(&Rule::Hash, 50)),
        ],
        choices: &[],
    },
    check: |_, _| Ok(()),
    key: "uniq_id",
    store: |crm| &mut crm.contacts,
    unlinked: |_, contact, _| {
        let nobody = IDENTITIES.iter().all(|field| {
            contact.get(*field).and_then(|values| values.as_array()).is_none_or(|values| values.is_empty())
        });
        nobody.then(|| (Fault::new("", "the customer has no id, address or phone to match visits by"), true))
    },
};

pub(super) fn upload_json(world: &World, call: &mut Call) -> Outcome {
    uploads::upload(world, call, &KIND, |call, kind, known| uploads::from_json(call, kind, known, "contacts"))
}

pub(super) fn upload_csv(world: &World, call: &mut Call) -> Outcome {
    uploads::upload(world, call, &KIND, csv::mapped)
}
