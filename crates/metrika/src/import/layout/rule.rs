//! What the cells of a column may hold, and how it is written.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::{nearest, times};
use crate::import::values::is_currency;

/// Visits are looked for this many days before the upload.
const REACH: SignedDuration = SignedDuration::from_hours(21 * 24);

/// The most that an amount of money may be, as the reference has it for orders in JSON.
const MOST_MONEY: f64 = 9_223_372_036_854.0;

/// What a cell that is not empty may hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::import) enum Rule {
    /// Anything.
    Text,
    /// Anything of so many characters.
    AtMost(usize),
    /// An unsigned number of 64 bits: ClientIDs, clicks, seconds.
    Whole,
    /// An instant that is over, and not longer ago than visits are looked for; in unix seconds.
    Past,
    /// Money, with a dot.
    Amount,
    /// A code of ISO 4217.
    Currency,
    /// 1 or 0.
    Flag,
    /// `+70123456789`
    Phone,
    /// `79995551111`
    Digits,
    Word(&'static [&'static str]),
    /// `2025-05-01` or `2025-05-01/2025-05-31`
    Days,
    /// A day without a time.
    Day,
    /// A day, with a time if need be, by the clock of the counter.
    Moment,
    /// A [`Moment`](Self::Moment) that is over, and not longer ago than visits are looked for.
    Created,
    Email,
    /// MD5 in hexadecimal digits.
    Hash,
    /// Several values, joined by commas, and how many there may be.
    List(&'static Rule, usize),
    /// `goal1:price,goal2`
    Goals,
    /// `product1:quantity,product2:quantity`
    Products,
    /// The identifier of a goal of the type JavaScript event.
    Target,
    /// A status of an order, or the identifier of a goal.
    Status,
}

/// What cells are checked against.
#[derive(Debug)]
pub(in crate::import) struct Facts {
    pub now: Timestamp,
    /// Whether what is too old to join a visit is a problem.
    pub reach: bool,
    pub known: Known,
}

