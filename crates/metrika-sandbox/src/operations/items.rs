//! What most groups of operations do alike: make, list, get, replace and delete the things that a counter has.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::answer::{Answer, Outcome};
use crate::call::{Call, flag};
use crate::refusal::Refusal;
use crate::state::{Counter, Entity, Numbers, State};
use crate::world::World;

/// Things of one kind that a counter keeps by their numbers.
pub(super) trait Item {
    /// The key of one in a body: `goal`.
    const ONE: &'static str;
    /// The key of a list: `goals`.
    const MANY: &'static str;
    /// The parameter of the path that holds the number: `goalId`.
    const PARAMETER: &'static str;
    /// The field that holds the number.
    const ID: &'static str = "id";
    /// The number of the first one that is made through the API.
    const FIRST: i64;
    /// Fields that only the service writes. A client sends back what it read, and changes nothing by that.
    const OWNED: &'static [&'static str] = &[];

    fn kept(counter: &mut Counter) -> &mut BTreeMap<i64, Entity>;

    /// How many of them the counter may have, if that is limited.
    fn most(_: &Counter) -> Option<usize> {
        None
    }

    /// Refuses what the service would refuse, and brings the rest into the form in which it is answered.
    /// `old` is what is replaced, `None` for a new one. Fields of [`Self::OWNED`] are settled before.
    fn accept(new: &mut Entity, old: Option<&Entity>, place: &Place<'_>) -> Result<(), Refusal>;

    /// Gives numbers to parts that have numbers of their own.
    fn number_parts(_: &mut Entity, _: &mut Numbers) {}
}

/// Where something is written, for the rules that look around and for the messages that say where.
pub(super) struct Place<'a> {
    pub counter: &'a Counter,
    /// As in `counter.goals[2]`.
    pub at: String,
    pub now: Timestamp,
}

impl Place<'_> {
    /// A field of the thing that is written.
    pub fn refuse(&self, field: &str, message: impl Into<String>) -> Refusal {
        Refusal::invalid(&format!("{}.{field}", self.at), message)
    }
}

pub(super) fn create<I: Item>(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let counter = state.counter(call.id("counterId"))?;
    let most = I::most(counter);
    if most.is_some_and(|most| I::kept(counter).len() >= most) {
        return Err(full::<I>(most));
    }
    let place = Place { counter, at: I::ONE.to_owned(), now: call.now };
    let mut new = settled::<I>(call.object(I::ONE)?, None, &place)?;
    let id = number::<I>(&mut new, &mut state.numbers);
    I::kept(state.counter(call.id("counterId"))?).insert(id, new.clone());
    Ok(one::<I>(&new))
}

pub(super) fn list<I: Item>(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let all: Vec<&Entity> = I::kept(state.counter(call.id("counterId"))?).values().collect();
    Ok(Answer::json(json!({ I::MANY: all })))
}

pub(super) fn get<I: Item>(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    Ok(one::<I>(found::<I>(state, call)?))
}

pub(super) fn update<I: Item>(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    let old = found::<I>(state, call)?.clone();
    let counter = state.counter(call.id("counterId"))?;
    let place = Place { counter, at: I::ONE.to_owned(), now: call.now };
    let mut new = settled::<I>(call.object(I::ONE)?, Some(&old), &place)?;
    I::number_parts(&mut new, &mut state.numbers);
    found::<I>(state, call)?.clone_from(&new);
    Ok(one::<I>(&new))
}

pub(super) fn delete<I: Item>(state: &mut State, call: &mut Call, _: &World) -> Outcome {
    remove::<I>(state, call)?;
    Ok(Answer::success())
}

/// Takes the one that the path names out of the counter.
pub(super) fn remove<I: Item>(state: &mut State, call: &Call) -> Result<Entity, Refusal> {
    let id = call.id(I::PARAMETER);
    I::kept(state.counter(call.id("counterId"))?).remove(&id).ok_or_else(|| missing::<I>(id))
}

/// The one that the path names.
pub(super) fn found<'a, I: Item>(state: &'a mut State, call: &Call) -> Result<&'a mut Entity, Refusal> {
    let id = call.id(I::PARAMETER);
    I::kept(state.counter(call.id("counterId"))?).get_mut(&id).ok_or_else(|| missing::<I>(id))
}

/// A whole list that is to take the place of the present one: each with its number, if it has one already.
pub(super) type Replacement = Vec<(Option<i64>, Entity)>;

