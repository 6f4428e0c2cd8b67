//! CRM: schema and uploads.
//!
//! The reference does not say what becomes of the good elements of an uploading that has bad ones. Here it fails as a
//! whole: it is answered 200 with `FAILED`, and nothing of it is kept. What is told by no answer, such as orders whose
//! customer is not known, can be looked up in [`CrmUploading::unlinked`].

mod contacts;
mod csv;
mod orders;
mod schema;
mod simple_orders;
mod uploads;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::uploadings::Reject;
use super::uploadings::columns::{Fault, Layout, Survey};
use super::{Kind as Fidelity, Table, fixed, slow, state};
use crate::state::Entity;

pub(super) const TABLE: Table = &[
    slow("upload_contacts_json", Fidelity::Stateful, contacts::upload_json),
    slow("upload_contacts_csv", Fidelity::Stateful, contacts::upload_csv),
    slow("upload_orders_json", Fidelity::Stateful, orders::upload_json),
    slow("upload_orders_csv", Fidelity::Stateful, orders::upload_csv),
    slow("upload_simple_orders", Fidelity::Stateful, simple_orders::upload),
    state("list_cdp_uploadings", uploads::list),
    state("list_attributes", schema::list_attributes),
    state("create_attributes", schema::create_attributes),
    state("create_products", schema::create_products),
    state("list_order_statuses", schema::list_order_statuses),
    state("map_order_statuses", schema::map_order_statuses),
    fixed("list_predefined_types", schema::list_predefined_types),
    fixed("list_attribute_types", schema::list_attribute_types),
];

/// Contacts and orders that a counter keeps, of each kind. The sandbox has them in memory.
const KEPT: usize = 200_000;

/// What the CRM of a counter holds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Crm {
    /// By `uniq_id`.
    pub contacts: BTreeMap<String, Entity>,
    /// By `id`.
    pub orders: BTreeMap<String, Entity>,
    /// By `id`; those without one have a number of the sandbox after `#`.
    pub simple_orders: BTreeMap<String, Entity>,
    /// Attributes of one's own, by `CONTACT`, `ORDER`... and name.
    pub attributes: BTreeMap<String, BTreeMap<String, Entity>>,
    pub product_attributes: BTreeMap<String, Entity>,
    pub products: BTreeMap<String, Entity>,
    /// Mapped statuses, by id. Those that every counter has are not among them.
    pub order_statuses: BTreeMap<String, Entity>,
    /// Oldest first.
    pub uploadings: Vec<CrmUploading>,
}

/// One uploading of contacts, orders or products.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CrmUploading {
    pub id: String,
    pub uploaded_at: Timestamp,
    /// `contacts`, `orders`, `simple orders` or `products`.
    pub subject: String,
    /// `JSON` or `CSV`.
    pub format: String,
    pub elements: u64,
    /// How many elements are bad. With any, nothing was kept.
    pub rejected: u64,
    /// Why: the first thousand of them.
    pub rejects: Vec<Reject>,
    /// Elements that are good and still join nothing: the first thousand of them. The service does not tell.
    pub unlinked: Vec<Reject>,
}

/// What is known before an upload is read.
#[derive(Debug, Default)]
struct Known {
    /// Names of attributes of one's own.
    attributes: BTreeSet<String>,
    /// What `order_status` may be: mapped statuses, those of every counter, event ids of goals.
    statuses: BTreeSet<String>,
}

/// A kind of elements.
struct Kind {
    /// In messages and in the state.
    name: &'static str,
    /// What `entity_type` calls it.
    entity_type: &'static str,
    layout: Layout,
    /// What an element breaks that no cell shows by itself.
    check: fn(&Entity, &Known) -> Result<(), Fault>,
    /// The field by which an element replaces an older one.
    key: &'static str,
    store: fn(&mut Crm) -> &mut BTreeMap<String, Entity>,
    /// Why the element joins nothing, and whether it is kept all the same.
    unlinked: fn(&Crm, &Entity, &uploads::Moment) -> Option<(Fault, bool)>,
}

/// Elements that were read, with row and line of each.
struct Batch {
    survey: Survey,
    entities: Vec<(u64, u64, Entity)>,
    format: &'static str,
}
