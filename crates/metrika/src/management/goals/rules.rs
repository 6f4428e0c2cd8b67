//! What a goal must be like to be sent: which fields and conditions go with which type.

use serde_json::Value;

use crate::management::checks::{NAME, at_most, given};
use crate::management::faults::Faults;
use crate::models::{ChatCondition, ChatConditionField, ChatPlatform, Goal, GoalCondition, GoalConditionType as Word};

/// Steps that a composite goal has at most.
const STEPS: usize = 5;
/// Characters that most values have at most.
const VALUE: usize = 16_384;
const ADDRESS: usize = 1024;
const PHONE: usize = 25;
const CHAT_TAG: usize = 1024;

/// How a text is compared.
const COMPARISONS: &[Word] = &[Word::Contain, Word::Exact, Word::Start, Word::Regexp];
/// How a step of a composite goal looks at events.
const EVENTS: &[Word] = &[Word::Action, Word::ContainAction, Word::RegexpAction];
/// Fields that only some types have.
const OWN: &[&str] = &["conditions", "depth", "duration", "flag", "hide_phone_number", "steps"];

/// What the conditions of a type are like.
struct Conditions {
    words: &'static [&'static [Word]],
    /// Whether a condition must have a word.
    worded: bool,
    longest: usize,
    /// Whether there must be one: without, nothing could reach the goal.
    needed: bool,
}

/// All that is wrong with the goal.
pub(super) fn check(goal: &Goal) -> Faults {
    let mut faults = Faults::default();
    one(goal, "goal", false, &mut faults);
    faults
}

fn one(goal: &Goal, at: &str, is_step: bool, faults: &mut Faults) {
    let Some(kind) = goal.tag() else { return faults.add(&format!("{at}.type"), "it is needed") };
    if let Goal::Other(fields) = goal {
        // One of a known type that was put together by hand is no way around the rules.
        if Goal::KNOWN.contains(&kind) {
            match serde_json::from_value(Value::Object(fields.clone())) {
                Ok(goal) => one(&goal, at, is_step, faults),
                Err(error) => faults.add(at, error),
            }
        } else {
            faults.note(given(&format!("{at}.type"), Some(kind)));
        }
        return;
    }
    if is_step && !matches!(goal, Goal::UrlGoal(_) | Goal::ActionGoal(_)) {
        let rule = format!("page views (url) and events (action) can be steps, {kind} cannot");
        return faults.add(&format!("{at}.type"), rule);
    }
    let name = format!("{at}.name");
    faults.note(given(&name, goal.name()));
    faults.note(at_most(&name, goal.name(), NAME));
    if goal.default_price().is_some_and(|price| !price.is_finite()) {
        faults.add(&format!("{at}.default_price"), "it is no number that can be sent");
    }
    for field in OWN {
        let value = goal.extra().get(*field).unwrap_or(&Value::Null);
        if !value.is_null() && value.as_array().is_none_or(|items| !items.is_empty()) {
            faults.add(&format!("{at}.{field}"), format_args!("goals of type {kind} have none"));
        }
    }
    match goal {
        Goal::DepthGoal(goal) => least(&format!("{at}.depth"), goal.depth, 2, faults),
        Goal::VisitDurationGoal(goal) => least(&format!("{at}.duration"), goal.duration, 1, faults),
        Goal::CompositeGoal(_) => steps(goal.steps(), at, faults),
        _ => conditions(goal, at, is_step, faults),
    }
}

fn least(field: &str, number: Option<i64>, least: i64, faults: &mut Faults) {
    match number {
        None => faults.add(field, "it is needed"),
        Some(number) if number < least => faults.add(field, format_args!("it must be at least {least}")),
        Some(_) => {}
    }
}

fn steps(steps: &[Goal], at: &str, faults: &mut Faults) {
    let count = steps.len();
    if !(1..=STEPS).contains(&count) {
        faults.add(&format!("{at}.steps"), format_args!("there are {count}, 1 to {STEPS} are allowed"));
    }
    for (index, step) in steps.iter().enumerate() {
        one(step, &format!("{at}.steps[{index}]"), true, faults);
    }
}

