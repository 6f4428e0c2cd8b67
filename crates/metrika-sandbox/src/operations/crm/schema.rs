//! What the CRM knows of: attributes, products, order statuses, types.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Crm, CrmUploading, contacts, orders, simple_orders, uploads};
use crate::answer::{Answer, Outcome};
use crate::call::Call;
use crate::operations::uploadings::cells::Rule;
use crate::operations::uploadings::columns::Column;
use crate::refusal::Refusal;
use crate::state::{Entity, State};
use crate::world::World;

/// Types of attributes: name, group, and the name for people.
const TYPES: &[(&str, &str, &str)] = &[
    ("text", PREDEFINED, "Text"),
    ("numeric", PREDEFINED, "Number"),
    ("date", PREDEFINED, "Date"),
    ("datetime", PREDEFINED, "Date and time"),
    ("email", PREDEFINED, "E-mail"),
    ("product", "SYSTEM_LIST", "Product"),
];

const PREDEFINED: &str = "PREDEFINED";

/// The statuses that orders may have without any mapping; each is its own type.
const STATUSES: &[(&str, &str)] =
    &[("IN_PROGRESS", "In progress"), ("PAID", "Paid"), ("CANCELLED", "Cancelled"), ("SPAM", "Spam")];

/// Products that a counter may have.
const PRODUCTS: usize = 160_000;

/// The two lists stand side by side, without a wrapper.
pub(super) fn list_attributes(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let kind = call.text("entity_type").unwrap_or_default().to_owned();
    let crm = &state.counter(call.id("counterId"))?.crm;
    let custom: Vec<&Entity> = crm.attributes.get(&kind).into_iter().flat_map(BTreeMap::values).collect();
    let system: Vec<Value> = system_attributes(&kind).iter().map(system_attribute).collect();
    Ok(Answer::json(json!({ "system_attributes": system, "custom_attributes": custom })))
}

pub(super) fn create_attributes(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let kind = call.text("entity_type").unwrap_or_default().to_owned();
    let counter = state.counter(call.id("counterId"))?;
    let mut attributes = counter.crm.attributes.get(&kind).cloned().unwrap_or_default();
    for (index, sent) in call.list("attributes")?.iter().enumerate() {
        let place = format!("attributes[{index}]");
        let (name, attribute) = attribute(sent, &place)?;
        if system_attributes(&kind).iter().any(|column| column.title == name) {
            return Err(Refusal::invalid(&format!("{place}.name"), format!("{name} is an attribute of the service")));
        }
        if attributes.insert(name.clone(), attribute).is_some() {
            return Err(Refusal::conflict(format!("there is an attribute {name} already")));
        }
    }
    counter.crm.attributes.insert(kind, attributes);
    Ok(Answer::success())
}

/// What becomes of an older list is not documented: here products of the same name are replaced and others stay.
pub(super) fn create_products(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let mut attributes = BTreeMap::new();
    for (index, sent) in call.list("attributes")?.iter().enumerate() {
        let (name, attribute) = attribute(sent, &format!("attributes[{index}]"))?;
        attributes.insert(name, attribute);
    }
    let items = call.list("items").map(|items| by(items, "name")).unwrap_or_default();
    let products = &state.counter(call.id("counterId"))?.crm.products;
    let new = items.keys().filter(|name| !products.contains_key(*name)).count();
    if products.len() + new > PRODUCTS {
        return Err(Refusal::limit(format!("a counter has {PRODUCTS} products at most")));
    }
    let number = state.numbers.next("cdp_uploading", 1);
    let uploading = CrmUploading {
        id: number.to_string(),
        uploaded_at: uploads::whole_seconds(call.now),
        subject: "products".to_owned(),
        format: "JSON".to_owned(),
        elements: items.len() as u64,
        ..CrmUploading::default()
    };
    let counter = state.counter(call.id("counterId"))?;
    counter.crm.product_attributes.extend(attributes);
    counter.crm.products.extend(items);
    counter.crm.uploadings.push(uploading);
    Ok(Answer::success())
}

