//! Uploadings of the CRM: the way of contacts and orders into what is kept, and the list.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::{Batch, Crm, CrmUploading, KEPT, Kind, Known, schema};
use crate::answer::{Answer, Outcome};
use crate::call::Call;
use crate::clock::spaced_text;
use crate::operations::uploadings::cells::moment;
use crate::operations::uploadings::columns::{Fault, Survey, excerpt};
use crate::operations::uploadings::targets;
use crate::refusal::Refusal;
use crate::state::{Counter, Entity, State};
use crate::world::World;

/// Errors that an answer lists.
const TOLD: usize = 100;
/// Notes that an uploading remembers.
const NOTED: usize = 1000;

/// When an upload happens, and where its counter lives.
pub(super) struct Moment {
    now: Timestamp,
    zone: TimeZone,
}

impl Moment {
    /// Whether a time of an element is more than 21 days ago. A day without a time counts to its last minute.
    pub(super) fn too_old(&self, text: &str) -> bool {
        let Some((day, time)) = moment(text) else { return false };
        let civil = day.to_datetime(time.unwrap_or(Time::constant(23, 59, 0, 0)));
        let reach = self.now.checked_sub(SignedDuration::from_hours(21 * 24));
        match (self.zone.to_timestamp(civil), reach) {
            (Ok(at), Ok(reach)) => at < reach,
            _ => false,
        }
    }
}

/// Takes elements that came as JSON or CSV.
pub(super) fn upload(
    world: &World,
    call: &mut Call,
    kind: &Kind,
    read: fn(&mut Call, &Kind, &Known) -> Result<Batch, Refusal>,
) -> Outcome {
    let known = known(world.state().counter(call.id("counterId"))?, kind);
    let batch = read(call, kind, &known)?;
    let mut state = world.state();
    let kept = (kind.store)(&mut state.counter(call.id("counterId"))?.crm).len();
    if kept + batch.entities.len() > KEPT {
        return Err(Refusal::limit(format!("the sandbox keeps {KEPT} {} of a counter", kind.name)));
    }
    let number = state.numbers.next("cdp_uploading", 1);
    let counter = state.counter(call.id("counterId"))?;
    let zone = counter.zone();
    let mut uploading = CrmUploading {
        id: number.to_string(),
        uploaded_at: whole_seconds(call.now),
        subject: kind.name.to_owned(),
        format: batch.format.to_owned(),
        elements: batch.survey.source,
        rejected: batch.survey.source.saturating_sub(batch.survey.accepted),
        rejects: batch.survey.rejects,
        unlinked: Vec::new(),
    };
    if uploading.rejected == 0 {
        let moment = Moment { now: call.now, zone: zone.clone() };
        let mode = call.text("merge_mode").unwrap_or_default();
        store(&mut counter.crm, &mut uploading, batch.entities, kind, mode, &moment);
    }
    let shown = show(&uploading, &zone);
    counter.crm.uploadings.push(uploading);
    Ok(Answer::json(json!({ "uploading": shown })))
}

/// Reads elements out of a JSON body, under this key.
pub(super) fn from_json(call: &Call, kind: &Kind, known: &Known, key: &str) -> Result<Batch, Refusal> {
    let mut batch = Batch { survey: Survey::default(), entities: Vec::new(), format: "JSON" };
    for (number, element) in (1..).zip(call.list(key)?) {
        let entity = element.as_object().cloned().unwrap_or_default();
        let found = check_json(&entity, kind, known, call.now);
        if found.is_ok() {
            batch.entities.push((number, 0, entity));
        }
        batch.survey.count(number, 0, found);
    }
    Ok(batch)
}

fn check_json(entity: &Entity, kind: &Kind, known: &Known, now: Timestamp) -> Result<(), Fault> {
    for column in kind.layout.columns {
        if let Some(value) = entity.get(column.title) {
            let found = column.rule.check_json(value, now);
            found.map_err(|reason| Fault::new(column.title, excerpt(&reason)))?;
        }
    }
    // The form of the values is not documented. In an object the keys can only be names.
    let names = entity.get("attribute_values").and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name);
    if let Some(name) = names.into_iter().find(|name| !known.attributes.contains(*name)) {
        return Err(Fault::new("attribute_values", format!("there is no attribute {}", excerpt(name))));
    }
    (kind.check)(entity, known)
}

fn known(counter: &Counter, kind: &Kind) -> Known {
    let attributes = counter.crm.attributes.get(kind.entity_type).into_iter().flatten();
    let mut statuses = targets(counter);
    statuses.extend(schema::statuses(&counter.crm).into_keys());
    Known { attributes: attributes.map(|(name, _)| name.clone()).collect(), statuses }
}

