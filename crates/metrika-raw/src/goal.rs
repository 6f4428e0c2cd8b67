//! What goals of all types have in common, whichever of its forms a [`Goal`] has.

use serde_json::{Map, Value};

use crate::management::types::{
    ChatCondition, ChatConditionField, ChatPlatform, Goal, GoalConditionType, GoalFlag, GoalSource, GoalType,
};
use crate::wire::{Flag, Id};

/// One condition of a goal, for a look at it; from [`Goal::conditions`].
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum GoalCondition<'a> {
    /// How something is compared, and with what: most types have these.
    Value {
        /// How it is compared, or what is looked at.
        type_: Option<&'a GoalConditionType>,
        /// The value; the service calls it `url` whatever it is.
        url: Option<&'a str>,
    },
    /// A condition on chats.
    Chat(&'a ChatCondition),
    /// A condition of a goal of a type that the reference does not list, as it came.
    Other(&'a Value),
}

/// One expression for all forms that the reference lists, another for the rest. A new form does not compile until it is added here.
macro_rules! each {
    ($goal:expr, $known:ident => $listed:expr, $fields:ident => $other:expr) => {
        match $goal {
            Goal::ActionGoal($known) => $listed,
            Goal::ChatGoal($known) => $listed,
            Goal::CompositeGoal($known) => $listed,
            Goal::DepthGoal($known) => $listed,
            Goal::EmailGoal($known) => $listed,
            Goal::FileGoal($known) => $listed,
            Goal::MessengerGoal($known) => $listed,
            Goal::PaymentSystemGoal($known) => $listed,
            Goal::PhoneGoal($known) => $listed,
            Goal::SiteSearchGoal($known) => $listed,
            Goal::SocialNetworkGoal($known) => $listed,
            Goal::UrlGoal($known) => $listed,
            Goal::VisitDurationGoal($known) => $listed,
            Goal::Other($fields) => $other,
        }
    };
}

macro_rules! values {
    ($goal:expr) => {
        $goal
            .conditions
            .iter()
            .flatten()
            .map(|condition| GoalCondition::Value { type_: condition.type_.as_ref(), url: condition.url.as_deref() })
            .collect()
    };
}

/// For all types alike. What a goal of a type that the reference does not list has in a field of another form, such as a number for a
/// name, is `None` here and stays where it is.
///
/// ```
/// use metrika_raw::management::types::{Goal, GoalType};
///
/// let mut goal: Goal = serde_json::from_str(r#"{"id":7,"type":"loyalty_card","name":"Card","is_favorite":0,"card":1}"#).unwrap();
/// assert_eq!(goal.id().map(i64::from), Some(7));
/// assert_eq!(goal.goal_type(), Some(GoalType::Other("loyalty_card".into())));
/// goal.set_favorite(true);
/// assert_eq!(serde_json::to_value(&goal).unwrap()["card"], 1);
/// ```
impl Goal {
    /// Its number; none before the service gave it one.
    pub fn id(&self) -> Option<Id> {
        each!(self, goal => goal.id, fields => parsed(fields, "id"))
    }

    /// Its name.
    pub fn name(&self) -> Option<&str> {
        each!(self, goal => goal.name.as_deref(), fields => text(fields, "name"))
    }

    /// What kind of goal it is.
    pub fn goal_type(&self) -> Option<GoalType> {
        self.tag().map(GoalType::from)
    }

    /// Who created it: a user, or the service by itself.
    pub fn goal_source(&self) -> Option<GoalSource> {
        each!(self, goal => goal.goal_source.clone(), fields => text(fields, "goal_source").map(Into::into))
    }

    /// What reaching it is worth by default. The currency is not documented.
    pub fn default_price(&self) -> Option<f64> {
        each!(self, goal => goal.default_price, fields => fields.get("default_price")?.as_f64())
    }

    /// Whether it is a favorite.
    pub fn is_favorite(&self) -> Option<bool> {
        each!(self, goal => goal.is_favorite, fields => parsed(fields, "is_favorite")).map(bool::from)
    }

    /// Whether it is used for retargeting.
    pub fn is_retargeting(&self) -> Option<bool> {
        each!(self, goal => goal.is_retargeting, fields => parsed(fields, "is_retargeting")).map(bool::from)
    }

    /// Not documented. Seen as `Active`.
    pub fn status(&self) -> Option<&str> {
        each!(self, goal => goal.status.as_deref(), fields => text(fields, "status"))
    }

    /// Not documented. Recorded answers hold 0.
    pub fn prev_goal_id(&self) -> Option<Id> {
        each!(self, goal => goal.prev_goal_id, fields => parsed(fields, "prev_goal_id"))
    }

    /// What it stands for in Yandex Market; types that cannot have one have none.
    pub fn flag(&self) -> Option<GoalFlag> {
        match self {
            Self::ActionGoal(goal) => goal.flag.clone(),
            Self::EmailGoal(goal) => goal.flag.clone(),
            Self::FileGoal(goal) => goal.flag.clone(),
            Self::MessengerGoal(goal) => goal.flag.clone(),
            Self::PhoneGoal(goal) => goal.flag.clone(),
            Self::SiteSearchGoal(goal) => goal.flag.clone(),
            Self::SocialNetworkGoal(goal) => goal.flag.clone(),
            Self::UrlGoal(goal) => goal.flag.clone(),
            _ => text(self.extra(), "flag").map(Into::into),
        }
    }

    /// Its conditions; empty if it has none. Composite goals have them in their steps.
    pub fn conditions(&self) -> Vec<GoalCondition<'_>> {
        match self {
            Self::ActionGoal(goal) => values!(goal),
            Self::EmailGoal(goal) => values!(goal),
            Self::FileGoal(goal) => values!(goal),
            Self::MessengerGoal(goal) => values!(goal),
            Self::PhoneGoal(goal) => values!(goal),
            Self::SiteSearchGoal(goal) => values!(goal),
            Self::SocialNetworkGoal(goal) => values!(goal),
            Self::UrlGoal(goal) => values!(goal),
            Self::ChatGoal(goal) => goal.conditions.iter().flatten().map(GoalCondition::Chat).collect(),
            Self::CompositeGoal(_)
            | Self::DepthGoal(_)
            | Self::PaymentSystemGoal(_)
            | Self::VisitDurationGoal(_)
            | Self::Other(_) => {
                let conditions = self.extra().get("conditions").and_then(Value::as_array);
                conditions.into_iter().flatten().map(GoalCondition::Other).collect()
            }
        }
    }

    /// Its steps, if it is composite.
    pub fn steps(&self) -> &[Goal] {
        match self {
            Self::CompositeGoal(goal) => goal.steps.as_deref().unwrap_or_default(),
            _ => &[],
        }
    }

    /// What it has beyond the fields of its type; of a type that the reference does not list, all of it.
    pub fn extra(&self) -> &Map<String, Value> {
        each!(self, goal => &goal.extra, fields => fields)
    }

    /// What it has beyond the fields of its type, to be changed.
    pub fn extra_mut(&mut self) -> &mut Map<String, Value> {
        each!(self, goal => &mut goal.extra, fields => fields)
    }

    /// Sets its number.
    pub fn set_id(&mut self, id: impl Into<Id>) {
        let id = id.into();
        each!(self, goal => goal.id = Some(id), fields => put(fields, "id", id.0));
    }

    /// Gives it another name.
    pub fn set_name(&mut self, name: impl Into<String>) {
        let name = name.into();
        each!(self, goal => goal.name = Some(name), fields => put(fields, "name", name));
    }

    /// Makes it a favorite, or no longer one.
    pub fn set_favorite(&mut self, favorite: bool) {
        each!(self, goal => goal.is_favorite = Some(Flag(favorite)), fields => put(fields, "is_favorite", favorite));
    }

    /// Says whether it is used for retargeting.
    pub fn set_retargeting(&mut self, retargeting: bool) {
        each!(
            self,
            goal => goal.is_retargeting = Some(Flag(retargeting)),
            fields => put(fields, "is_retargeting", retargeting)
        );
    }

    /// Sets what reaching it is worth by default.
    pub fn set_default_price(&mut self, price: f64) {
        each!(self, goal => goal.default_price = Some(price), fields => put(fields, "default_price", price));
    }
}

