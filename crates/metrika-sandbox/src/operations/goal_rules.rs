//! What the reference says about goals in words only: which conditions go with which type.

use serde_json::Value;

use super::items::text;
use super::messengers::{MESSENGERS, SOCIAL_NETWORKS};
use crate::refusal::Refusal;
use crate::state::Entity;

/// The types of the reference. Others exist, but only the service makes such goals.
const TYPES: &[&str] = &[
    "action",
    "chat",
    "email",
    "file",
    "messenger",
    "number",
    "payment_system",
    "phone",
    "search",
    "social",
    "step",
    "url",
    "visit_duration",
];

/// How a text is compared.
const COMPARISONS: &[&str] = &["contain", "exact", "start", "regexp"];
/// How a step of a composite goal looks at events.
const EVENTS: &[&str] = &["action", "contain_action", "regexp_action"];

pub(super) fn may_be_made(kind: &str) -> bool {
    TYPES.contains(&kind)
}

/// Refuses a goal with conditions or steps that its type cannot have. What is known of no type is let through.
pub(super) fn check(goal: &Entity, at: &str) -> Result<(), Refusal> {
    conditions(goal, at, false)?;
    needed(goal, at)?;
    for (index, step) in list(goal, "steps") {
        let at = format!("{at}.steps[{index}]");
        let kind = text(step, "type");
        if !matches!(kind, "url" | "action") {
            let message = format!("page views (url) and events (action) can be steps, {kind} cannot");
            return Err(Refusal::invalid(&format!("{at}.type"), message));
        }
        conditions(step, &at, true)?;
        needed(step, &at)?;
    }
    Ok(())
}

/// Refuses a goal that nothing could reach. The schemas let all of these fields be absent, since the goals that the service
/// makes by itself have none of them; which ones it wants of others, no page says.
fn needed(goal: &Entity, at: &str) -> Result<(), Refusal> {
    let kind = text(goal, "type");
    let field = match kind {
        "number" => "depth",
        "visit_duration" => "duration",
        "url" | "action" | "chat" | "file" | "messenger" | "search" | "social" => "conditions",
        "step" => "steps",
        _ => return Ok(()),
    };
    let place = format!("{at}.{field}");
    match goal.get(field) {
        None => Err(Refusal::missing(&place)),
        Some(Value::Array(list)) if list.is_empty() => {
            Err(Refusal::invalid(&place, format!("a goal of type {kind} needs at least one of its {field}")))
        }
        Some(_) => Ok(()),
    }
}

fn conditions(goal: &Entity, at: &str, is_step: bool) -> Result<(), Refusal> {
    let kind = text(goal, "type");
    for (index, condition) in list(goal, "conditions") {
        let at = format!("{at}.conditions[{index}]");
        let compared = text(condition, "type");
        let value = text(condition, "url");
        let refuse = |field: &str, message: String| Err(Refusal::invalid(&format!("{at}.{field}"), message));
        let allowed: &[&[&str]] = match kind {
            "url" if is_step => &[COMPARISONS, EVENTS],
            "url" | "action" => &[COMPARISONS],
            // These may do without a type.
            "email" | "phone" => &[COMPARISONS, &[""]],
            "messenger" => &[&["messenger", ""]],
            "search" => &[&["search", ""]],
            "file" => &[&["all_files", "file"]],
            "social" => &[&["all_social", "social"]],
            "chat" => match lacking(condition) {
                Some("operator") if condition.contains_key("operator") => {
                    return refuse("operator", format!("this is none of {}", COMPARISONS.join(", ")));
                }
                Some(field) => return Err(Refusal::missing(&format!("{at}.{field}"))),
                None => continue,
            },
            _ => continue,
        };
        if !allowed.iter().any(|words| words.contains(&compared)) {
            return refuse("type", format!("a goal of type {kind} takes no condition of type {compared:?}"));
        }
        match compared {
            "all_files" | "all_social" if !value.is_empty() => {
                return refuse("url", format!("{compared} takes no value"));
            }
            "file" | "social" if value.is_empty() => return refuse("url", format!("{compared} needs a value")),
            "social" if !SOCIAL_NETWORKS.contains(&value) => {
                return refuse("url", format!("{value} is none of list_social_networks"));
            }
            _ if kind == "messenger" && !MESSENGERS.contains(&value) => {
                return refuse("url", format!("{value} is none of list_messengers"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The field that a condition on chats needs and does not have.
fn lacking(condition: &Entity) -> Option<&'static str> {
    let needed: &[&str] = match text(condition, "field") {
        "chat_answered" => &["answered"],
        "chat_platform" => &["platform"],
        "chat_tag" => {
            if condition.contains_key("operator") && !COMPARISONS.contains(&text(condition, "operator")) {
                return Some("operator");
            }
            &["operator", "value"]
        }
        _ => &[],
    };
    needed.iter().copied().find(|field| !condition.contains_key(*field))
}

fn list<'a>(entity: &'a Entity, field: &str) -> impl Iterator<Item = (usize, &'a Entity)> {
    let items = entity.get(field).and_then(Value::as_array).into_iter().flatten();
    items.enumerate().filter_map(|(index, item)| Some((index, item.as_object()?)))
}