pub(super) fn list_order_statuses(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let statuses: Vec<Entity> = statuses(&state.counter(call.id("counterId"))?.crm).into_values().collect();
    Ok(Answer::json(json!({ "order_statuses": statuses })))
}

/// What becomes of statuses that are left out is not documented: here they stay as they are.
pub(super) fn map_order_statuses(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let counter = state.counter(call.id("counterId"))?;
    let sent = by(call.list("order_statuses")?, "id");
    counter.crm.order_statuses.extend(sent);
    Ok(Answer::success())
}

pub(super) fn list_predefined_types(_: &mut State, _: &mut Call, _: &World) -> Outcome {
    types(|group| group == PREDEFINED)
}

pub(super) fn list_attribute_types(_: &mut State, _: &mut Call, _: &World) -> Outcome {
    types(|_| true)
}

fn types(wanted: fn(&str) -> bool) -> Outcome {
    let types = TYPES.iter().filter(|(_, group, _)| wanted(group));
    let types = types.map(|(name, group, humanized)| json!({ "name": name, "group": group, "humanized": humanized }));
    Ok(Answer::json(json!({ "types": types.collect::<Vec<_>>() })))
}

/// The statuses of every counter and the mapped ones, which may take their places.
pub(super) fn statuses(crm: &Crm) -> BTreeMap<String, Entity> {
    let given = STATUSES.iter().map(|(id, humanized)| json!({ "id": id, "type": id, "humanized": humanized }));
    let mut statuses = by(&given.collect::<Vec<_>>(), "id");
    statuses.extend(crm.order_statuses.clone());
    statuses
}

/// Objects by one of their fields.
fn by(items: &[Value], field: &str) -> BTreeMap<String, Entity> {
    let pair = |item: &Value| Some((item[field].as_str()?.to_owned(), item.as_object()?.clone()));
    items.iter().filter_map(pair).collect()
}

/// An attribute as it is kept: what is left out of its type is filled in.
fn attribute(sent: &Value, place: &str) -> Result<(String, Entity), Refusal> {
    let name = sent["name"].as_str().unwrap_or_default().to_owned();
    let type_name = sent["type_name"].as_str().unwrap_or("text");
    let found = TYPES.iter().find(|(name, _, _)| *name == type_name);
    let (type_name, group, humanized) = found.ok_or_else(|| {
        Refusal::invalid(&format!("{place}.type_name"), format!("there is no type {type_name} of attributes"))
    })?;
    if let Some(sent) = sent["type_group"].as_str()
        && sent != *group
    {
        let message = format!("the type {type_name} is of the group {group}, not {sent}");
        return Err(Refusal::invalid(&format!("{place}.type_group"), message));
    }
    let mut attribute = sent.as_object().cloned().unwrap_or_default();
    attribute.insert("type_name".to_owned(), json!(type_name));
    attribute.insert("type_group".to_owned(), json!(group));
    attribute.insert("type_humanized".to_owned(), json!(humanized));
    Ok((name, attribute))
}

/// The attributes of the service: the columns of the files. None is known of companies.
fn system_attributes(kind: &str) -> &'static [Column] {
    let kinds = [&contacts::KIND, &orders::KIND, &simple_orders::KIND];
    kinds.into_iter().find(|known| known.entity_type == kind).map_or(&[], |known| known.layout.columns)
}

fn system_attribute(column: &Column) -> Value {
    let (single, multivalued) = match column.rule {
        Rule::List(rule, _) => (*rule, true),
        Rule::Goals | Rule::Products => (column.rule, true),
        rule => (rule, false),
    };
    let type_name = match single {
        Rule::Whole | Rule::Amount => "numeric",
        Rule::Day => "date",
        Rule::Moment => "datetime",
        Rule::Email => "email",
        Rule::Products => "product",
        _ => "text",
    };
    let group = if type_name == "product" { "SYSTEM_LIST" } else { PREDEFINED };
    json!({ "name": column.title, "multivalued": multivalued, "type_name": type_name, "type_group": group })
}