impl ChatCondition {
    /// Chats that were answered, or that were not.
    pub fn answered(answered: bool) -> Self {
        Self { field: Some(ChatConditionField::ChatAnswered), answered: Some(Flag(answered)), ..Self::default() }
    }

    /// Chats in this messenger.
    pub fn platform(platform: ChatPlatform) -> Self {
        Self { field: Some(ChatConditionField::ChatPlatform), platform: Some(platform), ..Self::default() }
    }

    /// Chats with such a tag. The operator is `Contain`, `Exact`, `Start` or `Regexp`.
    pub fn tag(operator: GoalConditionType, value: impl Into<String>) -> Self {
        let field = Some(ChatConditionField::ChatTag);
        Self { field, operator: Some(operator), value: Some(value.into()), ..Self::default() }
    }
}

fn text<'a>(fields: &'a Map<String, Value>, field: &str) -> Option<&'a str> {
    fields.get(field)?.as_str()
}

fn parsed<T: serde::de::DeserializeOwned>(fields: &Map<String, Value>, field: &str) -> Option<T> {
    serde_json::from_value(fields.get(field)?.clone()).ok()
}

fn put(fields: &mut Map<String, Value>, field: &str, value: impl Into<Value>) {
    fields.insert(field.to_owned(), value.into());
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A goal of each type that the reference lists, and of one that it does not.
    fn goals() -> Vec<Goal> {
        let common = json!({
            "id": 7, "name": "n", "is_favorite": 0, "is_retargeting": 1, "status": "Active", "default_price": 1.5,
            "goal_source": "auto", "prev_goal_id": 6, "unknown": { "deep": [1] }
        });
        let types = Goal::KNOWN.iter().chain(&["loyalty_card"]);
        types
            .map(|kind| {
                let mut goal = common.clone();
                goal["type"] = json!(kind);
                serde_json::from_value(goal).unwrap()
            })
            .collect()
    }

    #[test]
    fn every_type_tells_what_all_have() {
        for goal in goals() {
            let kind = goal.tag().unwrap();
            assert_eq!(goal.goal_type().unwrap().as_str(), kind);
            assert_eq!(goal.id(), Some(Id(7)), "{kind}");
            assert_eq!(goal.name(), Some("n"), "{kind}");
            assert_eq!(goal.is_favorite(), Some(false), "{kind}");
            assert_eq!(goal.is_retargeting(), Some(true), "{kind}");
            assert_eq!(goal.status(), Some("Active"), "{kind}");
            assert_eq!(goal.default_price(), Some(1.5), "{kind}");
            assert_eq!(goal.goal_source(), Some(GoalSource::Auto), "{kind}");
            assert_eq!(goal.prev_goal_id(), Some(Id(6)), "{kind}");
            assert_eq!(goal.extra()["unknown"], json!({ "deep": [1] }), "{kind}");
        }
    }

    #[test]
    fn what_is_set_is_written_and_nothing_else_changes() {
        for mut goal in goals() {
            let mut expected = serde_json::to_value(&goal).unwrap();
            for (field, value) in [
                ("id", json!(8)),
                ("name", json!("m")),
                ("is_favorite", json!(true)),
                ("is_retargeting", json!(false)),
                ("default_price", json!(2.5)),
            ] {
                expected[field] = value;
            }
            goal.set_id(8);
            goal.set_name("m");
            goal.set_favorite(true);
            goal.set_retargeting(false);
            goal.set_default_price(2.5);
            assert_eq!(serde_json::to_value(&goal).unwrap(), expected);
        }
    }

    #[test]
    fn conditions_and_flags_are_seen_wherever_a_type_has_them() {
        for kind in Goal::KNOWN.iter().chain(&["loyalty_card"]).filter(|kind| !matches!(**kind, "chat" | "step")) {
            let goal = json!({ "type": kind, "flag": "basket", "conditions": [{ "type": "exact", "url": "a" }] });
            let goal: Goal = serde_json::from_value(goal).unwrap();
            assert_eq!(goal.flag(), Some(GoalFlag::Basket), "{kind}");
            let conditions = goal.conditions();
            assert_eq!(conditions.len(), 1, "{kind}");
            match conditions[0] {
                GoalCondition::Value { type_, url } => {
                    assert_eq!((type_, url), (Some(&GoalConditionType::Exact), Some("a")));
                }
                GoalCondition::Other(value) => assert_eq!(value["url"], "a"),
                GoalCondition::Chat(_) => panic!("{kind} has no chats"),
            }
        }
        let chat: Goal =
            serde_json::from_value(json!({ "type": "chat", "conditions": [{ "field": "chat_tag" }] })).unwrap();
        assert!(matches!(chat.conditions()[..], [GoalCondition::Chat(_)]));
        let step: Goal =
            serde_json::from_value(json!({ "type": "step", "steps": [{ "type": "url", "name": "a" }] })).unwrap();
        assert_eq!(step.steps()[0].name(), Some("a"));
    }

    #[test]
    fn fields_of_another_form_are_not_read_and_not_lost() {
        let text = json!({ "type": "loyalty_card", "id": [1], "name": 7, "is_favorite": "maybe", "status": null });
        let goal: Goal = serde_json::from_value(text.clone()).unwrap();
        assert_eq!((goal.id(), goal.name(), goal.is_favorite(), goal.status()), (None, None, None, None));
        assert_eq!(serde_json::to_value(&goal).unwrap(), text);
    }
}