/// Reads a list that is to take the place of the counter's own. Entries with the number of an old one replace it.
pub(super) fn replacement<I: Item>(
    counter: &mut Counter,
    sent: &[Value],
    now: Timestamp,
) -> Result<Replacement, Refusal> {
    let most = I::most(counter);
    if most.is_some_and(|most| sent.len() > most) {
        return Err(full::<I>(most));
    }
    let old = I::kept(counter).clone();
    let mut seen = BTreeSet::new();
    let mut list = Vec::new();
    for (index, sent) in sent.iter().enumerate() {
        let place = Place { counter, at: format!("counter.{}[{index}]", I::MANY), now };
        let sent = sent.as_object().ok_or_else(|| Refusal::invalid(&place.at, "this is no object"))?;
        let id = sent.get(I::ID).and_then(Value::as_i64);
        if let Some(id) = id.filter(|id| !old.contains_key(id) || !seen.insert(*id)) {
            return Err(place.refuse(I::ID, format!("{id} is no {} of the counter, or is there twice", I::ONE)));
        }
        let old = id.and_then(|id| old.get(&id));
        list.push((id, settled::<I>(sent, old, &place)?));
    }
    Ok(list)
}

/// Puts the list in the place of the present one.
pub(super) fn replace<I: Item>(counter: &mut Counter, list: Replacement, numbers: &mut Numbers) {
    let all = list.into_iter().map(|(id, mut new)| match id {
        Some(id) => {
            I::number_parts(&mut new, numbers);
            (id, new)
        }
        None => (number::<I>(&mut new, numbers), new),
    });
    *I::kept(counter) = all.collect();
}

/// What was sent, with what is the service's own, in the form in which it is answered.
fn settled<I: Item>(sent: &Entity, old: Option<&Entity>, place: &Place<'_>) -> Result<Entity, Refusal> {
    let mut new = sent.clone();
    for &field in I::OWNED {
        match old.and_then(|old| old.get(field)) {
            Some(value) => drop(new.insert(field.to_owned(), value.clone())),
            None => cut(&mut new, field),
        }
    }
    match old.and_then(|old| old.get(I::ID)) {
        Some(id) => put_first(&mut new, I::ID, id.clone()),
        None => cut(&mut new, I::ID),
    }
    I::accept(&mut new, old, place)?;
    Ok(new)
}

fn number<I: Item>(new: &mut Entity, numbers: &mut Numbers) -> i64 {
    let id = numbers.next(I::ONE, I::FIRST);
    put_first(new, I::ID, json!(id));
    I::number_parts(new, numbers);
    id
}

fn one<I: Item>(item: &Entity) -> Answer {
    Answer::json(json!({ I::ONE: item }))
}

fn missing<I: Item>(id: i64) -> Refusal {
    Refusal::not_found(format!("{} {id} does not exist", I::ONE.replace('_', " ")))
}

fn full<I: Item>(most: Option<usize>) -> Refusal {
    let most = most.unwrap_or_default();
    Refusal::limit(format!("the counter may have {most} {}, and no more", I::MANY.replace('_', " ")))
}

/// Takes a field out. The others stay in their order, which `Map::remove` mixes up where maps have one.
pub(crate) fn cut(entity: &mut Entity, field: &str) {
    entity.retain(|key, _| key != field);
}

/// Sets a field, before all others: ids come first in what was recorded.
pub(crate) fn put_first(entity: &mut Entity, field: &str, value: Value) {
    let mut ordered = Entity::new();
    ordered.insert(field.to_owned(), value);
    ordered.extend(std::mem::take(entity).into_iter().filter(|(key, _)| key != field));
    *entity = ordered;
}

/// Sets a field that was not sent.
pub(super) fn default(entity: &mut Entity, field: &str, value: impl Into<Value>) {
    entity.entry(field).or_insert_with(|| value.into());
}

/// The text of a field, empty if there is none.
pub(super) fn text<'a>(entity: &'a Entity, field: &str) -> &'a str {
    entity.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// How the service writes a flag.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Written {
    /// `1` and `0`
    Digit,
    /// `true` and `false`
    Word,
}

/// Writes flags the way the service writes them, however they were sent. A path is as `code_options/async`.
pub(crate) fn write_flags(entity: &mut Entity, paths: &[&str], written: Written) {
    for path in paths {
        let (parents, field) = path.rsplit_once('/').unwrap_or(("", path));
        let parent = parents
            .split('/')
            .filter(|part| !part.is_empty())
            .try_fold(&mut *entity, |parent, part| parent.get_mut(part).and_then(Value::as_object_mut));
        let Some(value) = parent.and_then(|parent: &mut Map<String, Value>| parent.get_mut(field)) else { continue };
        if let Some(on) = flag(value) {
            *value = match written {
                Written::Digit => json!(i32::from(on)),
                Written::Word => json!(on),
            };
        }
    }
}