/// What is known of the counter.
#[derive(Debug, Default)]
pub(in crate::import) struct Known {
    pub zone: Option<TimeZone>,
    /// Identifiers of its goals of the type JavaScript event; `None` if nobody asked.
    pub targets: Option<BTreeSet<String>>,
    /// Identifiers that its other goals have, or that are not matched exactly, and why they do not count.
    pub other_targets: Vec<(String, &'static str)>,
    /// Its statuses of orders; `None` if nobody asked.
    pub statuses: Option<BTreeSet<String>>,
    /// Names of its own attributes.
    pub attributes: Vec<String>,
}

impl Rule {
    /// The cell as the service wants it, or why it cannot be.
    pub fn write<'a>(self, text: &'a str, facts: &Facts) -> Result<Cow<'a, str>, String> {
        let holds = |good: bool, what: &str| if good { Ok(text.into()) } else { Err(format!("{text:?} is {what}")) };
        match self {
            Self::Text => Ok(text.into()),
            Self::AtMost(most) => match text.chars().count() {
                length if length > most => Err(format!("it has {length} characters, {most} are allowed")),
                _ => Ok(text.into()),
            },
            Self::Whole => holds(is_digits(text) && text.parse::<u64>().is_ok(), "no whole number of 64 bits"),
            Self::Past => past(text, facts),
            Self::Amount => amount(text).map(|_| text.into()),
            Self::Currency => match is_currency(text) {
                true => Ok(text.into()),
                false if is_currency(&text.trim().to_uppercase()) => {
                    Err(format!("{text:?} is no currency of ISO 4217: write {}", text.trim().to_uppercase()))
                }
                false => Err(format!("{text:?} is no currency of ISO 4217, such as RUB")),
            },
            Self::Flag => match text {
                "1" | "0" => Ok(text.into()),
                "true" => Ok("1".into()),
                "false" => Ok("0".into()),
                _ => Err(format!("{text:?} is neither 1 nor 0")),
            },
            Self::Phone => {
                let good = text.strip_prefix('+').is_some_and(|rest| is_digits(rest) && rest.len() <= 15);
                holds(good, "no phone number such as +70123456789")
            }
            Self::Digits => {
                holds(is_digits(text) && text.len() <= 15, "no phone number of digits alone such as 79995551111")
            }
            Self::Word(words) => match nearest(text, words.iter().copied()) {
                _ if words.contains(&text) => Ok(text.into()),
                Some(near) => Err(format!("{text:?} is unknown; did you mean {near}?")),
                None => Err(format!("{text:?} is none of {}", words.join(", "))),
            },
            Self::Days => holds(times::days(text).is_some(), "no day YYYY-MM-DD and no range YYYY-MM-DD/YYYY-MM-DD"),
            Self::Day => match times::clock(text, None) {
                Ok((_, false, written)) => Ok(written),
                _ => Err(format!("{text:?} is no day such as 2026-01-31")),
            },
            Self::Moment => times::clock(text, facts.known.zone.as_ref()).map(|(_, _, written)| written),
            Self::Created => created(text, facts),
            Self::Email => email(text),
            Self::Hash => match text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                true => Ok(text.into()),
                false => Err(format!("{text:?} is no MD5 of 32 hexadecimal digits")),
            },
            Self::List(rule, most) => list(text, *rule, most, facts),
            Self::Goals => goals(text, facts),
            Self::Products => products(text),
            Self::Target => target(text, facts).map(|()| text.into()),
            Self::Status => status(text, facts).map(|()| text.into()),
        }
    }

    /// The value of a cell that was written by this rule, as JSON has it. One that is not by the rule stays a text.
    pub fn json(self, text: &str) -> Value {
        let items = || text.split(',').map(str::trim).filter(|item| !item.is_empty());
        match self {
            // The service has decimal numbers here: digits of money that a double does not hold are beyond it as well.
            Self::Amount => text.parse::<f64>().map_or_else(|_| json!(text), |amount| json!(amount)),
            Self::List(&Self::Whole, _) => {
                items().map(|item| item.parse::<u64>().map_or(json!(item), Value::from)).collect()
            }
            Self::List(rule, _) => items().map(|item| rule.json(item)).collect(),
            Self::Goals => items()
                .map(|item| match item.rsplit_once(':') {
                    Some((goal, price)) => {
                        json!({ "goal_action_id": goal.trim(), "price": Self::Amount.json(price.trim()) })
                    }
                    None => json!({ "goal_action_id": item }),
                })
                .collect(),
            Self::Products => {
                let pair = |item: &str| {
                    let (name, quantity) = item.rsplit_once(':')?;
                    Some((name.trim().to_owned(), json!(quantity.trim().parse::<i64>().ok()?)))
                };
                items().map(pair).collect::<Option<Map<_, _>>>().map_or_else(|| json!(text), Value::Object)
            }
            _ => json!(text),
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn past<'a>(text: &'a str, facts: &Facts) -> Result<Cow<'a, str>, String> {
    let seconds = times::seconds(text)?;
    if seconds > facts.now.as_second() {
        let milliseconds = facts.now.as_millisecond() >= seconds && is_digits(text);
        let hint = if milliseconds { ": it looks like milliseconds, seconds are wanted" } else { "" };
        return Err(format!("{text:?} is in the future{hint}"));
    }
    match facts.now.checked_sub(REACH) {
        Ok(reach) if facts.reach && seconds < reach.as_second() => Err(too_old(text)),
        _ if is_digits(text) => Ok(text.into()),
        _ => Ok(seconds.to_string().into()),
    }
}

fn created<'a>(text: &'a str, facts: &Facts) -> Result<Cow<'a, str>, String> {
    let zone = facts.known.zone.as_ref();
    let (at, timed, written) = times::clock(text, zone)?;
    // Of a day without a time, the last minute may still be meant, and the first one may not be over.
    let zone = zone.cloned().unwrap_or(TimeZone::UTC);
    let (earliest, latest) = if timed { (at, at) } else { (at, at.date().at(23, 59, 59, 0)) };
    if zone.to_timestamp(earliest).is_ok_and(|earliest| earliest > facts.now) {
        return Err(format!("{text:?} is in the future"));
    }
    match (zone.to_timestamp(latest), facts.now.checked_sub(REACH)) {
        (Ok(latest), Ok(reach)) if facts.reach && latest < reach => Err(too_old(text)),
        _ => Ok(written),
    }
}

fn too_old(text: &str) -> String {
    format!("{text:?} is more than 21 days ago: it would join no visit")
}

