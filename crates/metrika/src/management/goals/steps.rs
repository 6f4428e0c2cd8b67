//! Steps of composite goals.

use super::new_goal::{GoalPattern, url_condition};
use crate::models::{Goal, GoalConditionType, UrlGoal};

/// A step of a composite goal: one of its conditions is enough. For [`NewGoal::composite`](super::NewGoal::composite).
///
/// It becomes a goal of type `url`, also for events: that is how the service's own examples write it.
///
/// ```
/// use metrika::management::{GoalPattern, GoalStep};
///
/// let cart = GoalStep::new("Cart").page(GoalPattern::contain("/cart")).page(GoalPattern::contain("/basket"));
/// let checkout = GoalStep::new("Checkout").action("begin_checkout");
/// # let _ = (cart, checkout);
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct GoalStep {
    goal: UrlGoal,
}

impl GoalStep {
    /// A step of this name, still without conditions.
    pub fn new(name: impl Into<String>) -> Self {
        Self { goal: UrlGoal { name: Some(name.into()), ..UrlGoal::default() } }
    }

    /// A page with such an address is viewed.
    pub fn page(self, page: GoalPattern) -> Self {
        self.condition(page.type_, page.value)
    }

    /// The site reports the event of this name.
    pub fn action(self, event: impl Into<String>) -> Self {
        self.condition(GoalConditionType::Action, event.into())
    }

    /// The site reports an event whose name contains this.
    pub fn contain_action(self, part: impl Into<String>) -> Self {
        self.condition(GoalConditionType::ContainAction, part.into())
    }

    /// The site reports an event whose name matches this regular expression.
    pub fn regexp_action(self, expression: impl Into<String>) -> Self {
        self.condition(GoalConditionType::RegexpAction, expression.into())
    }

    fn condition(mut self, type_: GoalConditionType, value: String) -> Self {
        self.goal.conditions.get_or_insert_default().push(url_condition(type_, value));
        self
    }
}

impl From<GoalStep> for Goal {
    fn from(step: GoalStep) -> Self {
        step.goal.into()
    }
}
