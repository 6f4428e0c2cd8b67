//! What a hit has to be like.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::hit::{Action, Ecommerce, Event, Hit, Kind, PageView, Product};
use super::sent::Sent;
use crate::operations::uploadings::cells::Rule;
use crate::refusal::Refusal;

/// How far back `et` may lie.
const OLDEST: SignedDuration = SignedDuration::from_hours(12);
/// <https://yandex.com/support/metrica/en/data/visit-params-data>
const LONGEST_PARAMETERS: usize = 8192;
/// What only events have.
const OF_EVENTS: &[&str] = &["ea", "ev", "cu", "pa", "ti", "tr", "tcc"];
/// What only purchases have.
const OF_PURCHASES: &[&str] = &["ti", "tr", "tcc"];

pub(super) fn read(sent: &Sent, now: Timestamp) -> Result<Hit, Refusal> {
    let client_id = sent.need("cid")?;
    let client_id = client_id
        .parse()
        .ok()
        .filter(|_| Rule::Whole.check(client_id, now).is_ok())
        .ok_or_else(|| Refusal::invalid("cid", format!("{client_id:?} is no whole number of 64 bits")))?;
    let kind = match sent.need("t")? {
        "pageview" => Kind::PageView(page_view(sent)?),
        "event" => Kind::Event(event(sent, now)?),
        other => return Err(Refusal::invalid("t", format!("{other:?} is neither pageview nor event"))),
    };
    Ok(Hit {
        received_at: now,
        at: sent.get("et").map_or(Ok(now), |text| moment(text, now))?,
        client_id,
        page: sent.get("dl").map(str::to_owned),
        window: sent.get("sr").map(window).transpose()?,
        parameters: sent.get("params").map(parameters).transpose()?,
        kind,
    })
}

fn moment(text: &str, now: Timestamp) -> Result<Timestamp, Refusal> {
    let at = text.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    let Some(at) = at else { return Err(Refusal::invalid("et", format!("{text:?} is no time in unix seconds"))) };
    if at > now {
        return Err(Refusal::invalid("et", format!("{at} is in the future; is it in seconds?")));
    }
    // Whole seconds are sent, and what was 12 hours ago when it was sent should arrive.
    if now.duration_since(at) >= OLDEST + SignedDuration::from_secs(1) {
        return Err(Refusal::invalid("et", format!("{at} is more than 12 hours ago")));
    }
    Ok(at)
}

/// `1440x900x30`
fn window(text: &str) -> Result<String, Refusal> {
    let parts: Vec<&str> = text.split('x').collect();
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.len() != 3 || !parts.iter().all(digits) {
        return Err(Refusal::invalid("sr", format!("{text:?} is no size such as 1440x900x30")));
    }
    Ok(text.to_owned())
}

/// An object, or a list of objects.
fn parameters(text: &str) -> Result<Value, Refusal> {
    let length = text.chars().count();
    if length > LONGEST_PARAMETERS {
        let message = format!("params have {length} characters, and {LONGEST_PARAMETERS} are allowed");
        return Err(Refusal::invalid("params", message));
    }
    let value = serde_json::from_str(text).map_err(|error| Refusal::invalid("params", format!("no JSON: {error}")))?;
    let good = match &value {
        Value::Object(_) => true,
        Value::Array(items) => items.iter().all(Value::is_object),
        _ => false,
    };
    if good { Ok(value) } else { Err(Refusal::invalid("params", "neither an object nor a list of objects")) }
}

fn page_view(sent: &Sent) -> Result<PageView, Refusal> {
    sent.need("dl")?;
    let title = sent.need("dt")?.to_owned();
    // Empty, if the visitor came from nowhere.
    let referrer = sent.there("dr").ok_or_else(|| Refusal::missing("dr"))?.to_owned();
    if let Some(name) = OF_EVENTS.iter().find(|name| sent.there(name).is_some()) {
        return Err(Refusal::invalid(name, format!("a page view has no {name}")));
    }
    if !sent.products.is_empty() {
        return Err(Refusal::invalid("t", "a page view has no products"));
    }
    Ok(PageView { referrer, title })
}

fn event(sent: &Sent, now: Timestamp) -> Result<Event, Refusal> {
    let goal = sent.get("ea").map(str::to_owned);
    let ecommerce = ecommerce(sent, now)?;
    if goal.is_none() && ecommerce.is_none() {
        return Err(Refusal::missing("ea"));
    }
    let price = sent.get("ev").map(str::to_owned);
    if price.is_some() && goal.is_none() {
        return Err(Refusal::invalid("ev", "only a goal has a price: ea is missing"));
    }
    let currency = sent.get("cu").map(str::to_owned);
    if currency.is_some() && price.is_none() && ecommerce.is_none() {
        return Err(Refusal::invalid("cu", "there is no amount that would be in this currency"));
    }
    for (name, rule) in [("ev", Rule::Amount), ("cu", Rule::Currency), ("tr", Rule::Amount)] {
        check(rule, name, sent.get(name), now)?;
    }
    Ok(Event { goal, price, currency, ecommerce })
}

fn check(rule: Rule, name: &str, text: Option<&str>, now: Timestamp) -> Result<(), Refusal> {
    text.map_or(Ok(()), |text| rule.check(text, now)).map_err(|message| Refusal::invalid(name, message))
}

fn ecommerce(sent: &Sent, now: Timestamp) -> Result<Option<Ecommerce>, Refusal> {
    let action = match sent.get("pa") {
        None if sent.products.is_empty() => None,
        None => return Err(Refusal::missing("pa")),
        Some("detail") => Some(Action::Detail),
        Some("add") => Some(Action::Add),
        Some("remove") => Some(Action::Remove),
        Some("purchase") => Some(Action::Purchase),
        Some(other) => {
            return Err(Refusal::invalid("pa", format!("{other:?} is none of detail, add, remove, purchase")));
        }
    };
    let purchase = action == Some(Action::Purchase);
    if let Some(name) = OF_PURCHASES.iter().find(|name| !purchase && sent.there(name).is_some()) {
        return Err(Refusal::invalid(name, format!("only a purchase has {name}")));
    }
    let Some(action) = action else { return Ok(None) };
    if purchase {
        sent.need("ti")?;
        sent.need("tr")?;
    }
    if sent.products.is_empty() {
        return Err(Refusal::missing("pr1id"));
    }
    let products = sent.products.iter().map(|(number, fields)| product(*number, fields, now));
    let text = |name| sent.get(name).map(str::to_owned);
    Ok(Some(Ecommerce {
        action,
        transaction: text("ti"),
        revenue: text("tr"),
        coupon: text("tcc"),
        products: products.collect::<Result<_, _>>()?,
    }))
}

fn product(number: u32, fields: &BTreeMap<&'static str, String>, now: Timestamp) -> Result<Product, Refusal> {
    let name = |field: &str| format!("pr{number}{field}");
    let get = |field: &str| fields.get(field).filter(|value| !value.is_empty()).cloned();
    let need = |field: &str| get(field).ok_or_else(|| Refusal::missing(&name(field)));
    let whole = |field: &str| {
        let Some(text) = get(field) else { return Ok(None) };
        check(Rule::Whole, &name(field), Some(&text), now)?;
        Ok::<_, Refusal>(text.parse().ok())
    };
    let price = get("pr");
    check(Rule::Amount, &name("pr"), price.as_deref(), now)?;
    Ok(Product {
        id: need("id")?,
        name: need("nm")?,
        brand: get("br"),
        category: get("ca"),
        price,
        quantity: whole("qt")?,
        variant: get("va"),
        coupon: get("cc"),
        position: whole("ps")?,
    })
}