fn conditions(goal: &Goal, at: &str, is_step: bool, faults: &mut Faults) {
    let Some(rule) = rule(goal, is_step) else { return };
    let conditions = goal.conditions();
    if rule.needed && conditions.is_empty() {
        faults.add(&format!("{at}.conditions"), "at least one is needed");
    }
    for (index, condition) in conditions.into_iter().enumerate() {
        let at = format!("{at}.conditions[{index}]");
        match condition {
            GoalCondition::Value { type_, url } => compared(&rule, type_, url, &at, faults),
            GoalCondition::Chat(condition) => chat(condition, &at, faults),
            _ => {}
        }
    }
}

fn rule(goal: &Goal, is_step: bool) -> Option<Conditions> {
    let (words, worded, longest, needed): (&[&[Word]], _, _, _) = match goal {
        Goal::UrlGoal(_) if is_step => (&[COMPARISONS, EVENTS], true, VALUE, true),
        Goal::UrlGoal(_) | Goal::ActionGoal(_) => (&[COMPARISONS], true, VALUE, true),
        // Recorded ones may lack conditions, and no word says that any number or address will do: so that is left open.
        Goal::PhoneGoal(_) => (&[COMPARISONS], false, PHONE, false),
        Goal::EmailGoal(_) => (&[COMPARISONS], false, ADDRESS, false),
        Goal::MessengerGoal(_) => (&[&[Word::Messenger]], false, VALUE, true),
        Goal::SiteSearchGoal(_) => (&[&[Word::Search]], false, VALUE, true),
        Goal::FileGoal(_) => (&[&[Word::AllFiles, Word::File]], true, VALUE, true),
        Goal::SocialNetworkGoal(_) => (&[&[Word::AllSocial, Word::Social]], true, VALUE, true),
        Goal::ChatGoal(_) => (&[], false, CHAT_TAG, false),
        _ => return None,
    };
    Some(Conditions { words, worded, longest, needed })
}

fn compared(rule: &Conditions, word: Option<&Word>, value: Option<&str>, at: &str, faults: &mut Faults) {
    let (type_, url) = (format!("{at}.type"), format!("{at}.url"));
    match word {
        None if rule.worded => faults.add(&type_, "it is needed"),
        Some(word) if !allowed(rule.words, word) => {
            let words: Vec<&str> = rule.words.iter().copied().flatten().map(Word::as_str).collect();
            faults.add(&type_, format_args!("it is {word}, but must be one of {}", words.join(", ")));
        }
        _ => {}
    }
    match word {
        Some(word @ (Word::AllFiles | Word::AllSocial)) if value.is_some_and(|value| !value.is_empty()) => {
            faults.add(&url, format_args!("{word} takes none"));
        }
        Some(Word::AllFiles | Word::AllSocial) => {}
        _ => {
            faults.note(given(&url, value));
            faults.note(at_most(&url, value, rule.longest));
        }
    }
}

/// A word that the reference does not list may be one to come.
fn allowed(words: &[&[Word]], word: &Word) -> bool {
    matches!(word, Word::Other(_)) || words.iter().any(|words| words.contains(word))
}

fn chat(condition: &ChatCondition, at: &str, faults: &mut Faults) {
    let mut need = |field: &str, absent: bool| {
        if absent {
            faults.add(&format!("{at}.{field}"), "it is needed");
        }
    };
    match &condition.field {
        None => need("field", true),
        Some(ChatConditionField::ChatAnswered) => need("answered", condition.answered.is_none()),
        Some(ChatConditionField::ChatPlatform) => need("platform", condition.platform.is_none()),
        Some(ChatConditionField::ChatTag) => {
            need("operator", condition.operator.is_none());
            faults.note(given(&format!("{at}.value"), condition.value.as_deref()));
        }
        Some(_) => {}
    }
    faults.note(at_most(&format!("{at}.value"), condition.value.as_deref(), CHAT_TAG));
    if let Some(word) = condition.operator.as_ref().filter(|word| !allowed(&[COMPARISONS], word)) {
        faults.add(&format!("{at}.operator"), format_args!("it is {word}, which is for goals of another type"));
    }
    // Uploads of chats spell one of them otherwise.
    if let Some(ChatPlatform::Other(word)) = &condition.platform
        && let Some(known) = ChatPlatform::KNOWN.iter().find(|known| known.eq_ignore_ascii_case(word))
    {
        faults.add(&format!("{at}.platform"), format_args!("{word} is spelled {known} here"));
    }
}