/// Keeps what was read.
fn store(
    crm: &mut Crm,
    uploading: &mut CrmUploading,
    entities: Vec<(u64, u64, Entity)>,
    kind: &Kind,
    mode: &str,
    moment: &Moment,
) {
    for (index, (row, line, entity)) in entities.into_iter().enumerate() {
        if let Some((fault, keeps)) = (kind.unlinked)(crm, &entity, moment) {
            if uploading.unlinked.len() < NOTED {
                uploading.unlinked.push(fault.at(row, line));
            }
            if !keeps {
                continue;
            }
        }
        let key = entity.get(kind.key).and_then(Value::as_str).map(str::to_owned);
        let key = key.unwrap_or_else(|| format!("#{}-{}", uploading.id, index + 1));
        let place = (kind.store)(crm).entry(key).or_default();
        *place = merged(std::mem::take(place), entity, mode);
    }
}

/// What is kept of an element of which there was one before. Its create date never changes.
fn merged(old: Entity, mut new: Entity, mode: &str) -> Entity {
    const CREATED: &str = "create_date_time";
    if let Some(created) = old.get(CREATED) {
        new.insert(CREATED.to_owned(), created.clone());
    }
    if mode == "SAVE" {
        return new;
    }
    let mut merged = old;
    for (field, value) in new {
        match (merged.get_mut(&field), value) {
            (Some(Value::Array(there)), Value::Array(values)) if mode == "APPEND" => {
                for value in values {
                    if !there.contains(&value) {
                        there.push(value);
                    }
                }
            }
            (Some(Value::Object(there)), Value::Object(values)) if mode == "APPEND" => there.extend(values),
            (_, value) => drop(merged.insert(field, value)),
        }
    }
    merged
}

/// As the API answers it. Its form of the time is not known; this is the one of all samples of the CRM.
fn show(uploading: &CrmUploading, zone: &TimeZone) -> Value {
    let products = uploading.subject == "products";
    let mut shown = Map::new();
    shown.insert("uploading_id".to_owned(), json!(uploading.id));
    shown.insert("datetime".to_owned(), json!(spaced_text(uploading.uploaded_at, zone)));
    shown.insert("entity_type".to_owned(), json!(if products { "SYSTEM_LIST" } else { "SYSTEM" }));
    shown.insert("elements_count".to_owned(), json!(uploading.elements));
    shown.insert("uploading_format".to_owned(), json!(uploading.format));
    shown.insert("uploading_source".to_owned(), json!("API"));
    let status = if uploading.rejected == 0 { "PASSED" } else { "FAILED" };
    shown.insert("api_validation_status".to_owned(), json!(status));
    if uploading.rejected > 0 {
        let errors = uploading.rejects.iter().take(TOLD).map(|reject| {
            let line = if reject.line == 0 { String::new() } else { format!(", line {}", reject.line) };
            let column = if reject.column.is_empty() { String::new() } else { format!(" {}:", reject.column) };
            json!(format!("element {}{line}:{column} {}", reject.row, reject.reason))
        });
        shown.insert("api_validation_errors".to_owned(), errors.collect());
    }
    Value::Object(shown)
}

/// The latest uploadings, newest first.
pub(super) fn list(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let limit = call.int("limit").unwrap_or(10);
    let limit = usize::try_from(limit)
        .ok()
        .filter(|limit| (1..=1000).contains(limit))
        .ok_or_else(|| Refusal::invalid("limit", format!("wrong limit: {limit} is not from 1 to 1000")))?;
    let counter = state.counter(call.id("counterId"))?;
    let zone = counter.zone();
    let before = call.text("datetime_offset").map(|text| offset(text, &zone)).transpose()?;
    let asked = call.text("source").is_none_or(|source| source == "API");
    let found = counter.crm.uploadings.iter().rev();
    let found = found.filter(|uploading| asked && before.is_none_or(|before| uploading.uploaded_at < before));
    let shown: Vec<Value> = found.take(limit).map(|uploading| show(uploading, &zone)).collect();
    Ok(Answer::json(json!({ "uploadings": shown })))
}

/// A moment in either of the two ways in which the pages write it.
fn offset(text: &str, zone: &TimeZone) -> Result<Timestamp, Refusal> {
    let spaced = moment(text).map(|(day, time)| day.to_datetime(time.unwrap_or(Time::midnight())));
    let spaced = spaced.and_then(|civil| zone.to_timestamp(civil).ok());
    spaced.or_else(|| text.parse().ok()).ok_or_else(|| {
        let message = "wrong datetime_offset: it is neither as 2025-02-10T10:00:00.000Z nor as 2025-02-10 10:00:00";
        Refusal::invalid("datetime_offset", message)
    })
}

/// The list shows seconds, and is paged by what it shows.
pub(super) fn whole_seconds(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}