/// Digits, and a dot and digits if need be.
fn amount(text: &str) -> Result<(), String> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let framed = text.starts_with(|first: char| first.is_ascii_digit()) && !text.ends_with('.');
    match text.parse::<f64>() {
        Ok(number) if plain && framed && number <= MOST_MONEY => Ok(()),
        Ok(number) if plain && framed && number > MOST_MONEY => {
            Err(format!("{text:?} is more than {MOST_MONEY}, the most that is allowed"))
        }
        _ if text.contains(',') => {
            Err(format!("{text:?} is no amount: a dot is the decimal mark, and nothing groups digits"))
        }
        _ => Err(format!("{text:?} is no amount such as 99.90")),
    }
}

fn email(text: &str) -> Result<Cow<'_, str>, String> {
    let good = |text: &str| {
        text.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && host.contains('.') && !host.contains('@') && !text.contains(char::is_whitespace)
        })
    };
    if good(text) { Ok(text.into()) } else { Err(format!("{text:?} is no e-mail address")) }
}

fn list<'a>(text: &'a str, rule: Rule, most: usize, facts: &Facts) -> Result<Cow<'a, str>, String> {
    let mut written = Vec::new();
    for item in text.split(',') {
        written.push(rule.write(item.trim(), facts)?);
    }
    if written.len() > most {
        return Err(format!("it lists {}, {most} are allowed", written.len()));
    }
    let written = written.join(",");
    Ok(if written == text { text.into() } else { written.into() })
}

fn goals<'a>(text: &'a str, facts: &Facts) -> Result<Cow<'a, str>, String> {
    for item in text.split(',') {
        let (goal, price) = match item.rsplit_once(':') {
            Some((goal, price)) => (goal.trim(), Some(price.trim())),
            None => (item.trim(), None),
        };
        if goal.is_empty() {
            return Err(format!("{text:?} is no list of goals such as goal1:99.90,goal2"));
        }
        price.map_or(Ok(()), amount)?;
        target(goal, facts)?;
    }
    Ok(text.into())
}

fn products(text: &str) -> Result<Cow<'_, str>, String> {
    let good = |item: &str| {
        item.rsplit_once(':').is_some_and(|(name, quantity)| {
            !name.trim().is_empty() && is_digits(quantity.trim()) && quantity.trim().parse::<i64>().is_ok()
        })
    };
    if !text.split(',').all(good) {
        return Err(format!("{text:?} is no list of products such as product1:2,product2:1"));
    }
    let mut names = BTreeSet::new();
    match text.split(',').filter_map(|item| item.rsplit_once(':')).find(|(name, _)| !names.insert(name.trim())) {
        Some((name, _)) => Err(format!("it lists {:?} twice: write the quantity of both together", name.trim())),
        None => Ok(text.into()),
    }
}

fn target(text: &str, facts: &Facts) -> Result<(), String> {
    let Some(targets) = &facts.known.targets else { return Ok(()) };
    if targets.contains(text) {
        return Ok(());
    }
    if let Some((_, why)) = facts.known.other_targets.iter().find(|(target, _)| target == text) {
        return Err(format!("{text:?} is the identifier of a goal that does not count here: {why}"));
    }
    Err(match nearest(text, targets.iter().map(String::as_str)) {
        Some(near) => format!("no goal has the identifier {text:?}; did you mean {near}?"),
        None => format!(
            "no goal has the identifier {text:?}: it is that of a goal of the type JavaScript event with the condition `exact`"
        ),
    })
}

fn status(text: &str, facts: &Facts) -> Result<(), String> {
    let Some(statuses) = &facts.known.statuses else { return Ok(()) };
    let targets = facts.known.targets.iter().flatten();
    if statuses.contains(text) || facts.known.targets.as_ref().is_some_and(|targets| targets.contains(text)) {
        return Ok(());
    }
    Err(match nearest(text, statuses.iter().chain(targets).map(String::as_str)) {
        Some(near) => format!("{text:?} is neither a status nor a goal; did you mean {near}?"),
        None => {
            let all: Vec<&str> = statuses.iter().map(String::as_str).collect();
            format!("{text:?} is neither a status ({}) nor the identifier of a goal", all.join(", "))
        }
    })
}

#[cfg(test)]
mod tests;
